"""The command line as whole processes, each installation with a data directory, and a database, of its own."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import polars as pl
import psycopg

from tijdig.foundation.places import areas
from tijdig.foundation.places.building import RECORDS, build
from tijdig.foundation.places.editions import About, Editions

RUN = "import sys; from tijdig.cli import main; sys.exit(main())"
# The same, and it leaves a file when the writing begins: so that a killer knows when to strike.
RUN_AND_MARK = """
import pathlib, sys
from tijdig.cli import database, main
real = database.open_database
def open_database():
    real()
    from tijdig.journey import deliver
    store = deliver.store_delivery
    def marked(**given):
        pathlib.Path(sys.argv.pop()).touch()
        return store(**given)
    deliver.store_delivery = marked
database.open_database = open_database
sys.exit(main(sys.argv[1:-1]))
"""
TABLES = ("intake_delivery", "intake_signal", "intake_refusal", "intake_finding", "ledger_receipt", "ledger_entry")
CREDITOR, OTHER = "11111111", "22222222"
PLACES = {"1011AA": ("GM0363", 363), "3511AA": ("GM0344", 344), "9711AA": ("GM0014", 14)}


@dataclass(frozen=True)
class Installation:
    """A data directory and the address of a database; "" is SQLite in that directory."""

    data: Path
    address: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """What a process of this installation finds around it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TIJDIG_", "DJANGO_", "DATABASE_"))}
        address = {"DATABASE_URL": self.address} if self.address else {}
        return {**kept, "TIJDIG_DATA": str(self.data), "COLUMNS": "200", **address}

    def start(self, *arguments: object, code: str = RUN, **changes: str) -> subprocess.Popen[str]:
        """Start a command."""
        command = [sys.executable, "-c", code, *map(str, arguments)]
        environment = self.environment | changes
        return subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *arguments: object, **changes: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        process = self.start(*arguments, **changes)
        out, error = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, error)

    def counted(self) -> dict[str, int]:
        """How many rows each table has, once nobody is writing any more."""
        if not self.address:
            with closing(sqlite3.connect(self.data / "tijdig.sqlite3")) as database:
                return _counted(database.execute)
        with psycopg.connect(self.address, autocommit=True) as database:
            self._wait(database)
            return _counted(database.execute)

    def _wait(self, database: psycopg.Connection) -> None:
        """A server may still be busy for a client that was killed."""
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        for _ in range(1000):
            if database.execute(others).fetchone() == (0,):
                return
            time.sleep(0.02)
        raise TimeoutError("somebody is still connected")


def _counted(execute) -> dict[str, int]:
    return {table: execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}  # noqa: S608 - names of this file


def with_edition(data: Path) -> Path:
    """Put an edition of a few addresses in a data directory."""
    rows = [(areas.code(postcode), number, "", code) for postcode, (_, code) in PLACES.items() for number in range(1, 100)]
    tables = build(pl.DataFrame(rows, schema=RECORDS, orient="row"))
    Editions(data / "places").write(About(date(2020, 1, 1), (), tables.first_numbers.size, len(rows), 0), tables)
    return data


def parties() -> dict:
    """Who may deliver what where; Groningen has no agreement."""
    signed = {"vanaf": "2025-01-01", "getekendDoorSchuldeiserOp": "2025-01-01", "getekendDoorGemeenteOp": "2025-01-01"}
    told = {"systeem": "vps", "vanaf": "2025-01-01", "bewijs": "brief", "bevestigdDoor": "beheerder", "bevestigdOp": "2025-01-01"}
    codes = ("GM0363", "GM0344")
    return {
        "versie": 1,
        "gemeenten": [{"code": code} for code in codes],
        "schuldeisers": [
            {"kvk": kvk, "naam": "Zorg", "soorten": ["zorg"], "overeenkomsten": [{"gemeente": code, **signed} for code in codes]}
            for kvk in (CREDITOR, OTHER)
        ],
        "bestemmingen": [{"gemeente": code, **told} for code in codes],
    }


def installed(home: Path, address: str = "") -> Installation:
    """An installation with an edition and parties."""
    home.mkdir(parents=True)
    installation = Installation(with_edition(home), address)
    file = home / "partijen.json"
    file.write_text(json.dumps(parties()), encoding="utf-8")
    done = installation.run("parties", "import", file)
    assert done.returncode == 0, done.stderr
    return installation


def file_of(folder: Path, rows: int, name: str = "levering.csv", **changes: Sequence[str]) -> Path:
    """A file with care debts: one line in twenty is refused, one in ten waits for an agreement."""
    at = pl.int_range(rows, eager=True)
    postcode = pl.when(at % 10 == 3).then(pl.lit("9711AA")).when(at % 2 == 0).then(pl.lit("1011AA")).otherwise(pl.lit("3511AA"))
    frame = pl.select(
        kenmerk=pl.format("K{}", at), soort=pl.lit("zorg"), achternaam=pl.format("Jansen{}", at), postcode=postcode,
        huisnummer=(at % 99 + 1).cast(pl.String), bedrag=pl.when(at % 20 == 7).then(pl.lit("0")).otherwise(pl.lit("100,50")),
        ontstaansdatum=pl.lit("2026-05-10"), straat=pl.lit("Straat"), email=pl.format("jansen{}@mail.example", at),
    ).with_columns(pl.Series(column, values) for column, values in changes.items())  # fmt: skip
    file = folder / name
    frame.write_csv(file, separator=";")
    return file


def database_beside(address: str, name: str, template: str = "") -> str:
    """The address of a new database on the same server, empty or a copy of a template."""
    parts = urlsplit(address)
    with psycopg.connect(address, autocommit=True) as server:
        copied = f' TEMPLATE "{template}"' if template else ""
        server.execute(f'CREATE DATABASE "{name}"{copied}')
    return urlunsplit(parts._replace(path=f"/{name}"))


def copied(template: Installation, home: Path, name: str) -> Installation:
    """The same installation once more."""
    shutil.copytree(template.data, home)
    if not template.address:
        return Installation(home)
    beside = urlunsplit(urlsplit(template.address)._replace(path="/postgres"))
    return Installation(home, database_beside(beside, name, urlsplit(template.address).path[1:]))
