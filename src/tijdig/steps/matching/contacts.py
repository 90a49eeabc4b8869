"""Telephone numbers and mailboxes that too many share: kept beside the placements, so that one new signal knows them too."""

# ruff: noqa: S608 - names of our own columns; values go along as parameters.
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from tijdig.foundation.tables.sets import among, many
from tijdig.steps.matching.keys import DEFAULT_LIMITS, MATCHING_FRAME, ContactLimits
from tijdig.steps.matching.rows import Value, rows_of

CONTACTS = ("phone", "email")
SHARED = {"contact": pl.String, "value": pl.String}
_AT = {name: at for at, name in enumerate(MATCHING_FRAME)}
_ADDRESS, _PERSON = ("postcode", "house_number"), ("name_one", "initial")
_LOOK = (*_ADDRESS, *_PERSON)
Row = tuple[Value, ...]


@dataclass(frozen=True)
class Limited:
    """New rows without the contacts that too many share; the values that became so now, and whose they were."""

    rows: list[Row]
    stopped: frozenset[tuple[str, str]]  # contact and value
    changed: dict[str, frozenset[int]]  # signals that lose it, by contact


def shared_contacts(signals: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """The contacts (SHARED) that signals told and that were left out of their matching frame."""
    beside = signals.select("signal", "phone", pl.col("email").str.to_lowercase()).join(
        frame.select("signal", pl.col(CONTACTS).name.suffix("_compared")), on="signal"
    )
    lost = [
        beside.filter(pl.col(name).is_not_null() & pl.col(f"{name}_compared").is_null()).select(
            pl.lit(name).alias("contact"), pl.col(name).alias("value")
        )
        for name in CONTACTS
    ]
    return pl.concat([pl.DataFrame(schema=SHARED), *lost]).unique().sort("contact", "value")


def limited(municipality: str, rows: Sequence[Row], limits: ContactLimits = DEFAULT_LIMITS) -> Limited:
    """New rows of MATCHING_FRAME beside what is placed: the same limits as in a run over everything."""
    stopped: set[tuple[str, str]] = set()
    changed: dict[str, frozenset[int]] = {}
    kept = list(rows)
    for contact in CONTACTS:
        values = {str(row[_AT[contact]]) for row in kept if row[_AT[contact]] is not None}
        if not values:
            continue
        known, sharing = _sharing(municipality, contact, values)
        fresh = _too_many(contact, kept, sharing, limits) - known
        kept = [_without(row, contact, known | fresh) for row in kept]
        stopped |= {(contact, value) for value in fresh}
        own = {int(row[0] or 0) for row in kept}
        changed[contact] = frozenset(int(row[1] or 0) for row in sharing if row[0] in fresh) - own
    return Limited(kept, frozenset(stopped), changed)


def _sharing(municipality: str, contact: str, values: Collection[str]) -> tuple[set[str], list[Row]]:
    """Which of the values are stopped already, and who is placed with one of them: value, signal, _LOOK."""
    nothing = ", ".join(["NULL"] * (len(_LOOK) - 1))
    query = (
        f"SELECT {contact}, signal_id, {', '.join(_LOOK)} FROM matching_placement"
        f" WHERE municipality_id = %s AND {among(contact, 'text')}"
        f" UNION ALL SELECT value, NULL, NULL, {nothing} FROM matching_sharedcontact"
        f" WHERE municipality_id = %s AND contact = '{contact}' AND {among('value', 'text')}"
    )
    found = rows_of(query, [municipality, many(values), municipality, many(values)])
    return {str(row[0]) for row in found if row[1] is None}, [row for row in found if row[1] is not None]


def _too_many(contact: str, rows: Iterable[Row], sharing: Iterable[Row], limits: ContactLimits) -> set[str]:
    looks: dict[str, dict[int, Row]] = defaultdict(dict)
    for value, signal, *look in sharing:
        looks[str(value)][int(signal or 0)] = tuple(look)
    for row in rows:
        if row[_AT[contact]] is not None:
            looks[str(row[_AT[contact]])][int(row[0] or 0)] = tuple(row[_AT[name]] for name in _LOOK)
    return {value for value, signals in looks.items() if _are_too_many(signals.values(), limits)}


def _are_too_many(looks: Iterable[Row], limits: ContactLimits) -> bool:
    told = list(looks)
    addresses, persons = {look[:2] for look in told}, {look[2:] for look in told}
    return len(addresses) > limits.addresses or len(persons) > limits.persons


def _without(row: Row, contact: str, values: Collection[str]) -> Row:
    at = _AT[contact]
    return (*row[:at], None, *row[at + 1 :]) if row[at] in values else row
