"""Ways to reach somebody: telephone numbers in one notation, e-mail addresses by their form."""

from __future__ import annotations

import polars as pl

_EMAIL = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$"


def phone(text: pl.Expr) -> pl.Expr:
    """The number in international notation (E.164, "+31612345678"); null where it is none.

    Nine digits that do not begin with 0 are a Dutch number whose zero got lost in a spreadsheet.
    """
    usual = pl.when(text.str.contains(r"^0[1-9][0-9]{8}$")).then(text.str.slice(1))
    rest = pl.when(usual.is_null()).then(text)
    digits = rest.str.replace_all(r"[ \t\-.()/]", "").str.replace(r"^00", "+").str.replace(r"^\+310", "+31")
    dutch = pl.coalesce(usual, digits.str.extract(r"^(?:\+31|0)?([1-9][0-9]{8})$"))
    foreign = digits.str.extract(r"^(\+[1-9][0-9]{7,14})$")
    abroad = pl.when(~foreign.str.starts_with("+31")).then(foreign)
    return pl.coalesce(pl.concat_str(pl.lit("+31"), dutch), abroad)


def lost_its_zero(text: pl.Expr) -> pl.Expr:
    """Whether this is a Dutch telephone number without its first zero."""
    return text.str.contains(r"^[1-9][0-9]{8}$")


def email(text: pl.Expr) -> pl.Expr:
    """The address with its domain in lower case; null where the form is not that of an address."""
    found = pl.when(text.str.contains(_EMAIL) & (text.str.len_bytes() <= 254)).then(text)
    loud = pl.when(found.str.contains(r"@.*[A-Z]")).then(found)  # null for nearly all rows
    quiet = pl.concat_str(loud.str.extract(r"^(.*)@", 1), pl.lit("@"), loud.str.extract(r"@([^@]*)$", 1).str.to_lowercase())
    return pl.coalesce(quiet, found)
