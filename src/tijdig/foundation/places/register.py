"""The municipalities of the Netherlands since 2015: names, when they hold, what became of them.

Facts from the TOOI register (standaarden.overheid.nl) and from CBS "Gemeenten alfabetisch" (CC BY 4.0), rewritten in
our own format in municipalities.csv: 342 that hold on 2026-07-01 and 84 that ended since 2015. ``valid_from`` is empty
where the register names no date (long before 2015); ``valid_until`` is exclusive. Not in the table: villages that moved
between two municipalities that both went on (an edition of places shows those), and changes that are planned but not
known to be adopted, such as Wijdemeren into Hilversum on 2027-01-01: a municipality that ends here by mistake has
its signals sent elsewhere.
"""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("municipalities.csv")


class UnknownMunicipality(Exception):
    """No municipality has this code or name; the text is a Dutch sentence."""


class AmbiguousMunicipality(Exception):
    """More than one municipality has this name; the text is a Dutch sentence that names them."""


@dataclass(frozen=True)
class Succession:
    """Where the area of an ended municipality went; ``whole`` when all of it went to this one."""

    code: str
    whole: bool


@dataclass(frozen=True)
class Municipality:
    """One municipality; ``spellings`` holds every name it is known by, the first one official."""

    code: str
    name: str
    spellings: tuple[str, ...]
    province: str
    valid_from: date | None
    valid_until: date | None
    successors: tuple[Succession, ...]

    def holds(self, on: date) -> bool:
        """Whether it exists on this date; the end date is exclusive."""
        return self.began(on) and not self.ended(on)

    def began(self, on: date) -> bool:
        """Whether it had come into being by this date."""
        return self.valid_from is None or self.valid_from <= on

    def ended(self, on: date) -> bool:
        """Whether it had ended by this date."""
        return self.valid_until is not None and self.valid_until <= on


class Step(IntEnum):
    """How far a code had to be followed to find the one that holds."""

    SAME = 0
    SUCCESSOR = 1
    PREDECESSOR = 2


@dataclass(frozen=True)
class Resolution:
    """The code that holds on a date; ``code`` is None when ``candidates`` do not settle it (they may be empty)."""

    code: str | None
    step: Step
    candidates: tuple[str, ...] = ()


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All municipalities by code, those that ended included."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        return tuple(_municipality(row) for row in csv.DictReader(file))


def by_code(code: str) -> Municipality:
    """The municipality with this code ('GM0363'). Raises UnknownMunicipality."""
    found = _codes().get(code)
    if found is None:
        raise UnknownMunicipality(f"Gemeentecode {code} staat niet in het register van gemeenten.")
    return found


def by_name(name: str, on: date) -> Municipality:
    """The municipality with this name on this date, in any of its spellings, whatever the case.

    Raises UnknownMunicipality, and AmbiguousMunicipality for a bare name such as Bergen.
    """
    return _single(name, [one for one in named(name) if one.holds(on)])


def named(name: str) -> tuple[Municipality, ...]:
    """Every municipality that has or had this name, on any date."""
    return _names().get(_folded(name), ())


def current(on: date) -> tuple[Municipality, ...]:
    """The municipalities that exist on this date, by code."""
    return tuple(one for one in municipalities() if one.holds(on))


def resolve(code: str, on: date) -> Resolution:
    """The code that holds on this date for the area that had this code.

    An ended municipality gives its successor when it went over whole into exactly one, followed until one holds; a
    split one gives candidates. One that did not exist yet gives its single whole predecessor, otherwise candidates
    (empty when the table knows none). Raises UnknownMunicipality.
    """
    one = by_code(code)
    if one.holds(on):
        return Resolution(code, Step.SAME)
    if one.ended(on):
        return _followed([(into.code, into.whole) for into in one.successors], on, Step.SUCCESSOR)
    return _followed(_predecessors(code), on, Step.PREDECESSOR)


def _followed(ways: list[tuple[str, bool]], on: date, step: Step) -> Resolution:
    reached = [resolve(code, on) for code, _ in ways]
    if len(ways) == 1 and ways[0][1] and reached[0].code is not None:
        return Resolution(reached[0].code, step)
    found = {code for one in reached for code in ((one.code,) if one.code else one.candidates)}
    return Resolution(None, step, tuple(sorted(found)))


def _predecessors(code: str) -> list[tuple[str, bool]]:
    began = by_code(code).valid_from
    return [
        (one.code, into.whole)
        for one in municipalities()
        for into in one.successors
        if into.code == code and one.valid_until == began
    ]


def _single(name: str, found: list[Municipality]) -> Municipality:
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnknownMunicipality(f"Gemeente '{name}' bestaat niet op deze datum.")
    which = ", ".join(f"{one.name} ({one.code})" for one in found)
    raise AmbiguousMunicipality(f"'{name}' kan meer gemeenten zijn: {which}. Gebruik de volledige naam.")


@cache
def _codes() -> dict[str, Municipality]:
    return {one.code: one for one in municipalities()}


@cache
def _names() -> dict[str, tuple[Municipality, ...]]:
    found: dict[str, tuple[Municipality, ...]] = {}
    for one in municipalities():
        for name in {_folded(spelling) for spelling in one.spellings}:
            found[name] = (*found.get(name, ()), one)
    return found


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).replace("\u2019", "'").casefold().split())


def _municipality(row: dict[str, str]) -> Municipality:
    names = [row["name"], *filter(None, row["other_names"].split("|"))]
    bare = [name.split(" (")[0] for name in names]
    return Municipality(
        code=row["code"],
        name=row["name"],
        spellings=tuple(dict.fromkeys([*names, *bare])),
        province=row["province"],
        valid_from=_day(row["valid_from"]),
        valid_until=_day(row["valid_until"]),
        successors=tuple(_succession(part) for part in filter(None, row["successors"].split("|"))),
    )


def _succession(text: str) -> Succession:
    code, extent = text.split(":")
    return Succession(code, extent == "whole")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
