"""Sound signals, the files they come in, and the walk they take; the tests of intake, gate and journey share them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl

from tijdig.foundation.places import areas
from tijdig.foundation.places.building import RECORDS, build
from tijdig.foundation.places.editions import About, Edition
from tijdig.foundation.places.index import Index
from tijdig.foundation.policy.parameters import Policy, national
from tijdig.journey.assess import Assessment, Known, assess
from tijdig.steps.intake.columns import NAMES, in_camel_case
from tijdig.steps.intake.reading import read_table
from tijdig.steps.intake.table import Table

ON = date(2026, 7, 1)
SUITES = Path(__file__).resolve().parents[3] / "../shared/data/suites"
Row = Mapping[str, str | None]

_ANYBODY = {
    "kenmerk": "A-1",
    "achternaam": "Jansen",
    "postcode": "9354TC",
    "huisnummer": "1",
    "bedrag": "450,00",
    "ontstaansdatum": "2026-05-01",
}
RENT = _ANYBODY | {
    "soort": "huur",
    "herinnering_op": "2026-05-20",
    "aanbod_in_herinnering": "ja",
    "hulp_gewezen_op": "2026-05-20",
    "contact_gezocht_op": "2026-05-25",
    "contact_wijze": "telefoon",
    "bezwaar": "geen-reactie",
}
ENERGY = _ANYBODY | {"soort": "energie", "contact_gezocht_op": "2026-06-01", "contact_wijze": "sms"}
END_OF_SUPPLY = ENERGY | {"signaaltype": "eindelevering", "einde_levering_op": "2026-08-01", "aantal_herinneringen": "3"}
WATER = _ANYBODY | {"soort": "water"}
HEALTH = _ANYBODY | {"soort": "zorg"}
TAX = _ANYBODY | {"soort": "belastingdienst", "bedrag": "600"}
WITHDRAWAL = {"kenmerk": "A-1", "soort": "huur", "signaaltype": "intrekking"}

# One area inside a municipality, one on a border: number 4 is told apart by its letter, number 9 by nothing.
_ADDRESSES = (
    ("9354TC", 1, "", 1969),
    ("9354TC", 12, "", 1969),
    ("9354TC", 12, "A", 1969),
    ("9354TB", 4, "", 1969),
    ("9354TB", 4, "A", 1699),
    ("9354TB", 9, "", 1969),
    ("9354TB", 9, "", 1699),
)


def small_edition() -> Edition:
    """An edition in memory with the addresses above."""
    records = [(areas.code(postcode), *rest) for postcode, *rest in _ADDRESSES]
    tables = build(pl.DataFrame(records, schema=RECORDS, orient="row"))
    return Edition(About(date(2026, 1, 1), (), tables.first_numbers.size, len(records), 0), Index(tables))


EDITION = small_edition()


def csv_of(rows: Iterable[Row], names: Sequence[str] = NAMES, separator: str = ";") -> bytes:
    """The rows as a CSV file with these columns."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerows([names, *([row.get(name) for name in names] for row in rows)])
    return text.getvalue().encode()


def xlsx_of(rows: Iterable[Sequence[object]], title: str = "Signalen") -> bytes:
    """Cells as a spreadsheet with one sheet."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    return bytes_of(book)


def bytes_of(book: openpyxl.Workbook) -> bytes:
    """The spreadsheet as a file."""
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def json_of(rows: Iterable[Row]) -> bytes:
    """The rows as a list of objects, without the empty fields."""
    objects = [{in_camel_case(name): value for name, value in row.items() if value is not None} for row in rows]
    return json.dumps({"signalen": objects}).encode()


def cells(table: Table) -> list[tuple[object, ...]]:
    """Line and texts of every row, for the columns the file had."""
    return table.rows.select("line", *table.names).rows()


def said(findings: pl.DataFrame) -> list[tuple[int, str, str, str]]:
    """Line, column, code and severity of every finding."""
    return findings.select("line", "column", "code", "severity").rows()


def walked(*rows: Row, on: date = ON, policy: Policy | None = None, names: Sequence[str] = NAMES) -> Assessment:
    """What the walk finds about a CSV file of these rows."""
    return walk_file(csv_of(rows, names), on=on, policy=policy)


def walk_file(data: bytes, *, on: date = ON, policy: Policy | None = None, drop_unknown: bool = False) -> Assessment:
    """What the walk finds about a file, knowing no parties."""
    return assess(read_table(data, drop_unknown=drop_unknown), Known(on, policy or national(), EDITION))
