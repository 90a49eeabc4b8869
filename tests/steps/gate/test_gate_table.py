"""The rule table as a whole: grounds, experiment, repeats, withdrawals, and what it says about itself."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steps.gate.typed_frames import BARE, ON, RENT, SCHEMA, aged, codes, found, frame_of, with_window
from tijdig.foundation.policy.parameters import national
from tijdig.steps.gate.assessment import assess, rules_on, undecided
from tijdig.steps.gate.rules import RULES
from tijdig.steps.intake.columns import KINDS, NAMES, SIGNAL_TYPES

EXPERIMENT = ("hypotheek", "belastingdienst", "toeslagen", "cak-eigen-bijdrage", "cak-zorg", "duo")
# Every rule of the law and the column it is told at; kinds and days stand in the truth tables of the other files.
OF_THE_LAW = {
    ("grondslag-ontbreekt", "soort"),
    ("experiment-niet-toegelaten", "soort"),
    ("contact-niet-gezocht", "contact_gezocht_op"),
    ("contact-niet-gezocht", "contact_wijze"),
    ("hulp-niet-gewezen", "hulp_gewezen_op"),
    ("herinnering-ontbreekt", "herinnering_op"),
    ("aanbod-ontbreekt", "aanbod_in_herinnering"),
    ("bezwaar-gemaakt", "bezwaar"),
    ("bezwaartermijn-loopt", "herinnering_op"),
    ("volgorde-onjuist", "herinnering_op"),
    ("volgorde-onjuist", "contact_gezocht_op"),
    ("achterstand-te-jong", "ontstaansdatum"),
    ("achterstand-te-oud", "ontstaansdatum"),
    ("bedrag-te-laag", "bedrag"),
    ("signaalvolgorde-onjuist", "signaaltype"),
    ("termijn-te-kort", "einde_levering_op"),
    ("herinneringen-te-weinig", "aantal_herinneringen"),
    ("herhaling-niet-hoger", "bedrag"),
}


def test_every_rule_of_the_law_is_in_the_table() -> None:
    assert {(rule.code, rule.column) for rule in RULES} >= OF_THE_LAW


def test_the_table_asks_nothing_that_is_in_no_law_but_a_known_reference_for_a_withdrawal() -> None:
    assert {(rule.code, rule.column) for rule in RULES} - OF_THE_LAW == {("signaalvolgorde-onjuist", "kenmerk")}


@pytest.mark.parametrize("on", [date(2020, 1, 1), date(2022, 1, 1), date(2022, 11, 30), date(2024, 1, 1), ON], ids=str)
def test_every_line_of_the_table_has_a_source_a_message_and_a_remedy(on: date) -> None:
    for line in rules_on(on, national()):
        assert line.source, line.rule.code
        assert line.rule.column in NAMES
        assert line.rule.remedy.endswith(".")
        assert "{" not in line.message


def test_an_open_parameter_is_in_the_table_without_a_value_and_named_as_undecided() -> None:
    [line] = [line for line in rules_on(ON, national()) if line.rule.code == "bezwaartermijn-loopt"]

    assert line.parameter is not None
    assert line.parameter.value is None
    assert {parameter.name for parameter in undecided(ON, national())} == {"objection_window", "unpaid_invoices"}
    assert {parameter.name for parameter in undecided(ON, with_window())} == {"unpaid_invoices"}


@pytest.mark.parametrize("signal_type", SIGNAL_TYPES)
@pytest.mark.parametrize("on", [date(2020, 1, 1), date(2022, 6, 1), ON], ids=str)
def test_municipal_taxes_have_no_ground(signal_type: str, on: date) -> None:
    row = {**BARE, "kind": "gemeentebelasting", "signal_type": signal_type, "arose_on": on - timedelta(days=60)}

    assert found(row, on) == [("grondslag-ontbreekt", "soort")]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "gemeentebelasting"])
def test_every_other_kind_has_a_ground_since_2021(kind: str) -> None:
    assert "grondslag-ontbreekt" in codes(aged(kind, 60, date(2020, 12, 31)), date(2020, 12, 31))
    assert "grondslag-ontbreekt" not in codes(aged(kind, 60, date(2021, 1, 1)), date(2021, 1, 1))


@pytest.mark.parametrize("kind", EXPERIMENT)
@pytest.mark.parametrize(("pair", "refused"), [(True, False), (False, True), (None, False)])
def test_in_the_experiment_only_listed_pairs_may_share(kind: str, pair: bool | None, refused: bool) -> None:
    row = {**aged(kind, 300, ON), "amount_cents": 60000, "in_experiment": pair}

    assert found(row) == ([("experiment-niet-toegelaten", "soort")] if refused else [])


@pytest.mark.parametrize("kind", ["huur", "energie", "water", "zorg"])
@pytest.mark.parametrize("pair", [True, False, None])
def test_other_kinds_are_no_experiment(kind: str, pair: bool | None) -> None:
    assert found({**aged(kind, 60, ON), "in_experiment": pair}) == []


@pytest.mark.parametrize(
    ("earlier", "now", "repeats"),
    [(None, 45000, False), (45000, 45000, True), (45001, 45000, True), (44999, 45000, False), (45000, None, False)],
)
@pytest.mark.parametrize("kind", ["huur", "energie", "zorg"])
def test_a_repeat_that_is_not_higher_gets_a_warning(kind: str, earlier: int | None, now: int | None, repeats: bool) -> None:
    row = {**aged(kind, 60, ON), "amount_cents": now, "earlier_cents": earlier}

    findings = assess(frame_of(row), ON, national())

    expected = [("herhaling-niet-hoger", "bedrag", "warning")] if repeats else []
    assert findings.select("code", "column", "severity").rows() == expected


@pytest.mark.parametrize("later", ["actualisatie", "eindelevering", "intrekking"])
def test_an_update_is_no_repeat(later: str) -> None:
    row = {**aged("water", 60, ON), "signal_type": later, "earlier_cents": 90000, "earlier_signal": True}

    assert "herhaling-niet-hoger" not in codes(row)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "gemeentebelasting"])
@pytest.mark.parametrize("on", [date(2020, 6, 1), date(2022, 6, 1), ON], ids=str)
def test_a_withdrawal_is_not_judged_by_conditions(kind: str, on: date) -> None:
    row = {**BARE, "kind": kind, "signal_type": "intrekking", "amount_cents": 1, "arose_on": on, "objection": "ja"}

    assert found({**row, "in_experiment": False, "reminder_count": 0}, on, with_window()) == []


@pytest.mark.parametrize(("earlier", "wrong"), [(True, False), (False, True), (None, False)])
@pytest.mark.parametrize("kind", ["huur", "energie", "duo"])
def test_a_withdrawal_needs_something_to_withdraw_where_that_is_known(kind: str, earlier: bool | None, wrong: bool) -> None:
    row = {**BARE, "kind": kind, "signal_type": "intrekking", "earlier_signal": earlier}

    assert found(row) == ([("signaalvolgorde-onjuist", "kenmerk")] if wrong else [])


@pytest.mark.parametrize("missing", ["kind"])
def test_the_gate_is_silent_where_it_does_not_know_what_it_judges(missing: str) -> None:
    assert found({**RENT, missing: None, "offered": "nee"}) == []


def test_a_sort_of_signal_that_could_not_be_read_is_judged_as_a_first_signal() -> None:
    assert found({**RENT, "signal_type": None, "offered": "nee"}) == [("aanbod-ontbreekt", "aanbod_in_herinnering")]


def test_a_row_of_which_nothing_could_be_read_gets_no_finding_here() -> None:
    assert found({"line": 2}) == []


DAYS = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 9, 1)))
ROWS = st.fixed_dictionaries(
    {
        "line": st.integers(2, 2000),
        "kind": st.one_of(st.none(), st.sampled_from(KINDS)),
        "signal_type": st.one_of(st.none(), st.sampled_from(SIGNAL_TYPES)),
        "amount_cents": st.one_of(st.none(), st.integers(1, 90000)),
        "offered": st.sampled_from(["ja", "nee", None]),
        "objection": st.sampled_from(["ja", "nee", "geen-reactie", None]),
        "contact_way": st.sampled_from(["telefoon", "brief", None]),
        "reminder_count": st.sampled_from([None, 0, 3]),
        **dict.fromkeys(("arose_on", "reminded_on", "pointed_to_help_on", "contact_sought_on", "supply_ends_on"), DAYS),
        **dict.fromkeys(("in_experiment", "earlier_signal"), st.sampled_from([True, False, None])),
        "earlier_cents": st.sampled_from([None, 1000]),
    }
)


@given(rows=st.lists(ROWS, min_size=1, max_size=6), on=st.sampled_from([date(2020, 1, 1), date(2022, 11, 29), ON]))
@settings(max_examples=60)
def test_many_rows_are_judged_as_each_row_alone(rows: list[dict[str, object]], on: date) -> None:
    together = assess(frame_of(*rows), on, with_window()).rows()

    alone = [finding for row in rows for finding in assess(frame_of(row), on, with_window()).rows()]
    assert sorted(together) == sorted(alone)


def test_the_frame_needs_no_more_columns_than_the_law_speaks_about() -> None:
    assert assess(pl.DataFrame(schema=SCHEMA), ON, national()).is_empty()
