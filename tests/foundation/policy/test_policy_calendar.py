"""Working days as the Algemene termijnenwet counts them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tijdig.foundation.policy.calendar import (
    add_working_days,
    easter,
    holidays,
    is_working_day,
    kings_day,
    subtract_months,
)

DAYS = st.dates(min_value=date(2014, 1, 1), max_value=date(2060, 12, 31))


@pytest.mark.parametrize(
    "sunday",
    [
        *(date(1961, 4, 2), date(1981, 4, 19), date(2000, 4, 23), date(2008, 3, 23), date(2011, 4, 24)),
        *(date(2018, 4, 1), date(2019, 4, 21), date(2020, 4, 12), date(2021, 4, 4), date(2022, 4, 17)),
        *(date(2023, 4, 9), date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28)),
        *(date(2028, 4, 16), date(2029, 4, 1), date(2030, 4, 21), date(2038, 4, 25), date(2049, 4, 18)),
    ],
    ids=str,
)
def test_easter_falls_on_the_known_day(sunday: date) -> None:
    assert easter(sunday.year) == sunday


@given(year=st.integers(1900, 2299))
@settings(max_examples=60)
def test_easter_is_a_sunday_between_22_march_and_25_april(year: int) -> None:
    found = easter(year)

    assert found.isoweekday() == 7
    assert date(year, 3, 22) <= found <= date(year, 4, 25)


@pytest.mark.parametrize(
    ("year", "day"), [(2014, 26), (2015, 27), (2018, 27), (2019, 27), (2025, 26), (2026, 27), (2031, 26), (2036, 26)]
)
def test_kings_day_moves_to_the_26th_when_the_27th_is_a_sunday(year: int, day: int) -> None:
    assert kings_day(year) == date(year, 4, day)


def test_the_holidays_of_2026_are_those_of_the_law() -> None:
    expected = {"01-01", "04-03", "04-06", "04-27", "05-05", "05-14", "05-25", "12-25", "12-26"}

    assert {f"{day:%m-%d}" for day in holidays(2026)} == expected


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024, 2025, 2026, 2027, 2030])
def test_the_fifth_of_may_is_a_holiday_every_year(year: int) -> None:
    assert date(year, 5, 5) in holidays(year)


@pytest.mark.parametrize("friday", [date(2024, 3, 29), date(2025, 4, 18), date(2026, 4, 3)], ids=str)
def test_good_friday_is_no_working_day(friday: date) -> None:
    assert not is_working_day(friday)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 12, 24), True),
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
        (date(2026, 7, 4), False),
        (date(2026, 7, 5), False),
        (date(2026, 7, 6), True),
        (date(2025, 4, 26), False),
        (date(2025, 4, 28), True),
    ],
    ids=str,
)
def test_saturdays_sundays_and_holidays_are_no_working_days(day: date, works: bool) -> None:
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 12, 1), 20, date(2026, 12, 30)),
        (date(2026, 12, 2), 20, date(2026, 12, 31)),
        (date(2026, 12, 3), 20, date(2027, 1, 4)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 4, 24), 1, date(2026, 4, 28)),
        (date(2026, 7, 3), 1, date(2026, 7, 6)),
        (date(2026, 7, 4), 0, date(2026, 7, 4)),
    ],
    ids=str,
)
def test_working_days_are_counted_around_holidays(start: date, count: int, end: date) -> None:
    assert add_working_days(start, count) == end


@given(start=DAYS, count=st.integers(1, 60))
@settings(max_examples=80)
def test_between_start_and_end_lie_exactly_so_many_working_days(start: date, count: int) -> None:
    end = add_working_days(start, count)

    behind = [start + timedelta(days=days) for days in range(1, (end - start).days + 1)]
    free = {day for year in (start.year, end.year) for day in holidays(year)}
    assert sum(day.weekday() < 5 and day not in free for day in behind) == count
    assert is_working_day(end)


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        (date(2026, 7, 1), 6, date(2026, 1, 1)),
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 3, 31), 6, date(2025, 9, 30)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
        (date(2026, 7, 1), 0, date(2026, 7, 1)),
    ],
    ids=str,
)
def test_months_are_calendar_months_and_end_with_a_shorter_month(day: date, months: int, earlier: date) -> None:
    assert subtract_months(day, months) == earlier


@given(day=DAYS, months=st.integers(0, 48))
@settings(max_examples=60)
def test_so_many_months_earlier_is_never_in_a_later_month(day: date, months: int) -> None:
    found = subtract_months(day, months)

    assert (day.year - found.year) * 12 + day.month - found.month == months
    assert found.day <= day.day
