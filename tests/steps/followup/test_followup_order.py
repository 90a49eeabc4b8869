"""Where a case stands, and the sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdig.steps.followup.facts import KINDS, Claim, only_repeats
from tijdig.steps.followup.order import (
    DEFAULT_PRIORITY,
    FACTS,
    Profile,
    euros,
    next_step,
    objection,
    order_key,
    profile_in,
    suggestion,
    why_here,
)
from tijdig.steps.followup.outcomes import Outcome

TODAY = date(2026, 7, 1)


@dataclass(frozen=True)
class Shown:
    """A case as the order sees it."""

    state: str = "new"
    due_on: date = TODAY
    reached: bool = False
    crisis: bool = False
    crisis_kinds: str = ""
    kinds: str = "huur"
    sort: str = "single"
    signal_count: int = 1
    amount_cents: int = 50_000
    arose_on: date | None = date(2026, 5, 1)
    waits_until: date | None = None
    repeat: bool = False
    attempts: int = 0
    has_phone: bool = True
    has_email: bool = False
    postcode: str = "1011AA"
    safety: bool = False


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (Shown(), "Staat hier omdat de termijn vandaag afloopt en de achterstand al 2 maanden loopt."),
        (
            Shown(crisis=True, crisis_kinds="energie"),
            "Staat hier omdat de termijn vandaag afloopt en er een afsluiting van gas, stroom of warmte dreigt.",
        ),
        (
            Shown(crisis=True, crisis_kinds="huur,zorg", due_on=TODAY - timedelta(days=1)),
            "Staat hier omdat de termijn 1 dag geleden afliep en er een ontruiming en een beëindiging van de zorgverzekering "
            "dreigt.",
        ),
        (
            Shown(due_on=TODAY + timedelta(days=9), signal_count=3),
            "Staat hier omdat de termijn over 9 dagen afloopt en er 3 signalen zijn.",
        ),
        (Shown(state="waiting", waits_until=TODAY + timedelta(days=2)), "Ligt opzij tot 3 juli 2026."),
        (Shown(reached=True, arose_on=None), "Staat hier omdat er al een gesprek is geweest en het gaat om € 500,00."),
    ],
)
def test_the_sentence_names_the_facts_that_count_first(case: Shown, said: str) -> None:
    assert why_here(case, DEFAULT_PRIORITY, TODAY) == said


def test_the_municipality_chooses_which_fact_counts_first() -> None:
    small_and_old = Shown(amount_cents=100, arose_on=date(2025, 1, 1))
    large_and_new = Shown(amount_cents=900_000, arose_on=date(2026, 6, 1))
    assert _key(small_and_old, "age", "amount") < _key(large_and_new, "age", "amount")
    assert _key(large_and_new, "amount", "age") < _key(small_and_old, "amount", "age")
    assert _key(Shown(kinds="huur"), "huur") < _key(Shown(kinds="water"), "huur")


def _key(case: Shown, *priority: str) -> str:
    return order_key(case, priority, reached=case.reached)


CASES = st.builds(
    Shown,
    due_on=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    reached=st.booleans(),
    crisis=st.booleans(),
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, unique=True).map(",".join),
    signal_count=st.integers(1, 2_000),
    amount_cents=st.integers(0, 10**12),
    arose_on=st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2030, 1, 1))),
)


@given(CASES, CASES, st.permutations(sorted(FACTS)))
def test_the_text_sorts_as_the_facts_do(one: Shown, other: Shown, priority: list[str]) -> None:
    facts = [tuple(_fact(case, fact) for fact in priority) for case in (one, other)]
    keys = [order_key(case, priority, reached=case.reached) for case in (one, other)]
    assert (keys[0] < keys[1], keys[0] == keys[1]) == (facts[0] < facts[1], facts[0] == facts[1])


def _fact(case: Shown, fact: str) -> object:
    far = date(9999, 1, 1)
    return {
        "crisis": not (case.crisis and not case.reached),
        "deadline": far if case.reached else case.due_on,
        "signals": -min(case.signal_count, 999),
        "kinds": -len(case.kinds.split(",")),
        "age": case.arose_on or far,
        "amount": -min(case.amount_cents, 10**10 - 1),
    }.get(fact, fact not in case.kinds.split(","))


@given(CASES)
def test_nothing_else_takes_part_in_the_order(case: Shown) -> None:
    other = replace(case, postcode="9999ZZ", has_phone=False, attempts=9, safety=True, repeat=True, sort="combined")
    assert order_key(other, DEFAULT_PRIORITY, reached=case.reached) == order_key(case, DEFAULT_PRIORITY, reached=case.reached)


@given(
    st.tuples(
        st.sampled_from(["new", "waiting"]), st.booleans(), st.booleans(), st.booleans(), st.just("single"), st.just("huur,zorg")
    )
)
def test_a_profile_is_read_back_as_it_was_written(sides: tuple[str, bool, bool, bool, str, str]) -> None:
    assert profile_in(Profile(*sides).text) == Profile(*sides)


@pytest.mark.parametrize("priority", [(), ("deadline", "deadline"), ("geslacht",)])
def test_an_order_that_is_none_is_refused(priority: tuple[str, ...]) -> None:
    assert objection(priority)
    assert objection(DEFAULT_PRIORITY) is None


@pytest.mark.parametrize(
    ("case", "threshold", "outcome"),
    [
        (Shown(), None, None),
        (Shown(amount_cents=4_999), 5_000, Outcome.UNJUSTIFIED),
        (Shown(amount_cents=5_000), 5_000, None),
        (Shown(amount_cents=1, crisis=True, crisis_kinds="huur"), 5_000, None),
        (Shown(repeat=True), None, Outcome.REPEAT),
        (Shown(signal_count=0), None, Outcome.UNJUSTIFIED),
        (Shown(state="closed", repeat=True), None, None),
    ],
)
def test_an_outcome_is_suggested_and_never_more(case: Shown, threshold: int | None, outcome: Outcome | None) -> None:
    found = suggestion(case, threshold)
    assert (found[0] if found else None) == outcome


@pytest.mark.parametrize(
    ("case", "step"),
    [
        (Shown(), "Bellen"),
        (Shown(attempts=2), "Langsgaan"),
        (Shown(has_phone=False), "Langsgaan"),
        (Shown(has_phone=False, postcode="", has_email=True), "Mailen"),
        (Shown(has_phone=False, postcode=""), "Adres opzoeken"),
        (Shown(safety=True), "Overleggen met de coördinator"),
        (Shown(reached=True), "Afspraken nakomen of afsluiten"),
    ],
)
def test_the_next_step_follows_from_what_is_known(case: Shown, step: str) -> None:
    assert next_step(case, TODAY) == step


@pytest.mark.parametrize(
    ("now", "before", "repeat"),
    [
        ([(1, "A", 100)], [(1, "A", 100)], True),
        ([(1, "A", 101)], [(1, "A", 100)], False),
        ([(2, "A", 100)], [(1, "A", 100)], False),
        ([(1, "A", 100), (1, "B", 1)], [(1, "A", 100)], False),
        ([(1, "A", 90)], [(1, "A", 100), (1, "A", 80)], True),
        ([], [(1, "A", 100)], False),
    ],
)
def test_a_repeat_is_the_same_claim_not_higher(now: list, before: list, repeat: bool) -> None:
    assert only_repeats([Claim(*one) for one in now], [Claim(*one) for one in before]) is repeat


def test_amounts_are_written_as_people_do() -> None:
    assert euros(123_456) == "€ 1.234,56"
