"""What the database itself refuses, each constraint by its name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from crash.delivery_world import AMSTERDAM, NOW
from steps.matching import stored_world as stored
from tijdig.steps.matching.models import Group, Judgement, Link, MatchRun, SharedContact, Suggestion

pytestmark = pytest.mark.django_db
PAIR = {"left_id": 1, "right_id": 2, "municipality_id": AMSTERDAM, "tier": 1, "version": "1", "features": "{}"}
LINK = PAIR | {"decision": "link", "made_at": NOW}
ASKED = PAIR | {"reason": "unsure", "rank": 0}


def _said(**changes: object) -> Judgement:
    pair = {name: PAIR[name] for name in ("left_id", "right_id", "municipality_id", "features")}
    given = {**pair, "verdict": "same", "person": stored.case_worker(name=f"p{Judgement.objects.count()}"), "at": NOW, "turn": 0}
    return Judgement.objects.create(**{**given, **changes})


def _twice(make: Callable[[], object]) -> None:
    make()
    make()


BROKEN: dict[str, Callable[[], object]] = {
    "matching_run_state_is_known": lambda: MatchRun.objects.create(
        municipality_id=AMSTERDAM, started_by="x", started_at=NOW, state="lost"
    ),
    "matching_one_run_at_a_time": lambda: _twice(
        lambda: MatchRun.objects.create(municipality_id=AMSTERDAM, started_by="x", started_at=NOW)
    ),
    "matching_group_is_not_its_own_end": lambda: Group.objects.create(pk=9, municipality_id=AMSTERDAM, merged_into_id=9),
    "matching_shared_contact_is_known": lambda: SharedContact.objects.create(municipality_id=AMSTERDAM, contact="fax", value="1"),
    "matching_shared_contact_once": lambda: _twice(
        lambda: SharedContact.objects.create(municipality_id=AMSTERDAM, contact="phone", value="1")
    ),
    "matching_link_left_is_smaller": lambda: Link.objects.create(**LINK | {"left_id": 3}),
    "matching_link_decision_is_known": lambda: Link.objects.create(**LINK | {"decision": "maybe"}),
    "matching_link_once": lambda: _twice(lambda: Link.objects.create(**LINK)),
    "matching_suggestion_left_is_smaller": lambda: Suggestion.objects.create(**ASKED | {"left_id": 3}),
    "matching_suggestion_once": lambda: _twice(lambda: Suggestion.objects.create(**ASKED)),
    "matching_suggestion_state_is_known": lambda: Suggestion.objects.create(**ASKED | {"state": "maybe"}),
    "matching_judgement_left_is_smaller": lambda: _said(left_id=3),
    "matching_judgement_verdict_is_known": lambda: _said(verdict="taken-back"),
    "matching_judgement_in_turn": lambda: _twice(_said),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name: str) -> None:
    stored.world()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BROKEN[name]()
    # SQLite names the columns of a unique index, and the name of a check.
    assert name in str(refused.value) or (connection.vendor == "sqlite" and "UNIQUE" in str(refused.value))


def test_a_link_that_ended_leaves_room_for_a_new_one() -> None:
    stored.world()
    Link.objects.create(**LINK | {"ended_at": NOW})
    Link.objects.create(**LINK)
    assert Link.objects.count() == 2
