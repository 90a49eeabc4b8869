"""However matching moves signals about, every signal is in the one open case of its group, and no case is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steps.followup.desk_world import NOW, Desk, line, settled
from tijdig.journey.follow import close_case
from tijdig.steps.followup.models import Case, CaseSignal
from tijdig.steps.followup.outcomes import Outcome
from tijdig.steps.followup.queries import counts
from tijdig.steps.followup.tallies.operations import Tallies
from tijdig.steps.matching.models import Group, Placement

SIGNALS, GROUPS = 5, 4
PLACES = st.lists(st.integers(0, GROUPS - 1), min_size=SIGNALS, max_size=SIGNALS)


@pytest.fixture
def desk(db: None) -> Desk:
    return settled()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.tuples(PLACES, st.booleans(), st.booleans()), min_size=2, max_size=4))
def test_cases_follow_whatever_matching_does(desk: Desk, rounds: list[tuple[list[int], bool, bool]]) -> None:
    with transaction.atomic():
        signals = desk.signals(*(line(kenmerk=f"K{at}", number=at % 2 + 1) for at in range(SIGNALS)))
        groups = [Group.objects.create(municipality_id=desk.municipality) for _ in range(GROUPS)]
        numbers: set[str] = set()
        for turn, (places, everything, closes) in enumerate(rounds):
            for signal, place in zip(signals, places, strict=True):
                desk.group(signal, into=groups[place])
            at = NOW + timedelta(days=turn)
            desk.follow(*groups, at=at, everything=everything)
            check(desk)
            assert numbers <= set(Case.objects.values_list("number", flat=True))
            numbers = set(Case.objects.values_list("number", flat=True))
            assert desk.follow(*groups, at=at).__dict__ == {"opened": 0, "joined": 0, "merged": 0, "split": 0}
            first = Case.objects.filter(closed_at__isnull=True).order_by("pk").first()
            if closes and first is not None:
                close_case(case=first.number, version=first.version, outcome=Outcome.DECEASED, **desk.told(at=at))
        transaction.set_rollback(True)


def check(desk: Desk) -> None:
    placed = dict(Placement.objects.values_list("signal", "group"))
    open_members = CaseSignal.objects.filter(case__closed_at__isnull=True)
    assert {signal: placed[signal] for signal in open_members.values_list("signal", flat=True)} == dict(
        open_members.values_list("signal", "case__group")
    )
    assert CaseSignal.objects.count() == SIGNALS
    assert not CaseSignal.objects.filter(case__state="merged").exists()
    for case in Case.objects.filter(closed_at__isnull=True):
        held = case.case_signals.select_related("signal")
        assert (case.signal_count, case.amount_cents) == (len(held), sum(one.signal.amount_cents for one in held))
    before = counts(desk.municipality)
    Tallies(desk.municipality).recount()
    assert before == counts(desk.municipality)
