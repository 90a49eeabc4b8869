"""Everything about one case, for its page: signals, timeline, attempts, ways to reach somebody, cases of the household."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tijdig.steps.followup.facts import END_OF_SUPPLY, full_name
from tijdig.steps.followup.models import Case, CaseEvent, CaseSignal, ContactAttempt
from tijdig.steps.followup.outcomes import CONTACT_KINDS, DAY_PARTS, SIGNAL_STATUSES, ContactKind, DayPart, SignalStatus
from tijdig.steps.followup.queries import Line, line_of
from tijdig.steps.followup.reading import additions_of
from tijdig.steps.followup.rules import DONE
from tijdig.steps.followup.setup.queries import settings_on
from tijdig.steps.matching.models import Group


@dataclass(frozen=True)
class SignalLine:
    """A signal of a case, by whom and what."""

    signal: int
    creditor: str
    kind: str
    signal_type: str
    reference: str
    signalled_on: date
    arose_on: date | None
    amount_cents: int
    crisis: bool
    stands: bool  # not withdrawn since
    status: str  # of DDAS
    joined_at: datetime
    phone: str
    email: str
    name: str


@dataclass(frozen=True)
class Happened:
    """A line of the timeline; ``told`` holds what the action brought along (reason, note, until, attempt...)."""

    at: datetime
    action: str
    words: str
    who: str
    told: Mapping[str, str | int | None]


@dataclass(frozen=True)
class Attempt:
    """A contact attempt in words."""

    pk: int
    on: date
    kind: ContactKind
    kind_words: str
    day_part: DayPart
    day_part_words: str
    reached: bool
    note: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Linked:
    """Another case: of the same household, or an earlier one of the same person."""

    number: str
    name: str
    state: str
    outcome: str
    opened_at: datetime
    same_person: bool


@dataclass(frozen=True)
class ContactWays:
    """How somebody may be reached, and the sentence that says what to do when there is little."""

    phones: tuple[str, ...]
    emails: tuple[str, ...]
    has_address: bool
    advice: str


@dataclass(frozen=True)
class CaseFile:
    """One case with everything around it. ``case`` is the row itself, for ``rules.check`` and its version."""

    case: Case
    line: Line
    signals: tuple[SignalLine, ...]
    timeline: tuple[Happened, ...]
    attempts: tuple[Attempt, ...]
    linked: tuple[Linked, ...]
    contact: ContactWays
    additions: tuple[tuple[str, str], ...]  # to choose from, when the signals name several


def case_by_number(municipality: str, number: str, today: date) -> CaseFile | None:
    """The case of this number, if the municipality has it. A merged case is found too: its ``case.merged_into`` says where."""
    rows = Case.objects.select_related("worker", "district", "group", "merged_into")
    case = rows.filter(municipality=municipality, number=number).first()
    if case is None:
        return None
    signals, attempts = tuple(_signals(case)), tuple(_attempts(case))
    choice = tuple(additions_of(municipality, case)) if case.several_additions or case.addition_chosen else ()
    line = line_of(case, settings_on(municipality, today), today)
    return CaseFile(
        case, line, signals, tuple(_timeline(case, signals)), attempts, tuple(_linked(case)), contact_ways(case, signals), choice
    )


def _signals(case: Case) -> Iterator[SignalLine]:
    members = CaseSignal.objects.filter(case=case).select_related("signal", "signal__creditor")
    for member in members.order_by("-signal__signal_date", "-signal_id"):
        one = member.signal
        yield SignalLine(
            one.pk, one.creditor.name, one.kind, one.signal_type, one.reference, one.signal_date, one.arose_on,
            one.amount_cents or 0, one.in_crisis == "ja" or one.signal_type == END_OF_SUPPLY, one.state == "accepted",
            SIGNAL_STATUSES[SignalStatus(member.status)], member.joined_at, one.phone or "", one.email or "",
            full_name(one.initials, one.prefix, one.surname),
        )  # fmt: skip


def _with_merged(case: Case) -> list[int]:
    """The case and those that ended in it; named one by one, so that only their lines are read."""
    return [case.pk, *Case.objects.filter(merged_into=case).values_list("pk", flat=True)]


def _attempts(case: Case) -> Iterator[Attempt]:
    for one in ContactAttempt.objects.filter(case__in=_with_merged(case)).select_related("person").order_by("-on", "-at", "-pk"):
        kind, part = ContactKind(one.kind), DayPart(one.day_part)
        yield Attempt(
            one.pk, one.on, kind, CONTACT_KINDS[kind], part, DAY_PARTS[part], one.reached, one.note, one.person.name, one.at
        )  # fmt: skip


def _timeline(case: Case, signals: tuple[SignalLine, ...]) -> list[Happened]:
    """Newest first: what people did, when signals came, and when it began."""
    lines = [
        Happened(case.opened_at, "opened", "zaak ontstaan uit signalen", "Tijdig", {"count": _joined(signals, case.opened_at)})
    ]
    later = {one.joined_at for one in signals if one.joined_at > case.opened_at}
    lines += [Happened(at, "signals", "nieuwe signalen", "Tijdig", {"count": _joined(signals, at)}) for at in later]
    lines += map(_happened, CaseEvent.objects.filter(case__in=_with_merged(case)).select_related("person").order_by("pk"))
    return sorted(lines, key=lambda line: line.at)[::-1]


def _happened(event: CaseEvent) -> Happened:
    who = event.person.name if event.person else "Tijdig"
    words = DONE.get(event.action, event.action)
    return Happened(event.at, event.action, words, who, json.loads(event.content) if event.content else {})


def _joined(signals: tuple[SignalLine, ...], at: datetime) -> int:
    return sum(one.joined_at == at for one in signals)


def _linked(case: Case) -> Iterator[Linked]:
    """Cases of the same group, and of other groups that are shown together as one household."""
    groups = [case.group_id]
    if case.group.household_id is not None:
        groups += Group.objects.filter(household=case.group.household_id).values_list("pk", flat=True)
    others = Case.objects.filter(group__in=groups, municipality=case.municipality_id).exclude(pk=case.pk).exclude(merged_into=case)
    for one in others.order_by("-opened_at", "-pk")[:50]:
        yield Linked(one.number, one.name, one.state, one.outcome, one.opened_at, one.group_id == case.group_id)


def contact_ways(case: Case, signals: tuple[SignalLine, ...]) -> ContactWays:
    """Telephone numbers and mail addresses of the signals, newest first, and advice where little is known."""
    phones = tuple(dict.fromkeys(one.phone for one in signals if one.phone))
    emails = tuple(dict.fromkeys(one.email for one in signals if one.email))
    has_address = bool(case.postcode and case.house_number)
    return ContactWays(phones, emails, has_address, _advice(case, phones, emails, has_address=has_address))


def _advice(case: Case, phones: tuple[str, ...], emails: tuple[str, ...], *, has_address: bool) -> str:
    if case.safety:
        return "Deze zaak is afgeschermd. Overleg met uw coördinator voordat u contact zoekt."
    if phones:
        return ""
    if not has_address:
        known = (
            "Er is alleen een e-mailadres bekend" if emails else "Er is geen telefoonnummer, e-mailadres of volledig adres bekend"
        )
        return f"{known}. Zoek het adres op in de BRP."
    known = "Er is geen telefoonnummer bekend" if emails else "Er is geen telefoonnummer of e-mailadres bekend"
    return f"{known}. Plan een huisbezoek; een brief alleen bereikt weinig mensen."
