"""Dates in the two notations of the open format: 2026-07-01 and 01-07-2026."""

from __future__ import annotations

import polars as pl

_YEAR = "(?:19|[2-9][0-9])[0-9]{2}"  # from 1900
# The reader itself would take blanks for digits, and digits for less than they are.
_NOTATIONS = {"%Y-%m-%d": f"^{_YEAR}-[0-9]{{2}}-[0-9]{{2}}$", "%d-%m-%Y": f"^[0-9]{{2}}-[0-9]{{2}}-{_YEAR}$"}


def day(text: pl.Expr) -> pl.Expr:
    """The date; null where there is no such day (31-02, 29 February of a common year) or before 1900."""
    return pl.coalesce(
        pl.when(text.str.contains(pattern)).then(text).str.to_date(notation, strict=False)
        for notation, pattern in _NOTATIONS.items()
    )
