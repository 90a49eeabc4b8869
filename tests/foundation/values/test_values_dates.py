"""Dates in the two notations of the format, and everything that only looks like one."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tijdig.foundation.values.dates import day
from tijdig.foundation.values.one_value import read

NOTATIONS = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}-[0-9]{2}-[0-9]{4}")


@given(found=st.dates(min_value=date(1900, 1, 1)))
@settings(max_examples=100)
def test_every_day_reads_back_in_both_notations(found: date) -> None:
    assert read(day, found.isoformat()) == found
    assert read(day, f"{found.day:02}-{found.month:02}-{found.year:04}") == found


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-31",
        "31-02-2026",
        "2026-02-29",
        "29-02-2026",
        "2100-02-29",
        "2026-04-31",
        "31-04-2026",
        "2026-13-01",
        "01-13-2026",
        "2026-00-10",
        "2026-01-00",
        "00-01-2026",
        "32-01-2026",
    ],
)
def test_a_day_that_does_not_exist_is_not_read(written: str) -> None:
    assert read(day, written) is None


@pytest.mark.parametrize("written", ["2024-02-29", "29-02-2024", "2000-02-29"])
def test_the_29th_of_february_exists_in_a_leap_year(written: str) -> None:
    assert read(day, written) is not None


@pytest.mark.parametrize(("written", "known"), [("1899-12-31", False), ("31-12-1899", False), ("1900-01-01", True)])
def test_nothing_is_from_before_1900(written: str, known: bool) -> None:
    assert (read(day, written) is not None) is known


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2026-7-1",
        "1-7-2026",
        "01/07/2026",
        "2026/07/01",
        "20260701",
        "01072026",
        "01-07-26",
        "1 juli 2026",
        "2026-07-01 ",
        "2026-07-01T00:00",
        "01.07.2026",
        "2026-07/01",
        "01-07/2026",
        "２０２６-07-01",
        "46204",
    ],
)
def test_another_notation_is_not_read(written: str) -> None:
    assert read(day, written) is None


@pytest.mark.parametrize(
    "written",
    [
        "20260-7-01",
        "2026- 7-01",
        "2026-7- 01",
        " 2026-7-01",
        "+2026-7-01",
        "+20261-1-1",
        "2026-07- 1",
        "2026-+7-01",
        "01-02- 202",
        "01- 2-2026",
        " 1-02-2026",
        "02026-7-01",
    ],
)
def test_ten_signs_that_only_resemble_a_date_are_not_read(written: str) -> None:
    assert read(day, written) is None


@given(written=st.text(alphabet="0123-+ 9/", min_size=10, max_size=10))
@settings(max_examples=200)
def test_only_the_two_notations_are_dates(written: str) -> None:
    if not NOTATIONS.fullmatch(written):
        assert read(day, written) is None


def test_tomorrow_is_a_date_too_since_only_a_rule_can_know_today() -> None:
    later = date(2026, 7, 1) + timedelta(days=365 * 80)

    assert read(day, later.isoformat()) == later
