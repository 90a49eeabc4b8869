"""What the review page and the case page show: two signals side by side, why they are proposed, and why others were linked."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from tijdig.steps.intake.models import Signal
from tijdig.steps.matching import explain
from tijdig.steps.matching.features import COMPARED, Verdict
from tijdig.steps.matching.models import Judgement, Link, Placement, Suggestion

_DAYS = "%d-%m-%Y"


@dataclass(frozen=True)
class Side:
    """One of two signals: who reported what, and the values that are compared, by the name of the field ("" is not known)."""

    signal: int
    group: int | None
    creditor: str
    kind: str
    signal_date: date
    amount_cents: int | None
    arose_on: date | None
    values: dict[str, str]


@dataclass(frozen=True)
class Compared:
    """One field of both sides: its Dutch name, the verdict, what to say of it, and both values."""

    field: str
    verdict: Verdict
    told: str
    left: str
    right: str


@dataclass(frozen=True)
class Proposal:
    """A pair to judge, field by field, with the sentence that says why it is asked."""

    number: int
    state: str
    left: Side
    right: Side
    fields: tuple[Compared, ...]
    sentence: str


@dataclass(frozen=True)
class Reason:
    """Why two signals of a group belong together: a rule, or the judgement of a person."""

    left: int
    right: int
    sentence: str
    tier: int | None  # None: a person said so
    version: str
    by: str  # a name, or empty


@dataclass(frozen=True)
class Said:
    """A judgement, for the list in which it can be taken back."""

    judgement: Judgement
    left: Side
    right: Side
    by: str
    at: datetime
    stands: bool


def proposal(municipality: str, number: int) -> Proposal | None:
    """The suggestion with this number, in this municipality."""
    found = Suggestion.objects.filter(municipality=municipality, pk=number).first()
    return _proposals([found])[0] if found else None


def open_proposals(municipality: str, skip: Collection[int] = (), first: int = 0, count: int = 50) -> list[Proposal]:
    """Suggestions that wait, in the order of their rank, without those to skip; ``count`` from place ``first``."""
    waiting = Suggestion.objects.filter(municipality=municipality, state=Suggestion.State.OPEN).exclude(pk__in=list(skip))
    return _proposals(waiting.order_by("rank", "pk")[first : first + count])


def counts(municipality: str) -> dict[str, int]:
    """How many suggestions are open, judged and lapsed."""
    found = Suggestion.objects.filter(municipality=municipality).values_list("state").annotate(count=Count("pk"))
    return dict.fromkeys(Suggestion.State.values, 0) | dict(found)


def judgements(municipality: str, count: int = 50) -> list[Said]:
    """The newest judgements of a municipality, those that were taken back among them."""
    said = Judgement.objects.filter(municipality=municipality).exclude(verdict=Judgement.Verdict.TAKEN_BACK)
    newest = list(said.select_related("person", "taken_back_by").order_by("-pk")[:count])
    sides = _sides(one for judgement in newest for one in (judgement.left_id, judgement.right_id))
    return [
        Said(one, sides[one.left_id], sides[one.right_id], one.person.name, one.at, not hasattr(one, "taken_back_by"))
        for one in newest
    ]


def reasons(municipality: str, group: int) -> list[Reason]:
    """Why the signals of a group belong together: the links between them, the strongest tier first, and what people said."""
    signals = list(Placement.objects.filter(municipality=municipality, group=group).values_list("pk", flat=True))
    links = Link.objects.filter(left__in=signals, right__in=signals, decision="link", ended_at=None)
    by_rule = [
        Reason(one.left_id, one.right_id, explain.sentence({"tier": one.tier}), one.tier, one.version, "")
        for one in sorted(links, key=lambda one: (one.tier, one.left_id, one.right_id))
    ]
    said = Judgement.objects.filter(left__in=signals, right__in=signals, verdict=Judgement.Verdict.SAME, taken_back_by=None)
    by_person = [
        Reason(one.left_id, one.right_id, "Een consulent oordeelde dat dit dezelfde persoon is.", None, "", one.person.name)
        for one in said.select_related("person").order_by("pk")
    ]
    return [*by_person, *by_rule]


def _proposals(found: Iterable[Suggestion] | QuerySet[Suggestion]) -> list[Proposal]:
    asked = list(found)
    sides = _sides(signal for one in asked for signal in (one.left_id, one.right_id))
    return [_proposal(one, sides[one.left_id], sides[one.right_id]) for one in asked]


def _proposal(asked: Suggestion, left: Side, right: Side) -> Proposal:
    pair = {**json.loads(asked.features), "tier": asked.tier, "reason": asked.reason}
    told = zip(COMPARED, explain.fields(pair), strict=True)
    fields = tuple(Compared(one.field, one.verdict, one.told, left.values[name], right.values[name]) for name, one in told)
    return Proposal(asked.pk, asked.state, left, right, fields, explain.sentence(pair))


def _sides(signals: Iterable[int]) -> dict[int, Side]:
    found = Signal.objects.filter(pk__in=set(signals)).select_related("creditor", "placement")
    return {signal.pk: _side(signal) for signal in found}


def _side(signal: Signal) -> Side:
    placement = getattr(signal, "placement", None)
    return Side(
        signal=signal.pk,
        group=placement.group_id if placement else None,
        creditor=signal.creditor.name,
        kind=signal.kind,
        signal_date=signal.signal_date,
        amount_cents=signal.amount_cents,
        arose_on=signal.arose_on,
        values={
            "born": f"{signal.born_on:{_DAYS}}" if signal.born_on else "",
            "initials": signal.initials or "",
            "name": _joined(signal.prefix, signal.surname),
            "address": _address(signal),
            "phone": signal.phone or "",
            "email": signal.email or "",
        },
    )


def _address(signal: Signal) -> str:
    street, town = _street_and_town(signal)
    number = "".join(str(part) for part in (signal.house_number, signal.house_letter) if part is not None)
    door = _joined(street, number, signal.addition)
    return ", ".join(part for part in (door, _joined(signal.postcode, town)) if part)


def _street_and_town(signal: Signal) -> tuple[str | None, str | None]:
    """The one place of this room that reads them."""
    return signal.street, signal.town


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
