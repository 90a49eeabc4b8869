"""What creditors read: messages of the closed list about their own signals, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tijdig.steps.feedback.models import CollectionPause, Feedback
from tijdig.steps.feedback.rules import Message, sentence

PAGE = 100


@dataclass(frozen=True)
class Told:
    """One message to a creditor about one of its signals; ``pause_until`` is the first day on which it may collect again."""

    number: str
    reference: str
    kind: str
    signalled_on: date
    municipality: str
    sentence: str
    told_at: datetime
    pause_until: date | None


def feedback_for(creditor: int, today: date, *, before: str | None = None, size: int = PAGE) -> list[Told]:
    """The messages to a creditor (row number), newest first; ``before`` is the number of the last one of an earlier page."""
    rows = Feedback.objects.filter(creditor=creditor).select_related("signal", "municipality", "pause").order_by("-pk")
    last = Feedback.objects.filter(creditor=creditor, number=before).first() if before else None
    return [_told(one, today) for one in (rows.filter(pk__lt=last.pk) if last else rows)[:size]]


def feedback_about(creditor: int, signals: Iterable[int], today: date) -> dict[int, list[Told]]:
    """The messages about signals (row numbers) of one creditor, by signal, newest first."""
    rows = Feedback.objects.filter(creditor=creditor, signal__in=list(signals)).select_related("signal", "municipality", "pause")
    found: dict[int, list[Told]] = {}
    for one in rows.order_by("-pk"):
        found.setdefault(one.signal_id, []).append(_told(one, today))
    return found


def told_about_case(municipality: str, signals: Iterable[int], today: date) -> list[Told]:
    """What creditors were told about the signals of a case, for the desk itself."""
    rows = Feedback.objects.filter(municipality=municipality, signal__in=list(signals)).select_related(
        "signal", "municipality", "pause"
    )
    return [_told(one, today) for one in rows.order_by("-pk")]


def _told(one: Feedback, today: date) -> Told:
    found: CollectionPause | None = getattr(one, "pause", None)
    return Told(
        one.number, one.signal.reference, one.signal.kind, one.signal.signal_date, one.municipality.name,
        sentence(Message(one.message), one.shown_until, today), one.told_at, found.ends_on if found else None,
    )  # fmt: skip
