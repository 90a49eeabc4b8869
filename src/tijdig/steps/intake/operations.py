"""The only writes of this room: a delivery with its signals, refusals and findings; later outcomes of held signals."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

import polars as pl
from django.db.models import F

from tijdig.foundation.ledger import merkle
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.canonical import Json
from tijdig.foundation.ledger.models import Entry, SealedReceipt
from tijdig.foundation.ledger.operation import operation
from tijdig.foundation.ledger.operations import append
from tijdig.foundation.ledger.receipts import Kind, issue
from tijdig.foundation.ledger.seal import Sealer
from tijdig.foundation.tables.bulk import insert
from tijdig.steps.intake.models import Delivery, Refusal, Signal, State, StoredFinding
from tijdig.steps.intake.rows import leaf_texts

_MOST_LISTED = 500  # findings on a receipt; more are summed up, with a digest over all


@dataclass(frozen=True)
class Received:
    """How a delivery came in: from whom, which bytes, and what it was judged by."""

    sender_kvk: str
    digest: str  # sha256 of the received bytes
    signal_date: date
    policy_version: str
    places_edition: str


@dataclass(frozen=True)
class Judged:
    """What the walk made of it; ``signals`` has the columns of the table Signal that a signal brings along.

    ``signals`` holds what is accepted or held, in the order of the lines, with ``line``, ``state`` and ``creditor_id``;
    ``refusals`` line and reference; ``findings`` as the walk gives them; ``withdrawn`` the ids of signals taken back.
    """

    signals: pl.DataFrame
    refusals: pl.DataFrame
    findings: pl.DataFrame
    counts: Mapping[str, int]
    withdrawn: tuple[int, ...] = ()


def new_number(letter: str) -> str:
    """A number nobody can guess: a letter, the sort of thing, and sixteen signs (80 random bits) without look-alikes."""
    signs = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    drawn = "".join(secrets.choice(signs) for _ in range(16))
    return f"{letter}-{drawn[:4]}-{drawn[4:8]}-{drawn[8:12]}-{drawn[12:]}"


@operation
def store_delivery(*, received: Received, judged: Judged, sealer: Sealer, actor: Actor, at: datetime) -> Delivery:
    """Store everything of a delivery, its ledger entry with the Merkle root of its signals, and its two receipts.

    Raises IntegrityError when the same sender delivered the same bytes before.
    """
    number, receipt_numbers = new_number("L"), (new_number("R"), new_number("R"))
    salts = secrets.token_bytes(merkle.SALT_SIZE * judged.signals.height)
    leaves = merkle.leaf_digests(salts, leaf_texts(judged.signals))
    content = _logged(received, judged, receipt_numbers)
    entry = append(actor=actor, at=at, action="delivery.stored", subject=number, content=content, merkle_root=merkle.root(leaves))
    delivery = _delivery(number, received, judged, entry, at)
    _insert_signals(delivery, judged.signals, salts, leaves)
    _insert_rest(delivery, judged)
    Signal.objects.filter(pk__in=judged.withdrawn).update(state=State.WITHDRAWN)
    _hand_out("ontvangen", receipt_numbers[0], delivery, entry, _stored(delivery), at, sealer)
    _hand_out("beoordeeld", receipt_numbers[1], delivery, entry, _assessed(delivery, judged), at, sealer)
    return delivery


def _logged(received: Received, judged: Judged, receipts: tuple[str, ...]) -> dict[str, Json]:
    return {
        "digest": received.digest,
        "signalDate": received.signal_date.isoformat(),
        "policy": received.policy_version,
        "places": received.places_edition,
        "counts": dict(judged.counts),
        "withdrawn": len(judged.withdrawn),
        "receipt": list(receipts) if len(receipts) > 1 else receipts[0],
    }


def _delivery(number: str, received: Received, judged: Judged, entry: Entry, at: datetime) -> Delivery:
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
        entry=entry,
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


def _stored(delivery: Delivery) -> dict[str, Json]:
    return {"regels": delivery.lines, "signaaldatum": delivery.signal_date.isoformat()}


def _assessed(delivery: Delivery, judged: Judged) -> dict[str, Json]:
    return {
        **_stored(delivery),
        "geaccepteerd": delivery.accepted,
        "wacht": delivery.held,
        "geweigerd": delivery.refused,
        "beleid": delivery.policy_version,
        "adreseditie": delivery.places_edition,
        "perGemeente": _per_municipality(judged.signals),
        "bevindingen": findings_told(judged.findings),
    }


def _per_municipality(signals: pl.DataFrame) -> dict[str, Json]:
    accepted = signals.filter((pl.col("state") == State.ACCEPTED.value) & pl.col("municipality_id").is_not_null())
    return dict(accepted.group_by("municipality_id").len().sort("municipality_id").iter_rows())


def findings_told(findings: pl.DataFrame) -> dict[str, Json]:
    """What a receipt says about findings: counts per code, a digest over all, and each of them when they are few."""
    listed = findings.select("line", "column", "code", "severity")
    told: dict[str, Json] = {
        "perCode": dict(findings.group_by("code").len().sort("code").iter_rows()),
        "digest": sha256(listed.write_csv().encode()).hexdigest(),
    }
    if listed.height <= _MOST_LISTED:
        told["regels"] = [{"regel": line, "kolom": column, "code": code} for line, column, code, _ in listed.iter_rows()]
    return told


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
    content = _logged(received, judged, (number,))
    entry = append(actor=actor, at=at, action="delivery.reassessed", subject=delivery.number, content=content)
    for state in (State.ACCEPTED, State.REFUSED):
        _move(judged.signals.filter(pl.col("state") == state.value), state, received)
    again = pl.lit(delivery.pk).alias("delivery_id")
    insert(StoredFinding, judged.findings.with_columns(again))
    told: dict[str, Json] = {
        "signaaldatum": received.signal_date.isoformat(),
        "beleid": received.policy_version,
        "adreseditie": received.places_edition,
        "regels": [{"regel": line, "uitkomst": state} for line, state in judged.signals.select("line", "state").iter_rows()],
        "bevindingen": findings_told(judged.findings),
    }
    _hand_out("beoordeeld", number, delivery, entry, told, at, sealer)
    return judged.signals.height


def _move(signals: pl.DataFrame, state: State, received: Received) -> None:
    """Only what still waits moves: a signal withdrawn meanwhile stays withdrawn."""
    places = signals.group_by("municipality_id", "place_rule", "system").agg("id")
    for municipality, rule, system, ids in places.iter_rows():
        told: dict[str, object] = {"municipality_id": municipality, "place_rule": rule, "system": system}
        if state == State.REFUSED:
            told = dict.fromkeys(PERSONAL)
        waiting = Signal.objects.filter(pk__in=ids, state=State.HELD)
        waiting.update(state=state, signal_date=received.signal_date, assessment=F("assessment") + 1, **told)


# What goes when a signal may not be shared after all; the reference stays, so that the creditor can see which it was.
PERSONAL = (
    "salt", "client_number", "initials", "prefix", "surname", "surname_key", "born_on", "street", "postcode", "house_number",
    "house_letter", "addition", "town", "phone", "email", "amount_cents",
)  # fmt: skip
