"""Dates in the two notations of the open format: 2026-07-01 and 01-07-2026."""

from __future__ import annotations

from datetime import date

import polars as pl

EARLIEST = date(1900, 1, 1)


def day(text: pl.Expr) -> pl.Expr:
    """The date; null where there is no such day (31-02, 29 February of a common year) or before 1900."""
    ten = pl.when(text.str.len_bytes() == 10).then(text)
    turned = pl.concat_str(ten.str.slice(6, 4), ten.str.slice(2, 1), ten.str.slice(3, 2), ten.str.slice(5, 1), ten.str.slice(0, 2))
    iso = pl.when(ten.str.slice(2, 1) == "-").then(turned).otherwise(ten)
    found = iso.str.to_date("%Y-%m-%d", strict=False)
    return pl.when(found >= EARLIEST).then(found)
