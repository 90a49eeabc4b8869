"""What workers do to a case. Each checks the table of ``rules``, tells the second of two that the case changed meanwhile
(``Overtaken``: nothing is lost, nothing is written), leaves a line in the timeline, and an entry with the case number only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from tijdig.foundation.accounts.models import Membership
from tijdig.foundation.accounts.rules import CAPABILITIES, Capability
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.operation import operation
from tijdig.foundation.ledger.operations import append
from tijdig.steps.followup.models import Case, CaseEvent, CaseSignal, ContactAttempt
from tijdig.steps.followup.order import order_key, profile_of, spoken
from tijdig.steps.followup.outcomes import OUTCOMES, ContactKind, DayPart, Outcome, SignalStatus, day_part_at
from tijdig.steps.followup.reading import additions_of
from tijdig.steps.followup.rules import DONE, SET_ASIDE, TRANSITIONS, Action, CaseState, SetAside, Worker, check, check_outcome
from tijdig.steps.followup.setup.queries import settings_on
from tijdig.steps.followup.tallies.operations import Tallies
from tijdig.steps.followup.terms import HERE

_WORKERS = [role.value for role, found in CAPABILITIES.items() if Capability.WORK_CASES in found]


class NotAllowed(Exception):
    """It may not be done (now, or by this person); the text is a Dutch sentence."""


class Overtaken(NotAllowed):
    """Somebody changed the case since it was shown; the text says what changed and when."""


class NoSuchCase(Exception):
    """The municipality has no case of this number."""


@operation
def take_up(*, municipality: str, case: str, version: int, by: Worker, actor: Actor, at: datetime) -> Case:
    """A worker starts on a case; it becomes the worker's own unless it is somebody's already."""
    work = _begin(Action.TAKE_UP, municipality, case, version, by, actor, at)
    return work.end(worker_id=work.case.worker_id or by.person, taken_up_at=at)


@dataclass(frozen=True)
class Assigned:
    """Which cases got their worker, and which did not, each with the sentence why."""

    done: tuple[str, ...]
    left: Mapping[str, str]


@operation
def assign(
    *, municipality: str, cases: Mapping[str, int], to: int | None, by: Worker, actor: Actor, at: datetime
) -> Assigned:  # fmt: skip
    """Give cases (version by number) to a worker, or to nobody; what changed meanwhile is left and told.

    Raises NotAllowed for somebody who does not work on cases here.
    """
    _require_colleague(municipality, to, at)
    done, left = [], {}
    for number, version in sorted(cases.items()):
        try:
            _begin(Action.ASSIGN, municipality, number, version, by, actor, at).write({"worker_id": to}, {"to": to})
            done.append(number)
        except (NotAllowed, NoSuchCase) as refused:
            left[number] = str(refused)
    append(actor=actor, at=at, action="cases.assigned", subject=municipality, content={"cases": done})
    return Assigned(tuple(done), left)


@operation
def hand_over(
    *, municipality: str, case: str, version: int, to: int, note: str = "", by: Worker, actor: Actor, at: datetime
) -> Case:
    """Give a case to a colleague, with a few words for them."""
    _require_colleague(municipality, to, at)
    return _begin(Action.HAND_OVER, municipality, case, version, by, actor, at).end(told={"to": to, "note": note}, worker_id=to)


@operation
def set_aside(
    *, municipality: str, case: str, version: int, reason: SetAside, until: date, note: str = "", by: Worker,
    actor: Actor, at: datetime,
) -> Case:  # fmt: skip
    """Let a case wait until a day, with the reason; the deadline of the law goes on."""
    work = _begin(Action.SET_ASIDE, municipality, case, version, by, actor, at)
    if until <= at.astimezone(HERE).date():
        raise NotAllowed("Kies een dag na vandaag.")
    told = {"reason": SET_ASIDE[reason], "until": until.isoformat(), "note": note}
    worker = work.case.worker_id or by.person
    return work.end(told=told, waits_for=reason.value, waits_until=until, worker_id=worker, taken_up_at=work.case.taken_up_at or at)


@operation
def resume(*, municipality: str, case: str, version: int, by: Worker, actor: Actor, at: datetime) -> Case:
    """Go on with a case that waited."""
    return _begin(Action.RESUME, municipality, case, version, by, actor, at).end(waits_for="", waits_until=None)


@operation
def wake(*, municipality: str, actor: Actor, at: datetime) -> int:
    """Bring back to the work list what waited until today; returns how many."""
    today = at.astimezone(HERE).date()
    rows = Case.objects.select_for_update().filter(municipality=municipality, closed_at__isnull=True, waits_until__lte=today)
    found, tallies = list(rows.order_by("pk")), Tallies(municipality)
    for case in found:
        tallies.before(case)
        case.state, case.waits_for, case.waits_until, case.version = CaseState.TAKEN_UP.value, "", None, case.version + 1
        _place(case, at)
        case.save()
        tallies.after(case)
        _event(case, Action.RESUME, {}, None, actor, at)
    tallies.write()
    append(actor=actor, at=at, action="cases.woken", subject=municipality, content={"cases": [case.number for case in found]})
    return len(found)


@operation
def record_contact_attempt(
    *, municipality: str, case: str, kind: ContactKind, reached: bool, on: date, day_part: DayPart | None = None, note: str = "",
    form_key: str | None = None, by: Worker, actor: Actor, at: datetime,
) -> ContactAttempt:  # fmt: skip
    """Write down an attempt; the first one takes the case up. Without a day part it is that of ``at``.

    Takes no version: what happened, happened, whatever a colleague did meanwhile. The same ``form_key`` again gives the
    attempt that was written before, so that a form may be sent again over a bad connection.
    """
    row = _locked(municipality, case)
    earlier = ContactAttempt.objects.filter(form_key=form_key, case__municipality=municipality).first() if form_key else None
    if earlier is not None:
        append(actor=actor, at=at, action="case.attempt-again", subject=row.number, content={})
        return earlier
    work = _Work(Action.ATTEMPT, row, by, actor, at)
    if on > at.astimezone(HERE).date():
        raise NotAllowed("Een contactpoging kan niet in de toekomst liggen.")
    part = day_part or day_part_at(at.astimezone(HERE).time())
    attempt = ContactAttempt.objects.create(
        case=row,
        person_id=by.person,
        kind=kind.value,
        day_part=part.value,
        reached=reached,
        on=on,
        at=at,
        note=note,
        form_key=form_key,
    )
    work.write(_after_attempt(row, attempt, by, at), {"attempt": attempt.pk})
    append(actor=actor, at=at, action="case.attempt", subject=row.number, content={"version": row.version})
    return attempt


def _after_attempt(row: Case, attempt: ContactAttempt, by: Worker, at: datetime) -> dict[str, object]:
    visited = attempt.kind == ContactKind.VISIT and row.visit_on is not None and row.visit_on <= attempt.on
    changes: dict[str, object] = {"attempts": row.attempts + 1, "last_attempt_at": at, "last_attempt_kind": attempt.kind}
    changes |= {"reached": row.reached or attempt.reached, "visit_on": None if visited else row.visit_on}
    if row.state == CaseState.NEW.value:
        changes |= {"state": CaseState.TAKEN_UP.value, "taken_up_at": at, "worker_id": row.worker_id or by.person}
    return changes


@operation
def choose_addition(
    *, municipality: str, case: str, version: int, house_letter: str, addition: str, by: Worker, actor: Actor, at: datetime
) -> Case:  # fmt: skip
    """Choose where a letter goes when signals name several additions: one of ``case_by_number(...).additions``."""
    work = _begin(Action.CHOOSE_ADDITION, municipality, case, version, by, actor, at)
    if (house_letter, addition) not in additions_of(municipality, work.case):
        raise NotAllowed("Kies een van de toevoegingen die in de signalen staan.")
    return work.end(house_letter=house_letter, addition=addition, several_additions=False, addition_chosen=True)


@operation
def plan_visit(*, municipality: str, case: str, version: int, on: date | None, by: Worker, actor: Actor, at: datetime) -> Case:
    """Put a case on the visit list of its worker for a day; None takes it off."""
    work = _begin(Action.PLAN_VISIT, municipality, case, version, by, actor, at)
    if on is not None and on < at.astimezone(HERE).date():
        raise NotAllowed("Een huisbezoek plant u voor vandaag of later.")
    told = {"on": on.isoformat() if on else None}
    return work.end(told=told, visit_on=on, worker_id=work.case.worker_id or by.person)


@operation
def set_safety(*, municipality: str, case: str, version: int, note: str = "", by: Worker, actor: Actor, at: datetime) -> Case:
    """Keep a case from creditors and from the visit list, for the safety of the resident or of who goes there."""
    return _begin(Action.SET_SAFETY, municipality, case, version, by, actor, at).end(
        told={"note": note}, safety=True, visit_on=None
    )


@operation
def lift_safety(*, municipality: str, case: str, version: int, note: str = "", by: Worker, actor: Actor, at: datetime) -> Case:
    """End that."""
    return _begin(Action.LIFT_SAFETY, municipality, case, version, by, actor, at).end(told={"note": note}, safety=False)


@operation
def close(
    *, municipality: str, case: str, version: int, outcome: Outcome, reason: str = "", note: str = "",
    help_until: date | None = None, by: Worker, actor: Actor, at: datetime,
) -> Case:  # fmt: skip
    """End a case with one of the sixteen outcomes. The journey tells the creditor in the same transaction."""
    work = _begin(Action.CLOSE, municipality, case, version, by, actor, at)
    return _close(work, outcome, reason, note, help_until, {"outcome": outcome.value, "reason": reason, "note": note})


@operation
def close_as_transferred(
    *, municipality: str, case: str, version: int, to: str, note: str = "", by: Worker, actor: Actor, at: datetime
) -> Case:  # fmt: skip
    """End the case of somebody who lives in another municipality (code), where its signals were given to."""
    work = _begin(Action.TRANSFER, municipality, case, version, by, actor, at)
    return _close(work, Outcome.NOT_A_RESIDENT, "", note, None, {"to": to, "note": note})


def _close(work: _Work, outcome: Outcome, reason: str, note: str, help_until: date | None, told: Mapping[str, object]) -> Case:
    facts = OUTCOMES[outcome]
    if refusal := check_outcome(work.case, outcome, reason, note):
        raise NotAllowed(refusal)
    CaseSignal.objects.filter(case=work.case).update(status=facts.status.value)
    return work.end(
        told=told, outcome=outcome.value, reason=reason, closed_at=work.at, waits_for="", waits_until=None, visit_on=None,
        help_until=help_until if facts.help_runs else None, worker_id=work.case.worker_id or work.by.person,
    )  # fmt: skip


@operation
def reopen(*, municipality: str, case: str, version: int, note: str, by: Worker, actor: Actor, at: datetime) -> Case:
    """Go on with a case that was closed; what the creditor was told stays told until the next outcome."""
    work = _begin(Action.REOPEN, municipality, case, version, by, actor, at)
    if not note.strip():
        raise NotAllowed("Schrijf op waarom u de zaak heropent.")
    other = Case.objects.filter(municipality=municipality, group=work.case.group_id, closed_at__isnull=True).first()
    if other is not None:
        raise NotAllowed(f"Er loopt al een andere zaak van deze inwoner: {other.number}. Werk daar verder.")
    CaseSignal.objects.filter(case=work.case).update(status=SignalStatus.TAKEN_UP.value)
    return work.end(
        told={"note": note}, outcome="", reason="", closed_at=None, help_until=None, taken_up_at=work.case.taken_up_at or work.at,
        worker_id=work.case.worker_id or by.person,
    )  # fmt: skip


# --- what all of them do


def _locked(municipality: str, number: str) -> Case:
    """The case, kept from others until the end of the transaction. Raises NoSuchCase."""
    row = Case.objects.select_for_update().filter(municipality=municipality, number=number).first()
    if row is None:
        raise NoSuchCase("Deze zaak bestaat niet bij uw gemeente.")
    return row


def _begin(action: Action, municipality: str, number: str, version: int, by: Worker, actor: Actor, at: datetime) -> _Work:
    """Start on a case as it was shown. Raises NoSuchCase, Overtaken when it changed since, NotAllowed."""
    row = _locked(municipality, number)
    if row.version != version:
        raise Overtaken(_meanwhile(row, version))
    return _Work(action, row, by, actor, at)


def _require_colleague(municipality: str, person: int | None, at: datetime) -> None:
    """A case stays within the municipality: only who works on cases there today may get it."""
    on = at.astimezone(HERE).date()
    span = Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gt=on))
    here = Membership.objects.filter(span, person=person, municipality=municipality, role__in=_WORKERS)
    if person is not None and not here.exists():
        raise NotAllowed("Deze persoon werkt niet aan zaken van uw gemeente.")


def _meanwhile(row: Case, version: int) -> str:
    events = CaseEvent.objects.filter(case=row, version__gt=version).order_by("pk")
    said = [f"{DONE.get(event.action, 'gewijzigd')} op {_moment(event.at)}" for event in events[:5]]
    return (
        f"Deze zaak is intussen veranderd: {', '.join(said) or 'er kwam een signaal bij'}. "
        "Uw wijziging is niet opgeslagen en er is niets verloren. Kijk wat er nu staat en doe het zo nodig opnieuw."
    )


def _moment(at: datetime) -> str:
    here = at.astimezone(HERE)
    return f"{spoken(here.date())} om {here:%H.%M} uur"


class _Work:
    """One action on one locked case, from the check of the rules to the line in the timeline."""

    def __init__(self, action: Action, case: Case, by: Worker, actor: Actor, at: datetime) -> None:
        if refusal := check(action, case, by.capabilities):
            raise NotAllowed(refusal)
        self.action, self.case, self.by, self.actor, self.at = action, case, by, actor, at

    def end(self, *, told: Mapping[str, object] | None = None, **changes: object) -> Case:
        """Write the changes, the tallies, the event and the ledger entry."""
        self.write(changes, told or {})
        content = {"version": self.case.version}
        append(actor=self.actor, at=self.at, action=f"case.{self.action.value}", subject=self.case.number, content=content)
        return self.case

    def write(self, changes: Mapping[str, object], told: Mapping[str, object]) -> None:
        """The same without an entry in the ledger, for who writes one for many."""
        case, ends = self.case, TRANSITIONS[self.action].ends
        tallies = Tallies(case.municipality_id)
        tallies.before(case)
        for name, value in (({"state": ends.value} if ends else {}) | {**changes}).items():
            setattr(case, name, value)
        case.version += 1
        _place(case, self.at)
        case.save()
        tallies.after(case)
        _event(case, self.action, told, self.by.person, self.actor, self.at)
        tallies.write()


def _place(case: Case, at: datetime) -> None:
    """Where it stands now, by its facts."""
    decided = settings_on(case.municipality_id, at.astimezone(HERE).date())
    case.order_key, case.profile = order_key(case, decided.priority, reached=case.reached), profile_of(case).text


def _event(case: Case, action: Action, told: Mapping[str, object], person: int | None, actor: Actor, at: datetime) -> None:
    content = {name: value for name, value in told.items() if value not in ("", None)}
    CaseEvent.objects.create(
        case=case, at=at, actor=str(actor), person_id=person, action=action.value, version=case.version,
        content=json.dumps(content, ensure_ascii=False) if content else "",
    )  # fmt: skip
