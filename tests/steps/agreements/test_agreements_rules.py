"""Which rows an agreement and a mandate cover."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdig.foundation.findings.checks import harvest
from tijdig.steps.agreements import rules
from tijdig.steps.agreements.queries import PAIRS_SCHEMA
from tijdig.steps.agreements.rules import AGREEMENT_CHECKS, AgreementFacts, PairFacts, covered, mandated

OWN, OTHER, AGENT = "11111111", "22222222", "99999999"
FRAME = {"creditor_kvk": pl.String, "delivered_by_kvk": pl.String, "kind": pl.String, "municipality": pl.String}
MANDATES = {"intermediary_kvk": pl.String, "creditor_kvk": pl.String, "kind": pl.String}
START = date(2025, 1, 1)


def rows(*given: tuple[str | None, str | None, str | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(given, schema=FRAME, orient="row")


def pairs(*given: tuple[str | None, str | None, str]) -> pl.DataFrame:
    return pl.DataFrame(given, schema=PAIRS_SCHEMA, orient="row")


def agreement(
    row: tuple[str | None, str | None, str | None, str | None], *given: tuple[str | None, str | None, str]
) -> bool | None:
    found: bool | None = covered(rows(row), pairs(*given))["agreement"].item()
    return found


def mandate(row: tuple[str | None, str | None, str | None, str | None], *given: tuple[str, str, str | None]) -> bool:
    found: bool = mandated(rows(row), AGENT, pl.DataFrame(given, schema=MANDATES, orient="row"))["mandate"].item()
    return found


def test_a_creditors_own_agreement_covers_it_whoever_delivers() -> None:
    assert agreement((OWN, None, "huur", "GM0344"), (OWN, None, "GM0344"))
    assert agreement((OWN, OWN, "huur", "GM0344"), (OWN, None, "GM0344"))
    assert agreement((OWN, AGENT, "huur", "GM0344"), (OWN, None, "GM0344"))


def test_an_agreement_covers_no_other_municipality_and_no_other_creditor() -> None:
    assert agreement((OWN, None, "huur", "GM0363"), (OWN, None, "GM0344")) is False
    assert agreement((OTHER, None, "huur", "GM0344"), (OWN, None, "GM0344")) is False
    assert agreement((OWN, None, "huur", "GM0344")) is False


def test_an_intermediarys_agreement_covers_only_what_it_delivers() -> None:
    assert agreement((OWN, AGENT, "huur", "GM0344"), (None, AGENT, "GM0344"))
    assert agreement((OWN, None, "huur", "GM0344"), (None, AGENT, "GM0344")) is False
    assert agreement((OWN, OWN, "huur", "GM0344"), (None, AGENT, "GM0344")) is False


def test_without_a_municipality_the_agreement_is_not_judged() -> None:
    assert agreement((OWN, None, "huur", None), (OWN, None, "GM0344")) is None


def test_an_unknown_creditor_is_not_covered() -> None:
    assert agreement((None, None, "huur", "GM0344"), (OWN, None, "GM0344"), (None, AGENT, "GM0344")) is False


def test_who_delivers_for_itself_needs_no_mandate() -> None:
    assert mandate((AGENT, None, "huur", "GM0344"))


def test_a_mandate_covers_its_creditor_and_its_kinds() -> None:
    row = (OWN, AGENT, "huur", "GM0344")
    assert mandate(row, (AGENT, OWN, None))
    assert mandate(row, (AGENT, OWN, "zorg"), (AGENT, OWN, "huur"))
    assert not mandate(row, (AGENT, OWN, "zorg"))
    assert not mandate(row, (AGENT, OTHER, None))
    assert not mandate(row, (OTHER, OWN, None))
    assert not mandate(row)


def test_an_unknown_creditor_has_given_no_mandate() -> None:
    assert mandate((None, AGENT, "huur", None), (AGENT, OWN, None)) is False
    assert mandate((OWN, AGENT, None, None), (AGENT, OWN, "huur")) is False


KVK = st.sampled_from([OWN, OTHER, AGENT, None])
PLACE = st.sampled_from(["GM0344", "GM0363", None])
SOME_ROWS = st.lists(st.tuples(KVK, KVK, st.sampled_from(["huur", "zorg", None]), PLACE), max_size=20)
SOME_PAIRS = st.lists(st.tuples(KVK, KVK, st.sampled_from(["GM0344", "GM0363"])), max_size=5)
SOME_MANDATES = st.lists(st.tuples(st.sampled_from([AGENT, OTHER]), st.sampled_from([OWN, OTHER]), st.sampled_from(["huur", None])))


@given(SOME_ROWS, SOME_PAIRS, SOME_MANDATES)
def test_few_rows_and_many_rows_are_judged_alike_and_keep_their_order(
    few: list[tuple[str | None, str | None, str | None, str | None]],
    some: list[tuple[str | None, str | None, str]],
    granted: list[tuple[str, str, str | None]],
) -> None:
    frame, reference = rows(*few), pl.DataFrame(granted, schema=MANDATES, orient="row")
    here = mandated(covered(frame, pairs(*some)), AGENT, reference)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "FEW_ROWS", -1)
        there = mandated(covered(frame, pairs(*some)), AGENT, reference)
    assert here.equals(there)
    assert here.schema == {**FRAME, "agreement": pl.Boolean, "mandate": pl.Boolean}
    assert here.select(FRAME.keys()).equals(frame)


def test_what_is_missing_becomes_a_finding_at_its_line() -> None:
    frame = rows((OWN, AGENT, "huur", "GM0344"), (OTHER, AGENT, "huur", "GM0344"), (OWN, AGENT, "huur", None))
    mandates = pl.DataFrame([(AGENT, OWN, None)], schema=MANDATES, orient="row")
    judged = mandated(covered(frame, pairs((OWN, None, "GM0344"))), AGENT, mandates).with_row_index("line", 2)
    found = harvest(judged, AGREEMENT_CHECKS).select("line", "column", "code", "severity").rows()
    assert found == [
        (3, "postcode", "overeenkomst-ontbreekt", "held"),
        (3, "namens_kvk", "machtiging-ontbreekt", "refused"),
    ]


@pytest.mark.parametrize(
    "sides",
    [
        (OWN, AGENT, "GM0344", None),
        (None, None, "GM0344", None),
        (OWN, None, "GM0344", "55555555"),
        (OWN, None, None, None),
    ],
)
def test_an_agreement_has_one_party_on_either_side(
    sides: tuple[str | None, str | None, str | None, str | None],
) -> None:
    assert [*AgreementFacts(*sides, START).objections()]
    assert not [*AgreementFacts(None, AGENT, None, "55555555", START).objections()]


def test_a_span_ends_after_it_began() -> None:
    assert [*AgreementFacts(OWN, None, "GM0344", None, START, START).objections()]
    assert [*PairFacts(OWN, "GM0344", START, START, "Stcrt. 2025, 17636").objections()]


def test_a_pair_of_the_experiment_has_a_source() -> None:
    assert [*PairFacts(OWN, "GM0344", START, None, " ").objections()]
