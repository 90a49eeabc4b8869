"""Energy: contact before the first signal, order of signals, and the end of supply."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from steps.gate.typed_frames import BARE, ON, Value, codes, found, frame_of
from tijdig.foundation.policy.calendar import is_working_day
from tijdig.foundation.policy.parameters import national
from tijdig.steps.gate.assessment import assess

LAST_FREE, FIRST_ASKED = date(2025, 12, 31), date(2026, 1, 1)
CONTACT = [("contact-niet-gezocht", "contact_gezocht_op"), ("contact-niet-gezocht", "contact_wijze")]


def energy(on: date = ON, **changes: Value) -> dict[str, Value]:
    arose = on - timedelta(days=60)
    return {
        **BARE,
        "kind": "energie",
        "arose_on": arose,
        "contact_sought_on": arose + timedelta(days=20),
        "contact_way": "telefoon",
        "supply_ends_on": on + timedelta(days=90),
        "reminder_count": 3,
        **changes,
    }


def test_a_first_signal_after_contact_is_fine() -> None:
    assert found(energy()) == []


@pytest.mark.parametrize(("on", "asked"), [(LAST_FREE, False), (FIRST_ASKED, True), (ON, True)], ids=str)
def test_personal_contact_is_asked_before_a_first_signal_from_2026(on: date, asked: bool) -> None:
    row = energy(on, contact_sought_on=None, contact_way=None)

    assert found(row, on) == (CONTACT if asked else [])


@pytest.mark.parametrize(("way", "counts"), [("telefoon", True), ("email", True), ("brief", False), (None, False)])
def test_a_letter_is_no_personal_contact(way: str | None, counts: bool) -> None:
    assert found(energy(contact_way=way)) == ([] if counts else CONTACT[1:])


@pytest.mark.parametrize("later", ["actualisatie", "eindelevering"])
def test_contact_is_asked_for_first_signals_only(later: str) -> None:
    assert found(energy(signal_type=later, contact_sought_on=None, contact_way=None)) == []


@pytest.mark.parametrize("kind", ["water", "zorg"])
def test_contact_is_not_asked_of_other_kinds(kind: str) -> None:
    assert found(energy(kind=kind, contact_sought_on=None, contact_way=None)) == []


@pytest.mark.parametrize(("on", "judged"), [(LAST_FREE, False), (FIRST_ASKED, True)], ids=str)
def test_contact_from_before_the_arrears_was_about_something_else(on: date, judged: bool) -> None:
    row = energy(on, contact_sought_on=on - timedelta(days=61))

    assert found(row, on) == ([("volgorde-onjuist", "contact_gezocht_op")] if judged else [])


@pytest.mark.parametrize("later", ["actualisatie", "eindelevering"])
@pytest.mark.parametrize(("earlier", "wrong"), [(True, False), (False, True), (None, False)])
@pytest.mark.parametrize(("on", "in_force"), [(LAST_FREE, False), (FIRST_ASKED, True)], ids=str)
def test_from_2026_a_later_signal_follows_a_first_one(
    later: str, earlier: bool | None, wrong: bool, on: date, in_force: bool
) -> None:
    row = energy(on, signal_type=later, earlier_signal=earlier)

    assert codes(row, on) == ({"signaalvolgorde-onjuist"} if wrong and in_force else set())


@pytest.mark.parametrize("earlier", [True, False, None])
def test_a_first_signal_follows_nothing(earlier: bool | None) -> None:
    assert codes(energy(earlier_signal=earlier)) == set()


@pytest.mark.parametrize("kind", ["huur", "water", "zorg"])
def test_other_kinds_may_begin_with_an_update(kind: str) -> None:
    row = energy(kind=kind, signal_type="actualisatie", earlier_signal=False)

    assert "signaalvolgorde-onjuist" not in codes(row)


def by_hand(start: date, working_days: int) -> date:
    """Count the slow way, one day at a time."""
    day = start
    while working_days > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            working_days -= 1
    return day


@pytest.mark.parametrize(
    ("on", "earliest"),
    [
        (date(2026, 7, 1), date(2026, 7, 29)),
        (date(2026, 12, 1), date(2026, 12, 30)),
        (date(2026, 12, 3), date(2027, 1, 4)),
        (date(2026, 12, 11), date(2027, 1, 12)),
        (date(2026, 12, 24), date(2027, 1, 25)),
        (date(2026, 12, 25), date(2027, 1, 25)),
        (date(2026, 4, 2), date(2026, 5, 6)),
        (date(2023, 4, 3), date(2023, 5, 4)),
    ],
    ids=str,
)
def test_supply_ends_twenty_working_days_after_the_signal_at_the_earliest(on: date, earliest: date) -> None:
    row = energy(on, signal_type="eindelevering")

    assert by_hand(on, 20) == earliest
    assert codes({**row, "supply_ends_on": earliest}, on) == set()
    assert codes({**row, "supply_ends_on": earliest - timedelta(days=1)}, on) == {"termijn-te-kort"}


@pytest.mark.parametrize(
    ("count", "few"), [(0, True), (2, True), (3, False), (4, False), (None, False)], ids=["0", "2", "3", "4", "not given"]
)
def test_three_reminders_go_before_the_end_of_supply(count: int | None, few: bool) -> None:
    row = energy(signal_type="eindelevering", reminder_count=count)

    assert found(row) == ([("herinneringen-te-weinig", "aantal_herinneringen")] if few else [])


@pytest.mark.parametrize(("on", "in_force"), [(date(2023, 3, 31), False), (date(2023, 4, 1), True)], ids=str)
def test_the_rules_about_the_end_of_supply_hold_from_april_2023(on: date, in_force: bool) -> None:
    row = energy(on, signal_type="eindelevering", supply_ends_on=on, reminder_count=0)

    assert codes(row, on) == ({"termijn-te-kort", "herinneringen-te-weinig"} if in_force else set())


@pytest.mark.parametrize("signal_type", ["vroegsignaal", "actualisatie"])
def test_they_are_asked_of_no_other_signal(signal_type: str) -> None:
    assert found(energy(signal_type=signal_type, supply_ends_on=ON, reminder_count=0)) == []


def test_an_end_of_supply_that_could_not_be_read_is_not_judged() -> None:
    assert found(energy(signal_type="eindelevering", supply_ends_on=None)) == []


def test_every_finding_names_where_the_rule_comes_from() -> None:
    row = energy(signal_type="eindelevering", supply_ends_on=ON, reminder_count=0, earlier_signal=False)

    findings = assess(frame_of(row), ON, national())

    sources = dict(findings.select("code", "source").rows())
    assert "Stcrt. 2023, 10020" in sources["herinneringen-te-weinig"]
    assert "20 werkdagen" in sources["termijn-te-kort"]
    assert "Stcrt. 2025, 37730" in sources["signaalvolgorde-onjuist"]
