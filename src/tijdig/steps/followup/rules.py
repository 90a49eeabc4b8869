"""The road of a case as a table: states, what may be done in them, by whom, and the sentence when it may not. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from tijdig.foundation.accounts.rules import Capability
from tijdig.steps.followup.outcomes import OUTCOMES, Outcome, Reason


class CaseState(StrEnum):
    """Where a case stands."""

    NEW = "new"
    TAKEN_UP = "taken-up"
    WAITING = "waiting"
    CLOSED = "closed"
    MERGED = "merged"


STATES: dict[CaseState, tuple[str, str]] = {
    CaseState.NEW: ("nieuw", "Er is nog niemand mee bezig."),
    CaseState.TAKEN_UP: ("opgepakt", "Een consulent werkt eraan."),
    CaseState.WAITING: ("wacht", "Opzij gelegd tot een dag die de consulent koos, met de reden erbij."),
    CaseState.CLOSED: ("afgesloten", "Er is een eindresultaat. De schuldeiser hoort wat hij mag weten."),
    CaseState.MERGED: ("samengevoegd", "De signalen horen bij een andere zaak van dezelfde inwoner; daar gaat het verder."),
}
OPEN = (CaseState.NEW, CaseState.TAKEN_UP, CaseState.WAITING)


class Action(StrEnum):
    """Something a person does to a case."""

    TAKE_UP = "take-up"
    ASSIGN = "assign"
    HAND_OVER = "hand-over"
    SET_ASIDE = "set-aside"
    RESUME = "resume"
    ATTEMPT = "attempt"
    CHOOSE_ADDITION = "choose-addition"
    PLAN_VISIT = "plan-visit"
    SET_SAFETY = "set-safety"
    LIFT_SAFETY = "lift-safety"
    CLOSE = "close"
    TRANSFER = "transfer"
    REOPEN = "reopen"


@dataclass(frozen=True)
class Transition:
    """An action: its Dutch name and what it is once done, the states it starts from, where it leads (None: stays), who may."""

    action: Action
    name: str
    done: str
    begins: tuple[CaseState, ...]
    ends: CaseState | None
    capability: Capability
    else_said: str  # why not, in a state that is not among ``begins``


_WORK, _DIVIDE = Capability.WORK_CASES, Capability.DIVIDE_WORK
_NEW, _UP, _ASIDE, _CLOSED = CaseState.NEW, CaseState.TAKEN_UP, CaseState.WAITING, CaseState.CLOSED
_ANY = (*OPEN, _CLOSED)
_ENDED = "Deze zaak is afgesloten. Heropen haar eerst."
_GONE = "Deze zaak ging op in een andere zaak van dezelfde inwoner. Werk daar verder."

TRANSITIONS: dict[Action, Transition] = {
    one.action: one
    for one in (
        Transition(Action.TAKE_UP, "oppakken", "opgepakt", (_NEW,), _UP, _WORK, "Deze zaak is al opgepakt."),
        Transition(Action.ASSIGN, "toewijzen", "toegewezen", OPEN, None, _DIVIDE, _ENDED),
        Transition(Action.HAND_OVER, "aan een collega geven", "aan een collega gegeven", OPEN, None, _WORK, _ENDED),
        Transition(
            Action.SET_ASIDE, "opzij leggen", "opzij gelegd", (_NEW, _UP), _ASIDE, _WORK, "Deze zaak ligt al opzij of is dicht."
        ),
        Transition(Action.RESUME, "verdergaan", "weer opgepakt", (_ASIDE,), _UP, _WORK, "Deze zaak ligt niet opzij."),
        Transition(Action.ATTEMPT, "contactpoging noteren", "contactpoging genoteerd", _ANY, None, _WORK, _GONE),
        Transition(Action.CHOOSE_ADDITION, "toevoeging kiezen", "toevoeging gekozen", OPEN, None, _WORK, _ENDED),
        Transition(Action.PLAN_VISIT, "huisbezoek plannen", "huisbezoek gepland", OPEN, None, _WORK, _ENDED),
        Transition(Action.SET_SAFETY, "afschermen", "afgeschermd", _ANY, None, _WORK, _GONE),
        Transition(Action.LIFT_SAFETY, "afscherming opheffen", "afscherming opgeheven", _ANY, None, _DIVIDE, _GONE),
        Transition(Action.CLOSE, "afsluiten", "afgesloten", OPEN, _CLOSED, _WORK, "Deze zaak is al afgesloten."),
        Transition(
            Action.TRANSFER, "aan een andere gemeente geven", "aan een andere gemeente gegeven", OPEN, _CLOSED, _WORK, _ENDED
        ),
        Transition(Action.REOPEN, "heropenen", "heropend", (_CLOSED,), _UP, _WORK, "Alleen een afgesloten zaak heropent u."),
    )
}  # fmt: skip

# What may stand in a timeline beside the actions: what happened when matching moved signals.
HAPPENED = {
    "merged": "samengevoegd met een oudere zaak van dezelfde inwoner",
    "joined": "een andere zaak van dezelfde inwoner ging hierin op",
    "split": "weer een eigen zaak geworden",
}
DONE: dict[str, str] = {**{action.value: transition.done for action, transition in TRANSITIONS.items()}, **HAPPENED}


@dataclass(frozen=True)
class Worker:
    """Who works on a case: row number of the person, and what that person may do for the municipality."""

    person: int
    capabilities: frozenset[Capability]


class Standing(Protocol):
    """The part of a case that decides what may be done; a ``models.Case`` is one."""

    @property
    def state(self) -> str: ...
    @property
    def safety(self) -> bool: ...
    @property
    def several_additions(self) -> bool: ...


def check(action: Action, case: Standing, capabilities: Collection[Capability]) -> str | None:
    """Why this may not be done now, as a Dutch sentence; None when it may."""
    transition = TRANSITIONS[action]
    if transition.capability not in capabilities:
        return "U heeft hiervoor geen rechten. Vraag uw coördinator."
    if case.state == CaseState.MERGED:
        return _GONE
    if case.state not in transition.begins:
        return transition.else_said
    return _also(action, case)


def can(action: Action, case: Standing, capabilities: Collection[Capability]) -> bool:
    """Whether it may be done now."""
    return check(action, case, capabilities) is None


def choices(case: Standing, capabilities: Collection[Capability]) -> dict[Action, str | None]:
    """Every action with the sentence why not; None where it may. For buttons and their tooltips."""
    return {action: check(action, case, capabilities) for action in Action}


def _also(action: Action, case: Standing) -> str | None:
    """What an action asks beside the right state."""
    if action == Action.SET_SAFETY and case.safety:
        return "Deze zaak is al afgeschermd."
    if action == Action.LIFT_SAFETY and not case.safety:
        return "Deze zaak is niet afgeschermd."
    if action == Action.PLAN_VISIT and case.safety:
        return "Deze zaak is afgeschermd: ga niet langs."
    return None


_TOO_EARLY = "Pak de zaak eerst op: dit eindresultaat kan pas daarna."


def check_outcome(case: Standing, outcome: Outcome, reason: str = "", note: str = "") -> str | None:
    """Why a case may not end with this outcome, reason and note; None when it may."""
    facts = OUTCOMES[outcome]
    if case.state == CaseState.NEW and not facts.from_new:
        return _TOO_EARLY
    if facts.needs_reason and reason not in set(Reason):
        return "Kies de reden waarom u de zaak niet oppakt. De schuldeiser krijgt die niet te zien."
    if not facts.needs_reason and reason:
        return "Bij dit eindresultaat hoort geen reden."
    if facts.needs_note and not note.strip():
        return "Schrijf op waarom dit nodig was."
    return None


def outcomes_for(case: Standing) -> dict[Outcome, str | None]:
    """Every outcome with the sentence why the case may not end so now; None where it may (reason and note aside)."""
    new = case.state == CaseState.NEW
    return {outcome: _TOO_EARLY if new and not facts.from_new else None for outcome, facts in OUTCOMES.items()}


class SetAside(StrEnum):
    """Why a case waits."""

    RESIDENT_ASKED = "resident-asked"
    APPOINTMENT = "appointment"
    WAITS_FOR_CREDITOR = "waits-for-creditor"
    WAITS_FOR_COLLEAGUE = "waits-for-colleague"
    LETTER_SENT = "letter-sent"
    SOMETHING_ELSE = "something-else"


SET_ASIDE: dict[SetAside, str] = {
    SetAside.RESIDENT_ASKED: "De inwoner vroeg om later contact",
    SetAside.APPOINTMENT: "Er is een afspraak gemaakt",
    SetAside.WAITS_FOR_CREDITOR: "Wacht op informatie van de schuldeiser",
    SetAside.WAITS_FOR_COLLEAGUE: "Wacht op een collega of andere afdeling",
    SetAside.LETTER_SENT: "Wacht op een reactie op een brief",
    SetAside.SOMETHING_ELSE: "Iets anders",
}
