"""By when the first conversation must be held (Wgs art. 4, Algemene termijnenwet), and how soon that is. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from tijdig.foundation.policy.calendar import add_working_days, end_of_term
from tijdig.foundation.policy.parameters import Policy

HERE = ZoneInfo("Europe/Amsterdam")  # terms run by the days of this country


class Undecided(Exception):
    """The municipality has not decided something the law leaves to it; the text is a Dutch sentence."""


def first_conversation(signalled_on: date, policy: Policy) -> date:
    """The last day for the first conversation: four weeks after the signal, or the working day after that."""
    return end_of_term(signalled_on, 7 * _value(policy, "first_conversation", signalled_on))


def in_crisis(signalled_on: date, policy: Policy, *, working_days: bool | None) -> date:
    """The last day in a threatening situation: three days after the signal.

    Working days or calendar days is the municipality's decision, since Wgs art. 4 does not say; raises Undecided
    without one.
    """
    days = _value(policy, "first_conversation_in_crisis", signalled_on)
    if working_days is None:
        raise Undecided("Leg eerst vast of de drie dagen bij een crisis werkdagen of kalenderdagen zijn (instellingen).")
    return add_working_days(signalled_on, days) if working_days else end_of_term(signalled_on, days)


def due_on(signalled_on: date, crisis_on: date | None, policy: Policy, *, working_days: bool | None) -> date:
    """The deadline of a case: ``signalled_on`` its oldest signal, ``crisis_on`` its oldest threatening one."""
    ordinary = first_conversation(signalled_on, policy)
    return ordinary if crisis_on is None else min(ordinary, in_crisis(crisis_on, policy, working_days=working_days))


def deadlines(policy: Policy, *, working_days: bool | None) -> Callable[[date, date | None], date]:
    """``due_on`` under one policy and decision, each pair of days worked out once: a million signals know a few hundred."""

    @cache
    def deadline(signalled_on: date, crisis_on: date | None) -> date:
        return due_on(signalled_on, crisis_on, policy, working_days=working_days)

    return deadline


def _value(policy: Policy, name: str, on: date) -> int:
    found = policy.parameter(name, "", on)
    if found is None or found.value is None:
        raise Undecided(f"De parameter {name} heeft op {on:%d-%m-%Y} geen waarde.")
    return found.value


class Bucket(StrEnum):
    """How soon a deadline is."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this-week"
    LATER = "later"
    MET = "met"  # the first conversation has been held


BUCKETS: dict[Bucket, str] = {
    Bucket.OVERDUE: "te laat",
    Bucket.TODAY: "vandaag",
    Bucket.THIS_WEEK: "deze week",
    Bucket.LATER: "later",
    Bucket.MET: "gesproken",
}


def end_of_week(today: date) -> date:
    """The Sunday of this week."""
    return today + timedelta(days=7 - today.isoweekday())


def bucket(due: date, *, reached: bool, today: date) -> Bucket:
    """Where a deadline falls; once somebody was spoken to, no deadline runs."""
    if reached:
        return Bucket.MET
    if due <= today:
        return Bucket.TODAY if due == today else Bucket.OVERDUE
    return Bucket.THIS_WEEK if due <= end_of_week(today) else Bucket.LATER


def span(wanted: Bucket, today: date) -> tuple[date | None, date | None]:
    """First and last deadline of a bucket, both inclusive; None is open. For MET it says nothing."""
    sunday, day = end_of_week(today), timedelta(days=1)
    return {
        Bucket.OVERDUE: (None, today - day),
        Bucket.TODAY: (today, today),
        Bucket.THIS_WEEK: (today + day, sunday),
        Bucket.LATER: (max(sunday, today) + day, None),
        Bucket.MET: (None, None),
    }[wanted]
