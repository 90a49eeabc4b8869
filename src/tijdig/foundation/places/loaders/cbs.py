"""CBS "Buurt, wijk en gemeente voor postcode-huisnummer": PC6;Huisnummer;BuurtYYYY;WijkYYYY;GemeenteYYYY, in a zip.

The key is PC6 + number, without a letter; the municipality is a number with or without leading zeros. Every year on
1 August (Statistics Netherlands, CC BY 4.0).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import polars as pl

from tijdig.foundation.places.loaders import checks
from tijdig.foundation.places.loaders.tables import Progress, Table, frames

KIND = "cbs"
MUNICIPALITY = re.compile(r"Gemeente\d{4}", re.IGNORECASE)
DATED = re.compile(r"(\d{4})(\d{2})(\d{2})")


def fits(table: Table) -> bool:
    """Whether the header is that of this format."""
    return set(table.columns) >= {"PC6", "Huisnummer"} and any(map(MUNICIPALITY.fullmatch, table.columns))


def records(table: Table, _on: date, progress: Progress) -> Iterator[pl.DataFrame]:
    """Records in blocks, without suffix. Raises UnusableFile."""
    municipality = next(name for name in table.columns if MUNICIPALITY.fullmatch(name))
    for rows in frames(table, ["PC6", "Huisnummer", municipality], progress):
        yield checks.records(
            checks.area_numbers(rows, "PC6", table),
            checks.house_numbers(rows, "Huisnummer", table),
            checks.municipality_codes(rows, municipality, table),
        )


def dated(name: str) -> date | None:
    """The date in the name of a file (pc6hnr20250801_gwb.csv, ...pc6huisnr20250801_buurt.zip), if there is one."""
    for year, month, day in DATED.findall(name):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None
