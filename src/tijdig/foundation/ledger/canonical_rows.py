"""Canonical JSON of a whole frame: one object a row, the same text that ``canonical_text`` gives. Pure."""

from __future__ import annotations

import json
from datetime import date

import polars as pl

from tijdig.foundation.ledger.canonical import Json, canonical_text

_ONE_BY_ONE = 50  # up to so many rows making the expressions takes longer than the work
_SPECIAL = '["\\\\\\x00-\\x1f]'
_ESCAPED = {sign: json.dumps(sign)[1:-1] for sign in ('"', "\\", *map(chr, range(0x20)))}


def canonical_texts(frame: pl.DataFrame) -> pl.Series:
    """The objects of a frame of texts, dates and whole numbers; the names are plain ASCII, and what is null is left out."""
    if frame.height <= _ONE_BY_ONE:
        return pl.Series([_one(row) for row in frame.iter_rows(named=True)], dtype=pl.String)
    special = _columns_with_special_signs(frame)
    members = [_member(name, frame.schema[name], escape=name in special) for name in sorted(frame.columns)]
    inside = pl.concat_str(members, ignore_nulls=True).str.strip_suffix(",")
    return frame.select(pl.concat_str(pl.lit("{"), inside, pl.lit("}"))).to_series()


def _one(row: dict[str, str | int | date | None]) -> str:
    plain: dict[str, Json] = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in row.items() if value is not None
    }
    return canonical_text(plain)


def _columns_with_special_signs(frame: pl.DataFrame) -> set[str]:
    """Few columns hold a sign that JSON writes in another way, and looking is much quicker than replacing."""
    texts = frame.select(pl.col(pl.String).str.contains(_SPECIAL).any())
    return {name for name in texts.columns if texts[name][0]}


def _member(name: str, dtype: pl.DataType, *, escape: bool) -> pl.Expr:
    """One name with its value and a comma; null where the value is."""
    value = pl.col(name)
    if dtype.is_integer():
        return pl.concat_str(pl.lit(f'"{name}":'), value.cast(pl.String), pl.lit(","))
    text = value.str.replace_many(list(_ESCAPED), list(_ESCAPED.values())) if escape else value.cast(pl.String)
    return pl.concat_str(pl.lit(f'"{name}":"'), text, pl.lit('",'))
