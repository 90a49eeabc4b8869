"""What workers do to a case, and what stops them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from steps.followup.desk_world import NOW, TODAY, Desk, later, line, person, settled
from tijdig.foundation.accounts.rules import Role
from tijdig.foundation.ledger.models import Entry
from tijdig.journey.follow import close_case
from tijdig.steps.feedback.models import CollectionPause, Feedback
from tijdig.steps.followup import operations
from tijdig.steps.followup.case_file import case_by_number
from tijdig.steps.followup.models import CaseEvent, CaseSignal, ContactAttempt
from tijdig.steps.followup.operations import NoSuchCase, NotAllowed, Overtaken
from tijdig.steps.followup.outcomes import OUTCOMES, ContactKind, DayPart, Outcome, Reason
from tijdig.steps.followup.queries import Filters, counts, filter_counts, my_day, team_load, visit_list, work_list
from tijdig.steps.followup.rules import SetAside
from tijdig.steps.followup.tallies.operations import Tallies
from tijdig.steps.followup.terms import Bucket

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return settled()


def tallies_are_right(desk: Desk) -> bool:
    before = counts(desk.municipality)
    Tallies(desk.municipality).recount()
    return before == counts(desk.municipality)


def test_who_takes_a_case_up_has_it(desk: Desk) -> None:
    case = desk.take_up(desk.case())
    assert (case.state, case.worker, case.version, case.taken_up_at) == ("taken-up", desk.anna, 2, NOW)
    assert tallies_are_right(desk)


def test_the_second_of_two_is_told_what_changed_and_when(desk: Desk) -> None:
    case = desk.case()
    desk.take_up(case, desk.bram)
    with pytest.raises(Overtaken, match=r"opgepakt op 1 juli 2026 om 11\.00 uur") as told:
        desk.take_up(case)
    assert desk.bram.name not in str(told.value)
    case.refresh_from_db()
    assert case.worker == desk.bram


def test_a_case_of_another_municipality_is_not_there(desk: Desk) -> None:
    case = desk.case()
    with pytest.raises(NoSuchCase):
        operations.take_up(case=case.number, version=1, **{**desk.told(), "municipality": "GM0344"})
    assert case_by_number("GM0344", case.number, TODAY) is None


def test_without_the_right_nothing_may_be_done(desk: Desk) -> None:
    case = desk.case()
    with pytest.raises(NotAllowed, match="geen rechten"):
        operations.take_up(case=case.number, version=1, **desk.told(role=Role.PRIVACY_OFFICER))


def test_assigning_tells_which_were_changed_meanwhile(desk: Desk) -> None:
    one, other = desk.case(line(kenmerk="A")), desk.case(line(kenmerk="B", number=2))
    desk.take_up(other)
    done = operations.assign(cases={one.number: 1, other.number: 1}, to=desk.bram.pk, **desk.told())
    assert done.done == (one.number,)
    assert "opgepakt" in done.left[other.number]
    assert tallies_are_right(desk)


def test_a_case_stays_within_the_municipality(desk: Desk) -> None:
    case, stranger = desk.case(), person("Vreemde")
    with pytest.raises(NotAllowed, match="werkt niet"):
        operations.assign(cases={case.number: 1}, to=stranger.pk, **desk.told())
    with pytest.raises(NotAllowed, match="werkt niet"):
        operations.hand_over(case=case.number, version=1, to=stranger.pk, **desk.told())
    assert operations.assign(cases={case.number: 1}, to=None, **desk.told()).done == (case.number,)


def test_a_case_waits_until_its_day_and_then_comes_back(desk: Desk) -> None:
    case = desk.take_up(desk.case())
    until = TODAY + timedelta(days=5)
    told = desk.told()
    case = operations.set_aside(case=case.number, version=2, reason=SetAside.APPOINTMENT, until=until, **told)
    assert work_list(desk.municipality, Filters(), TODAY).total == 0
    assert tallies_are_right(desk)
    woken = {"municipality": desk.municipality, "actor": desk.actor()}
    assert operations.wake(at=later(4), **woken) == 0
    assert [one.number for one in my_day(desk.municipality, desk.anna.pk, until).waited] == [case.number]
    assert operations.wake(at=later(5), **woken) == 1
    assert work_list(desk.municipality, Filters(), TODAY).total == 1
    assert tallies_are_right(desk)


@pytest.mark.parametrize(("clock", "part"), [(11, DayPart.MORNING), (12, DayPart.AFTERNOON), (18, DayPart.EVENING)])
def test_the_day_part_of_an_attempt_follows_from_the_clock(desk: Desk, clock: int, part: DayPart) -> None:
    case = desk.case()
    at = datetime(2026, 7, 2, clock, tzinfo=ZoneInfo("Europe/Amsterdam"))
    attempt = operations.record_contact_attempt(
        case=case.number, kind=ContactKind.PHONE, reached=False, on=at.date(), **desk.told(at=at)
    )
    assert attempt.day_part == part
    case.refresh_from_db()
    assert (case.state, case.attempts, case.worker, case.last_attempt_kind) == ("taken-up", 1, desk.anna, "phone")


def test_the_same_form_sent_twice_counts_once(desk: Desk) -> None:
    case = desk.case()
    form = {"case": case.number, "kind": ContactKind.VISIT, "reached": True, "on": TODAY, "form_key": "F1"}
    first = operations.record_contact_attempt(**form, **desk.told())
    assert operations.record_contact_attempt(**form, **desk.told()) == first
    case.refresh_from_db()
    assert (ContactAttempt.objects.count(), case.attempts, case.reached) == (1, 1, True)
    assert work_list(desk.municipality, Filters(bucket=Bucket.MET), TODAY).total == 1
    assert tallies_are_right(desk)


def test_accepted_help_is_told_and_starts_the_pause(desk: Desk) -> None:
    case = desk.take_up(desk.case())
    closed = close_case(case=case.number, version=2, outcome=Outcome.ADVICE, **desk.told())
    assert (closed.state, closed.outcome) == ("closed", "advice")
    assert Feedback.objects.get().message == "help-accepted"
    assert CollectionPause.objects.values_list("starts_on", "ends_on").get() == (TODAY, date(2026, 7, 31))
    assert tallies_are_right(desk)


def test_a_new_case_cannot_end_as_if_somebody_was_spoken_to(desk: Desk) -> None:
    case = desk.case()
    for outcome, facts in OUTCOMES.items():
        if not facts.from_new:
            with pytest.raises(NotAllowed, match="eerst op"):
                close_case(case=case.number, version=1, outcome=outcome, note="x", **desk.told())
    assert Feedback.objects.count() == 0


def test_another_reason_needs_one_of_the_list(desk: Desk) -> None:
    case = desk.case()
    for reason in ("", "detentie"):
        with pytest.raises(NotAllowed, match="reden"):
            close_case(case=case.number, version=1, outcome=Outcome.OTHER, reason=reason, **desk.told())
    close_case(case=case.number, version=1, outcome=Outcome.OTHER, reason=Reason.DETENTION, **desk.told())
    assert CaseSignal.objects.get().status == "other"


def test_a_closed_case_is_reopened_with_a_note(desk: Desk) -> None:
    case = desk.case()
    close_case(case=case.number, version=1, outcome=Outcome.REPEAT, **desk.told())
    with pytest.raises(NotAllowed):
        operations.reopen(case=case.number, version=2, note=" ", **desk.told())
    again = operations.reopen(case=case.number, version=2, note="toch hoger", **desk.told())
    assert (again.state, again.outcome, CaseSignal.objects.get().status) == ("taken-up", "", "taken-up")
    assert tallies_are_right(desk)


def test_everything_leaves_a_line_and_an_entry_with_the_number_only(desk: Desk) -> None:
    case = desk.take_up(desk.case(line(achternaam="Zandbergenstein")))
    operations.hand_over(case=case.number, version=2, to=desk.bram.pk, note="Bel Zandbergenstein", **desk.told())
    assert list(CaseEvent.objects.values_list("action", flat=True)) == ["take-up", "hand-over"]
    entries = Entry.objects.filter(subject=case.number)
    assert list(entries.values_list("action", flat=True)) == ["case.take-up", "case.hand-over"]
    assert not any("andberg" in entry.content or "Bram" in entry.content for entry in Entry.objects.all())
    found = case_by_number(desk.municipality, case.number, TODAY)
    assert [line.words for line in found.timeline] == ["aan een collega gegeven", "opgepakt", "zaak ontstaan uit signalen"]


def test_visits_of_a_day_leave_out_who_is_kept_safe(desk: Desk) -> None:
    one, other = desk.case(line(kenmerk="A", number=9)), desk.case(line(kenmerk="B", number=2))
    for case in (one, other):
        operations.plan_visit(case=case.number, version=1, on=TODAY, **desk.told())
    assert [found.house_number for found in visit_list(desk.municipality, desk.anna.pk, TODAY)] == [2, 9]
    operations.set_safety(case=other.number, version=2, **desk.told())
    assert [found.number for found in visit_list(desk.municipality, desk.anna.pk, TODAY)] == [one.number]
    with pytest.raises(NotAllowed, match="ga niet langs"):
        operations.plan_visit(case=other.number, version=3, on=TODAY, **desk.told())


def test_the_team_sees_its_load(desk: Desk) -> None:
    for at in range(3):
        desk.take_up(desk.case(line(kenmerk=f"A{at}", number=at + 1)))
    assert [(one.name, one.open, one.overdue) for one in team_load(desk.municipality, date(2026, 9, 1))] == [(desk.anna.name, 3, 3)]
    assert filter_counts(desk.municipality, TODAY).workers == {desk.anna.pk: 3}
