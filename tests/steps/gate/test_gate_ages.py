"""Age windows and amounts, on the days where they begin and end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steps.gate.typed_frames import BARE, ON, RENT, aged, codes, found

OLD, LAST_OLD, FIRST_NEW = date(2022, 3, 1), date(2022, 11, 29), date(2022, 11, 30)
YOUNG, TOO_OLD = "achterstand-te-jong", "achterstand-te-oud"


@pytest.mark.parametrize(
    ("kind", "on", "youngest", "oldest"),
    [
        ("huur", date(2021, 2, 1), 30, None),
        ("huur", LAST_OLD, 30, None),
        ("huur", FIRST_NEW, 30, None),
        ("huur", ON, 30, None),
        ("energie", OLD, 50, 100),
        ("energie", LAST_OLD, 50, 100),
        ("energie", FIRST_NEW, 30, None),
        ("energie", ON, 30, None),
        ("water", OLD, 30, 100),
        ("water", LAST_OLD, 30, 100),
        ("water", FIRST_NEW, 30, None),
        ("water", ON, 30, None),
        ("zorg", OLD, 30, 100),
        ("zorg", LAST_OLD, 30, 100),
        ("zorg", FIRST_NEW, 30, 100),
        ("zorg", ON, 30, 100),
        *((kind, ON, None, None) for kind in ("hypotheek", "belastingdienst", "toeslagen", "cak-eigen-bijdrage", "duo")),
    ],
)
def test_both_ends_of_an_age_window_lie_inside(kind: str, on: date, youngest: int | None, oldest: int | None) -> None:
    def judged(days: int) -> set[str]:
        return codes(aged(kind, days, on) | {"amount_cents": 60000}, on)

    if youngest is None:
        assert judged(0) == set()
    else:
        assert (judged(youngest - 1), judged(youngest)) == ({YOUNG}, set())
    if oldest is None:
        assert judged(5000) == set()
    else:
        assert (judged(oldest), judged(oldest + 1)) == (set(), {TOO_OLD})


@pytest.mark.parametrize(
    ("on", "limit"),
    [
        (date(2026, 7, 1), date(2026, 1, 1)),
        (date(2026, 8, 31), date(2026, 2, 28)),
        (date(2024, 8, 31), date(2024, 2, 29)),
        (date(2026, 3, 31), date(2025, 9, 30)),
        (date(2027, 1, 15), date(2026, 7, 15)),
    ],
    ids=str,
)
def test_arrears_of_the_cak_for_health_are_six_calendar_months_old(on: date, limit: date) -> None:
    row = {**BARE, "kind": "cak-zorg", "in_experiment": True}

    assert codes({**row, "arose_on": limit}, on) == set()
    assert codes({**row, "arose_on": limit + timedelta(days=1)}, on) == {YOUNG}


@given(days=st.integers(0, 400), kind=st.sampled_from(["huur", "energie", "water", "zorg"]))
@settings(max_examples=60)
def test_ages_are_judged_as_a_naive_count_of_days_does(days: int, kind: str) -> None:
    expected = ({YOUNG} if days < 30 else set()) | ({TOO_OLD} if days > 100 and kind == "zorg" else set())

    assert codes(aged(kind, days, ON)) == expected


@pytest.mark.parametrize("kind", ["huur", "energie", "water", "zorg", "cak-zorg"])
def test_an_unknown_day_of_arising_has_no_age(kind: str) -> None:
    assert not {YOUNG, TOO_OLD} & codes({**RENT, "kind": kind, "arose_on": None})


def test_the_message_names_the_limit_and_the_source_its_origin() -> None:
    assert found(aged("huur", 29, ON)) == [(YOUNG, "ontstaansdatum")]


@pytest.mark.parametrize(
    ("cents", "on", "low"),
    [
        (59999, date(2025, 1, 1), True),
        (60000, date(2025, 1, 1), False),
        (60001, ON, False),
        (1, ON, True),
        (1, date(2024, 12, 31), False),
        (None, ON, False),
    ],
)
def test_tax_is_reported_from_six_hundred_euros(cents: int | None, on: date, low: bool) -> None:
    row = aged("belastingdienst", 60, on) | {"amount_cents": cents}

    assert codes(row, on) == ({"bedrag-te-laag"} if low else set())


@pytest.mark.parametrize("kind", ["huur", "energie", "water", "zorg", "hypotheek", "toeslagen", "duo", "cak-eigen-bijdrage"])
def test_no_other_kind_has_a_lowest_amount(kind: str) -> None:
    assert codes(aged(kind, 60, ON) | {"amount_cents": 1}) == set()
