"""Numbers that identify: KvK numbers, and citizen service numbers that must not be here."""

from __future__ import annotations

import re

import polars as pl
from stdnum.nl import bsn

_NINE_DIGITS = r"(?:^|[^0-9])(?:[0-9]{9}|[0-9]{4}[. ][0-9]{2}[. ][0-9]{3})(?:[^0-9]|$)"
_EACH_NINE = re.compile(r"(?<!\d)(\d{9}|\d{4}[. ]\d{2}[. ]\d{3})(?!\d)")


def kvk(text: pl.Expr) -> pl.Expr:
    """The KvK number; null where it is not eight digits."""
    return pl.when(text.str.contains("^[0-9]{8}$")).then(text)


def may_hold_bsn(text: pl.Expr) -> pl.Expr:
    """Whether nine digits stand together somewhere: a first sieve, cheap over many rows."""
    return text.str.contains(_NINE_DIGITS)


def holds_bsn(text: str) -> bool:
    """Whether the text holds nine digits that pass the eleven test (Wet algemene bepalingen burgerservicenummer)."""
    return any(bsn.is_valid(re.sub(r"\D", "", found)) for found in _EACH_NINE.findall(text))


def whole_number(text: pl.Expr) -> pl.Expr:
    """A small whole number (Int32, 0-999); null otherwise. 3.0 is what a spreadsheet makes of 3."""
    return text.str.extract(r"^([0-9]{1,3})(?:\.0)?$").cast(pl.Int32)
