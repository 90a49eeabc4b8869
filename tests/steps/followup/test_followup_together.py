"""Two workers on one case at once: one wins, the other is told, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections

from steps.followup.desk_world import TODAY, Desk, line, settled
from tijdig.foundation.accounts.models import Person
from tijdig.foundation.ledger.verification import verify_chain
from tijdig.journey.follow import close_case
from tijdig.steps.feedback.models import Feedback
from tijdig.steps.followup import operations
from tijdig.steps.followup.models import Case, CaseEvent, ContactAttempt
from tijdig.steps.followup.operations import Overtaken
from tijdig.steps.followup.outcomes import ContactKind, Outcome
from tijdig.steps.followup.queries import counts
from tijdig.steps.followup.tallies.operations import Tallies

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Desk:
    return settled()


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each gives or raises, all started at the same moment over connections of their own."""
    barrier, results = Barrier(len(works)), [None] * len(works)

    def run(at: int, work: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[at] = work()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
            results[at] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(at, work)) for at, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def takes_up(desk: Desk, case: Case, who: Person) -> Callable[[], Case]:
    return lambda: operations.take_up(case=case.number, version=case.version, **desk.told(who))


def test_of_two_that_take_a_case_up_one_has_it(desk: Desk) -> None:
    case = desk.case()
    results = at_once(takes_up(desk, case, desk.anna), takes_up(desk, case, desk.bram))
    [done] = [one for one in results if isinstance(one, Case)]
    [told] = [one for one in results if isinstance(one, Overtaken)]
    case.refresh_from_db()
    assert (case.worker_id, case.version, CaseEvent.objects.count()) == (done.worker_id, 2, 1)
    assert "opgepakt op 1 juli 2026" in str(told)


def test_a_case_is_closed_once_and_told_once(desk: Desk) -> None:
    case = desk.case()
    works = [
        lambda outcome=outcome: close_case(case=case.number, version=1, outcome=outcome, **desk.told())
        for outcome in (Outcome.REPEAT, Outcome.DECEASED)
    ]
    results = at_once(*works)
    assert sorted(type(one).__name__ for one in results) == ["Case", "Overtaken"]
    assert Feedback.objects.count() == 1


def test_attempts_of_two_workers_both_count(desk: Desk) -> None:
    case = desk.case()
    form = {"case": case.number, "kind": ContactKind.PHONE, "reached": False, "on": TODAY}
    at_once(*(lambda who=who: operations.record_contact_attempt(**form, **desk.told(who)) for who in (desk.anna, desk.bram)))
    case.refresh_from_db()
    assert (case.attempts, case.version, ContactAttempt.objects.count()) == (2, 3, 2)


def test_one_form_sent_twice_at_once_counts_once(desk: Desk) -> None:
    case = desk.case()
    form = {"case": case.number, "kind": ContactKind.VISIT, "reached": False, "on": TODAY, "form_key": "F"}
    results = at_once(*(lambda: operations.record_contact_attempt(**form, **desk.told()) for _ in range(3)))
    assert len({one.pk for one in results}) == 1
    case.refresh_from_db()
    assert (case.attempts, ContactAttempt.objects.count()) == (1, 1)


def test_two_that_follow_the_same_groups_make_one_case(desk: Desk) -> None:
    group = desk.group(*desk.signals(line()))
    at_once(*(lambda: desk.follow(group) for _ in range(2)))
    assert Case.objects.count() == 1


def test_the_counts_and_the_log_are_right_after_a_crowd(desk: Desk) -> None:
    cases = [desk.case(line(kenmerk=f"K{at}", number=at + 1)) for at in range(4)]
    at_once(*(takes_up(desk, case, who) for case in cases for who in (desk.anna, desk.bram)))
    before = counts(desk.municipality)
    Tallies(desk.municipality).recount()
    assert before == counts(desk.municipality)
    assert verify_chain(trusted=[desk.world.sealer.public_key]).intact
