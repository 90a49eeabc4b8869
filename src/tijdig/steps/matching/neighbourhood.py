"""Everything that one signal can change: found step by step through the indexes, so that the rest need not be looked at.

A change of some signals reaches no further than this: they themselves; whoever a tier compares them with (the guard may see
a neighbour as two people now); from those on, everybody whom tiers, judgements or a group join, held back or not. Whatever
is settled inside comes out as it would in a run over the whole municipality.
"""

# ruff: noqa: S608 - the texts are put together from this package only; values go along as parameters.
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tijdig.foundation.tables.sets import among, many
from tijdig.steps.matching import blocks
from tijdig.steps.matching.changes import Word
from tijdig.steps.matching.comparing import Comparison, comparison
from tijdig.steps.matching.keys import MATCHING_FRAME
from tijdig.steps.matching.numbering import Standing
from tijdig.steps.matching.outcome import Edge
from tijdig.steps.matching.rows import Value, number, rows_of
from tijdig.steps.matching.tiers import TIERS, TOUCHING, Decision
from tijdig.steps.matching.words import words_about

_JOINING = frozenset(tier.number for tier in TIERS if tier.decision is not Decision.REVIEW)
_WIDTH = len(MATCHING_FRAME)
_PLACE = {name: at for at, name in enumerate(MATCHING_FRAME)}
_NAMED = f"signal_id AS signal, municipality_id AS municipality, {', '.join(MATCHING_FRAME[2:])}, group_id, home_id"
FRAME = f"(SELECT {_NAMED} FROM matching_placement)"  # the placements as the tiers name their columns
COLUMNS = ", ".join(f"f.{name}" for name in (*MATCHING_FRAME, "group_id", "home_id"))
_SOME = f"SELECT {COLUMNS} FROM {FRAME} f WHERE "
# Plain conditions on values that are known: PostgreSQL plans those in a fraction of the time that a join takes.
_BY_BLOCK = {keys: _SOME + " AND ".join(f"f.{key} = %s" for key in ("municipality", *keys)) for keys in blocks.BLOCKS}
_BY_GROUP = f"{_SOME}f.group_id = %s"
_AT_ONCE = 100  # lookups in one query
Lookup = tuple[str, tuple[str | int, ...]]


class Placed(NamedTuple):
    """A signal as it is compared (a row of MATCHING_FRAME), and where it stands."""

    row: tuple[Value, ...]
    standing: Standing

    @classmethod
    def of(cls, found: tuple[Value, ...]) -> Placed:
        """From a row of COLUMNS."""
        return cls(found[:_WIDTH], Standing(number(found[_WIDTH]), number(found[_WIDTH + 1])))


@dataclass(frozen=True)
class Around:
    """The signals that a change reaches (``region``), what is known of them and of whom they meet, and all their pairs.

    ``words``: what people said about pairs of these, and of signals that are not placed any more.
    """

    region: frozenset[int]
    placed: dict[int, Placed]
    edges: list[Edge]
    words: dict[tuple[int, int], Word]


def around(seeds: Collection[int], known: Mapping[int, Placed]) -> Around:
    """What a change of these signals, as they are placed now, can reach; ``known`` are placements that are in hand already."""
    walk = _Walk(dict(known))
    reached: set[int] = set()
    frontier = set(seeds)
    with comparison() as compared:
        while frontier:
            bound, edges = walk.step(frontier, compared)
            joining = _ends(edges, _JOINING if reached else TOUCHING)
            reached |= frontier
            frontier = (bound | joining) - reached
        return Around(frozenset(reached & walk.placed.keys()), walk.placed, compared.guarded(), walk.words)


def next_to(signals: Collection[int], known: Mapping[int, Placed]) -> set[int]:
    """Who notices it when these signals, as they are placed now, change or go; they themselves among them."""
    with comparison() as compared:
        bound, edges = _Walk(dict(known)).step(set(signals), compared)
        return {*signals, *bound, *_ends(edges, TOUCHING)}


def features_of(left: int, right: int) -> tuple[str | float, ...]:
    """How two placed signals compare."""
    with comparison() as compared:
        compared.add(placed.row for placed in placements([left, right]).values())
        return compared.features(left, right)


def placements(signals: Collection[int]) -> dict[int, Placed]:
    """The signals that are placed, with where."""
    found = rows_of(f"{_SOME}{among('f.signal')}", [many(signals)])
    return {number(row[0]): Placed.of(row) for row in found}


@dataclass
class _Walk:
    """What was met on the way through a neighbourhood."""

    placed: dict[int, Placed]
    words: dict[tuple[int, int], Word] = field(default_factory=dict)

    def step(self, frontier: set[int], compared: Comparison) -> tuple[set[int], list[Edge]]:
        """Meets whom the frontier shares a block with; returns who belongs with it by group or word, and its pairs."""
        unknown = frontier - self.placed.keys()
        self.placed.update(placements(unknown) if unknown else {})
        mates = self._meet([self.placed[signal] for signal in frontier if signal in self.placed])
        words = words_about(frontier)
        self.words.update(words)
        compared.add(one.row for one in self.placed.values())
        return mates | {signal for pair in words for signal in pair}, compared.judge(frontier)

    def _meet(self, here: Collection[Placed]) -> set[int]:
        lookups = _lookups(here)
        found = [row for at in range(0, len(lookups), _AT_ONCE) for row in _look_up(lookups[at : at + _AT_ONCE])]
        for row in found:
            self.placed.setdefault(number(row[0]), Placed.of(row))
        groups = {one.standing.group for one in here}
        return {number(row[0]) for row in found if row[_WIDTH] in groups}


def _lookups(here: Iterable[Placed]) -> list[Lookup]:
    """By which index, and for which values, others may be found: the blocks, and the group; each once."""
    wanted: dict[Lookup, None] = {}
    for one in here:
        for keys in blocks.BLOCKS:
            values = [one.row[_PLACE[key]] for key in ("municipality", *keys)]
            told = tuple(value for value in values if value is not None)
            if len(told) == len(values):
                wanted[_BY_BLOCK[keys], told] = None
        wanted[_BY_GROUP, (one.standing.group,)] = None
    return list(wanted)


def _look_up(lookups: Sequence[Lookup]) -> list[tuple[Value, ...]]:
    query = " UNION ALL ".join(condition for condition, _ in lookups)
    return rows_of(query, [value for _, values in lookups for value in values])


def _ends(edges: Iterable[Edge], tiers: Collection[int]) -> set[int]:
    return {end for edge in edges if edge.tier in tiers for end in edge[:2]}
