"""Telling creditors how the cases of their signals ended."""

from __future__ import annotations

from datetime import date, datetime

from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.numbers import new_numbers
from tijdig.foundation.ledger.operation import operation
from tijdig.foundation.ledger.operations import append
from tijdig.foundation.policy.parameters import national
from tijdig.steps.feedback.models import CollectionPause, Feedback
from tijdig.steps.feedback.rules import Message, message_for, pause
from tijdig.steps.followup.models import Case, CaseSignal
from tijdig.steps.followup.outcomes import Outcome
from tijdig.steps.followup.terms import HERE


class NothingToTell(Exception):
    """The case has not been closed with an outcome."""


@operation
def tell(*, municipality: str, case: str, actor: Actor, at: datetime) -> list[Feedback]:
    """One message about every signal of a closed case, and the pause of collection where help was accepted.

    Of the case only the outcome is read, whether it is kept safe, and until when help runs. Raises NothingToTell.
    """
    closed = Case.objects.filter(municipality=municipality, number=case, state="closed").values_list(
        "pk", "outcome", "safety", "help_until"
    )
    if not closed:
        raise NothingToTell("Van een zaak zonder eindresultaat hoort de schuldeiser niets.")
    pk, outcome, safety, help_until = closed[0]
    message = message_for(Outcome(outcome), safety=safety)
    until = help_until if message == Message.HELP_RUNS else None
    signals = list(CaseSignal.objects.filter(case=pk).order_by("signal_id").values_list("signal_id", "signal__creditor_id"))
    told = Feedback.objects.bulk_create(
        Feedback(
            number=number, signal_id=signal, creditor_id=creditor, municipality_id=municipality, message=message.value,
            shown_until=until, told_at=at,
        )
        for number, (signal, creditor) in zip(new_numbers("T", len(signals)), signals, strict=True)
    )  # fmt: skip
    if span := pause(Outcome(outcome), at.astimezone(HERE).date(), national()):
        CollectionPause.objects.bulk_create(
            CollectionPause(signal_id=one.signal_id, feedback=one, starts_on=span[0], ends_on=span[1]) for one in told
        )
    append(actor=actor, at=at, action="feedback.told", subject=case, content={"feedback": [one.number for one in told]})
    return told


@operation
def end_help(*, municipality: str, case: str, on: date, actor: Actor, at: datetime) -> int:
    """The help that was running ended (``on`` is the first day without); creditors no longer see that it runs."""
    signals = CaseSignal.objects.filter(case__municipality=municipality, case__number=case).values("signal_id")
    ours = Feedback.objects.filter(municipality=municipality, message=Message.HELP_RUNS.value, signal__in=signals)
    ended = ours.exclude(shown_until__lte=on).update(shown_until=on)
    append(actor=actor, at=at, action="feedback.help-ended", subject=case, content={})
    return ended
