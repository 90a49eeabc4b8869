"""Dates in the two notations of the open format: 2026-07-01 and 01-07-2026."""

from __future__ import annotations

import polars as pl

EARLIEST_YEAR = "1900"


def day(text: pl.Expr) -> pl.Expr:
    """The date; null where there is no such day (31-02, 29 February of a common year) or before 1900."""
    year = text.str.slice(6, 4)
    turned = pl.concat_str(year, text.str.slice(2, 4), text.str.slice(0, 2))  # the middle keeps its dashes
    iso = (
        pl.when(text.str.len_bytes() != 10)
        .then(None)
        .when(text.str.slice(2, 1) == "-")
        .then(pl.when(year >= EARLIEST_YEAR).then(turned))
        .when(text >= EARLIEST_YEAR)
        .then(text)
    )
    digits = iso.str.extract(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})$")  # the reader itself would take blanks for digits
    return digits.str.to_date("%Y-%m-%d", strict=False)
