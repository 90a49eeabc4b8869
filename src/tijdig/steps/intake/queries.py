"""What others ask about deliveries and their signals."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import connection

from tijdig.foundation.parties.models import Creditor, Intermediary, Municipality
from tijdig.foundation.parties.queries import names_of
from tijdig.steps.intake.facts import unfolded
from tijdig.steps.intake.models import Delivery, DeliveryPart, Signal, State
from tijdig.steps.intake.rows import OWN_COLUMNS

EARLIER_SCHEMA = {
    "id": pl.Int64,
    "creditor_id": pl.Int64,
    "reference": pl.String,
    "state": pl.String,
    "signal_date": pl.Date,
    "signal_type": pl.String,
    "amount_cents": pl.Int64,
    "arose_on": pl.Date,
    "municipality": pl.String,
    "postcode": pl.String,
    "house_number": pl.Int32,
    "house_letter": pl.String,
    "addition": pl.String,
}
_EARLIER = """
    SELECT id, creditor_id, reference, state, signal_date, signal_type, amount_cents, arose_on, municipality_id,
           postcode, house_number, house_letter, addition
    FROM intake_signal
    WHERE creditor_id = %s AND state IN ('accepted', 'held') AND signal_type <> 'intrekking' AND reference IN """
_UNFOLDED = {"postgresql": "(SELECT unnest(%s::text[]))", "sqlite": "(SELECT value FROM json_each(%s))"}


def delivery_with(sender_kvk: str, digest: str) -> Delivery | None:
    """The delivery of these bytes by this sender, if it was stored."""
    return Delivery.objects.filter(sender_kvk=sender_kvk, digest=digest).first()


def earlier_signals(references: Mapping[int, Sequence[str]], *, excluding: Sequence[int] = ()) -> pl.DataFrame:
    """The newest signal of each reference that is accepted or held; ``references`` by the creditor's row number.

    ``excluding``: row numbers of signals that are judged themselves.
    """
    frames = [_earlier(creditor, wanted) for creditor, wanted in references.items()]
    found = pl.concat([pl.DataFrame(schema=EARLIER_SCHEMA), *frames])
    others = found.filter(~pl.col("id").is_in(list(excluding))).sort("id")
    return others.unique(["creditor_id", "reference"], keep="last", maintain_order=True)


def _earlier(creditor: int, references: Sequence[str]) -> pl.DataFrame:
    """In plain SQL: the ORM has no way to hand over a million references as one parameter."""
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(
            _EARLIER + _UNFOLDED[connection.vendor], [creditor, list(references) if postgres else json.dumps(list(references))]
        )
        rows = cursor.fetchall()
    return pl.DataFrame(rows, schema=EARLIER_SCHEMA, orient="row")


def held_signals(delivery: Delivery) -> pl.DataFrame:
    """The held signals of a delivery: id, line, creditor__kvk, assessment, facts and the stored fields."""
    held = Signal.objects.filter(delivery=delivery, state=State.HELD).order_by("line")
    columns = ("id", "line", "creditor__kvk", "assessment", *OWN_COLUMNS, "facts")
    rows = pl.DataFrame(list(held.values_list(*columns)), schema=[*columns], orient="row", infer_schema_length=None)
    return rows.hstack(unfolded(rows["facts"]))


def still_held(ids: Sequence[int]) -> list[int]:
    """Those of the signals (row numbers, at least one) that wait at this moment."""
    waiting = set(Signal.objects.filter(state=State.HELD, pk__gte=min(ids), pk__lte=max(ids)).values_list("pk", flat=True))
    return [pk for pk in ids if pk in waiting]


def deliveries_with_held() -> list[Delivery]:
    """The deliveries that still have held signals, oldest first."""
    waiting = Signal.objects.filter(state=State.HELD).values("delivery_id").distinct()
    return list(Delivery.objects.filter(pk__in=waiting).order_by("pk"))


def leaves_of(delivery: Delivery) -> list[bytes]:
    """The leaves of a delivery's Merkle tree, in the order of lines, as they were hashed."""
    found = Signal.objects.filter(delivery=delivery).order_by("line").values_list("leaf", flat=True)
    return [bytes(leaf) for leaf in found]


def stored_signals(municipality: str, ids: Collection[int]) -> pl.DataFrame:
    """Signals that a municipality has and that stand: id, creditor_id, creditor_kvk, delivered_by_kvk and the stored fields.

    ``delivered_by_kvk`` is null where the creditor delivered itself.
    """
    ours = Signal.objects.filter(municipality=municipality, pk__in=ids, state=State.ACCEPTED).order_by("pk")
    columns = ("id", "creditor_id", "creditor__kvk", "delivery__sender_kvk", *OWN_COLUMNS, "facts")
    found = pl.DataFrame(list(ours.values_list(*columns)), schema=[*columns], orient="row", infer_schema_length=None)
    found = found.hstack(unfolded(found["facts"]).drop("place_rule")).drop("facts")
    found = found.with_columns(pl.col(pl.Null).cast(pl.String))  # a column without any value
    sender, creditor = pl.col("delivery__sender_kvk"), pl.col("creditor__kvk")
    others = pl.when(sender.ne_missing(creditor)).then(sender).alias("delivered_by_kvk")
    return found.with_columns(others).rename({"creditor__kvk": "creditor_kvk"}).drop("delivery__sender_kvk")


@dataclass(frozen=True)
class ReceivedPart:
    """A delivery as a municipality sees it."""

    number: str
    sender: str  # the name, or the number where no name is known
    received_at: datetime
    accepted: int  # signals for this municipality


def deliveries_received(municipality: str, *, before: str | None = None, size: int = 50) -> list[ReceivedPart]:
    """The deliveries with signals for a municipality, newest first; ``before`` is the number that ended an earlier page."""
    parts = DeliveryPart.objects.filter(municipality=municipality).order_by("-delivery")
    if before is not None:
        parts = parts.filter(delivery__lt=Delivery.objects.filter(number=before).values("pk")[:1])
    rows = parts.values_list("delivery__number", "delivery__sender_kvk", "delivery__received_at", "accepted")
    found = list(rows[:size])
    senders = {sender for _, sender, *_ in found}
    names = names_of(Creditor, senders) | names_of(Intermediary, senders)
    names |= dict(Municipality.objects.filter(code__in=senders).values_list("code", "name"))  # signals of who moved
    return [
        ReceivedPart(number, names.get(sender) or sender, received_at, accepted) for number, sender, received_at, accepted in found
    ]
