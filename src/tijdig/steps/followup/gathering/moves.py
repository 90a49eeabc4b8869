"""What becomes of cases whose signals stand in other groups than before. Pure.

A case whose own group holds none of its signals any more goes where most of them went. Where open cases meet in one group,
the oldest goes on and the others end in it; where signals come out of a case, the case of their own that once ended in it
goes on again, and else they get a new one. So case numbers never change and no event is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


class Move(NamedTuple):
    """A signal of an open case that stands in another group now."""

    signal: int
    case: int
    to: int


class Stood(NamedTuple):
    """A case as it stood: row number, group, when it was opened, state."""

    case: int
    group: int
    opened_at: datetime
    state: str


@dataclass
class Restructure:
    """What to do, by row numbers: cases that end in another, their new groups, cases that go on again, groups without one."""

    merged: dict[int, int] = field(default_factory=dict)
    owners: dict[int, int] = field(default_factory=dict)  # case -> group, where that is another than before
    revived: set[int] = field(default_factory=set)
    without_case: set[int] = field(default_factory=set)
    case_of: dict[int, int] = field(default_factory=dict)  # group -> case that goes on


def restructure(moves: Collection[Move], stood: Collection[Stood], sizes: Mapping[int, int]) -> Restructure:
    """What becomes of cases as they ``stood`` (those of the moves, and all open and merged ones of the groups moved to).

    ``sizes``: how many signals each case holds.
    """
    emptied = _emptied(moves, sizes)
    change = Restructure()
    for group in sorted({move.to for move in moves}):
        _settle(group, [one for one in stood if _may_go_on(one, group, emptied)], stood, change)
    return change


def _emptied(moves: Collection[Move], sizes: Mapping[int, int]) -> dict[int, int]:
    """The cases that keep nothing in their own group, and where most of them went."""
    gone: dict[int, Counter[int]] = {}
    for move in moves:
        gone.setdefault(move.case, Counter())[move.to] += 1
    whole = {case: counts for case, counts in gone.items() if counts.total() == sizes.get(case)}
    return {case: _heir(counts) for case, counts in whole.items()}


def _heir(counts: Counter[int]) -> int:
    return min(counts, key=lambda group: (-counts[group], group))


def _may_go_on(one: Stood, group: int, emptied: Mapping[int, int]) -> bool:
    if one.state == "merged":
        return False
    return emptied[one.case] == group if one.case in emptied else one.group == group


def _settle(group: int, candidates: list[Stood], stood: Collection[Stood], change: Restructure) -> None:
    if not candidates:
        former = [one for one in stood if one.state == "merged" and one.group == group and one.case not in change.revived]
        if not former:
            change.without_case.add(group)
            return
        change.case_of[group] = former[-1].case
        change.revived.add(former[-1].case)
        return
    oldest = min(candidates, key=lambda one: (one.opened_at, one.case))
    change.case_of[group] = oldest.case
    change.merged.update({one.case: oldest.case for one in candidates if one is not oldest})
    if oldest.group != group:
        change.owners[oldest.case] = group
