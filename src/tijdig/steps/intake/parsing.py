"""From the texts of a table to typed columns; what cannot be read stays null and is told by rules.py. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import polars as pl

from tijdig.foundation.values import amounts, contacts, dates, house_numbers, numbers, postcodes
from tijdig.steps.intake.columns import BY_NAME, COLUMNS, DATES, KINDS, NAMES

FIRST = "vroegsignaal"
WITHDRAWAL = "intrekking"
_CHOICES = tuple(column.name for column in COLUMNS if column.values)
_AS_IT_IS = (
    "kenmerk", "klantnummer", "voorletters", "tussenvoegsel", "achternaam", "straat", "woonplaats", "huisletter", "toevoeging",
)  # fmt: skip
_RESTRICTED = tuple(column for column in COLUMNS if column.allowed_for != KINDS)

# Columns beside those of the format: for the rules, not for storage.
DROPPED = "dropped:"  # + column name: a field that this kind may not share was filled in, and left unread
SPLIT = "number_split"
POSTCODE = "postcode_read"
EMAIL = "email_read"
_FEW_DATES = tuple(name for name in DATES if name != "geboortedatum")
_MANY = 5_000  # rows from which looking up is quicker than reading again
_NOT_SPLIT = pl.Series(SPLIT, [False])

_READERS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    **dict.fromkeys(_AS_IT_IS, lambda text: text),
    **dict.fromkeys(DATES, dates.day),
    "namens_kvk": numbers.kvk,
    "postcode": postcodes.postcode,
    "huisnummer": house_numbers.house_number,
    "telefoon": contacts.phone,
    "email": contacts.email,
    "bedrag": amounts.cents,
    "aantal_herinneringen": numbers.whole_number,
}
_TYPES: dict[str, pl.DataType] = {
    **dict.fromkeys(DATES, pl.Date()),
    "huisnummer": pl.Int32(),
    "bedrag": pl.Int64(),
    "aantal_herinneringen": pl.Int32(),
}


def field(name: str) -> str:
    """The name inside of a column of the format."""
    return BY_NAME[name].field


def kinds_and_types(rows: pl.DataFrame) -> set[tuple[str, str]]:
    """The combinations of kind and sort of signal that occur; cheap enough to ask before the rest is read."""
    texts = rows.select("soort", "signaaltype")
    pairs = texts.rows() if rows.height == 1 else texts.unique().rows()
    told = {((kind or "").strip().lower(), (sort or "").strip().lower() or FIRST) for kind, sort in pairs}
    return {(kind, sort) for kind, sort in told if kind in KINDS}


def filled_columns(rows: pl.DataFrame) -> tuple[str, ...]:
    """The columns of the format in which at least one row has a text."""
    counts = rows.null_count().row(0)
    return tuple(name for name, count in zip(rows.columns, counts, strict=True) if count < rows.height and name in BY_NAME)


def parse(rows: pl.DataFrame, filled: tuple[str, ...]) -> pl.DataFrame:
    """Adds a typed column for each column of the format beside the text it came from.

    ``rows``: ``line`` and the texts of ``read_table``; ``filled``: the columns that have any (``filled_columns``). Dates
    become Date, amounts ``amount_cents`` Int64, the house number Int32 with letter and addition apart; choices lower case;
    everything else text without white space around it.
    """
    repeated = tuple(name for name in _FEW_DATES if name in filled) if rows.height >= _MANY else ()
    frame = _cleaned(rows, filled).hstack(_nothing(filled, rows.height))
    for stage in _stages(filled, repeated):
        frame = frame.with_columns(stage) if stage else frame
    dated = frame.with_columns(_repeated_dates(frame[name]) for name in repeated) if repeated else frame
    return _split_house_numbers(dated)


def _cleaned(rows: pl.DataFrame, filled: tuple[str, ...]) -> pl.DataFrame:
    """The texts as ``clean`` gives them, its two halves apart: there are few cells that hold nothing but white space."""
    frame = rows.with_columns(_stripped(filled))
    blank = _blank_somewhere(frame, filled)
    return frame.with_columns(pl.col(blank).replace("", None)) if blank else frame


def _blank_somewhere(frame: pl.DataFrame, names: tuple[str, ...]) -> list[str]:
    if frame.height == 1:
        row = frame.row(0, named=True)
        return [name for name in names if row[name] == ""]
    blank = frame.select((pl.col(names) == "").any()).row(0, named=True) if names else {}
    return [name for name in names if blank[name]]


@lru_cache(maxsize=256)
def _stripped(names: tuple[str, ...]) -> list[pl.Expr]:
    return [pl.col(name).str.strip_chars() for name in names]


def _nothing(filled: tuple[str, ...], rows: int) -> list[pl.Series]:
    """The typed columns of what nobody filled in."""
    return [column if rows == 1 else column.new_from_index(0, rows) for column in _unfilled(filled)]


@lru_cache(maxsize=256)
def _unfilled(filled: tuple[str, ...]) -> list[pl.Series]:
    names = [name for name in NAMES if name not in (*filled, "soort", "signaaltype")]
    kind = [] if "soort" in filled else [pl.Series("kind", [None], pl.String)]
    sort = [] if "signaaltype" in filled else [pl.Series("signal_type", [FIRST], pl.String)]
    return [*kind, *sort, *(pl.Series(_target(name), [None], _TYPES.get(name, pl.String())) for name in names)]


def _target(name: str) -> str:
    """The column a text is read into."""
    return {"postcode": POSTCODE, "email": EMAIL}.get(name, field(name))


def _repeated_dates(texts: pl.Series) -> pl.Series:
    """Dates of which a few thousand different ones occur in a million rows: each read once, and then looked up."""
    different = texts.drop_nulls().unique()
    read = different.to_frame("text").select(dates.day(pl.col("text"))).to_series()
    return texts.replace_strict(different, read, default=None, return_dtype=pl.Date).alias(field(texts.name))


@lru_cache(maxsize=256)
def _stages(filled: tuple[str, ...], apart: tuple[str, ...]) -> tuple[list[pl.Expr], ...]:
    """Each stage reads what the ones before it made; columns without any text cost nothing, those apart are read later."""
    restricted = [column.name for column in _RESTRICTED if column.name in filled]
    return (
        [_choice("soort")] if "soort" in filled else [],
        [_is_forbidden(name).alias(DROPPED + name) for name in restricted] + [_if_allowed(name) for name in restricted],
        [_typed(name) for name in filled if name != "soort" and name not in apart],
    )


def _is_forbidden(name: str) -> pl.Expr:
    return pl.col(name).is_not_null() & ~pl.col("kind").is_in(BY_NAME[name].allowed_for)


def _if_allowed(name: str) -> pl.Expr:
    """Empties the field before anything reads it; where the kind is unknown as well, for then nothing is allowed."""
    return pl.when(pl.col("kind").is_in(BY_NAME[name].allowed_for)).then(pl.col(name)).alias(name)


def _typed(name: str) -> pl.Expr:
    if name in _CHOICES:
        return _choice(name, default=FIRST if name == "signaaltype" else None)
    return _READERS[name](pl.col(name)).alias(_target(name))


def _choice(name: str, default: str | None = None) -> pl.Expr:
    known = pl.col(name).str.to_lowercase().cast(pl.Enum(BY_NAME[name].values), strict=False).cast(pl.String)
    if default is not None:
        known = pl.when(pl.col(name).is_null()).then(pl.lit(default)).otherwise(known)
    return known.alias(field(name))


def _split_house_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """Numbers with something behind them ("12 A bis") taken apart, unless letter and addition say something else."""
    if frame["house_number"].null_count() == frame["huisnummer"].null_count():  # what was written was all read
        return frame.hstack([_NOT_SPLIT.new_from_index(0, frame.height)])
    joined = (frame["house_number"].is_null() & frame["huisnummer"].is_not_null()).arg_true()
    texts = ("huisnummer", "house_letter", "addition")
    split = pl.DataFrame([frame.get_column(name).gather(joined) for name in texts]).select(_parts())
    fits = split["fits"].arg_true()
    return _put_back(frame, joined.gather(fits), split[fits])


@lru_cache(maxsize=1)
def _parts() -> list[pl.Expr]:
    """The parts of a number with something behind it, and whether the fields for letter and addition leave room for them."""
    written, letter, addition = pl.col("huisnummer"), pl.col("house_letter"), pl.col("addition")
    number = house_numbers.joined_number(written)
    free = (letter.is_null() & addition.is_null()) | house_numbers.same_parts(written, letter, addition)
    return [
        (free & number.is_not_null()).alias("fits"),
        number.alias("house_number"),
        house_numbers.joined_letter(written).alias("house_letter"),
        house_numbers.joined_addition(written).alias("addition"),
    ]


def _put_back(frame: pl.DataFrame, at: pl.Series, split: pl.DataFrame) -> pl.DataFrame:
    parts = [frame[name].scatter(at, split[name]) for name in ("house_number", "house_letter", "addition")]
    return frame.with_columns(*parts, _NOT_SPLIT.new_from_index(0, frame.height).scatter(at, True))
