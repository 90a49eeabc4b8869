"""Filters of the work list in the words of its address, and as chips with counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tijdig.steps.followup.queries import NOBODY, FilterCounts, Filters
from tijdig.steps.followup.rules import CaseState
from tijdig.steps.followup.terms import BUCKETS, Bucket
from tijdig.web.wording import KINDS, SORTS

NAMES = ("termijn", "wie", "soort", "vorm", "wijk", "stand", "crisis", "herhaald")
_BUCKETS = {
    "te-laat": Bucket.OVERDUE,
    "vandaag": Bucket.TODAY,
    "deze-week": Bucket.THIS_WEEK,
    "later": Bucket.LATER,
    "gesproken": Bucket.MET,
}
_STATES = {"nieuw": CaseState.NEW, "opgepakt": CaseState.TAKEN_UP, "wacht": CaseState.WAITING}
_SORTS = {word: sort for sort, word in SORTS.items()}
NOBODY_WORD = "niemand"


@dataclass(frozen=True)
class Chip:
    """A choice: its words, how many cases stand behind it, where it leads, and whether it is on."""

    word: str
    count: int
    url: str
    on: bool


@dataclass(frozen=True)
class ChipRow:
    """The choices of one filter."""

    label: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True)
class Asked:
    """What the address of the page asks for; words that mean nothing are left out."""

    words: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_address(cls, query: Mapping[str, str]) -> Asked:
        """Keep what means something."""
        return cls({name: query[name] for name in NAMES if query.get(name) and _means(name, query[name])})

    def filters(self) -> Filters:
        """For the query."""
        said = self.words
        return Filters(
            bucket=_BUCKETS.get(said.get("termijn", "")), kind=said.get("soort"), district=_number(said.get("wijk")),
            worker=_number(said.get("wie")), sort=_SORTS.get(said.get("vorm", "")), state=_STATES.get(said.get("stand", "")),
            crisis=True if "crisis" in said else None, repeat=True if "herhaald" in said else None,
        )  # fmt: skip

    def without(self, name: str) -> str:
        """The query of the same page without one filter."""
        return _query({key: value for key, value in self.words.items() if key != name})

    def including(self, name: str, value: str) -> str:
        """The query of the same page with one filter more or other."""
        return _query({**self.words, name: value})

    def query(self, **more: str) -> str:
        """The query of this page, with a place in the list."""
        return _query({**self.words, **more})


def chip_rows(
    asked: Asked, counts: FilterCounts, districts: Mapping[int, str], workers: Mapping[int, str], me: int
) -> tuple[list[ChipRow], list[ChipRow]]:
    """The rows that always show, and those behind "meer filters". Choices without cases are left out unless they are on."""
    deadline = [(word, BUCKETS[bucket], counts.buckets.get(bucket, 0)) for word, bucket in _BUCKETS.items()]
    mine = [(str(me), "van mij", counts.workers.get(me, 0)), (NOBODY_WORD, "nog van niemand", counts.workers.get(NOBODY, 0))]
    others = [(str(pk), name, counts.workers.get(pk, 0)) for pk, name in workers.items() if pk != me]
    kinds = [(kind, KINDS.get(kind, kind), count) for kind, count in counts.kinds.items()]
    sorts = [(word, word, counts.sorts.get(sort, 0)) for word, sort in _SORTS.items()]
    named = [(str(pk) if pk else NOBODY_WORD, districts.get(pk, "zonder wijk"), count) for pk, count in counts.districts.items()]
    states = [(word, word, counts.states.get(state, 0)) for word, state in _STATES.items()]
    first = [
        _row(asked, "termijn", "Termijn", deadline),
        _row(asked, "wie", "Wie", mine),
        _row(asked, "crisis", "Dreiging", [("ja", "crisis", counts.crisis)]),
    ]
    more = [
        _row(asked, "soort", "Soort", kinds), _row(asked, "vorm", "Vorm", sorts), _row(asked, "wijk", "Wijk", named),
        _row(asked, "wie", "Consulent", others), _row(asked, "stand", "Stand", states),
        _row(asked, "herhaald", "Herhaald", [("ja", "herhaalde melding", counts.repeats)]),
    ]  # fmt: skip
    return [row for row in first if row.chips], [row for row in more if row.chips]


def _row(asked: Asked, name: str, label: str, choices: list[tuple[str, str, int]]) -> ChipRow:
    chips = []
    for value, word, count in choices:
        on = asked.words.get(name) == value
        if count or on:
            chips.append(Chip(word, count, asked.without(name) if on else asked.including(name, value), on))
    return ChipRow(label, tuple(chips))


def _means(name: str, value: str) -> bool:
    if name in ("wie", "wijk"):
        return value == NOBODY_WORD or value.isdecimal()
    known: dict[str, Collection[str]] = {"termijn": _BUCKETS, "soort": KINDS, "vorm": _SORTS, "stand": _STATES}
    return value in known.get(name, ("ja",))


def _number(value: str | None) -> int | None:
    if value is None:
        return None
    return NOBODY if value == NOBODY_WORD else int(value)


def _query(words: Mapping[str, str]) -> str:
    return f"?{urlencode(words)}" if words else "?"
