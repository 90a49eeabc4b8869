"""By when the first conversation must be held, and how soon that is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdig.foundation.policy.calendar import end_of_term, is_working_day
from tijdig.foundation.policy.parameters import national
from tijdig.steps.followup.terms import Bucket, Undecided, bucket, due_on, first_conversation, in_crisis, span

DAYS = st.dates(date(2015, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize(
    ("signalled", "last"),
    [
        (date(2026, 7, 1), date(2026, 7, 29)),
        (date(2026, 3, 6), date(2026, 4, 7)),  # four weeks end on Good Friday: the Tuesday after Easter
        (date(2026, 11, 27), date(2026, 12, 28)),  # Christmas Day, a Friday: the Monday after
    ],
)
def test_four_weeks_end_on_a_working_day(signalled: date, last: date) -> None:
    assert first_conversation(signalled, national()) == last


@pytest.mark.parametrize(
    ("signalled", "working", "calendar"),
    [
        (date(2026, 7, 1), date(2026, 7, 6), date(2026, 7, 6)),  # Wednesday: the third day is a Saturday
        (date(2026, 6, 29), date(2026, 7, 2), date(2026, 7, 2)),  # Monday
        (date(2026, 7, 3), date(2026, 7, 8), date(2026, 7, 7)),  # Friday: a term holds two working days
        (date(2026, 4, 2), date(2026, 4, 9), date(2026, 4, 8)),  # before Good Friday and Easter
    ],
)
def test_a_crisis_has_three_days_of_the_kind_that_was_decided(signalled: date, working: date, calendar: date) -> None:
    assert in_crisis(signalled, national(), working_days=True) == working
    assert in_crisis(signalled, national(), working_days=False) == calendar


def test_without_a_decision_no_day_is_made_up() -> None:
    with pytest.raises(Undecided, match="werkdagen of kalenderdagen"):
        in_crisis(date(2026, 7, 1), national(), working_days=None)
    assert due_on(date(2026, 7, 1), None, national(), working_days=None) == date(2026, 7, 29)


@given(DAYS, DAYS, st.booleans())
def test_the_deadline_is_the_earliest_that_holds(signalled: date, crisis: date, working: bool) -> None:
    found = due_on(signalled, crisis, national(), working_days=working)
    assert found == min(first_conversation(signalled, national()), in_crisis(crisis, national(), working_days=working))
    assert is_working_day(found)


@given(DAYS, st.integers(1, 60))
def test_a_term_of_the_law_ends_on_a_working_day_and_never_early(start: date, days: int) -> None:
    last = end_of_term(start, days)
    assert is_working_day(last)
    assert last >= start + timedelta(days=days)
    within = [start + timedelta(days=day) for day in range(1, (last - start).days + 1)]
    assert days < 3 or sum(map(is_working_day, within)) >= 2


@given(DAYS, DAYS)
def test_every_deadline_falls_in_one_bucket_and_within_its_span(due: date, today: date) -> None:
    found = bucket(due, reached=False, today=today)
    holding = [one for one in Bucket if one != Bucket.MET and _within(due, span(one, today))]
    assert holding == [found]
    assert bucket(due, reached=True, today=today) == Bucket.MET


def _within(due: date, days: tuple[date | None, date | None]) -> bool:
    first, last = days
    return (first is None or due >= first) and (last is None or due <= last)
