"""Amounts of money in euros, in the notations people and programs use, to whole cents."""

from __future__ import annotations

import polars as pl

_EURO = r"^(?:€|EUR)? ?"
# At most nine digits before the cents: far more than anybody owes, and exact in the arithmetic below.
_PLAIN = _EURO + r"[0-9]{1,9}(?:[.,][0-9]{1,2})?$"
# Groups of three tell themselves apart only with a second group or with cents behind the other sign: 1.234 may be a
# thousand or one and a bit, and is not read.
_DUTCH_GROUPS = _EURO + r"[0-9]{1,3}(?:(?:\.[0-9]{3}){1,2},[0-9]{1,2}|(?:\.[0-9]{3}){2})$"
_ENGLISH_GROUPS = _EURO + r"[0-9]{1,3}(?:(?:,[0-9]{3}){1,2}\.[0-9]{1,2}|(?:,[0-9]{3}){2})$"


def cents(text: pl.Expr) -> pl.Expr:
    """Whole cents (Int64, 0 or more) from 1234 · 1234,5 · 1234.56 · 1.234,56 · 1,234.56, with or without € before it.

    Null for anything else, also for one separator with exactly three digits behind it and for negative amounts.
    Ambiguous three digits (1234.567) match no pattern: after a plain number come one or two digits.
    """
    ungrouped = (
        pl.when(text.str.contains(_PLAIN))
        .then(text)
        .when(text.str.contains(_DUTCH_GROUPS))
        .then(text.str.replace_all(".", "", literal=True))
        .when(text.str.contains(_ENGLISH_GROUPS))
        .then(text.str.replace_all(",", "", literal=True))
    )
    euros = ungrouped.str.strip_chars_start("€EUR ").str.replace(",", ".", literal=True).cast(pl.Float64)
    # Exact: a double holds all whole numbers of eleven digits, and the product is rounded to the nearest one.
    return (euros * 100).round().cast(pl.Int64)
