"""NLExtract "bagadresplus": every BAG address, with gemeentecode (four digits); those without postcode are left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from tijdig.foundation.places.loaders import checks
from tijdig.foundation.places.loaders.tables import Progress, Table, frames

KIND = "bagadresplus"
WANTED = ["postcode", "huisnummer", "huisletter", "huisnummertoevoeging", "gemeentecode"]


def fits(table: Table) -> bool:
    """Whether the header is that of this format."""
    return set(table.columns) >= set(WANTED)


def records(table: Table, _on: date, progress: Progress) -> Iterator[pl.DataFrame]:
    """Records in blocks. Raises UnusableFile."""
    for block in frames(table, WANTED, progress):
        rows = checks.with_postcode(block, "postcode")
        yield checks.records(
            checks.area_numbers(rows, "postcode", table),
            checks.house_numbers(rows, "huisnummer", table),
            checks.suffixes(rows, "huisletter", "huisnummertoevoeging"),
            checks.municipality_codes(rows, "gemeentecode", table),
        )
