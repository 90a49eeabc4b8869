"""Amounts of money in euros, in the notations people and programs use, to whole cents."""

from __future__ import annotations

import polars as pl

# At most nine digits before the cents: far more than anybody owes, and exact in the arithmetic below.
_PLAIN = r"^[0-9]{1,9}(?:[.,][0-9]{1,2})?$"
# Groups of three tell themselves apart only with a second group or with cents behind the other sign: 1.234 may be a
# thousand or one and a bit, and is not read.
_DUTCH_GROUPS = r"^[0-9]{1,3}(?:(?:\.[0-9]{3}){1,2},[0-9]{1,2}|(?:\.[0-9]{3}){2})$"
_ENGLISH_GROUPS = r"^[0-9]{1,3}(?:(?:,[0-9]{3}){1,2}\.[0-9]{1,2}|(?:,[0-9]{3}){2})$"


def cents(text: pl.Expr) -> pl.Expr:
    """Whole cents (Int64, 0 or more) from 1234 · 1234,5 · 1234.56 · 1.234,56 · 1,234.56, with or without € before it.

    Null for anything else, also for one separator with exactly three digits behind it and for negative amounts.
    """
    plain = _plain(text)
    rest = pl.when(plain.is_null()).then(text)  # null for nearly all rows, so the other notations cost little
    bare = rest.str.strip_prefix("€").str.strip_prefix("EUR").str.strip_chars_start()
    dutch = pl.when(bare.str.contains(_DUTCH_GROUPS)).then(bare.str.replace_all(".", "", literal=True))
    english = pl.when(bare.str.contains(_ENGLISH_GROUPS)).then(bare.str.replace_all(",", "", literal=True))
    return pl.coalesce(plain, _plain(bare), _in_cents(dutch), _in_cents(english))


def _plain(text: pl.Expr) -> pl.Expr:
    return _in_cents(pl.when(text.str.contains(_PLAIN)).then(text))


def _in_cents(text: pl.Expr) -> pl.Expr:
    """Exact: a double holds all whole numbers of eleven digits, and the product is rounded to the nearest one."""
    return (text.str.replace(",", ".", literal=True).cast(pl.Float64) * 100).round().cast(pl.Int64)
