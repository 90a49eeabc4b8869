"""What matching comes to in one form, whether it was settled for a whole municipality or around one signal. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from tijdig.steps.matching.clustering import Clusters
from tijdig.steps.matching.engine import AMBIGUOUS, CONFLICT, UNSURE, Matched
from tijdig.steps.matching.features import FEATURES
from tijdig.steps.matching.judgements import Judged, clusters_of
from tijdig.steps.matching.tiers import BY_NUMBER, STRENGTH, Decision

EDGE = ("left_signal", "right_signal", "tier", *FEATURES, "held")
_SIMILARITY, _SHARED = FEATURES.index("name_similarity"), FEATURES.index("shared_initials")
_FINENESS = 10_000


class Edge(NamedTuple):
    """A judged pair: ``features`` in the order of FEATURES; ``held`` by the guard."""

    left: int
    right: int
    tier: int
    features: tuple[str | float, ...]
    held: bool

    @property
    def order(self) -> tuple[float, ...]:
        """From strong to weak, as ``engine.settle`` orders."""
        return (STRENGTH[self.tier], -float(self.features[_SIMILARITY]), -float(self.features[_SHARED]), self.left, self.right)


class LinkRow(NamedTuple):
    """A link as it is stored."""

    left: int
    right: int
    tier: int
    decision: str
    features: str


class Asked(NamedTuple):
    """What a suggestion says; ``rank`` comes from the pair alone, so that others do not move when one is added."""

    tier: int
    reason: str
    features: str
    rank: int


@dataclass(frozen=True)
class Outcome:
    """Every signal with the smallest signal of its person and of its household; links; and what a person must look at."""

    persons: Mapping[int, int]
    households: Mapping[int, int]
    links: Collection[LinkRow]
    asked: Mapping[tuple[int, int], Asked]


@lru_cache(maxsize=100_000)
def told(features: tuple[str | float, ...]) -> str:
    """Compared features as they are kept beside a pair: JSON, the same text for the same outcome."""
    rounded = [round(one, 4) if isinstance(one, float) else one for one in features]
    return json.dumps(dict(zip(FEATURES, rounded, strict=True)), separators=(",", ":"))


def outcome_of(matched: Matched) -> Outcome:
    """The outcome of a whole run."""
    signals = matched.signals["signal"].to_list()
    return Outcome(
        persons=dict(zip(signals, matched.signals["person"].to_list(), strict=True)),
        households=dict(zip(signals, matched.signals["household"].to_list(), strict=True)),
        links={*_links(matched.links), *_links(matched.together)},
        asked=dict(
            _asked(left, right, tier, reason, tuple(features))
            for left, right, tier, reason, *features in matched.review.select(*_PAIR, "reason", *FEATURES).iter_rows()
        ),
    )


_PAIR = ("left_signal", "right_signal", "tier")


def _links(pairs: pl.DataFrame) -> Iterable[LinkRow]:
    for left, right, tier, decision, *features in pairs.select(*_PAIR, "decision", *FEATURES).iter_rows():
        yield LinkRow(left, right, tier, decision, told(tuple(features)))


def _asked(left: int, right: int, tier: int, reason: str, features: tuple[str | float, ...]) -> tuple[tuple[int, int], Asked]:
    return (left, right), Asked(tier, reason, told(features), _rank(tier, float(features[_SIMILARITY])))


def _rank(tier: int, similarity: float) -> int:
    return STRENGTH[tier] * (_FINENESS + 1) + _FINENESS - round(similarity * _FINENESS)


@dataclass(frozen=True)
class Few:
    """What was settled for some signals, without households; ``together`` are the pairs that show groups as one household."""

    persons: dict[int, int]
    links: set[LinkRow]
    asked: dict[tuple[int, int], Asked]


def settle_few(looks: Mapping[int, tuple[int | None, str | None]], edges: Iterable[Edge], judged: Judged) -> Few:
    """The same as ``engine.settle``, row by row: for a handful of signals a frame takes longer than the work.

    ``looks``: birth date and initials by signal; every pair of ``edges`` is of two of them.
    """
    signals = sorted(looks)
    place = {signal: at for at, signal in enumerate(signals)}
    clusters = clusters_of(signals, [looks[signal] for signal in signals], judged)
    ordered = sorted(edges, key=lambda edge: edge.order)
    links, conflicts = _join(clusters, place, ordered, Decision.LINK)
    persons = clusters.roots()
    together, apart = _join(clusters, place, ordered, Decision.TOGETHER)
    reviewed = [(edge, AMBIGUOUS if edge.held else UNSURE) for edge in ordered if _decision(edge) is Decision.REVIEW]
    asked = [*reviewed, *((edge, CONFLICT) for edge in (*conflicts, *apart))]
    return Few(
        persons={signal: signals[root] for signal, root in zip(signals, persons, strict=True)},
        links={LinkRow(*edge[:3], _decision(edge).value, told(edge.features)) for edge in (*links, *together)},
        asked=dict(
            _asked(*edge[:3], reason, edge.features)
            for edge, reason in asked
            if persons[place[edge.left]] != persons[place[edge.right]]
        ),
    )


def _decision(edge: Edge) -> Decision:
    return Decision.REVIEW if edge.held else BY_NUMBER[edge.tier].decision


def _join(
    clusters: Clusters, place: Mapping[int, int], ordered: Sequence[Edge], decision: Decision
) -> tuple[list[Edge], list[Edge]]:
    mine = [edge for edge in ordered if _decision(edge) is decision]
    before = len(clusters.refused)
    clusters.join([(place[edge.left], place[edge.right]) for edge in mine])
    refused = set(clusters.refused[before:])
    return [edge for at, edge in enumerate(mine) if at not in refused], [mine[at] for at in sorted(refused)]
