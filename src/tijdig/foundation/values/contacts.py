"""Ways to reach somebody: telephone numbers in one notation, e-mail addresses by their form."""

from __future__ import annotations

import polars as pl

_EMAIL = (
    r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-]{1,64}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.){1,4}[A-Za-z]{2,63}$"
)
_DUTCH = r"^(?:(?:\+|00)310?|0)?([1-9][0-9]{8})$"
_INTERNATIONAL = r"^(\+(?:31[1-9][0-9]{8}|(?:[124-9]|3[02-9])[0-9]{7,13}))$"


def phone(text: pl.Expr) -> pl.Expr:
    """The number in international notation (E.164, "+31612345678"); null where it is none.

    Nine digits that do not begin with 0 are a Dutch number whose zero got lost in a spreadsheet.
    """
    digits = text.str.replace_all(r"[ \t\-.()/]", "").str.replace(_DUTCH, "+31$1")
    return digits.str.replace(r"^00", "+").str.extract(_INTERNATIONAL)


def lost_its_zero(text: pl.Expr) -> pl.Expr:
    """Whether this is a Dutch telephone number without its first zero."""
    return text.str.contains(r"^[1-9][0-9]{8}$")


def email(text: pl.Expr) -> pl.Expr:
    """The address as it was written; null where the form is not that of an address."""
    return pl.when(text.str.contains(_EMAIL)).then(text)
