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
    members = [part for name in sorted(frame.columns) for part in _member(frame[name], escape=name in special)]
    inside = pl.concat_str(members, ignore_nulls=True).str.strip_suffix(",") if members else pl.lit("")
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


def _member(column: pl.Series, *, escape: bool) -> list[pl.Expr]:
    """The parts of one name with its value and a comma; nothing, as one null, where the value is null."""
    value, border = pl.col(column.name), "" if column.dtype.is_integer() else '"'
    text = value.str.replace_many(list(_ESCAPED), list(_ESCAPED.values())) if escape else value.cast(pl.String)
    parts = [pl.lit(f'"{column.name}":{border}'), text, pl.lit(f"{border},")]
    if column.null_count() == column.len():
        return []
    return [pl.concat_str(parts)] if column.null_count() else parts
