"""The only writes of this room: a delivery with its signals, refusals and findings; later outcomes of held signals."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import polars as pl
from django.db import IntegrityError
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
from tijdig.foundation.parties.queries import unregistered_creditors
from tijdig.foundation.tables.bulk import ROWS_AT_ONCE, insert, insert_pieces
from tijdig.steps.intake import told
from tijdig.steps.intake.models import Delivery, DeliveryPart, Refusal, Signal, State, StoredFinding
from tijdig.steps.intake.rows import leaf_texts, table_columns
from tijdig.steps.intake.told import Judged, Received

_IDS_AT_ONCE = 10_000


@operation
def store_delivery(*, received: Received, judged: Judged, sealer: Sealer, actor: Actor, at: datetime) -> Delivery:
    """Store everything of a delivery, its ledger entry with the Merkle root of its signals, and its two receipts.

    Raises IntegrityError when the same sender delivered the same bytes before.
    """
    number, receipt_numbers = new_number("L"), (new_number("R"), new_number("R"))
    _hold_creditors(judged.signals)
    delivery = _delivery(number, received, judged, at)
    leaves = _insert_signals(delivery, judged.signals)
    _insert_rest(delivery, judged)
    _count_parts(delivery, judged.signals)
    for ids in _batched(judged.withdrawn):
        Signal.objects.filter(pk__in=ids).update(state=State.WITHDRAWN)
    content, root = told.logged(received, judged, receipt_numbers), merkle.root(leaves)
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


def _hold_creditors(signals: pl.DataFrame) -> None:
    """The foreign key of the signals to their creditors, for all rows at once; decision 0015 says why."""
    missing = unregistered_creditors(signals["creditor_id"].unique().to_list())
    if missing:
        raise IntegrityError(f"intake_signal_has_creditor: nobody is registered under {missing}")


def _insert_signals(delivery: Delivery, signals: pl.DataFrame) -> list[bytes]:
    """Write them in the order of the index, which is quicker; gives their leaves in the order of the lines."""
    order = signals.select(pl.arg_sort_by("creditor_id", "reference")).to_series()
    same = {"delivery_id": delivery.pk, "signal_date": delivery.signal_date, "assessment": 1}
    leaves: list[pl.Series] = []

    def pieces() -> Iterator[pl.DataFrame]:
        for start in range(0, signals.height, ROWS_AT_ONCE):
            piece = _with_proofs(signals[order.slice(start, ROWS_AT_ONCE)])
            leaves.append(piece["leaf"])
            yield table_columns(piece).with_columns(pl.lit(value).alias(name) for name, value in same.items())

    insert_pieces(Signal, pieces(), few=signals.height <= ROWS_AT_ONCE)
    by_line = pl.concat(leaves).gather(order.arg_sort()) if leaves else pl.Series([], dtype=pl.Binary)
    return by_line.to_list()


def _with_proofs(signals: pl.DataFrame) -> pl.DataFrame:
    """Adds the salt and the leaf of each signal."""
    size = merkle.SALT_SIZE
    salts = secrets.token_bytes(size * signals.height)
    leaves = merkle.leaf_digests(salts, leaf_texts(signals))
    each = [salts[at : at + size] for at in range(0, len(salts), size)]
    return signals.with_columns(pl.Series("salt", each, pl.Binary), pl.Series("leaf", leaves, pl.Binary))


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

    ``judged.signals`` has the ``id`` of each signal with its new ``state`` (held ones that stay held are left out), and
    its ``facts`` where those changed.
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
    for pk, text in (
        signals.filter(pl.lit(state == State.ACCEPTED) & pl.col("facts").is_not_null()).select("id", "facts").iter_rows()
    ):
        Signal.objects.filter(pk=pk, state=State.HELD).update(facts=text)
    for municipality, system, ids in signals.group_by("municipality_id", "system").agg("id").iter_rows():
        changed: dict[str, object] = {"municipality_id": municipality, "system": system}
        if state == State.REFUSED:
            changed = dict.fromkeys(PERSONAL)
        for some in _batched(ids):
            waiting = Signal.objects.filter(pk__in=some, state=State.HELD)
            waiting.update(state=state, signal_date=received.signal_date, assessment=F("assessment") + 1, **changed)


# What goes when a signal may not be shared after all; the reference stays, so that the creditor can see which it was.
PERSONAL = (
    "salt", "initials", "prefix", "surname", "born_on", "postcode", "house_number", "house_letter", "addition", "phone",
    "email", "amount_cents", "facts",
)  # fmt: skip
