"""Amounts of money in euros, in the notations people and programs use, to whole cents."""

from __future__ import annotations

import polars as pl

_PLAIN = r"^(\d{1,9})(?:[.,](\d{1,2}))?$"
_GROUPED = r"^(\d{1,3}(?:\.\d{3}){1,2}|\d{1,3}(?:,\d{3}){1,2})(?:[.,](\d{1,2}))?$"
_AMBIGUOUS = r"^\d+[.,]\d{3}$"  # 1.234 may be a thousand or one and a bit
_ONE_SIGN = r"^\d{1,3}(?:\.\d{3})+\.\d{1,2}$|^\d{1,3}(?:,\d{3})+,\d{1,2}$"  # thousands and decimals by the same sign


def cents(text: pl.Expr) -> pl.Expr:
    """Whole cents (Int64, 0 or more) from 1234 · 1234,5 · 1234.56 · 1.234,56 · 1,234.56, with or without € before it.

    Null for anything else, also for one separator with exactly three digits behind it and for negative amounts.
    """
    bare = text.str.strip_prefix("€").str.strip_prefix("EUR").str.strip_chars_start()
    plain = bare.str.extract_groups(_PLAIN)
    return pl.coalesce(_in_cents(plain), _grouped_cents(bare))


def _grouped_cents(bare: pl.Expr) -> pl.Expr:
    grouped = pl.when(~bare.str.contains(_AMBIGUOUS) & ~bare.str.contains(_ONE_SIGN)).then(bare)
    return _in_cents(grouped.str.extract_groups(_GROUPED))


def _in_cents(groups: pl.Expr) -> pl.Expr:
    whole = groups.struct.field("1").str.replace_all(r"[.,]", "").cast(pl.Int64)
    fraction = groups.struct.field("2").fill_null("").str.pad_end(2, "0").cast(pl.Int64)
    return whole * 100 + fraction
