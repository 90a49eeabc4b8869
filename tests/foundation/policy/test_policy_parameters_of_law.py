"""The parameters of law and practice, held against a table of facts with their sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from tijdig.foundation.policy.parameters import Parameter, national


@dataclass(frozen=True)
class Fact:
    """One row of the table of parameters as the law is summed up, and a word its source must hold."""

    name: str
    kinds: tuple[str, ...]
    value: int | None
    unit: str
    since: date
    until: date | None
    source: str
    status: str


WGS, COVENANT_CHANGE, SUPPLY, ENERGY = date(2021, 1, 1), date(2022, 11, 30), date(2023, 4, 1), date(2026, 1, 1)
FACTS = (
    Fact("minimum_age", ("huur",), 30, "days", WGS, None, "Convenant", "covenant"),
    Fact("minimum_age", ("energie",), 50, "days", WGS, COVENANT_CHANGE, "Convenant", "covenant"),
    Fact("maximum_age", ("energie",), 100, "days", WGS, COVENANT_CHANGE, "Convenant", "covenant"),
    Fact("minimum_age", ("energie",), 30, "days", COVENANT_CHANGE, None, "Convenant", "covenant"),
    Fact("minimum_age", ("water",), 30, "days", WGS, None, "Convenant", "covenant"),
    Fact("maximum_age", ("water",), 100, "days", WGS, COVENANT_CHANGE, "Convenant", "covenant"),
    Fact("minimum_age", ("zorg",), 30, "days", WGS, None, "DDAS", "covenant"),
    Fact("maximum_age", ("zorg",), 100, "days", WGS, None, "DDAS", "covenant"),
    Fact("minimum_age", ("cak-zorg",), 6, "months", WGS, None, "DDAS", "covenant"),
    Fact("reminders_before_end_of_supply", ("energie",), 3, "reminders", SUPPLY, None, "Stcrt. 2023, 10020", "law"),
    Fact("reminder_term", ("energie",), 14, "days", SUPPLY, None, "Stcrt. 2023, 10020", "law"),
    Fact("end_of_supply_notice", ("energie",), 20, "working_days", SUPPLY, None, "Sector", "practice"),
    Fact("personal_contact_required", ("energie",), 1, "efforts", ENERGY, None, "Stcrt. 2025, 37730", "law"),
    Fact("first_signal_first", ("energie",), 1, "signals", ENERGY, None, "Energieregeling", "law"),
    Fact("unpaid_invoices", ("energie",), None, "invoices", ENERGY, None, "Energieregeling", "open"),
    Fact("minimum_amount", ("belastingdienst",), 60000, "cents", date(2025, 1, 1), None, "Stcrt. 2025, 17636", "law"),
    Fact("objection_window", ("huur",), None, "days", WGS, None, "art. 2 onder d", "open"),
    Fact("follow_up_threshold", (), None, "cents", WGS, None, "Divosa", "open"),
    Fact("repeat_only_when_higher", (), 1, "rule", WGS, None, "DDAS", "covenant"),
    Fact("collection_pause", (), 30, "days", date(2023, 1, 1), None, "Divosa 2023", "practice"),
    Fact("first_conversation", (), 4, "weeks", date(2012, 7, 1), None, "art. 4", "law"),
    Fact("first_conversation_in_crisis", (), 3, "days_of_open_kind", date(2012, 7, 1), None, "art. 4", "law"),
    Fact("crisis_days_are_working_days", (), None, "yes_or_no", date(2012, 7, 1), None, "art. 4", "open"),
    Fact("decision_on_access", (), 8, "weeks", WGS, None, "4a", "law"),
    Fact("retention", (), None, "days", WGS, None, "per gemeente", "open"),
)
KINDS = ("huur", "energie", "water", "zorg", "hypotheek", "belastingdienst", "toeslagen", "cak-zorg", "duo")


def in_force(fact: Fact, on: date) -> Parameter | None:
    return national().parameter(fact.name, (*fact.kinds, "huur")[0], on)


def named(fact: Fact) -> str:
    return f"{fact.name} {'+'.join(fact.kinds)} {fact.since}"


@pytest.mark.parametrize("fact", FACTS, ids=named)
def test_every_fact_of_the_law_is_a_parameter_with_value_unit_source_and_status(fact: Fact) -> None:
    found = in_force(fact, fact.since)

    assert found is not None
    assert (found.value, found.unit, found.status) == (fact.value, fact.unit, fact.status)
    assert (found.valid_from, found.valid_until) == (fact.since, fact.until)
    assert fact.source in found.source


@pytest.mark.parametrize("fact", FACTS, ids=named)
def test_a_parameter_does_not_speak_before_its_first_day(fact: Fact) -> None:
    found = in_force(fact, fact.since - timedelta(days=1))

    assert found is None or found.valid_until == fact.since


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact.until], ids=named)
def test_the_last_day_of_a_parameter_is_the_day_before_its_end(fact: Fact) -> None:
    last = in_force(fact, fact.until - timedelta(days=1))
    after = in_force(fact, fact.until)

    assert last is not None
    assert last.value == fact.value
    assert after is None or after.valid_from == fact.until


def test_nothing_is_a_parameter_that_the_facts_do_not_name() -> None:
    stated = {(found.name, kind) for found in national().parameters for kind in found.kinds or ("",)}

    assert stated == {(fact.name, kind) for fact in FACTS for kind in fact.kinds or ("",)}


def test_no_two_parameters_speak_about_one_kind_on_one_day() -> None:
    days = {day for fact in FACTS for day in (fact.since, fact.until) if day}

    for on in days:
        for kind in KINDS:
            speaking = [found.name for found in national().parameters if found.holds_for(kind, on)]
            assert len(speaking) == len(set(speaking)), (kind, on)


@pytest.mark.parametrize("name", ["minimum_amount", "follow_up_threshold"])
def test_no_law_gives_a_lowest_amount_except_for_tax(name: str) -> None:
    valued = {kind for kind in KINDS if (found := national().parameter(name, kind, ENERGY)) and found.value is not None}

    assert valued == ({"belastingdienst"} if name == "minimum_amount" else set())


def test_the_open_ones_have_no_value_and_no_other_lacks_one() -> None:
    for found in national().parameters:
        assert (found.status == "open") == (found.value is None), found.name


@pytest.mark.parametrize(
    ("on", "names"),
    [
        (date(2012, 6, 30), set()),
        (date(2020, 12, 31), {"crisis_days_are_working_days"}),
        (date(2021, 1, 1), {"crisis_days_are_working_days", "objection_window", "follow_up_threshold", "retention"}),
        (
            date(2026, 1, 1),
            {"crisis_days_are_working_days", "objection_window", "follow_up_threshold", "retention", "unpaid_invoices"},
        ),
    ],
)
def test_what_the_operator_has_still_to_decide_is_known_by_date(on: date, names: set[str]) -> None:
    assert {found.name for found in national().open_on(on)} == names


def test_every_parameter_names_a_source() -> None:
    assert all(len(found.source) > 15 for found in national().parameters)
