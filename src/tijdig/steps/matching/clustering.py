"""From links to persons: join in the order of strength, and never hold two people in one cluster. Pure and deterministic.

Plain connected components chain father, signal without birth date, and son; here a merge is refused when the whole would hold
two birth dates, or two sets of initials, that cannot be of one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np

Born = int | None  # yyyymmdd
Look = tuple[Born, str | None]  # birth date and initials of one signal
NO_DATES: frozenset[int] = frozenset()


def born_agree(one: int, other: int) -> bool:
    """Whether two birth dates may be of one person: equal, or one slip apart (the same as ``blocks.BORN_CLOSE``)."""
    if one == other:
        return True
    (year, month_day), (other_year, other_month_day) = divmod(one, 10_000), divmod(other, 10_000)
    if year != other_year:
        return month_day == other_month_day and abs(year - other_year) in (1, 2, 10)
    (month, day), (other_month, other_day) = divmod(month_day, 100), divmod(other_month_day, 100)
    swapped = (month, day) == (other_day, other_month)
    return month == other_month or day == other_day or swapped or 101 in (month_day, other_month_day)


def initials_agree(one: str, other: str) -> bool:
    """Whether initials may be of one person: one is the beginning of the other; "" is not known."""
    return one.startswith(other) or other.startswith(one)


@dataclass
class Clusters:
    """Signals by their place (0, 1, ...) in the order of their ids, so that the root of a cluster is its smallest signal."""

    parents: list[int]
    born: list[frozenset[int]]
    initials: list[str]  # the longest: the others are its beginning
    refused: list[int] = field(default_factory=list)  # places in the list of links that would have held two people

    @classmethod
    def apart(cls, looks: Iterable[Look]) -> Self:
        """Every signal by itself."""
        known = list(looks)
        dates = {date: NO_DATES if date is None else frozenset((date,)) for date in {date for date, _ in known}}
        born = [dates[date] for date, _ in known]
        return cls(list(range(len(known))), born, [letters or "" for _, letters in known])

    def root(self, signal: int) -> int:
        """The smallest signal of the cluster; halves the path on its way."""
        parents = self.parents
        while parents[signal] != signal:
            parents[signal] = signal = parents[parents[signal]]
        return signal

    def join(self, links: Sequence[tuple[int, int]]) -> None:
        """Join over links in their order; the places of those that were refused are kept."""
        parents = self.parents
        for place, (left, right) in enumerate(links):
            if parents[left] == parents[right]:  # most often, and then nothing is left to do
                continue
            one, other = self.root(left), self.root(right)
            if one != other and not self._merge(min(one, other), max(one, other)):
                self.refused.append(place)

    def roots(self) -> list[int]:
        """For every signal the place of the smallest signal of its cluster."""
        parents = np.array(self.parents, dtype=np.int64)
        while not np.array_equal(above := parents[parents], parents):
            parents = above
        found: list[int] = parents.tolist()
        return found

    def _merge(self, keep: int, absorb: int) -> bool:
        initials, more = self.initials[keep], self.initials[absorb]
        born, others = self.born[keep], self.born[absorb]
        if not initials_agree(initials, more) or not (born is others or _all_agree(born, others)):
            return False
        self.parents[absorb] = keep
        if len(more) > len(initials):
            self.initials[keep] = more
        if born is not others:
            self.born[keep] = born | others if born and others else born or others
        return True


def _all_agree(dates: frozenset[int], others: frozenset[int]) -> bool:
    return all(born_agree(one, other) for one in dates for other in others)
