"""Whenever ``tijdig deliver`` is killed: all of the delivery is there or nothing, and the same command again finishes it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection

from crash import delivery_processes as processes
from crash import kill_deliver

pytestmark = pytest.mark.database
ROWS = 20_000


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new database on the server of this round; "" is SQLite."""
    if connection.vendor == "sqlite":
        return ""
    return processes.database_beside(os.environ["DATABASE_URL"], f"w{os.getpid()}_{abs(hash(str(tmp_path)))}")


def test_a_delivery_that_is_killed_is_whole_or_absent_and_finishes_when_sent_again(tmp_path: Path, address: str) -> None:
    target = kill_deliver.prepare(tmp_path / "work", ROWS, address)
    found = list(kill_deliver.kills(target, 4 if address else 6, tmp_path / "work", seed=7))
    assert [one for one in found if not one.fine] == []
    assert target.full["intake_signal"] + target.full["intake_refusal"] == ROWS
    assert {one.moment for one in found} & {"before", "during"}


def test_two_processes_that_deliver_the_same_file_at_once_store_it_once(tmp_path: Path, address: str) -> None:
    installation = processes.installed(tmp_path / "data", address)
    command = ("deliver", processes.file_of(tmp_path, 500), "--creditor", processes.CREDITOR, "--on", kill_deliver.ON, "--json")
    both = [installation.start(*command) for _ in range(2)]
    told = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [1, 1], told
    assert sorted('"new": true' in out for out, _ in told) == [False, True]
    counted = installation.counted()
    assert (counted["intake_delivery"], counted["ledger_receipt"]) == (1, 2)
    assert installation.run("ledger", "verify").returncode == 0
