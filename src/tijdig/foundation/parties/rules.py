"""What is told about parties, and what may be wrong with it. Pure.

Every ``...Facts`` has a ``key`` (what makes it the same thing when it is told again) and ``objections()``: Dutch
sentences, none when it can be stored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from typing import Generic, Protocol, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

KINDS = (
    "huur",
    "energie",
    "water",
    "zorg",
    "hypotheek",
    "belastingdienst",
    "toeslagen",
    "cak-eigen-bijdrage",
    "cak-zorg",
    "duo",
)
# The word of the door, and what is stored.
ROLES = {
    "beheerder": "manager",
    "incassobureau": "collection_agency",
    "gerechtsdeurwaarder": "bailiff",
    "overig": "other",
}
_KVK = re.compile(r"[0-9]{8}")
_MUNICIPALITY = re.compile(r"GM[0-9]{4}")
NAME_LENGTH = 200
TEXT_LENGTH = 500


class Facts(Protocol):
    """Something that is told about a party."""

    @property
    def key(self) -> Hashable:
        """What makes two of them the same thing."""

    def objections(self) -> Iterator[str]:
        """Why it cannot be stored, as Dutch sentences."""


def objection(fine: bool, sentence: str) -> Iterator[str]:
    """The sentence when it is not fine."""
    if not fine:
        yield sentence


def kvk_objections(kvk: str, whose: str) -> Iterator[str]:
    """A number in the trade register has eight digits."""
    return objection(bool(_KVK.fullmatch(kvk)), f"Het KvK-nummer van {whose} heeft acht cijfers.")


def municipality_objections(code: str) -> Iterator[str]:
    """The code of a municipality is GM and four digits (Statistics Netherlands)."""
    return objection(bool(_MUNICIPALITY.fullmatch(code)), "Een gemeentecode is GM met vier cijfers, bijvoorbeeld GM0344.")


def text_objections(text: str, what: str, *, most: int = NAME_LENGTH, required: bool = True) -> Iterator[str]:
    """A text is filled in and not too long."""
    yield from objection(bool(text.strip()) or not required, f"{what} is leeg.")
    yield from objection(len(text) <= most, f"{what} is langer dan {most} tekens.")


def kinds_objections(kinds: frozenset[str], *, required: bool = True) -> Iterator[str]:
    """Kinds are those of the open format."""
    yield from objection(bool(kinds) or not required, "Een schuldeiser heeft minstens één soort.")
    for kind in sorted(kinds):
        yield from objection(kind in KINDS, f"De soort '{kind[:30]}' bestaat niet; kies uit {', '.join(KINDS)}.")


def span_objections(valid_from: date, valid_until: date | None) -> Iterator[str]:
    """A span ends after it began; the end is the first day that no longer counts."""
    fine = valid_until is None or valid_until > valid_from
    return objection(fine, "De einddatum ligt niet na de begindatum; de einddatum is de eerste dag die niet meer meetelt.")


@dataclass(frozen=True)
class MunicipalityFacts:
    """A municipality that takes part."""

    code: str
    name: str = ""

    @property
    def key(self) -> str:
        return self.code

    def objections(self) -> Iterator[str]:
        yield from municipality_objections(self.code)
        yield from text_objections(self.name, "De naam van de gemeente", required=False)


@dataclass(frozen=True)
class OrganisationFacts:
    """A joint body or an executor."""

    kvk: str
    name: str

    @property
    def key(self) -> str:
        return self.kvk

    def objections(self) -> Iterator[str]:
        yield from kvk_objections(self.kvk, "de organisatie")
        yield from text_objections(self.name, "De naam")


@dataclass(frozen=True)
class CreditorFacts(OrganisationFacts):
    """A creditor and the kinds of arrears it has claims of."""

    kinds: frozenset[str]

    def objections(self) -> Iterator[str]:
        yield from super().objections()
        yield from kinds_objections(self.kinds)


@dataclass(frozen=True)
class IntermediaryFacts(OrganisationFacts):
    """An intermediary and what it is: manager, collection_agency, bailiff or other."""

    role: str

    def objections(self) -> Iterator[str]:
        yield from super().objections()
        known = self.role in ("manager", "collection_agency", "bailiff", "other")
        yield from objection(known, "De rol bestaat niet; kies uit beheerder, incassobureau, gerechtsdeurwaarder, overig.")


@dataclass(frozen=True)
class MandateFacts:
    """An intermediary may deliver for a creditor; no kinds means every kind."""

    intermediary_kvk: str
    creditor_kvk: str
    valid_from: date
    valid_until: date | None = None
    kinds: frozenset[str] = field(default_factory=frozenset)
    proof: str = ""

    @property
    def key(self) -> tuple[str, str, date]:
        return self.intermediary_kvk, self.creditor_kvk, self.valid_from

    def objections(self) -> Iterator[str]:
        yield from span_objections(self.valid_from, self.valid_until)
        yield from kinds_objections(self.kinds, required=False)
        yield from text_objections(self.proof, "Het bewijs van de machtiging", most=TEXT_LENGTH, required=False)


@dataclass(frozen=True)
class PlaceFacts:
    """A municipality is a member of a joint body, or has an executor (``kvk``), during a span."""

    kvk: str
    municipality: str
    valid_from: date
    valid_until: date | None = None

    @property
    def key(self) -> tuple[str, str, date]:
        return self.kvk, self.municipality, self.valid_from

    def objections(self) -> Iterator[str]:
        return span_objections(self.valid_from, self.valid_until)


@dataclass(frozen=True)
class RegisteredNumbers:
    """The numbers and codes of everybody that is registered."""

    creditors: frozenset[str]
    intermediaries: frozenset[str]
    municipalities: frozenset[str]
    joint_bodies: frozenset[str]
    executors: frozenset[str]


@dataclass(frozen=True)
class Tally:
    """How many were stored for the first time, were changed, or stood there already."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged)


@dataclass(frozen=True)
class Difference(Generic[K]):
    """What is told compared with what is stored: keys to create and to change, in the order told."""

    new: list[K]
    changed: list[K]
    tally: Tally

    @property
    def to_write(self) -> list[K]:
        return self.new + self.changed


def compare(told: Mapping[K, V], stored: Mapping[K, V]) -> Difference[K]:
    """What must be written so that ``stored`` says what is told; what is not told stays as it is."""
    new = [key for key in told if key not in stored]
    changed = [key for key, value in told.items() if key in stored and stored[key] != value]
    return Difference(new, changed, Tally(len(new), len(changed), len(told) - len(new) - len(changed)))


F = TypeVar("F", bound=Facts)


def checked(facts: Iterable[F], error: Callable[[str], Exception]) -> list[F]:
    """The facts, when nothing is wrong with any of them and none is told twice; otherwise raises ``error``."""
    told = list(facts)
    sentences = [sentence for fact in told for sentence in fact.objections()]
    if len({fact.key for fact in told}) < len(told):
        sentences.append("Hetzelfde staat er twee keer in.")
    if sentences:
        raise error(" ".join(dict.fromkeys(sentences)))
    return told


def digest(facts: Iterable[MunicipalityFacts | OrganisationFacts | MandateFacts | PlaceFacts]) -> str:
    """SHA-256 of facts, in the order told; the ledger's proof of what exactly was written."""
    return digest_of(asdict(fact) for fact in facts)


def digest_of(rows: Iterable[Mapping[str, object]]) -> str:
    """SHA-256 over rows as lines of JSON; sets are sorted, dates written as ISO."""
    written = sha256()
    for row in rows:
        written.update(json.dumps(row, default=_plain, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return written.hexdigest()


def _plain(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)
