"""Names of people: kept as delivered, with a form beside them in which spelling habits no longer matter."""

from __future__ import annotations

import polars as pl

# Letters that do not fall apart into a base letter and a sign under Unicode's compatibility decomposition.
_STUBBORN = {"ł": "l", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ĳ": "ij"}
_FAMILY = r"(?i)^(?:fam\.?|familie|de heer|dhr\.?|mevrouw|mevr?\.?|mw\.?)\s+"
_PREFIX = (
    r"(?:van der|van den|van de|van 't|van het|van|v\.?\s?d\.?r?|v\.|de la|de|den|der|d\.|te|ter|ten|tot|in 't|in het|"
    r"op 't|op de|op den|uit de|uit den|'t|het|von|zu|du|des|la|le|el|al|da|dos|di)"
)
_PREFIX_FIRST = rf"(?i)^({_PREFIX})\s+(\S.*)$"
_PREFIX_LAST = rf"(?i)^(.*\S)\s*,\s*({_PREFIX})$"
_LONG_PREFIXES = {
    "vd": "van de",
    "v d": "van de",
    "v d r": "van der",
    "vdr": "van der",
    "v": "van",
    "d": "de",
    "v t": "van t",
    "van het": "van t",
}


def folded(text: pl.Expr) -> pl.Expr:
    """Lower case, without diacritics and signs, single spaces: "Wiśniewski-de Groot" becomes "wisniewski de groot"."""
    plain = text.str.to_lowercase().str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    plain = plain.str.replace_many(list(_STUBBORN), list(_STUBBORN.values()))
    return plain.str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars()


def surname(text: pl.Expr) -> pl.Expr:
    """The surname without "Fam." or "mevr." before it and without its prefix, whichever side that stands."""
    bare = text.str.replace(_FAMILY, "")
    return pl.coalesce(bare.str.extract(_PREFIX_LAST, 1), bare.str.extract(_PREFIX_FIRST, 2), bare)


def prefix(own_field: pl.Expr, surname_field: pl.Expr) -> pl.Expr:
    """The prefix in long form and lower case ("v.d." becomes "van de"), from its own field or out of the surname's."""
    bare = surname_field.str.replace(_FAMILY, "")
    found = pl.coalesce(own_field, bare.str.extract(_PREFIX_LAST, 2), bare.str.extract(_PREFIX_FIRST, 1))
    return folded(found.str.replace_all(".", "", literal=True)).replace(_LONG_PREFIXES)


def initials(text: pl.Expr) -> pl.Expr:
    """Capitals without dots: "j.p.", "JP" and "Jan Pieter" all become "JP"; null where there is no letter."""
    plain = folded(text.str.replace_all(".", " ", literal=True))
    letters = plain.str.replace_all(r"([a-z0-9])[a-z0-9]*\s*", "$1")
    together = text.str.contains(r"^[\p{Lu}]{2,6}$")
    found = pl.when(together).then(plain).otherwise(letters).str.to_uppercase()
    return pl.when(found != "").then(found)
