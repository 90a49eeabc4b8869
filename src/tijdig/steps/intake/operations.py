"""The only writes of this room: a delivery with its signals, refusals and findings; later outcomes of held signals."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import polars as pl
from django.db.models import F

from tijdig.foundation.ledger import merkle
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.canonical import Json
from tijdig.foundation.ledger.models import Entry, SealedReceipt
from tijdig.foundation.ledger.numbers import new_number
from tijdig.foundation.ledger.operation import operation
from tijdig.foundation.ledger.operations import append
from tijdig.foundation.ledger.receipts import Kind, issue
from tijdig.foundation.ledger.seal import Sealer
from tijdig.foundation.tables.bulk import insert
from tijdig.steps.intake import told
from tijdig.steps.intake.models import Delivery, DeliveryPart, Refusal, Signal, State, StoredFinding
from tijdig.steps.intake.rows import leaf_texts
from tijdig.steps.intake.told import Judged, Received

_IDS_AT_ONCE = 10_000


@operation
def store_delivery(*, received: Received, judged: Judged, sealer: Sealer, actor: Actor, at: datetime) -> Delivery:
    """Store everything of a delivery, its ledger entry with the Merkle root of its signals, and its two receipts.

    Raises IntegrityError when the same sender delivered the same bytes before.
    """
    number, receipt_numbers = new_number("L"), (new_number("R"), new_number("R"))
    salts = secrets.token_bytes(merkle.SALT_SIZE * judged.signals.height)
    leaves = merkle.leaf_digests(salts, leaf_texts(judged.signals))
    content, root = told.logged(received, judged, receipt_numbers), merkle.root(leaves)
    delivery = _delivery(number, received, judged, at)
    _insert_signals(delivery, judged.signals, salts, leaves)
    _insert_rest(delivery, judged)
    _count_parts(delivery, judged.signals)
    for ids in _batched(judged.withdrawn):
        Signal.objects.filter(pk__in=ids).update(state=State.WITHDRAWN)
    # Last, since all writers wait for each other from here on.
    entry = append(actor=actor, at=at, action="delivery.stored", subject=number, content=content, merkle_root=root)
    _hand_out("ontvangen", receipt_numbers[0], delivery, entry, told.stored(delivery), at, sealer)
    _hand_out("beoordeeld", receipt_numbers[1], delivery, entry, told.assessed(delivery, judged), at, sealer)
    return delivery


def _batched(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Row numbers in parts that fit in one query of either database."""
    return (ids[start : start + _IDS_AT_ONCE] for start in range(0, len(ids), _IDS_AT_ONCE))


def _delivery(number: str, received: Received, judged: Judged, at: datetime) -> Delivery:
    return Delivery.objects.create(
        number=number,
        sender_kvk=received.sender_kvk,
        digest=received.digest,
        received_at=at,
        signal_date=received.signal_date,
        policy_version=received.policy_version,
        places_edition=received.places_edition,
        lines=sum(judged.counts.values()),
        accepted=judged.counts["accepted"],
        held=judged.counts["held"],
        refused=judged.counts["refused"],
    )


def _insert_signals(delivery: Delivery, signals: pl.DataFrame, salts: bytes, leaves: list[bytes]) -> None:
    size = merkle.SALT_SIZE
    proofs = [
        pl.Series("salt", [salts[at * size : (at + 1) * size] for at in range(signals.height)], pl.Binary),
        pl.Series("leaf", leaves, pl.Binary),
    ]
    same = [
        pl.lit(delivery.pk).alias("delivery_id"),
        pl.lit(delivery.signal_date).alias("signal_date"),
        pl.lit(1).alias("assessment"),
    ]
    insert(Signal, signals.with_columns(*proofs, *same).sort("creditor_id", "reference"))  # the order of the index: quicker


def _insert_rest(delivery: Delivery, judged: Judged) -> None:
    owner = pl.lit(delivery.pk).alias("delivery_id")
    insert(Refusal, judged.refusals.select(owner, "line", "reference"))
    insert(StoredFinding, judged.findings.with_columns(owner, pl.lit(1).alias("assessment")))


def _count_parts(delivery: Delivery, signals: pl.DataFrame) -> None:
    """Add what was accepted now to what each municipality got of this delivery."""
    accepted = signals.filter((pl.col("state") == State.ACCEPTED.value) & pl.col("municipality_id").is_not_null())
    counts = dict(accepted.group_by("municipality_id").len().sort("municipality_id").iter_rows())
    before = dict(DeliveryPart.objects.filter(delivery=delivery, municipality__in=counts).values_list("municipality", "accepted"))
    rows = [
        DeliveryPart(delivery=delivery, municipality_id=code, accepted=count + before.get(code, 0))
        for code, count in counts.items()
    ]
    DeliveryPart.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["municipality", "delivery"], update_fields=["accepted"]
    )


def _hand_out(
    kind: Kind, number: str, delivery: Delivery, entry: Entry, content: Mapping[str, Json], at: datetime, sealer: Sealer
) -> None:
    document = issue(
        number=number, kind=kind, subject=delivery.number, sender=delivery.sender_kvk, at=at,
        digest=delivery.digest, entry=entry, content=content, sealer=sealer,
    )  # fmt: skip
    SealedReceipt.objects.create(id=number, kind=kind, subject=delivery.number, document=document, entry=entry)


@operation
def settle_held(*, delivery: Delivery, judged: Judged, received: Received, sealer: Sealer, actor: Actor, at: datetime) -> int:
    """Write what became of held signals of one delivery when they were assessed again; returns how many changed.

    ``judged.signals`` has the ``id`` of each signal with its new ``state`` (held ones that stay held are left out).
    A signal that turned out to be refused loses its personal data; its leaf stays, so the delivery's proof holds.
    """
    number = new_number("R")
    for state in (State.ACCEPTED, State.REFUSED):
        _move(judged.signals.filter(pl.col("state") == state.value), state, received)
    _count_parts(delivery, judged.signals)
    again = pl.lit(delivery.pk).alias("delivery_id")
    insert(StoredFinding, judged.findings.with_columns(again))
    content = told.logged(received, judged, (number,))
    # Last here too, for the same reason.
    entry = append(actor=actor, at=at, action="delivery.reassessed", subject=delivery.number, content=content)
    _hand_out("beoordeeld", number, delivery, entry, told.reassessed(received, judged), at, sealer)
    return judged.signals.height


def _move(signals: pl.DataFrame, state: State, received: Received) -> None:
    """Only what still waits moves: a signal withdrawn meanwhile stays withdrawn."""
    places = signals.group_by("municipality_id", "place_rule", "system").agg("id")
    for municipality, rule, system, ids in places.iter_rows():
        changed: dict[str, object] = {"municipality_id": municipality, "place_rule": rule, "system": system}
        if state == State.REFUSED:
            changed = dict.fromkeys(PERSONAL)
        for some in _batched(ids):
            waiting = Signal.objects.filter(pk__in=some, state=State.HELD)
            waiting.update(state=state, signal_date=received.signal_date, assessment=F("assessment") + 1, **changed)


# What goes when a signal may not be shared after all; the reference stays, so that the creditor can see which it was.
PERSONAL = (
    "salt", "client_number", "initials", "prefix", "surname", "surname_key", "born_on", "street", "postcode", "house_number",
    "house_letter", "addition", "town", "phone", "email", "amount_cents",
)  # fmt: skip
