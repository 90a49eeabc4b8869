"""From the bytes of any file in the format to one table with the format's own column names."""

from __future__ import annotations

from collections import Counter

import polars as pl

from tijdig.foundation.findings.checks import Severity, no_findings, one_finding
from tijdig.steps.intake.columns import BY_NAME, NAMES
from tijdig.steps.intake.formats.csv_file import read_csv
from tijdig.steps.intake.formats.json_file import read_json
from tijdig.steps.intake.formats.xlsx_file import read_xlsx
from tijdig.steps.intake.table import FORMAT, Table, Unreadable

LARGEST_FILE = 512 * 1024 * 1024  # bytes
_MOST_NAMED = 50  # unknown columns named one by one
_LONGEST_NAME = 30  # signs of such a name
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"


def read_table(data: bytes, *, drop_unknown: bool = False) -> Table:
    """The rows of a file: ``line`` and a String column for each name of the format, null where the file has none.

    A file that cannot be read gives no rows and a fatal finding. ``names`` are the format's columns the file had.
    """
    try:
        return _in_format(_read(data), drop_unknown=drop_unknown)
    except Unreadable as unreadable:
        return Table((), _empty(), unreadable.finding())


def _read(data: bytes) -> Table:
    if len(data) > LARGEST_FILE:
        raise Unreadable(f"Dit bestand is groter dan {LARGEST_FILE // 1024**2} MB. Verdeel het over meer bestanden.")
    if data.startswith(_ZIP):
        return read_xlsx(data)
    if data.startswith(_OLD_OFFICE):
        raise Unreadable("Dit is een oud Excel-bestand (.xls) of een bestand met een wachtwoord. Sla het op als .xlsx of CSV.")
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return read_json(data) if start in (b"{", b"[") else read_csv(data)


def _in_format(table: Table, *, drop_unknown: bool) -> Table:
    """The table with the format's names in the format's order; unknown and doubled columns judged."""
    names = [name.strip().lower() for name in table.names]
    doubled = [name for name, count in Counter(name for name in names if name).items() if count > 1]
    if doubled:
        raise Unreadable(
            f"Deze kolommen staan er twee keer in: {', '.join(doubled)}. Laat er van elk één staan.", code="kolom-dubbel"
        )
    places = {name: str(at) for at, name in enumerate(names) if name in BY_NAME}
    unknown = _unknown(table, names, drop_unknown=drop_unknown)
    findings = table.findings if unknown.is_empty() else pl.concat([table.findings, unknown])
    return Table(tuple(places), _columns(table.rows, places), findings, table.suspicious, table.has_columns)


def _columns(rows: pl.DataFrame, places: dict[str, str]) -> pl.DataFrame:
    """All columns of the format out of those of the file, null where it has none."""
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
    named = [(rows.get_column(places[name]) if name in places else nothing).alias(name) for name in NAMES]
    return pl.DataFrame([rows.get_column("line"), *named])


def _unknown(table: Table, names: list[str], *, drop_unknown: bool) -> pl.DataFrame:
    """A finding about the columns the format does not know; an unnamed column counts only when it holds something."""
    strange = [
        _shortened(table.names[at].strip()) or f"(kolom {at + 1} zonder naam)"
        for at, name in enumerate(names)
        if name not in BY_NAME and (name or (table.rows[str(at)].str.strip_chars().str.len_bytes() > 0).any())
    ]
    if not strange:
        return no_findings()
    listed = ", ".join(strange[:_MOST_NAMED]) + (" en meer" if len(strange) > _MOST_NAMED else "")
    if not drop_unknown:
        raise Unreadable(
            f"Deze kolommen kent het formaat niet: {listed}. Haal ze weg, want er mag niets meekomen dat niet gedeeld mag worden.",
            column=listed, code="kolom-onbekend",
        )  # fmt: skip
    message = f"Deze kolommen kent het formaat niet; ze zijn niet gelezen: {listed}."
    return one_finding("kolom-onbekend", message, FORMAT, column=listed, severity=Severity.WARNING)


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema={"line": pl.UInt32, **dict.fromkeys(NAMES, pl.String)})
