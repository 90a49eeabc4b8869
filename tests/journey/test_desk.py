"""What opens a desk, and what a delivery does to desks that are open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tijdig.foundation.ledger.actor import Actor
from tijdig.journey.desk import decide
from tijdig.journey.match import match_delivered, run_matching
from tijdig.steps.followup.models import Case
from tijdig.steps.followup.setup.queries import Decided
from tijdig.steps.matching.models import Placement
from tijdig.steps.matching.runs.operations import start_run
from web.world import BY, CARE, HERE, LANDLORD, THERE, Desk

WHO, DOOR = ("M.J.", "Jansen", "1984-03-12"), ("3991AA", 12)


@pytest.fixture
def desk(db: None) -> Desk:
    """A municipality that has decided nothing yet."""
    made = Desk()
    made.settle_in(decided=False)
    return made


def _decided(**changes: object) -> Decided:
    return Decided(retention_days=180, crisis_in_working_days=True, **changes)


def _arrive(desk: Desk, sender: str = CARE, kind: str = "zorg", ago: int = 2, **more: str):
    return desk.deliver(sender, [desk.row(kind, WHO, DOOR, cents=20_000, ago=ago, old=60, **more)], ago=ago).delivery


def test_what_was_matched_becomes_cases_once_the_municipality_has_decided(desk: Desk):
    _arrive(desk)
    run_matching(run=start_run(municipality=HERE, actor=BY, at=desk.now), worker="test", actor=BY, at=desk.now)
    assert Placement.objects.count() == 1
    assert not Case.objects.exists()
    decide(municipality=HERE, decided=_decided(), actor=BY, at=desk.now)
    assert Case.objects.get().municipality_id == HERE


def test_a_delivery_is_matched_where_the_municipality_wants_that(desk: Desk):
    decide(municipality=HERE, decided=_decided(match_at_delivery=True), actor=BY, at=desk.now)
    for sender, kind in ((CARE, "zorg"), (LANDLORD, "huur")):
        match_delivered(delivery=_arrive(desk, sender, kind), actor=Actor("system", "delivery"), at=desk.now)
    assert Case.objects.get().signal_count == 2


def test_elsewhere_a_delivery_waits_for_a_person(desk: Desk):
    decide(municipality=HERE, decided=_decided(), actor=BY, at=desk.now)
    assert match_delivered(delivery=_arrive(desk), actor=BY, at=desk.now) == frozenset()
    assert not Placement.objects.exists()


def test_a_signal_that_was_taken_back_leaves_the_case(desk: Desk):
    decide(municipality=HERE, decided=_decided(match_at_delivery=True), actor=BY, at=desk.now)
    match_delivered(delivery=_arrive(desk, ago=9), actor=BY, at=desk.now)
    match_delivered(delivery=_arrive(desk, LANDLORD, "huur", ago=9, kenmerk="HU-1"), actor=BY, at=desk.now)
    back = _arrive(desk, LANDLORD, "huur", ago=2, kenmerk="HU-1", signaaltype="intrekking")
    match_delivered(delivery=back, actor=BY, at=desk.now + timedelta(seconds=1))
    assert Placement.objects.filter(municipality=HERE).count() == 1
    assert Case.objects.get().kinds == "zorg"


def test_the_other_municipality_is_left_alone(desk: Desk):
    decide(municipality=THERE, decided=_decided(match_at_delivery=True), actor=BY, at=desk.now)
    assert match_delivered(delivery=_arrive(desk), actor=BY, at=desk.now) == frozenset()
