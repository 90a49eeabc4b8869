"""Numbers that stay: which group a cluster is, when clusters grow, split, merge, and come apart again. Pure.

A cluster takes the number of the group whose oldest signal it holds; of several such groups, the one with the oldest signal.
The oldest signal is the one with the smallest id. So a part that splits off without it gets a new number, except when it goes
home: a group that was merged into another rises again with its own number as soon as its signals stand by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Fresh = Callable[[int], Sequence[int]]  # so many numbers that were never given out


class Standing(NamedTuple):
    """Where a signal stood before: its group, and the group that was made for it."""

    group: int
    home: int


@dataclass(frozen=True)
class Numbers:
    """What every cluster (by its smallest signal) is called, and what follows for groups.

    ``merged``: groups that hold nothing any more, with the group where their oldest signal went. ``homes``: the home of each
    signal that has another one than before, or is new.
    """

    of: dict[int, int]
    new: tuple[int, ...]
    merged: dict[int, int]
    homes: dict[int, int]


def numbers(clusters: Mapping[int, int], standing: Mapping[int, Standing], retired: Mapping[int, int], fresh: Fresh) -> Numbers:
    """Numbers for clusters (smallest signal by signal); ``retired`` are the groups that were merged, with into which."""
    ordered = sorted(clusters)
    taken: dict[int, int] = {}
    heirs = _oldest(ordered, {signal: standing[signal].group for signal in ordered if signal in standing})
    for group, signal in heirs.items():
        taken.setdefault(clusters[signal], group)
    at_home = _oldest(ordered, {signal: standing[signal].home for signal in ordered if signal in standing})
    for group, signal in at_home.items():
        if group in retired:
            taken.setdefault(clusters[signal], group)  # it rises again
    nameless = [root for root in dict.fromkeys(clusters[signal] for signal in ordered) if root not in taken]
    new = tuple(fresh(len(nameless))) if nameless else ()
    taken.update(zip(nameless, new, strict=True))
    return Numbers(
        of=taken,
        new=new,
        merged=_merged(clusters, heirs, at_home, retired, taken),
        homes=_homes(clusters, standing, taken, set(new)),
    )


def _oldest(ordered: Sequence[int], group: Mapping[int, int]) -> dict[int, int]:
    """The oldest signal of each group, oldest first."""
    found: dict[int, int] = {}
    for signal in ordered:
        if signal in group:
            found.setdefault(group[signal], signal)
    return found


def _merged(
    clusters: Mapping[int, int], heirs: Mapping[int, int], at_home: Mapping[int, int], retired: Mapping[int, int],
    taken: Mapping[int, int],
) -> dict[int, int]:  # fmt: skip
    holding = set(taken.values())
    ends = {group: taken[clusters[signal]] for group, signal in at_home.items() if group in retired}
    ends |= {group: taken[clusters[signal]] for group, signal in heirs.items()}
    # A group whose signals found another home goes on pointing at whoever took over the group it went into.
    ends = {group: ends.get(end, end) for group, end in retired.items()} | ends
    return {group: end for group, end in ends.items() if group not in holding and retired.get(group) != end}


def _homes(
    clusters: Mapping[int, int], standing: Mapping[int, Standing], taken: Mapping[int, int], new: set[int]
) -> dict[int, int]:
    """A newcomer is at home in its group; so is every signal for which a group was made now."""
    return {signal: taken[root] for signal, root in clusters.items() if signal not in standing or taken[root] in new}
