"""Dates in the two notations of the open format: 2026-07-01 and 01-07-2026."""

from __future__ import annotations

from datetime import date

import polars as pl

EARLIEST = date(1900, 1, 1)


def day(text: pl.Expr) -> pl.Expr:
    """The date; null where there is no such day (31-02, 29 February of a common year) or before 1900."""
    ten = pl.when(text.str.len_bytes() == 10).then(text)
    iso = pl.when(ten.str.contains(r"^\d{4}-")).then(ten).str.to_date("%Y-%m-%d", strict=False)
    dutch = pl.when(ten.str.contains(r"^\d\d-\d\d-\d{4}$")).then(ten).str.to_date("%d-%m-%Y", strict=False)
    found = pl.coalesce(iso, dutch)
    return pl.when(found >= EARLIEST).then(found)
