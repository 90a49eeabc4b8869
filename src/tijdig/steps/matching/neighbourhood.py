"""Everything that one signal can change: found step by step through the indexes, so that the rest need not be looked at.

A change of some signals reaches no further than this: they themselves; whoever a tier compares them with (the guard may see
a neighbour as two people now); from those on, everybody whom tiers, judgements or a group join, held back or not. Whatever
is settled inside comes out as it would in a run over the whole municipality.
"""

# ruff: noqa: S608 - the texts are put together from this package only; values go along as parameters.
from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from tijdig.foundation.tables.sets import Parameter, among, many, unfolded
from tijdig.steps.matching import blocks
from tijdig.steps.matching.comparing import Comparison, Value, comparison
from tijdig.steps.matching.keys import MATCHING_FRAME
from tijdig.steps.matching.numbering import Standing
from tijdig.steps.matching.outcome import Edge
from tijdig.steps.matching.tiers import TIERS, TOUCHING, Decision

_JOINING = frozenset(tier.number for tier in TIERS if tier.decision is not Decision.REVIEW)
_COMPARED = MATCHING_FRAME[2:]
_NAMED = f"signal_id AS signal, municipality_id AS municipality, {', '.join(_COMPARED)}, group_id, home_id"
FRAME = f"(SELECT {_NAMED} FROM matching_placement)"  # the placements as the tiers name their columns
COLUMNS = ", ".join(f"f.{name}" for name in (*MATCHING_FRAME, "group_id", "home_id"))
_WIDTH = len(MATCHING_FRAME)


class Placed(NamedTuple):
    """A signal as it is compared (a row of MATCHING_FRAME), and where it stands."""

    row: tuple[Value, ...]
    standing: Standing

    @classmethod
    def of(cls, found: tuple[Value, ...]) -> Placed:
        """From a row of COLUMNS."""
        return cls(found[:_WIDTH], Standing(int(found[_WIDTH] or 0), int(found[_WIDTH + 1] or 0)))


@dataclass(frozen=True)
class Around:
    """The signals that a change reaches (``region``), what is known of them and of whom they meet, and all their pairs."""

    region: frozenset[int]
    placed: dict[int, Placed]
    edges: list[Edge]


def around(seeds: Collection[int]) -> Around:
    """What a change of these signals, as they are placed now, can reach."""
    placed: dict[int, Placed] = {}
    reached: set[int] = set()
    frontier = set(seeds)
    with comparison() as compared:
        while frontier:
            bound = _meet(frontier, placed, compared)
            edges = compared.judge(frontier)
            joining = _ends(edges, TOUCHING if not reached else _JOINING)
            reached |= frontier
            frontier = (bound | joining) - reached
        return Around(frozenset(reached & placed.keys()), placed, compared.guarded())


def next_to(signals: Collection[int]) -> set[int]:
    """Who notices it when these signals, as they are placed now, change or go; they themselves among them."""
    with comparison() as compared:
        bound = _meet(set(signals), {}, compared)
        return bound | _ends(compared.judge(signals), TOUCHING)


def features_of(left: int, right: int) -> tuple[str | float, ...]:
    """How two placed signals compare."""
    with comparison() as compared:
        compared.add(placed.row for placed in placements([left, right]).values())
        return compared.features(left, right)


def placements(signals: Collection[int]) -> dict[int, Placed]:
    """The signals that are placed, with where."""
    found = rows_of(f"SELECT {COLUMNS} FROM {FRAME} f WHERE {among('f.signal')}", [many(signals)])
    return {int(row[0] or 0): Placed.of(row) for row in found}


def rows_of(query: str, parameters: Iterable[Parameter]) -> list[tuple[Value, ...]]:
    """The rows of a plain query."""
    with connection.cursor() as cursor:
        cursor.execute(query, [*parameters])
        found: list[tuple[Value, ...]] = cursor.fetchall()
    return found


def _meet(frontier: set[int], placed: dict[int, Placed], compared: Comparison) -> set[int]:
    """Adds whom the frontier shares a block with; returns who belongs with it by group or by judgement."""
    found = rows_of(_meeting(), [many(frontier)])
    known = {int(row[2] or 0): Placed.of(row[2:]) for row in found if row[2] is not None}
    fresh = {signal: one for signal, one in known.items() if signal not in placed}
    placed.update(fresh)
    compared.add(one.row for one in fresh.values())
    return {int(row[1] or 0) for row in found if row[0] == 1}


def _meeting() -> str:
    """A query: bound (1 or 0), signal, COLUMNS; a bound signal that is not placed has no more than its number."""
    met = blocks.candidates_of_new(frame=FRAME, new="asked")
    bound = (
        "SELECT m.signal_id AS signal FROM asked n JOIN matching_placement p ON p.signal_id = n.signal"
        " JOIN matching_placement m ON m.group_id = p.group_id"
        " UNION SELECT j.right_id FROM asked n JOIN matching_judgement j ON j.left_id = n.signal"
        " UNION SELECT j.left_id FROM asked n JOIN matching_judgement j ON j.right_id = n.signal"
    )
    return (
        f"WITH asked AS ({unfolded('signal')}), met AS ({met}), bound AS ({bound})"
        f" SELECT 1 AS bound, b.signal AS number, {COLUMNS} FROM bound b LEFT JOIN {FRAME} f ON f.signal = b.signal"
        f" UNION ALL SELECT 0, f.signal, {COLUMNS} FROM {FRAME} f"
        " WHERE f.signal IN (SELECT left_signal FROM met UNION SELECT right_signal FROM met)"
    )


def _ends(edges: Iterable[Edge], tiers: Collection[int]) -> set[int]:
    return {end for edge in edges if edge.tier in tiers for end in edge[:2]}
