"""Addresses with the municipality by name: straat;huisnummer;huisletter;huisnummertoevoeging;postcode;...;gemeente;...

The name is read as of the date of the edition; a name that only held on other dates is read too, if it was ever that
of one municipality (the register then tells what became of it). Rows without a postcode are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from tijdig.foundation.places import register
from tijdig.foundation.places.loaders import checks
from tijdig.foundation.places.loaders.failure import UnusableFile
from tijdig.foundation.places.loaders.tables import Progress, Table, frames

KIND = "adressen"
WANTED = ["postcode", "huisnummer", "huisletter", "huisnummertoevoeging", "gemeente"]


def fits(table: Table) -> bool:
    """Whether the header is that of this format."""
    return set(table.columns) >= set(WANTED)


def records(table: Table, on: date, progress: Progress) -> Iterator[pl.DataFrame]:
    """Records in blocks. Raises UnusableFile."""
    for block in frames(table, WANTED, progress):
        rows = checks.with_postcode(block, "postcode")
        yield checks.records(
            checks.area_numbers(rows, "postcode", table),
            checks.house_numbers(rows, "huisnummer", table),
            checks.suffixes(rows, "huisletter", "huisnummertoevoeging"),
            _municipalities(rows, table, on),
        )


def _municipalities(rows: pl.DataFrame, table: Table, on: date) -> pl.Series:
    first = rows.group_by("gemeente", maintain_order=True).agg(pl.col("line").first())
    numbers = [_number(name or "", line, table, on) for name, line in first.iter_rows()]
    found = first.with_columns(pl.Series("municipality", numbers, dtype=pl.UInt16)).drop("line")
    return rows.join(found, on="gemeente", how="left", maintain_order="left", nulls_equal=True)["municipality"]


def _number(name: str, line: int, table: Table, on: date) -> int:
    place = f"{table.name}, regel {line}, kolom gemeente"
    found = [one for one in register.named(name) if one.holds(on)] or list(register.named(name))
    if not found:
        raise UnusableFile(f"{place}: '{name}' is geen bekende gemeente.")
    if len(found) > 1:
        raise UnusableFile(f"{place}: '{name}' kan meer gemeenten zijn: {', '.join(one.name for one in found)}.")
    return int(found[0].code.removeprefix("GM"))
