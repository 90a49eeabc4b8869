"""How pages write figures, days and terms."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdig.foundation.parties.rules import KINDS
from tijdig.web import wording
from tijdig.web.templatetags.tijdig import KIND_ICONS

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("cents", "told"), [(0, "€ 0,00"), (5, "€ 0,05"), (123456, "€ 1.234,56"), (100000000, "€ 1.000.000,00"), (-250, "€ -2,50")]
)
def test_money_is_written_the_dutch_way(cents: int, told: str):
    assert wording.money(cents).replace("\N{NO-BREAK SPACE}", " ") == told


@given(st.integers(min_value=0, max_value=10**15))
def test_money_never_loses_a_cent(cents: int):
    assert int("".join(sign for sign in wording.money(cents) if sign.isdigit())) == cents


@pytest.mark.parametrize(
    ("due", "left", "tone"),
    [
        (date(2026, 11, 22), "2 dagen te laat", "late"),
        (date(2026, 11, 23), "1 dag te laat", "late"),
        (TODAY, "vandaag", "today"),
        (date(2026, 11, 25), "morgen", "soon"),
        (date(2026, 11, 27), "nog 3 dagen", "soon"),
        (date(2026, 12, 24), "nog 30 dagen", "fine"),
    ],
)
def test_a_term_says_what_is_left(due: date, left: str, tone: str):
    assert (wording.term(due, TODAY).left, wording.term(due, TODAY).tone) == (left, tone)


def test_a_term_names_its_day_and_the_year_when_it_is_another():
    assert wording.term(date(2026, 11, 26), TODAY).day == "do 26 november"
    assert wording.term(date(2027, 1, 4), TODAY).day == "ma 4 januari 2027"


def test_days_and_moments_are_written_out():
    assert wording.long_day(date(2026, 11, 12)) == "12 november 2026"
    assert wording.moment(datetime(2026, 11, 24, 9, 5), TODAY) == "vandaag 9:05"  # noqa: DTZ001 - words of a clock on the wall
    assert wording.moment(datetime(2026, 11, 23, 14, 30), TODAY) == "gisteren 14:30"  # noqa: DTZ001 - the same
    assert wording.moment(datetime(2026, 11, 19, 14, 30), TODAY) == "do 19 november 14:30"  # noqa: DTZ001 - the same


@pytest.mark.parametrize(
    ("on", "told"), [(date(2026, 11, 12), "12 dagen"), (date(2026, 8, 1), "3 maanden"), (date(2024, 1, 1), "2 jaar")]
)
def test_an_age_is_rounded_to_what_people_say(on: date, told: str):
    assert wording.age(on, TODAY) == told


def test_every_kind_of_arrears_has_a_word_and_a_drawing():
    assert set(wording.KINDS) == set(KINDS) == set(KIND_ICONS)
