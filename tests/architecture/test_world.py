"""The world tests run in: the database this round names, with the real settings; no network; no data of the user."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from django.db import connection


@pytest.mark.django_db
def test_this_round_uses_the_database_it_names():
    assert connection.vendor == os.environ["TIJDIG_TEST_DATABASE"]


@pytest.mark.django_db
@pytest.mark.skipif(os.environ["TIJDIG_TEST_DATABASE"] != "sqlite", reason="is about SQLite")
def test_sqlite_is_a_file_with_the_settings_of_real_use():
    with connection.cursor() as cursor:
        pragmas = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys")}
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1}
    assert connection.transaction_mode == "IMMEDIATE"


def test_a_connection_that_leaves_this_machine_is_refused():
    with socket.socket() as outside, pytest.raises(PermissionError, match="may not use the network"):
        outside.connect(("192.0.2.1", 80))


def test_the_data_directory_of_the_user_is_not_used():
    assert Path(os.environ["TIJDIG_DATA"]).parent.name.startswith("tijdig-test-")
