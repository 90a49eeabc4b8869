"""What a municipality asks about deliveries: only its own signals in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Sum

from tijdig.steps.intake.models import Delivery, Signal, State


@dataclass(frozen=True)
class Received:
    """What one municipality received with a delivery: signals for others in the same delivery are not counted."""

    number: str
    sender_kvk: str
    received_at: datetime
    signal_date: date
    signals: int
    amount_cents: int


def received_by(municipality: str, *, newest: int = 50) -> list[Received]:
    """The newest deliveries with signals for a municipality, newest first."""
    theirs = Signal.objects.filter(municipality=municipality, state=State.ACCEPTED)
    found = list(Delivery.objects.filter(Exists(theirs.filter(delivery=OuterRef("pk")))).order_by("-pk")[:newest])
    counted = theirs.filter(delivery__in=found).values_list("delivery_id").annotate(Count("pk"), Sum("amount_cents"))
    counts = {pk: (signals, cents or 0) for pk, signals, cents in counted}
    return [
        Received(one.number, one.sender_kvk, one.received_at, one.signal_date, *counts[one.pk]) for one in found if one.pk in counts
    ]
