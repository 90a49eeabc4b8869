"""Households around a few groups: the same as ``households``, for the doors and households that a change can reach."""

# ruff: noqa: S608 - the texts are put together from this package only; values go along as parameters.
from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from tijdig.foundation.tables.sets import among, many
from tijdig.steps.matching.clustering import Clusters
from tijdig.steps.matching.keys import MATCHING_FRAME
from tijdig.steps.matching.neighbourhood import COLUMNS, FRAME, Placed
from tijdig.steps.matching.rows import Value, number, rows_of
from tijdig.steps.matching.tiers import Decision

_PLACE = {name: at for at, name in enumerate(MATCHING_FRAME)}
_PARTS = (("name", "name_one"), ("name", "name_two"), ("phone", "phone"), ("email", "email"))
_AT_DOOR = f"""SELECT {COLUMNS} FROM {FRAME} f WHERE f.municipality = %s AND f.postcode = %s AND f.house_number = %s
               AND COALESCE(f.addition, '') = %s"""
Door = tuple[Value, Value, Value]
Part = tuple[Door, str, Value]


@dataclass(frozen=True)
class Living:
    """Signals beyond those that were settled, whose household may change: where they are placed, and the household of each."""

    others: Mapping[int, Placed]
    households: Mapping[int, int]  # smallest signal of the household, for all: settled ones and others


def living(
    municipality: str, settled: Mapping[int, Placed], persons: Mapping[int, int], together: Iterable[tuple[int, int]],
    households: Collection[int],
) -> Living:  # fmt: skip
    """Households of some settled signals and of whoever shares one with them, now or before (``households``)."""
    mates = _mates(municipality, settled)
    others = _members({placed.standing.group for placed in mates.values()}, households, settled)
    shown = [*together, *_shown_together(others)] if others else list(together)
    return Living(others, _joined(settled, others, persons, shown))


def _mates(municipality: str, settled: Mapping[int, Placed]) -> dict[int, Placed]:
    """Who shares a door and a name part, number or mailbox with the settled ones."""
    parts = {part for placed in settled.values() for part in _parts(placed)}
    doors = {part[0] for part in parts}
    found = [Placed.of(row) for door in doors for row in rows_of(_AT_DOOR, [municipality, *map(_told, door)])]
    mates = {number(placed.row[0]): placed for placed in found if parts.intersection(_parts(placed))}
    return {signal: placed for signal, placed in mates.items() if signal not in settled}


def _told(value: Value) -> str | int:
    return "" if value is None else value


def _members(groups: Collection[int], households: Collection[int], settled: Mapping[int, Placed]) -> dict[int, Placed]:
    """All signals of these groups and households, and of the households of these groups, that were not settled."""
    if not groups and not households:
        return {}
    # In two steps, each along an index: as one condition PostgreSQL reads the whole table.
    query = (
        "SELECT m.id FROM matching_group g JOIN matching_group m ON m.household_id = g.household_id"
        f" WHERE {among('g.id')} UNION SELECT id FROM matching_group WHERE {among('household_id')}"
    )
    whole = {*groups, *(number(row[0]) for row in rows_of(query, [many(groups), many(households)]))}
    found = rows_of(f"SELECT {COLUMNS} FROM {FRAME} f WHERE {among('f.group_id')}", [many(whole)])
    return {number(row[0]): Placed.of(row) for row in found if row[0] not in settled}


def _shown_together(signals: Collection[int]) -> list[tuple[int, int]]:
    query = (
        "SELECT left_id, right_id FROM matching_link WHERE ended_at IS NULL"
        f" AND decision = '{Decision.TOGETHER.value}' AND {among('left_id')}"
    )
    return [(number(left), number(right)) for left, right in rows_of(query, [many(signals)])]


def _joined(
    settled: Mapping[int, Placed], others: Mapping[int, Placed], persons: Mapping[int, int], shown: Iterable[tuple[int, int]]
) -> dict[int, int]:
    signals = sorted({*settled, *others})
    place = {signal: at for at, signal in enumerate(signals)}
    clusters = Clusters.apart([(None, None)] * len(signals))
    links = [(one, other) for one, other in shown if one in place and other in place]
    links += [(signal, person) for signal, person in persons.items() if signal in place]
    first: dict[object, int] = {}
    for signal in signals:
        placed = settled.get(signal) or others[signal]
        keys = [*_parts(placed), *([placed.standing.group] if signal in others else [])]
        links += [(first.setdefault(key, signal), signal) for key in keys]
    clusters.join([(place[one], place[other]) for one, other in links])
    return {signal: signals[root] for signal, root in zip(signals, clusters.roots(), strict=True)}


def _parts(placed: Placed) -> Iterator[Part]:
    """What a signal may share with another at its door; nothing where the address is not known."""
    row = placed.row
    door = (row[_PLACE["postcode"]], row[_PLACE["house_number"]], row[_PLACE["addition"]])
    if door[0] is not None and door[1] is not None:
        for kind, name in _PARTS:
            if (part := row[_PLACE[name]]) is not None:
                yield door, kind, part
