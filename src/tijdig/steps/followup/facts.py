"""From the signals of a case to what the desk shows and orders by. Pure: facts of the signals, never a judgement of a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

KINDS = (
    "huur", "energie", "water", "zorg", "hypotheek", "belastingdienst", "toeslagen", "cak-eigen-bijdrage", "cak-zorg", "duo",
    "gemeentebelasting",
)  # fmt: skip
END_OF_SUPPLY = "eindelevering"
# What a threatening situation is, by the kind of arrears (Wgs art. 4): eviction, the end of a supply, of an insurance.
THREATS = {
    "huur": "een ontruiming",
    "hypotheek": "een ontruiming",
    "energie": "een afsluiting van gas, stroom of warmte",
    "water": "een afsluiting van water",
    "zorg": "een beëindiging van de zorgverzekering",
}
ANY_THREAT = "een bedreigende situatie"


class SignalFacts(NamedTuple):
    """A signal as far as a case needs it; the order of the columns of ``reading.SIGNALS``."""

    group: int
    signal: int
    creditor: int
    reference: str
    kind: str
    signal_type: str
    stands: bool  # accepted, and not withdrawn since
    signalled_on: date
    in_crisis: bool
    amount_cents: int
    arose_on: date | None
    initials: str | None
    prefix: str | None
    surname: str | None
    postcode: str | None
    house_number: int | None
    house_letter: str | None
    addition: str | None
    has_phone: bool
    has_email: bool
    street: str | None
    town: str | None

    @property
    def threatens(self) -> bool:
        """The creditor says so, or it is the announcement that a supply ends."""
        return self.in_crisis or self.signal_type == END_OF_SUPPLY


class CaseFacts(NamedTuple):
    """The columns of ``models.Case`` that come from signals."""

    name: str
    postcode: str
    house_number: int | None
    house_letter: str
    addition: str
    several_additions: bool
    street: str
    town: str
    crisis: bool
    crisis_kinds: str
    crisis_on: date | None
    kinds: str
    signal_count: int
    amount_cents: int
    arose_on: date | None
    first_signalled_on: date
    signalled_on: date
    has_phone: bool
    has_email: bool
    due_on: date


def case_facts(signals: Sequence[SignalFacts], deadline: Callable[[date, date | None], date]) -> CaseFacts:
    """What is known of a case by its signals (at least one); ``deadline`` is one of ``terms.deadlines``.

    Name and address are those of the newest signal that has an address; the amount counts every claim once, by its newest
    signal; withdrawn signals count for nothing.
    """
    told = sorted(signals, key=lambda one: (one.signalled_on, one.signal))
    standing = [one for one in told if one.stands]
    newest = next((one for one in reversed(standing or told) if one.postcode), told[-1])
    claims = {(one.creditor, one.reference): one for one in standing}.values()
    threats = [one for one in standing if one.threatens]
    crisis_on = threats[0].signalled_on if threats else None
    first = (standing or told)[0].signalled_on
    return CaseFacts(
        name=full_name(newest.initials, newest.prefix, newest.surname),
        postcode=newest.postcode or "",
        house_number=newest.house_number,
        house_letter=newest.house_letter or "",
        addition=newest.addition or "",
        several_additions=len(additions(told, newest.postcode, newest.house_number)) > 1,
        street=newest.street or "",
        town=newest.town or "",
        crisis=bool(threats),
        crisis_kinds=_in_order(one.kind for one in threats),
        crisis_on=crisis_on,
        kinds=_in_order(one.kind for one in standing or told),
        signal_count=len(standing),
        amount_cents=sum(one.amount_cents for one in claims),
        arose_on=min((one.arose_on for one in standing if one.arose_on), default=None),
        first_signalled_on=first,
        signalled_on=told[-1].signalled_on,
        has_phone=any(one.has_phone for one in told),
        has_email=any(one.has_email for one in told),
        due_on=deadline(first, crisis_on),
    )


def additions(signals: Iterable[SignalFacts], postcode: str | None, house_number: int | None) -> list[tuple[str, str]]:
    """The different house letters with additions that signals name at one door number; spelling aside, newest spelling."""
    there = [one for one in signals if (one.postcode, one.house_number) == (postcode, house_number)]
    found = {_spelling(one): (one.house_letter or "", one.addition or "") for one in there}
    return [found[key] for key in sorted(found)]


def _spelling(one: SignalFacts) -> str:
    return re.sub(r"[^A-Z0-9]", "", f"{one.house_letter or ''}{one.addition or ''}".upper())


def full_name(initials: str | None, prefix: str | None, surname: str | None) -> str:
    """As on a letter: "J. de Vries"; initials are kept as they were told."""
    return " ".join(part for part in (initials, prefix, surname) if part)


def _in_order(kinds: Iterable[str]) -> str:
    found = set(kinds)
    return ",".join(kind for kind in KINDS if kind in found)


class Claim(NamedTuple):
    """What a creditor claimed under one reference."""

    creditor: int
    reference: str
    amount_cents: int


def only_repeats(now: Iterable[Claim], before: Collection[Claim]) -> bool:
    """Whether every claim was reported before by the same creditor, and none is higher (DDAS: herhaalde melding)."""
    known: dict[tuple[int, str], int] = {}
    for creditor, reference, cents in before:
        known[creditor, reference] = max(cents, known.get((creditor, reference), 0))
    claims = list(now)
    return bool(claims) and all(cents <= known.get((creditor, reference), -1) for creditor, reference, cents in claims)


def threat_words(crisis_kinds: str) -> str:
    """What threatens: "een ontruiming en een afsluiting van water"."""
    words = list(dict.fromkeys(THREATS.get(kind, ANY_THREAT) for kind in crisis_kinds.split(",") if kind)) or [ANY_THREAT]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} en {words[-1]}"
