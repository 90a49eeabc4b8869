"""From the texts of a table to typed columns; what cannot be read stays null and is told by rules.py. Pure."""

from __future__ import annotations

from functools import cache

import polars as pl

from tijdig.foundation.values import amounts, contacts, dates, house_numbers, numbers, postcodes
from tijdig.foundation.values.text import clean
from tijdig.steps.intake.columns import BY_NAME, COLUMNS, DATES, KINDS, NAMES

FIRST = "vroegsignaal"
WITHDRAWAL = "intrekking"
_TEXTS = ("kenmerk", "klantnummer", "voorletters", "tussenvoegsel", "achternaam", "straat", "woonplaats")
_CHOICES = tuple(column.name for column in COLUMNS if column.values)
_RESTRICTED = tuple(column for column in COLUMNS if column.allowed_for != KINDS)
_AS_WRITTEN = pl.QueryOptFlags.none()  # the plan below is the plan: optimising it costs more than a signal

# Columns beside those of the format: for the rules, not for storage.
DROPPED = "dropped:"  # + column name: a field that this kind may not share was filled in, and left unread
SPLIT = "number_split"
POSTCODE = "postcode_read"
EMAIL = "email_read"


def field(name: str) -> str:
    """The name inside of a column of the format."""
    return BY_NAME[name].field


def kinds_and_types(rows: pl.DataFrame) -> pl.DataFrame:
    """The combinations of ``kind`` and ``signal_type`` that occur; cheap enough to ask before the rest is read."""
    texts = rows.lazy().select("soort", "signaaltype").unique().with_columns(clean(pl.all()))
    return texts.select(_choice("soort"), _choice("signaaltype", default=FIRST)).unique().collect()


def parse(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds a typed column for each column of the format beside the text it came from.

    ``rows``: ``line`` and the texts of ``read_table``. Dates become Date, amounts ``amount_cents`` Int64, the house number
    Int32 with letter and addition apart; choices and e-mail domains lower case; everything else text without white space.
    """
    query = rows.lazy()
    for stage in _stages():
        query = query.with_columns(stage)
    return query.collect(optimizations=_AS_WRITTEN)


@cache
def _stages() -> tuple[list[pl.Expr], ...]:
    """Each stage reads what the ones before it made."""
    return (
        [clean(pl.col(name)) for name in NAMES],
        [_choice("soort")],
        [_is_forbidden(column.name).alias(DROPPED + column.name) for column in _RESTRICTED],
        [_if_allowed(column.name) for column in _RESTRICTED],
        _typed(),
        _split_house_number(),
    )


def _is_forbidden(name: str) -> pl.Expr:
    return pl.col(name).is_not_null() & ~pl.col("kind").is_in(BY_NAME[name].allowed_for)


def _if_allowed(name: str) -> pl.Expr:
    """Empties the field before anything reads it; where the kind is unknown as well, for then nothing is allowed."""
    return pl.when(pl.col("kind").is_in(BY_NAME[name].allowed_for)).then(pl.col(name)).alias(name)


def _typed() -> list[pl.Expr]:
    return [
        *(pl.col(name).alias(field(name)) for name in _TEXTS),
        *(dates.day(pl.col(name)).alias(field(name)) for name in DATES),
        *(_choice(name) for name in _CHOICES if name not in ("soort", "signaaltype")),
        _choice("signaaltype", default=FIRST),
        numbers.kvk(pl.col("namens_kvk")).alias(field("namens_kvk")),
        postcodes.postcode(pl.col("postcode")).alias(POSTCODE),
        house_numbers.house_number(pl.col("huisnummer")).alias(field("huisnummer")),
        pl.col("huisletter").alias(field("huisletter")),
        pl.col("toevoeging").alias(field("toevoeging")),
        contacts.phone(pl.col("telefoon")).alias(field("telefoon")),
        contacts.email(pl.col("email")).alias(EMAIL),
        amounts.cents(pl.col("bedrag")).alias(field("bedrag")),
        numbers.whole_number(pl.col("aantal_herinneringen")).alias(field("aantal_herinneringen")),
    ]


def _choice(name: str, default: str | None = None) -> pl.Expr:
    chosen = pl.col(name).str.to_lowercase()
    known: pl.Expr = pl.when(chosen.is_in(BY_NAME[name].values)).then(chosen)
    if default is not None:
        known = pl.when(pl.col(name).is_null()).then(pl.lit(default)).otherwise(known)
    return known.alias(field(name))


def _split_house_number() -> list[pl.Expr]:
    """A number with something behind it ("12 A bis") taken apart, unless letter and addition say something else."""
    letter, addition, number = pl.col("house_letter"), pl.col("addition"), pl.col("house_number")
    rest = pl.when(number.is_null()).then(pl.col("huisnummer"))  # null for nearly all rows, so what follows is cheap
    alone = letter.is_null() & addition.is_null()
    joined = house_numbers.joined_number(rest)
    fits = joined.is_not_null() & (alone | house_numbers.same_parts(rest, letter, addition))
    return [
        fits.fill_null(value=False).alias(SPLIT),
        pl.when(fits).then(joined).otherwise(number).alias("house_number"),
        pl.when(fits).then(house_numbers.joined_letter(rest)).otherwise(letter).alias("house_letter"),
        pl.when(fits).then(house_numbers.joined_addition(rest)).otherwise(addition).alias("addition"),
    ]
