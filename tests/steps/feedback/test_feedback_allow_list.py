"""What a creditor may know: a closed list, whatever happened at the desk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crash import delivery_world as there
from steps.followup.desk_world import TODAY, Desk, later, line, settled
from tijdig.foundation.policy.parameters import national
from tijdig.journey.follow import close_case
from tijdig.steps.feedback import operations, queries
from tijdig.steps.feedback.models import CollectionPause, Feedback
from tijdig.steps.feedback.operations import NothingToTell
from tijdig.steps.feedback.queries import feedback_about, feedback_for
from tijdig.steps.feedback.rules import MESSAGES, Message, message_for, pause, sentence
from tijdig.steps.followup.operations import set_safety
from tijdig.steps.followup.outcomes import OUTCOMES, REASONS, Outcome, Reason

NOTE = "geheim-Zandbergen-in-detentie"
INSIDE = [NOTE, *(reason.value for reason in Reason if reason != Reason.SAFETY), *REASONS.values()]


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_comes_down_to_a_message_of_the_list(outcome: Outcome) -> None:
    assert message_for(outcome, safety=False) in MESSAGES
    expected = Message.HELP_ACCEPTED if OUTCOMES[outcome].help_accepted else Message.NOT_TAKEN_UP
    assert message_for(outcome, safety=True) == expected


def test_another_reason_tells_only_that_it_was_not_taken_up() -> None:
    assert message_for(Outcome.OTHER, safety=False) == Message.NOT_TAKEN_UP
    assert MESSAGES[Message.NOT_TAKEN_UP] == "De gemeente heeft dit signaal niet opgepakt."


def test_that_help_runs_is_told_only_while_it_runs() -> None:
    until = TODAY + timedelta(days=10)
    runs, handled = MESSAGES[Message.HELP_RUNS], MESSAGES[Message.HANDLED]
    assert sentence(Message.HELP_RUNS, until, until - timedelta(days=1)) == runs
    assert sentence(Message.HELP_RUNS, until, until) == handled
    assert sentence(Message.HELP_RUNS, None, TODAY) == handled


@pytest.mark.parametrize("outcome", Outcome)
def test_only_accepted_help_pauses_collection_for_thirty_days(outcome: Outcome) -> None:
    expected = (TODAY, TODAY + timedelta(days=30)) if OUTCOMES[outcome].help_accepted else None
    assert pause(outcome, TODAY, national()) == expected
    assert pause(outcome, date(2022, 12, 31), national()) is None  # practice since 2023


@pytest.fixture
def desk(db: None) -> Desk:
    return settled()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    outcome=st.sampled_from(Outcome), reason=st.sampled_from(Reason), safety=st.booleans(),
    help_until=st.one_of(st.none(), st.dates(TODAY, TODAY + timedelta(days=400))),
)  # fmt: skip
def test_the_reason_never_reaches_a_creditor(
    desk: Desk, outcome: Outcome, reason: Reason, safety: bool, help_until: date | None
) -> None:
    with transaction.atomic():
        case = desk.take_up(desk.case(line(kenmerk="A"), line("energie", kenmerk="B")))
        if safety:
            case = set_safety(case=case.number, version=case.version, note=NOTE, **desk.told())
        given_reason = reason if OUTCOMES[outcome].needs_reason else ""
        close_case(
            case=case.number,
            version=case.version,
            outcome=outcome,
            reason=given_reason,
            note=NOTE,
            help_until=help_until,
            **desk.told(),
        )
        for text in (*_told_to_creditors(), *_stored()):
            assert [word for word in INSIDE if word.lower() in text.lower()] == []
        assert set(Feedback.objects.values_list("message", flat=True)) == {message_for(outcome, safety=safety).value}
        transaction.set_rollback(True)


def _told_to_creditors() -> Iterator[str]:
    for creditor in (there.creditor_id(there.CARE), there.creditor_id(there.ENERGY)):
        for day in (TODAY, TODAY + timedelta(days=500)):
            told = feedback_for(creditor, day)
            assert len(told) == 1
            assert told[0].sentence in MESSAGES.values()
            yield json.dumps([asdict(one) for one in told], default=str, ensure_ascii=False)


def _stored() -> Iterator[str]:
    """Everything the room keeps, column by column."""
    for model in (Feedback, CollectionPause):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608 - our own tables
            yield repr(cursor.fetchall())


def test_every_query_for_creditors_is_in_that_test() -> None:
    told_to_desk = {"told_about_case"}
    public = {
        name for name, value in vars(queries).items() if callable(value) and getattr(value, "__module__", "") == queries.__name__
    }
    assert {name for name in public if name[0] != "_"} - told_to_desk == {"Told", "feedback_for", "feedback_about"}


def test_a_creditor_sees_its_own_signals_only(desk: Desk) -> None:
    case = desk.take_up(desk.case(line(kenmerk="A"), line("energie", kenmerk="B")))
    close_case(case=case.number, version=2, outcome=Outcome.PAID, **desk.told())
    care, energy = there.creditor_id(there.CARE), there.creditor_id(there.ENERGY)
    assert [one.reference for one in feedback_for(care, TODAY)] == ["A"]
    signals = desk.members(case)
    assert [one.reference for told in feedback_about(energy, signals, TODAY).values() for one in told] == ["B"]


def test_pages_follow_each_other(desk: Desk) -> None:
    for at in range(5):
        case = desk.case(line(kenmerk=f"K{at}", number=at + 1))
        close_case(case=case.number, version=1, outcome=Outcome.REPEAT, **desk.told())
    care = there.creditor_id(there.CARE)
    first = feedback_for(care, TODAY, size=3)
    rest = feedback_for(care, TODAY, before=first[-1].number, size=3)
    assert [one.reference for one in (*first, *rest)] == ["K4", "K3", "K2", "K1", "K0"]


def test_help_that_ended_is_no_longer_shown(desk: Desk) -> None:
    case = desk.case()
    close_case(case=case.number, version=1, outcome=Outcome.KNOWN, help_until=date(2027, 1, 1), **desk.told())
    care = there.creditor_id(there.CARE)
    assert feedback_for(care, TODAY)[0].sentence == "De inwoner krijgt al hulp."
    told = {"municipality": desk.municipality, "actor": desk.actor(), "at": later(5)}
    assert operations.end_help(case=case.number, on=TODAY, **told) == 1
    assert operations.end_help(case=case.number, on=date(2026, 12, 1), **told) == 0
    assert feedback_for(care, TODAY)[0].sentence == MESSAGES[Message.HANDLED]


def test_an_open_case_is_told_to_nobody(desk: Desk) -> None:
    case = desk.case()
    with pytest.raises(NothingToTell):
        operations.tell(municipality=desk.municipality, case=case.number, actor=desk.actor(), at=later(0))


def test_the_database_knows_the_list_too(desk: Desk) -> None:
    case = desk.take_up(desk.case())
    close_case(case=case.number, version=2, outcome=Outcome.ADVICE, **desk.told())
    for change in ({"message": "detention"}, {"shown_until": TODAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Feedback.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        CollectionPause.objects.update(ends_on=TODAY)
