"""Whenever ``tijdig match`` is killed: all of its links are there or none, and when its lease is over the run is done again."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from crash import delivery_processes as processes
from crash import kill_deliver
from crash.delivery_processes import Installation

pytestmark = pytest.mark.database
ROWS, MUNICIPALITY = 6_000, "GM0363"
TABLES = ("matching_group", "matching_placement", "matching_link", "matching_suggestion")
# The command as it is, leaving a file when it has begun to write.
RUN_AND_MARK = """
import pathlib, sys
from tijdig.cli import database, main
real = database.open_database
def open_database():
    real()
    from tijdig.steps.matching import operations
    write = operations._write_groups
    def marked(*given):
        write(*given)
        pathlib.Path(sys.argv.pop()).touch()
    operations._write_groups = marked
database.open_database = open_database
sys.exit(main(sys.argv[1:-1]))
"""


def _executed(installation: Installation, *statements: str) -> list[int]:
    found = []
    if not installation.address:
        with closing(sqlite3.connect(installation.data / "tijdig.sqlite3")) as database, database:
            found = [database.execute(statement).fetchone() for statement in statements]
    else:
        with psycopg.connect(installation.address, autocommit=True) as database:
            installation._wait(database)
            for statement in statements:
                cursor = database.execute(statement)
                found.append(cursor.fetchone() if cursor.description else None)
    return [row[0] for row in found if row]


def _counted(installation: Installation) -> list[int]:
    return _executed(installation, *(f"SELECT count(*) FROM {table}" for table in TABLES))  # noqa: S608 - names of this file


def test_a_run_that_is_killed_leaves_no_half_links_and_is_done_again(tmp_path: Path) -> None:
    address = ""
    if connection.vendor == "postgresql":
        address = processes.database_beside(os.environ["DATABASE_URL"], f"m{os.getpid()}_{abs(hash(str(tmp_path)))}")
    template = processes.installed(tmp_path / "template", address)
    same = {"achternaam": [f"Jansen{number % 1500}" for number in range(ROWS)], "geboortedatum": ["1980-04-17"] * ROWS}
    same["voorletters"] = ["J.P."] * ROWS
    file = processes.file_of(tmp_path, ROWS, **same)
    assert template.run("deliver", file, "--creditor", processes.CREDITOR, "--on", kill_deliver.ON, "--json").returncode == 1
    whole = processes.copied(template, tmp_path / "whole", f"whole_{os.getpid()}")
    done = whole.run("match", "--municipality", MUNICIPALITY)
    assert done.returncode == 0, done.stderr
    full = _counted(whole)
    assert full[2] > 0
    for at, pause in enumerate((0, 0.15)):
        installation = processes.copied(template, tmp_path / f"kill{at}", f"kill{at}_{os.getpid()}")
        mark = tmp_path / f"mark{at}"
        process = installation.start("match", "--municipality", MUNICIPALITY, mark, code=RUN_AND_MARK)
        while process.poll() is None and not mark.exists():
            time.sleep(0.001)
        time.sleep(pause)
        process.kill()
        process.communicate(timeout=60)
        assert mark.exists()
        assert _counted(installation) in ([0, 0, 0, 0], full)
        _executed(installation, "UPDATE matching_matchrun SET claimed_until = '2020-01-01 00:00:00'")  # its lease is over
        again = installation.run("match", "--municipality", MUNICIPALITY)
        assert again.returncode == 0, again.stderr
        assert _counted(installation) == full
        assert installation.run("ledger", "verify").returncode == 0
