"""From stored signals to the matching frame: every value in the one spelling in which it is compared. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tijdig.foundation.values import names

ENTERS = (
    "signal", "municipality", "initials", "surname", "born_on", "postcode", "house_number", "house_letter", "addition",
    "phone", "email",
)  # fmt: skip
MATCHING_FRAME = (
    "signal", "municipality", "initials", "initial", "name_one", "name_two", "family", "born", "born_year", "born_month",
    "born_day", "postcode", "area", "house_number", "addition", "phone", "email",
)  # fmt: skip


@dataclass(frozen=True)
class ContactLimits:
    """How many may share a telephone number or mailbox before it says nothing about who somebody is.

    A household shares one, and slips and movers make its addresses and names look like a few more. What goes beyond that is
    a broker, a call centre, an institution: measured on a faulty set, such values made 8,682 links between strangers.
    """

    addresses: int = 4  # different postcodes with house number
    persons: int = 8  # different first surnames with first initial


DEFAULT_LIMITS = ContactLimits()

_JOINED_BY = r"(?i)\s*(?:[-–/]|\be\.?\s?/?v\.?\s|\bgeb\.?\s|\bgeboren\s)\s*"  # "Jansen-de Groot", "Jansen e.v. de Groot"
_IS_FAMILY = r"(?i)^\s*(?:fam\b\.?|familie\b)"
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_SPOKEN = {"HUIS": "HS", "BS": "BIS", "ROOD": "RD", "ZWART": "ZW", "RECHTS": "RE", "LINKS": "LI"} | _ROMAN
_FLOOR = r"^([0-9]+)(?:E|DE|STE)?(?:HOOG|ETAGE|VERDIEPING)$"  # "2-hoog" and "2e etage" are 2


def matching_frame(signals: pl.DataFrame, limits: ContactLimits = DEFAULT_LIMITS) -> pl.DataFrame:
    """One row a signal (ENTERS), compared values beside it (MATCHING_FRAME), in the order of the signals."""
    named = (
        signals.lazy()
        .join(_halves_of_each(signals), on="surname", how="left", nulls_equal=True)
        .select(
            "signal",
            "municipality",
            initials_of(pl.col("initials")).alias("initials"),
            "name_one",
            "name_two",
            "family",
            pl.col("born_on"),
            pl.col("postcode"),
            pl.col("postcode").str.slice(0, 4).alias("area"),
            pl.col("house_number").cast(pl.Int32),
            one_addition(pl.col("house_letter"), pl.col("addition")).alias("addition"),
            pl.col("phone"),
            pl.col("email").str.to_lowercase(),
        )
    )
    completed = named.with_columns(pl.col("initials").str.slice(0, 1).alias("initial"), *_birth_parts())
    sorted_by_signal = completed.collect().sort("signal")
    return _without_shared_contacts(sorted_by_signal, limits).select(MATCHING_FRAME)


def _halves_of_each(signals: pl.DataFrame) -> pl.LazyFrame:
    """What a surname comes to, once for every different surname: many people share one."""
    first, second = surname_halves(pl.col("surname"))
    family = pl.col("surname").str.contains(_IS_FAMILY).fill_null(value=False).cast(pl.Int8)
    return signals.lazy().select(pl.col("surname").unique()).with_columns(name_one=first, name_two=second, family=family)


def surname_halves(surname: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Both parts of a double name, folded, without prefixes and spaces; the second is null where there is one name.

    Which half stands first differs between creditors, so that they are compared crosswise.
    """
    bare = names.surname(surname)
    first = _key(bare.str.replace(rf"{_JOINED_BY}.*$", ""))
    whole = _key(bare)
    rest = bare.str.extract(rf"{_JOINED_BY}(.*)$", 1)
    second = _key(names.surname(rest.str.strip_chars()))
    return pl.coalesce(first, second, whole), pl.when(first != second).then(second)


def initials_of(text: pl.Expr) -> pl.Expr:
    """Capitals without signs; null where no letter is known."""
    found = names.initials(text).str.replace_all(r"[^A-Z]", "")
    return pl.when(found != "").then(found)


def one_addition(letter: pl.Expr, addition: pl.Expr) -> pl.Expr:
    """House letter and addition as one text in one spelling: "a" + "II", "A-2" and "A2" are all "A2"; null where empty."""
    joined = pl.concat_str(_bare(letter).fill_null(""), _spoken(_bare(addition)).fill_null(""))
    return pl.when(joined != "").then(joined.replace(_SPOKEN))


def _birth_parts() -> list[pl.Expr]:
    """The date as whole numbers: every database compares those in the same way."""
    born = pl.col("born_on")
    year, month, day = (part.cast(pl.Int32) for part in (born.dt.year(), born.dt.month(), born.dt.day()))
    parts = (year * 10_000 + month * 100 + day).alias("born"), year.alias("born_year"), month.alias("born_month")
    return [*parts, day.alias("born_day")]


def _key(text: pl.Expr) -> pl.Expr:
    key = names.folded(text).str.replace_all(" ", "", literal=True)
    return pl.when(key != "").then(key)


def _bare(text: pl.Expr) -> pl.Expr:
    return text.str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")


def _spoken(text: pl.Expr) -> pl.Expr:
    return text.str.replace(_FLOOR, "$1").replace(_SPOKEN)


def _without_shared_contacts(frame: pl.DataFrame, limits: ContactLimits) -> pl.DataFrame:
    for contact in ("phone", "email"):
        shared = _shared(frame, contact, limits)
        if not shared.is_empty():
            stopped = pl.struct("municipality", contact).is_in(shared.implode())
            frame = frame.with_columns(pl.when(~stopped).then(pl.col(contact)).alias(contact))
    return frame


def _shared(frame: pl.DataFrame, contact: str, limits: ContactLimits) -> pl.Series:
    """The values that too many share, with their municipality."""
    address = pl.struct("postcode", "house_number").n_unique()
    person = pl.struct("name_one", "initial").n_unique()
    often = pl.len().over("municipality", contact) > min(limits.addresses, limits.persons)  # few are worth counting
    told = frame.lazy().filter(pl.col(contact).is_not_null()).filter(often)
    counted = told.group_by("municipality", contact).agg(address.alias("addresses"), person.alias("persons"))
    too_many = (pl.col("addresses") > limits.addresses) | (pl.col("persons") > limits.persons)
    return counted.filter(too_many).select(pl.struct("municipality", contact)).collect().to_series()
