"""What is kept of a signal and never searched for: one text of canonical JSON, instead of thirteen columns. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import polars as pl

from tijdig.foundation.ledger.canonical_rows import canonical_texts

# By name in the text; all but place_rule were told by the creditor.
SCHEMA = {
    "client_number": pl.String,
    "contact_sought_on": pl.Date,
    "contact_way": pl.String,
    "objection": pl.String,
    "offered": pl.String,
    "place_rule": pl.String,
    "pointed_to_help_on": pl.Date,
    "reminded_on": pl.Date,
    "reminder_count": pl.Int32,
    "street": pl.String,
    "supply_ends_on": pl.Date,
    "town": pl.String,
    "warm_transfer": pl.String,
}
_DATES = frozenset(name for name, kind in SCHEMA.items() if kind == pl.Date)
_IN_JSON = pl.Struct({name: pl.String if name in _DATES else kind for name, kind in SCHEMA.items()})


@dataclass(frozen=True)
class Facts:
    """The facts of one signal; None is "not said"."""

    client_number: str | None = None
    contact_sought_on: date | None = None
    contact_way: str | None = None
    objection: str | None = None
    offered: str | None = None
    place_rule: str | None = None
    pointed_to_help_on: date | None = None
    reminded_on: date | None = None
    reminder_count: int | None = None
    street: str | None = None
    supply_ends_on: date | None = None
    town: str | None = None
    warm_transfer: str | None = None


def read(text: str | None) -> Facts:
    """The facts in the text of one signal; none of a signal that was erased."""
    told: dict[str, str | int] = json.loads(text or "{}")

    def word(name: str) -> str | None:
        return str(told[name]) if name in told else None

    def day(name: str) -> date | None:
        return date.fromisoformat(str(told[name])) if name in told else None

    return Facts(
        client_number=word("client_number"),
        contact_sought_on=day("contact_sought_on"),
        contact_way=word("contact_way"),
        objection=word("objection"),
        offered=word("offered"),
        place_rule=word("place_rule"),
        pointed_to_help_on=day("pointed_to_help_on"),
        reminded_on=day("reminded_on"),
        reminder_count=int(told["reminder_count"]) if "reminder_count" in told else None,
        street=word("street"),
        supply_ends_on=day("supply_ends_on"),
        town=word("town"),
        warm_transfer=word("warm_transfer"),
    )


def folded(signals: pl.DataFrame) -> pl.Series:
    """The text of each signal; ``signals`` has the columns of SCHEMA."""
    return canonical_texts(signals.select(*SCHEMA)).alias("facts")


def unfolded(texts: pl.Series) -> pl.DataFrame:
    """The columns of SCHEMA again; null where there is no text."""
    if texts.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    told = texts.cast(pl.String).str.json_decode(_IN_JSON).struct.unnest()
    return told.with_columns(pl.col(*_DATES).str.to_date("%Y-%m-%d"))
