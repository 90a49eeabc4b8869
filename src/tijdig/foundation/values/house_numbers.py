"""House numbers: number, letter and addition kept apart, also where somebody wrote them in one field.

The parts follow the BAG: a number from 1 to 99999, one letter, and an addition of a few signs; case is kept.
"""

from __future__ import annotations

import polars as pl

# A number alone; some exports write 12.0, and fixed widths bring zeros before it.
_NUMBER = r"^0{0,4}([1-9][0-9]{0,4})(?:[.,]0+)?$"
# A number with something behind it that begins with a letter, or with a separator and a letter or digit.
_JOINED = r"^0{0,4}([1-9][0-9]{0,4})[ \-/.,]*?((?:[ \-/]+[0-9]|\p{L})[\p{L}0-9 \-/.]{0,11})$"
_LETTER_AND_MORE = r"^(\p{L})(?:[ \-/.]*([0-9].*)|[ \-/.]+(.+))?$"
_RANGE = r"(?i)^t/m"  # "12 t/m 14" has no letter t
# What a spreadsheet makes of 12-3: 12-mrt, 2026-03-12 or 12-3-2026. Never a house number again.
_DATE_MADE = r"(?i)^[0-9]{1,2}[ \-/](?:jan|feb|mrt|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)\.?$"
_DATE_WRITTEN = r"^[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?|^[0-9][0-9]?[\-/][0-9][0-9]?[\-/][0-9]{4}"


def house_number(text: pl.Expr) -> pl.Expr:
    """The number (Int32, 1-99999) where the field holds nothing else; null otherwise."""
    return text.str.extract(_NUMBER).cast(pl.Int32)


def is_made_into_date(text: pl.Expr) -> pl.Expr:
    """Whether a spreadsheet made a date of the field."""
    return text.str.contains(_DATE_MADE) | text.str.contains(_DATE_WRITTEN)


def joined_number(text: pl.Expr) -> pl.Expr:
    """The number in front of "12-A", "12 A bis", "12hs"; null where the field cannot be split."""
    return pl.when(~is_made_into_date(text)).then(text).str.extract(_JOINED, 1).cast(pl.Int32)


def joined_letter(text: pl.Expr) -> pl.Expr:
    """The letter in "12-A", "12 A bis", "12A2"; null where there is none ("12hs", "12-3")."""
    tail = _tail(text)
    return pl.when(~tail.str.contains(_RANGE)).then(tail).str.extract(_LETTER_AND_MORE, 1)


def joined_addition(text: pl.Expr) -> pl.Expr:
    """The addition in "12 A bis" (bis), "12A2" (2), "12-3" (3), "12hs" (hs); null where there is none."""
    tail = _tail(text)
    behind = pl.coalesce(tail.str.extract(_LETTER_AND_MORE, 2), tail.str.extract(_LETTER_AND_MORE, 3))
    return pl.when(tail.str.contains(_LETTER_AND_MORE) & ~tail.str.contains(_RANGE)).then(behind).otherwise(tail)


def same_parts(text: pl.Expr, letter: pl.Expr, addition: pl.Expr) -> pl.Expr:
    """Whether what stands behind the number is what the fields for letter and addition say as well."""
    return _bare(_tail(text)) == _bare(pl.concat_str(letter.fill_null(""), addition.fill_null("")))


def _tail(text: pl.Expr) -> pl.Expr:
    return text.str.extract(_JOINED, 2).str.strip_chars(" -/.,\t")


def _bare(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.replace_all(r"[ \-/.]", "")
