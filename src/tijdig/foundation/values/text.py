"""Clean text: what every other reader starts from."""

from __future__ import annotations

import polars as pl

# Control signs, and the sign that stands for bytes that were no text at all (U+FFFD). Tab and line ends are left out:
# they are white space that people paste along.
CONTROL_SIGNS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}\x{FFFD}]"
LONGEST_TEXT = 200  # signs; the longest street of the BAG has 80, the longest e-mail address 254 is left out as unusable


def clean(text: pl.Expr) -> pl.Expr:
    """The text without white space around it; null where nothing is left."""
    return text.str.strip_chars().replace("", None)


def is_readable(text: pl.Expr) -> pl.Expr:
    """Whether the text holds no control signs."""
    return ~text.str.contains(CONTROL_SIGNS)


def readable(text: pl.Expr) -> pl.Expr:
    """The text where it holds no control signs, null where it does: such signs cannot be stored everywhere."""
    return pl.when(is_readable(text)).then(text)


def is_short_enough(text: pl.Expr) -> pl.Expr:
    """Whether the text has at most LONGEST_TEXT signs."""
    return text.str.len_bytes().le(LONGEST_TEXT) | text.str.len_chars().le(LONGEST_TEXT)
