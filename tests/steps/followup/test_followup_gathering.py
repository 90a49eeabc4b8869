"""Cases follow the groups of matching."""

from __future__ import annotations

from datetime import date

import pytest

from steps.followup.desk_world import Desk, later, line, settled
from tijdig.steps.followup.gathering.operations import Followed, NotReady
from tijdig.steps.followup.models import Case, CaseEvent
from tijdig.steps.followup.operations import record_contact_attempt
from tijdig.steps.followup.outcomes import ContactKind
from tijdig.steps.followup.queries import counts
from tijdig.steps.followup.tallies.operations import Tallies

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return settled()


def tallies_are_right(desk: Desk) -> bool:
    before = counts(desk.municipality)
    Tallies(desk.municipality).recount()
    return before == counts(desk.municipality)


def test_a_group_gets_a_case_with_the_facts_of_its_signals(desk: Desk) -> None:
    found = desk.case(
        line(kenmerk="A", bedrag="100"),
        line(
            "energie", kenmerk="B", bedrag="250,50", telefoon="0612345678", voorletters="J.", tussenvoegsel="de", achternaam="Vries"
        ),
    )
    assert (found.name, found.postcode, found.house_number) == ("J. de Vries", "1011AA", 1)
    assert (found.kinds, found.signal_count, found.amount_cents) == ("energie,zorg", 2, 35_050)
    assert (found.due_on, found.state, found.sort, found.has_phone) == (date(2026, 7, 29), "new", "combined", True)
    assert tallies_are_right(desk)


def test_telling_it_twice_changes_nothing(desk: Desk) -> None:
    case = desk.case()
    assert desk.follow(everything=True) == Followed()
    assert Case.objects.get().version == case.version


def test_a_new_signal_joins_the_open_case(desk: Desk) -> None:
    case = desk.case(line(kenmerk="A"))
    [more] = desk.signals(line("energie", kenmerk="B"), on=date(2026, 7, 2))
    desk.group(more, into=case.group)
    assert desk.follow(case.group, at=later(1)) == Followed(joined=1)
    after = Case.objects.get()
    assert (after.number, after.signal_count, after.amount_cents, after.version) == (case.number, 2, 20_000, 2)
    assert tallies_are_right(desk)


def test_of_two_cases_of_one_person_the_younger_goes_on_in_the_older(desk: Desk) -> None:
    older, younger = desk.case(line(kenmerk="A")), desk.case(line("energie", kenmerk="B"), at=later(1))
    record_contact_attempt(case=younger.number, kind=ContactKind.PHONE, reached=False, on=date(2026, 7, 1), **desk.told())
    desk.group(*(one.signal for one in younger.case_signals.all()), into=older.group)
    younger.group.merged_into = older.group
    younger.group.save()
    assert desk.follow(older.group, at=later(2)) == Followed(merged=1)
    older.refresh_from_db()
    younger.refresh_from_db()
    assert (older.signal_count, older.attempts, younger.state, younger.merged_into_id) == (2, 1, "merged", older.pk)
    assert desk.members(younger) == []
    assert tallies_are_right(desk)


def test_a_merge_taken_back_gives_the_case_its_number_and_events_back(desk: Desk) -> None:
    older, younger = desk.case(line(kenmerk="A")), desk.case(line("energie", kenmerk="B"), at=later(1))
    signals = [one.signal for one in younger.case_signals.all()]
    desk.group(*signals, into=older.group)
    desk.follow(older.group, at=later(2))
    desk.group(*signals, into=younger.group)
    assert desk.follow(older.group, younger.group, at=later(3)) == Followed(split=1)
    older.refresh_from_db()
    younger.refresh_from_db()
    assert (older.signal_count, younger.signal_count, younger.state) == (1, 1, "new")
    assert list(CaseEvent.objects.filter(case=younger).values_list("action", flat=True)) == ["merged", "split"]
    assert tallies_are_right(desk)


def test_the_older_case_goes_on_even_when_its_group_is_the_one_that_went(desk: Desk) -> None:
    older, younger = desk.case(line(kenmerk="A")), desk.case(line("energie", kenmerk="B"), at=later(1))
    desk.group(*(one.signal for one in older.case_signals.all()), into=younger.group)
    desk.follow(younger.group, at=later(2))
    older.refresh_from_db()
    assert (older.state, older.group_id, older.signal_count) == ("new", younger.group_id, 2)


def test_signals_that_come_out_of_a_case_get_one_of_their_own(desk: Desk) -> None:
    case = desk.case(line(kenmerk="A"), line("energie", kenmerk="B"))
    out = desk.group(case.case_signals.order_by("-signal").first().signal)
    assert desk.follow(out, at=later(1)) == Followed(split=1)
    case.refresh_from_db()
    assert (case.signal_count, desk.case_of(out).signal_count) == (1, 1)
    assert desk.case_of(out).amount_cents == 10_000
    assert tallies_are_right(desk)


def test_a_municipality_that_has_not_decided_gets_no_cases(desk: Desk) -> None:
    desk.municipality = "GM0344"
    with pytest.raises(NotReady) as refused:
        desk.follow(everything=True)
    assert len(refused.value.missing) == 2
    assert all(sentence.endswith(".") for sentence in refused.value.missing)
