"""What people said about pairs, and clusters that keep to it: their word goes before the rules. Pure and deterministic.

Pairs that are the same person are joined first, whatever the rules say. Two signals that are of different people are never in
one cluster: since links are joined from strong to weak, the chain between them breaks at its weakest link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tijdig.steps.matching.clustering import Clusters, Look, born_agree, initials_agree

Pairs = Collection[tuple[int, int]]


@dataclass(frozen=True)
class Judged:
    """The pairs of signals that people called the same person, and those they called different people."""

    same: Pairs = ()
    different: Pairs = ()


NOTHING = Judged()


@dataclass(frozen=True)
class Knot:
    """Signals that a person joined although they contradict each other: to agree with one of them is enough."""

    born: frozenset[int]
    initials: frozenset[str]

    def agrees(self, born: Iterable[int], initials: Iterable[str]) -> bool:
        """Whether each of the other's dates and initials may be of the person in the knot; what is not known always may."""
        dates = not self.born or all(any(born_agree(one, own) for own in self.born) for one in born)
        return dates and (not self.initials or all(any(initials_agree(one, own) for own in self.initials) for one in initials))

    def agrees_with(self, other: Knot) -> bool:
        """Whether two knots may be one person: one way of reading both is enough."""
        dates = not (self.born and other.born) or any(self.agrees([one], []) for one in other.born)
        return dates and (not (self.initials and other.initials) or any(self.agrees([], [one]) for one in other.initials))


@dataclass
class JudgedClusters(Clusters):
    """Clusters with knots, and with signals that may not come together; both by the root of their cluster."""

    knots: dict[int, list[Knot]] = field(default_factory=dict)
    apart_from: dict[int, set[int]] = field(default_factory=dict)

    def tie(self, members: Sequence[int]) -> None:
        """Join signals (places, smallest first) because a person said so."""
        root = members[0]
        born = frozenset[int]().union(*(self.born[one] for one in members))
        initials = frozenset(self.initials[one] for one in members if self.initials[one])
        for one in members:
            self.parents[one] = root
        if _contradict(born, initials):
            self.knots[root] = [Knot(born, initials)]
            born, initials = frozenset(), frozenset()
        self.born[root], self.initials[root] = born, max(initials, key=len, default="")

    def keep_apart(self, one: int, other: int) -> None:
        """Never let these two signals come into one cluster."""
        for mine, theirs in ((one, other), (other, one)):
            self.apart_from.setdefault(self.root(mine), set()).add(theirs)

    def _merge(self, keep: int, absorb: int) -> bool:
        if any(self.root(one) == keep for one in self.apart_from.get(absorb, ())):
            return False
        knotted = bool(self.knots) and (keep in self.knots or absorb in self.knots)
        if not (self._merge_knots(keep, absorb) if knotted else super()._merge(keep, absorb)):
            return False
        if apart := self.apart_from.pop(absorb, None):
            self.apart_from.setdefault(keep, set()).update(apart)
        return True

    def _merge_knots(self, keep: int, absorb: int) -> bool:
        """What joins a knot need agree with the knot only: some follow one reading of it, some another."""
        mine, theirs = self.knots.get(keep, []), self.knots.get(absorb, [])
        if not self._knots_agree(mine, absorb, theirs) or not self._knots_agree(theirs, keep, []):
            return False
        self.knots[keep] = [*mine, *theirs]
        self.knots.pop(absorb, None)
        self.parents[absorb] = keep
        self.born[keep], self.initials[keep] = frozenset(), ""
        return True

    def _knots_agree(self, knots: Sequence[Knot], cluster: int, others: Sequence[Knot]) -> bool:
        loose = [self.initials[cluster]] if self.initials[cluster] else []
        return all(knot.agrees(self.born[cluster], loose) and all(knot.agrees_with(other) for other in others) for knot in knots)


def clusters_of(signals: Sequence[int], looks: Iterable[Look], judged: Judged) -> Clusters:
    """Every signal (ids, ascending) by itself, except for what people said of them."""
    if not judged.same and not judged.different:
        return Clusters.apart(looks)
    clusters = JudgedClusters.apart(looks)
    place = {signal: at for at, signal in enumerate(signals)}
    for members in tied(judged.same).values():
        known = sorted(place[one] for one in members if one in place)
        if len(known) > 1:
            clusters.tie(known)
    for one, other in judged.different:
        if one in place and other in place:
            clusters.keep_apart(place[one], place[other])
    return clusters


def tied(same: Pairs) -> dict[int, list[int]]:
    """The signals that are one person by what people said, chains included; by the smallest of each."""
    names = sorted({signal for pair in same for signal in pair})
    place = {signal: at for at, signal in enumerate(names)}
    clusters = Clusters.apart([(None, None)] * len(names))
    clusters.join([(place[one], place[other]) for one, other in same])
    found = defaultdict(list)
    for signal, root in zip(names, clusters.roots(), strict=True):
        found[names[root]].append(signal)
    return dict(found)


def are_tied(same: Pairs, left: int, right: int) -> bool:
    """Whether people said, by a chain perhaps, that these two are one person."""
    return any(left in members and right in members for members in tied(same).values())


def divided(different: Pairs, group: Mapping[int, int]) -> set[tuple[int, int]]:
    """The pairs of groups (both ways round) that hold signals of which people said that they are of different people."""
    pairs = [(group[one], group[other]) for one, other in different if one in group and other in group]
    return {*pairs, *((other, one) for one, other in pairs)}


def _contradict(born: frozenset[int], initials: frozenset[str]) -> bool:
    dates = any(not born_agree(one, other) for one in born for other in born)
    return dates or any(not initials_agree(one, other) for one in initials for other in initials)
