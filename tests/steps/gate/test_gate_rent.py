"""Rent: the four conditions of Bgs article 2, each of which must hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from steps.gate.typed_frames import ON, RENT, Value, codes, found, frame_of, with_window
from tijdig.foundation.policy.parameters import national
from tijdig.steps.gate.assessment import assess

ARTICLE = "Stb. 2020, 240"


def test_a_signal_with_every_condition_in_order_may_be_shared() -> None:
    assert found(RENT) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"contact_sought_on": None}, [("contact-niet-gezocht", "contact_gezocht_op")]),
        ({"contact_way": None}, [("contact-niet-gezocht", "contact_wijze")]),
        ({"contact_way": "brief"}, [("contact-niet-gezocht", "contact_wijze")]),
        ({"pointed_to_help_on": None}, [("hulp-niet-gewezen", "hulp_gewezen_op")]),
        ({"reminded_on": None}, [("herinnering-ontbreekt", "herinnering_op")]),
        ({"offered": None}, [("aanbod-ontbreekt", "aanbod_in_herinnering")]),
        ({"offered": "nee"}, [("aanbod-ontbreekt", "aanbod_in_herinnering")]),
        ({"objection": "ja"}, [("bezwaar-gemaakt", "bezwaar")]),
    ],
    ids=str,
)
def test_each_condition_that_misses_refuses_under_its_own_code(changes: dict[str, Value], expected: list[tuple[str, str]]) -> None:
    assert found({**RENT, **changes}) == expected


@pytest.mark.parametrize("way", ["telefoon", "huisbezoek", "gesprek", "sms", "whatsapp", "email"])
def test_every_personal_way_of_contact_counts(way: str) -> None:
    assert found({**RENT, "contact_way": way}) == []


@pytest.mark.parametrize("answer", ["nee", "geen-reactie", None])
def test_silence_means_report(answer: str | None) -> None:
    assert found({**RENT, "objection": answer}) == []


def test_the_first_failure_hides_nothing() -> None:
    nothing = dict.fromkeys(("contact_sought_on", "contact_way", "pointed_to_help_on", "reminded_on", "offered"))

    assert found({**RENT, **nothing, "objection": "ja", "arose_on": ON - timedelta(days=3)}) == [
        ("contact-niet-gezocht", "contact_gezocht_op"),
        ("contact-niet-gezocht", "contact_wijze"),
        ("hulp-niet-gewezen", "hulp_gewezen_op"),
        ("herinnering-ontbreekt", "herinnering_op"),
        ("aanbod-ontbreekt", "aanbod_in_herinnering"),
        ("bezwaar-gemaakt", "bezwaar"),
        ("achterstand-te-jong", "ontstaansdatum"),
    ]


def test_every_finding_about_a_condition_refuses_and_names_the_article_and_its_part() -> None:
    nothing = dict.fromkeys(("contact_sought_on", "contact_way", "pointed_to_help_on", "reminded_on", "offered"))

    findings = assess(frame_of({**RENT, **nothing, "objection": "ja"}), ON, national())

    assert set(findings["severity"]) == {"refused"}
    assert all(ARTICLE in source for source in findings["source"])
    assert [source[-1] for source in findings["source"]] == ["a", "a", "b", "c", "d", "d"]


@pytest.mark.parametrize("kind", ["water", "zorg", "hypotheek", "toeslagen", "duo"])
def test_the_conditions_of_rent_are_asked_of_rent_only(kind: str) -> None:
    nothing = dict.fromkeys(("contact_sought_on", "contact_way", "pointed_to_help_on", "reminded_on", "offered", "objection"))

    assert found({**RENT, **nothing, "kind": kind, "in_experiment": True}) == []


@pytest.mark.parametrize(("days_after", "right"), [(-1, False), (0, True), (1, True)], ids=["day before", "same day", "day after"])
@pytest.mark.parametrize(("field", "column"), [("reminded_on", "herinnering_op"), ("contact_sought_on", "contact_gezocht_op")])
def test_a_reminder_or_effort_is_about_these_arrears(field: str, column: str, days_after: int, right: bool) -> None:
    row = {**RENT, field: RENT["arose_on"] + timedelta(days=days_after)}

    assert found(row) == ([] if right else [("volgorde-onjuist", column)])


@pytest.mark.parametrize("field", ["arose_on", "amount_cents"])
def test_a_rule_is_silent_about_a_value_that_could_not_be_read(field: str) -> None:
    assert found({**RENT, field: None}) == []


@pytest.mark.parametrize("days", [0, 1, 7])
def test_without_a_setting_there_is_no_objection_window(days: int) -> None:
    assert found({**RENT, "reminded_on": ON - timedelta(days=days)}) == []


@pytest.mark.parametrize(("days_ago", "running"), [(0, True), (6, True), (7, True), (8, False), (30, False)])
def test_a_signal_waits_until_the_days_of_the_objection_window_are_over(days_ago: int, running: bool) -> None:
    row = {**RENT, "reminded_on": ON - timedelta(days=days_ago)}

    findings = assess(frame_of(row), ON, with_window(7))

    expected = [("bezwaartermijn-loopt", "herinnering_op", "held")] if running else []
    assert findings.select("code", "column", "severity").rows() == expected
    assert all("7 dagen" in message for message in findings["message"])


def test_the_objection_window_is_silent_without_a_reminder_and_for_other_kinds() -> None:
    assert codes({**RENT, "reminded_on": None}, policy=with_window()) == {"herinnering-ontbreekt"}
    assert codes({**RENT, "kind": "water", "reminded_on": ON}, policy=with_window()) == set()


def test_before_2021_there_was_no_ground() -> None:
    assert ("grondslag-ontbreekt", "soort") in found(RENT, on=date(2020, 12, 31))
    assert codes({**RENT, "arose_on": date(2020, 11, 1)}, on=date(2021, 1, 1)) == set()
