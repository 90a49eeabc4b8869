"""What pages read: the list page by page, the case, and what a municipality decided."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from steps.followup.desk_world import DECIDED, NOW, TODAY, Desk, later, line, settled
from tijdig.journey.follow import close_case
from tijdig.steps.followup import operations
from tijdig.steps.followup.case_file import case_by_number
from tijdig.steps.followup.models import Case, DeskSettings
from tijdig.steps.followup.operations import NotAllowed
from tijdig.steps.followup.outcomes import Outcome
from tijdig.steps.followup.queries import NOBODY, Filters, deadlines_at_risk, filter_counts, work_list
from tijdig.steps.followup.rules import Action, CaseState, SetAside, check, choices
from tijdig.steps.followup.setup.operations import SettingsError, drop_view, keep_view, set_districts
from tijdig.steps.followup.setup.queries import Decided, desk_is_ready, districts_of, settings_on, views_of
from tijdig.steps.followup.terms import Bucket
from tijdig.steps.intake.models import Signal
from tijdig.steps.matching.models import Household

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return settled()


def seven(desk: Desk) -> list[str]:
    """Cases of rising amounts, the highest first in the list."""
    cases = [desk.case(line(kenmerk=f"K{at}", number=at + 1, bedrag=str(100 + at))) for at in range(7)]
    return [case.number for case in reversed(cases)]


def test_pages_follow_each_other_and_go_back(desk: Desk) -> None:
    wanted = seven(desk)
    pages, after = [], None
    while True:
        page = work_list(desk.municipality, Filters(), TODAY, after=after, size=3)
        pages.append([one.number for one in page.lines])
        if page.after is None:
            break
        after = page.after
    assert pages == [wanted[:3], wanted[3:6], wanted[6:]]
    back = work_list(desk.municipality, Filters(), TODAY, before=page.before, size=3)
    assert [one.number for one in back.lines] == wanted[3:6]
    first = work_list(desk.municipality, Filters(), TODAY, before=back.before, size=3)
    assert ([one.number for one in first.lines], first.before) == (wanted[:3], None)


@pytest.mark.parametrize("bucket", [None, Bucket.LATER])
def test_every_case_is_on_one_page(desk: Desk, bucket: Bucket | None) -> None:
    wanted = set(seven(desk))
    seen, after = [], None
    while True:
        page = work_list(desk.municipality, Filters(bucket=bucket), TODAY, after=after, size=2)
        seen += [one.number for one in page.lines]
        if (after := page.after) is None:
            break
    assert (len(seen), set(seen), page.total) == (7, wanted, 7)


def test_filters_and_their_counts_agree(desk: Desk) -> None:
    set_districts(municipality=desk.municipality, districts={"Centrum": ["1011"]}, actor=desk.actor(), at=NOW)
    mine = desk.take_up(desk.case(line(kenmerk="A", crisis="ja"), line("energie", kenmerk="B")))
    desk.case(line(kenmerk="C", number=5))
    waits = desk.case(line(kenmerk="D", number=6))
    operations.set_aside(case=waits.number, version=1, reason=SetAside.LETTER_SENT, until=TODAY + timedelta(days=9), **desk.told())
    found = filter_counts(desk.municipality, TODAY)
    [(district, name, areas)] = districts_of(desk.municipality)
    assert (name, areas) == ("Centrum", ("1011",))
    expected = {
        Filters(): found.total,
        Filters(kind="energie"): found.kinds["energie"],
        Filters(kind="zorg"): found.kinds["zorg"],
        Filters(worker=desk.anna.pk): found.workers[desk.anna.pk],
        Filters(worker=NOBODY): found.workers[NOBODY],
        Filters(district=district): found.districts[district],
        Filters(sort="combined"): found.sorts["combined"],
        Filters(sort="successive"): 0,
        Filters(crisis=True): found.crisis,
        Filters(repeat=True): found.repeats,
        Filters(state=CaseState.WAITING): found.states[CaseState.WAITING],
        Filters(bucket=Bucket.LATER): found.buckets[Bucket.LATER],
        Filters(bucket=Bucket.THIS_WEEK): found.buckets.get(Bucket.THIS_WEEK, 0),
        Filters(bucket=Bucket.MET): 0,
        Filters(kind="zorg", worker=desk.anna.pk): 1,
    }
    for filters, count in expected.items():
        page = work_list(desk.municipality, filters, TODAY)
        assert (len(page.lines), page.total, page.total_is_exact) == (count, count, True), filters
    assert (found.total, found.crisis, found.states[CaseState.WAITING]) == (2, 1, 1)
    assert work_list(desk.municipality, Filters(crisis=True), TODAY).lines[0].number == mine.number


def test_a_list_holds_one_municipality(desk: Desk) -> None:
    desk.case()
    assert work_list("GM0344", Filters(), TODAY).lines == ()
    assert filter_counts("GM0344", TODAY).total == 0


def test_the_days_at_risk_are_counted(desk: Desk) -> None:
    desk.case()
    due = date(2026, 7, 29)
    assert deadlines_at_risk(desk.municipality, due).days[due] == 1
    assert deadlines_at_risk(desk.municipality, due + timedelta(days=1)).overdue == 1


def test_without_contact_details_a_visit_is_proposed(desk: Desk) -> None:
    bare = desk.case(line(kenmerk="A"))
    told = desk.case(line(kenmerk="B", number=4, telefoon="0612345678", email="a@mail.example"))
    advice = case_by_number(desk.municipality, bare.number, TODAY).contact
    assert (advice.phones, advice.emails, advice.has_address) == ((), (), True)
    assert "Plan een huisbezoek" in advice.advice
    known = case_by_number(desk.municipality, told.number, TODAY).contact
    assert (len(known.phones), known.emails, known.advice) == (1, ("a@mail.example",), "")


def test_an_address_with_several_additions_must_be_chosen(desk: Desk) -> None:
    case = desk.case(line(kenmerk="A", toevoeging="2"), line("energie", kenmerk="B", toevoeging="3 "))
    assert case.several_additions
    found = case_by_number(desk.municipality, case.number, TODAY)
    assert found.additions == (("", "2"), ("", "3"))
    with pytest.raises(NotAllowed, match="Kies een"):
        operations.choose_addition(case=case.number, version=1, house_letter="", addition="9", **desk.told())
    operations.choose_addition(case=case.number, version=1, house_letter="", addition="2", **desk.told())
    [more] = desk.signals(line(kenmerk="C", toevoeging="3"), on=date(2026, 7, 2))
    desk.group(more, into=case.group)
    desk.follow(case.group, at=later(1))
    case.refresh_from_db()
    assert (case.addition, case.several_additions, case.signal_count) == ("2", False, 3)


def test_cases_of_the_household_are_linked(desk: Desk) -> None:
    household = Household.objects.create(municipality_id=desk.municipality)
    groups = [desk.group(*desk.signals(line(kenmerk=f"K{at}")), household=household) for at in range(2)]
    desk.follow(*groups)
    one, other = map(desk.case_of, groups)
    [linked] = case_by_number(desk.municipality, one.number, TODAY).linked
    assert (linked.number, linked.same_person) == (other.number, False)


def test_a_claim_reported_again_and_not_higher_is_a_repeat(desk: Desk) -> None:
    case = desk.case(line(kenmerk="A", bedrag="200"))
    close_case(case=case.number, version=1, outcome=Outcome.REPEAT, **desk.told())
    again = desk.signals(line(kenmerk="A", bedrag="200", telefoon="0612345678"), on=date(2026, 7, 20))
    desk.group(*again, into=case.group)
    desk.follow(case.group, at=later(20))
    repeated = desk.case_of(case.group)
    assert repeated.repeat
    page = work_list(desk.municipality, Filters(repeat=True), date(2026, 7, 20))
    assert page.lines[0].suggestion[0] == Outcome.REPEAT
    higher = desk.signals(line(kenmerk="A", bedrag="201"), on=date(2026, 7, 25))
    desk.group(*higher, into=case.group)
    desk.follow(case.group, at=later(25))
    repeated.refresh_from_db()
    assert (repeated.repeat, repeated.amount_cents, repeated.signal_count) == (False, 20_100, 2)


def test_a_case_whose_signals_were_withdrawn_says_so(desk: Desk) -> None:
    case = desk.case(line(kenmerk="A"))
    Signal.objects.filter(reference="A").update(state="withdrawn")
    desk.follow(case.group, at=later(1))
    case.refresh_from_db()
    assert (case.signal_count, case.amount_cents, case.version) == (0, 0, 2)
    assert "ingetrokken" in work_list(desk.municipality, Filters(), TODAY).lines[0].suggestion[1]


def test_a_new_threat_asks_for_a_new_conversation(desk: Desk) -> None:
    case = desk.take_up(desk.case(line(kenmerk="A")))
    Case.objects.filter(pk=case.pk).update(reached=True)
    more = desk.signals(line("energie", kenmerk="B", crisis="ja"), on=date(2026, 7, 8))
    desk.group(*more, into=case.group)
    desk.follow(case.group, at=later(7))
    case.refresh_from_db()
    assert (case.reached, case.crisis, case.due_on) == (False, True, date(2026, 7, 13))


def test_the_desk_says_what_must_be_decided_first(desk: Desk) -> None:
    assert desk_is_ready(desk.municipality, TODAY) == []
    assert len(desk_is_ready("GM0344", TODAY)) == 2
    assert settings_on("GM0344", TODAY) == Decided()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"retention_days": None}, "bewaar"),
        ({"retention_days": 0}, "bewaar"),
        ({"threshold_cents": -1}, "grensbedrag"),
        ({"priority": ("leeftijd van de inwoner",)}, "bestaat"),
        ({"crisis_in_working_days": None}, "Kies werkdagen"),
    ],
)
def test_what_cannot_be_decided_is_refused(desk: Desk, change: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        desk.decide(**change)


def test_decisions_count_from_their_day_and_earlier_ones_stay(desk: Desk) -> None:
    case = desk.case(line(crisis="ja"))
    assert case.due_on == date(2026, 7, 6)
    desk.decide(at=later(30), threshold_cents=5_000)
    assert settings_on(desk.municipality, TODAY) == DECIDED.__class__(**{**vars(DECIDED), "valid_from": TODAY})
    assert settings_on(desk.municipality, TODAY + timedelta(days=30)).threshold_cents == 5_000
    assert DeskSettings.objects.count() == 2


def test_another_kind_of_days_and_another_order_count_for_open_cases(desk: Desk) -> None:
    case = desk.case(line(crisis="ja"), on=date(2026, 7, 3))
    assert case.due_on == date(2026, 7, 8)
    key = case.order_key
    desk.decide(at=later(3), crisis_in_working_days=False, priority=("amount", "deadline"))
    case.refresh_from_db()
    assert (case.due_on, case.version) == (date(2026, 7, 7), 2)
    assert case.order_key != key
    assert deadlines_at_risk(desk.municipality, date(2026, 7, 7)).days[date(2026, 7, 7)] == 1


def test_districts_move_cases_along_and_are_replaced(desk: Desk) -> None:
    case = desk.case()
    told = {"municipality": desk.municipality, "actor": desk.actor(), "at": NOW}
    set_districts(districts={"Centrum": ["1011"], "Noord": ["1021"]}, **told)
    case.refresh_from_db()
    assert case.district.name == "Centrum"
    set_districts(districts={"Noord": ["1011"]}, **told)
    case.refresh_from_db()
    assert (case.district.name, [name for _, name, _ in districts_of(desk.municipality)]) == ("Noord", ["Noord"])
    for wrong in ({"A": ["1011"], "B": ["1011"]}, {"A": ["101"]}, {" ": ["1011"]}):
        with pytest.raises(SettingsError):
            set_districts(districts=wrong, **told)


def test_views_are_kept_by_person_and_name(desk: Desk) -> None:
    told = {"municipality": desk.municipality, "person": desk.anna.pk, "actor": desk.actor(), "at": NOW}
    keep_view(name="Mijn crisis", filters={"crisis": "ja"}, **told)
    keep_view(name="Mijn crisis", filters={"soort": "huur"}, **told)
    assert views_of(desk.municipality, desk.anna.pk) == {"Mijn crisis": {"soort": "huur"}}
    assert views_of(desk.municipality, desk.bram.pk) == {}
    drop_view(name="Mijn crisis", **told)
    assert views_of(desk.municipality, desk.anna.pk) == {}


def test_a_button_that_is_off_says_why(desk: Desk) -> None:
    case = desk.case()
    may = desk.by().capabilities
    told = choices(case, may)
    assert (told[Action.TAKE_UP], told[Action.RESUME]) == (None, "Deze zaak ligt niet opzij.")
    assert set(told) == set(Action)
    assert check(Action.CLOSE, case, frozenset()) == "U heeft hiervoor geen rechten. Vraag uw coördinator."


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("followup_state_fits_its_end", {"state": "lost"}),
        ("followup_state_fits_its_end", {"outcome": "paid"}),
        ("followup_state_fits_its_end", {"state": "closed"}),
        ("followup_merged_says_where", {"state": "merged", "closed_at": NOW}),
        ("followup_waiting_says_why_and_how_long", {"waits_for": "letter-sent"}),
        ("followup_waiting_says_why_and_how_long", {"state": "waiting"}),
        ("followup_crisis_has_a_kind", {"crisis": True}),
    ],
)
def test_the_table_of_cases_refuses_what_cannot_be(desk: Desk, rule: str, change: dict[str, object]) -> None:
    case = desk.case()
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**change)


def test_a_group_has_one_open_case(desk: Desk) -> None:
    one, other = desk.case(line(kenmerk="A")), desk.case(line(kenmerk="B", number=2))
    with pytest.raises(IntegrityError, match="group"), transaction.atomic():
        Case.objects.filter(pk=other.pk).update(group=one.group)


def test_statuses_and_kinds_are_those_of_ddas(desk: Desk) -> None:
    case = desk.case()
    with pytest.raises(IntegrityError, match="followup_signal_status_is_known"), transaction.atomic():
        case.case_signals.update(status="lost")
    form = {"case": case.number, "reached": False, "on": TODAY}
    attempt = operations.record_contact_attempt(kind=operations.ContactKind.LETTER, **form, **desk.told())
    for column, rule in (("kind", "followup_attempt_kind_is_known"), ("day_part", "followup_attempt_day_part_is_known")):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            type(attempt).objects.update(**{column: "night"})
