"""Enkelvoudig, meervoudig or opeenvolgend for cases, read from all signals at their doors.

The definition is that of ``matching.kinds``, which names whole frames; this one names the few signals at one door without
the start-up of a frame, and a test holds the two equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from tijdig.steps.followup import reading
from tijdig.steps.followup.facts import SignalFacts
from tijdig.steps.followup.reading import AtDoor
from tijdig.steps.matching.kinds import MONTHS_BEFORE, Kind

_TELLING = (Kind.COMBINED.value, Kind.SUCCESSIVE.value)  # what says most comes first
_OF_CASES = """
    SELECT member.case_id, old.sort, member.signal_id FROM followup_case old
    JOIN followup_casesignal member ON member.case_id = old.id
    WHERE old.municipality_id = %s AND old.closed_at IS NULL
"""
_AT_DOOR = " AND old.postcode = %s AND old.house_number = %s"


def named(signals: Iterable[AtDoor]) -> dict[int, str]:
    """What each signal is called beside the others at its door (all of those, of the six months before too)."""
    doors: dict[tuple[str, int, str | None], list[AtDoor]] = {}
    for one in signals:
        doors.setdefault((one.postcode, one.house_number, one.addition), []).append(one)
    return {one.signal: kind for there in doors.values() for one, kind in _at_one_door(there)}


def _at_one_door(signals: Sequence[AtDoor]) -> Iterable[tuple[AtDoor, str]]:
    if len(signals) == 1:
        return [(signals[0], Kind.SINGLE.value)]
    months = Counter(one.month for one in signals)
    return [(one, _beside(months, one.month)) for one in signals]


def _beside(months: Counter[int], month: int) -> str:
    if months[month] > 1:
        return Kind.COMBINED.value
    earlier = any(before in months for before in range(month - MONTHS_BEFORE, month))
    return (Kind.SUCCESSIVE if earlier else Kind.SINGLE).value


class Sorts:
    """What signals are called; reads as little as the work asks for."""

    def __init__(self, municipality: str, *, everywhere: bool) -> None:
        self._municipality = municipality
        self._everywhere = everywhere
        self._doors: set[tuple[str, int]] = set()
        self._kinds: dict[int, str] = {}

    def look_at(self, groups: Iterable[Sequence[SignalFacts]]) -> None:
        """Read what is needed to name these signals."""
        here = {(one.postcode, one.house_number) for signals in groups for one in signals if one.postcode and one.house_number}
        doors = here - self._doors
        self._doors |= here
        if not self._everywhere:
            self._read(doors)
        elif not self._kinds and doors:
            self._read(None)

    def of(self, signals: Iterable[SignalFacts]) -> str:
        """The sort of a case with these signals: the one that says most."""
        return _most_telling(self._kinds.get(one.signal, Kind.SINGLE.value) for one in signals)

    def differing(self) -> dict[int, str]:
        """Open cases at the doors that were looked at which are called otherwise now: row number and sort."""
        found = reading.rows(_OF_CASES, [self._municipality]) if self._everywhere and self._kinds else self._at_doors()
        named: dict[int, tuple[str, list[str]]] = {}
        for case, sort, signal in found:
            kind = self._kinds.get(int(str(signal)), Kind.SINGLE.value)
            named.setdefault(int(str(case)), (str(sort), []))[1].append(kind)
        wanted = {case: (sort, _most_telling(kinds)) for case, (sort, kinds) in named.items()}
        return {case: told for case, (sort, told) in wanted.items() if sort != told}

    def _at_doors(self) -> list[tuple[object, ...]]:
        return [
            row
            for postcode, number in sorted(self._doors)
            for row in reading.rows(_OF_CASES + _AT_DOOR, [self._municipality, postcode, number])
        ]

    def _read(self, doors: Collection[tuple[str, int]] | None) -> None:
        self._kinds.update(named(reading.signals_at_doors(self._municipality, doors)))


def _most_telling(kinds: Iterable[str]) -> str:
    found = set(kinds)
    return next((kind for kind in _TELLING if kind in found), Kind.SINGLE.value)
