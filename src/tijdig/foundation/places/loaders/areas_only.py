"""Areas with their municipality: pc6;gm, more columns allowed. Such an edition knows no house numbers.

An area in several municipalities is written as several rows, as 'GM1690|GM1701', or as one row with a column ``grens``
other than 0: that row names one municipality and says that there are others.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from tijdig.foundation.places.index import SEVERAL
from tijdig.foundation.places.loaders import checks
from tijdig.foundation.places.loaders.tables import Progress, Table, frames

KIND = "pc6;gm"
BORDER = "grens"


def fits(table: Table) -> bool:
    """Whether the header is that of this format."""
    return set(table.columns) >= {"pc6", "gm"}


def records(table: Table, _on: date, progress: Progress) -> Iterator[pl.DataFrame]:
    """Records in blocks, without number and suffix. Raises UnusableFile."""
    marked = BORDER in table.columns
    for block in frames(table, ["pc6", "gm", BORDER] if marked else ["pc6", "gm"], progress):
        rows = block.with_columns(pl.col("gm").str.split("|")).explode("gm")
        found = checks.records(
            checks.area_numbers(rows, "pc6", table),
            checks.municipality_codes(rows, "gm", table),
        )
        yield found
        if marked:
            yield _unnamed(block.filter(~pl.col(BORDER).fill_null("0").is_in(["0", ""])), table)


def _unnamed(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """For each area that lies in more municipalities than the row names: one that is not named."""
    area = checks.area_numbers(rows, "pc6", table)
    return checks.records(area, pl.Series("municipality", [SEVERAL], dtype=pl.UInt16).new_from_index(0, len(area)))
