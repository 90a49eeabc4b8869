"""Held signals once more: when the cause ended (an agreement was signed, a destination became known) they go on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl
from django.db import transaction

from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.seal import Sealer
from tijdig.foundation.parties.models import Creditor
from tijdig.foundation.parties.queries import ids_of
from tijdig.journey.assess import Assessment, Known, reassess
from tijdig.journey.deliver import by_creditor, known_parties, register_missing, wait_for_sender
from tijdig.journey.match import match_delivered
from tijdig.steps.intake.models import Delivery
from tijdig.steps.intake.operations import settle_held
from tijdig.steps.intake.queries import deliveries_with_held, held_signals, still_held
from tijdig.steps.intake.told import Judged, Received


@dataclass(frozen=True)
class Settled:
    """How many held signals were looked at, and what became of them."""

    looked_at: int = 0
    accepted: int = 0
    refused: int = 0

    def __add__(self, other: Settled) -> Settled:
        return Settled(self.looked_at + other.looked_at, self.accepted + other.accepted, self.refused + other.refused)


def reassess_held(*, known: Known, sealer: Sealer, actor: Actor, at: datetime) -> Settled:
    """Assess all held signals by the rules of ``known.on``: the day on which they would be shared.

    Each delivery is a transaction of its own, so that an interruption leaves whole deliveries done or not done.
    """
    settled = Settled()
    for delivery in deliveries_with_held():
        settled += _settle(delivery, known, sealer, actor, at)
        match_delivered(delivery=delivery, actor=actor, at=at)
    return settled


@transaction.atomic
def _settle(delivery: Delivery, known: Known, sealer: Sealer, actor: Actor, at: datetime) -> Settled:
    wait_for_sender(delivery.sender_kvk)
    held = held_signals(delivery)  # read behind the lock, so that two that do this at once settle a signal once
    signals = _as_walked(held)
    creditors = ids_of(Creditor, [delivery.sender_kvk, *held["creditor__kvk"].unique().to_list()])
    references = by_creditor(held.select(pl.col("creditor__kvk").alias("kvk"), "reference"), creditors)
    parties = known_parties(known.on, delivery.sender_kvk, creditors, references, held["id"].to_list())
    assessment = reassess(signals, replace(known, parties=parties))
    judged = _changed(assessment, held)
    if judged.signals.is_empty():
        return Settled(looked_at=held.height)
    register_missing(judged.signals, actor=actor, at=at)
    judged = _still_waiting(judged)
    if judged.signals.is_empty():
        return Settled(looked_at=held.height)
    received = Received(delivery.sender_kvk, delivery.digest, known.on, known.policy.version, known.edition.name)
    settle_held(delivery=delivery, judged=judged, received=received, sealer=sealer, actor=actor, at=at)
    counts = dict(judged.signals["state"].value_counts().iter_rows())
    return Settled(held.height, counts.get("accepted", 0), counts.get("refused", 0))


def _as_walked(held: pl.DataFrame) -> pl.DataFrame:
    """The frame as intake would have given it."""
    kept = held.drop("id", "assessment").rename({"creditor__kvk": "on_behalf_of_kvk"})
    return kept.with_columns(pl.col("line").cast(pl.UInt32), pl.col("house_number").cast(pl.Int32))


def _changed(assessment: Assessment, held: pl.DataFrame) -> Judged:
    """What need not wait longer, with the findings of this assessment and its number."""
    walked = assessment.signals.join(held.select("line", "id", "assessment"), on="line", maintain_order="left")
    moved = walked.filter(pl.col("outcome") != "held").select(
        "id", "line", pl.col("outcome").alias("state"), pl.col("municipality").alias("municipality_id"), "place_rule", "system"
    )
    numbered = held.select(pl.col("line").cast(pl.UInt32), pl.col("assessment") + 1)
    findings = assessment.findings.join(numbered, on="line").filter(pl.col("line").is_in(moved["line"].implode()))
    return Judged(moved, pl.DataFrame(), findings, assessment.counts)


def _still_waiting(judged: Judged) -> Judged:
    """Without what was withdrawn or settled in the meantime."""
    signals = judged.signals.filter(pl.col("id").is_in(still_held(judged.signals["id"].to_list())))
    return replace(judged, signals=signals, findings=judged.findings.filter(pl.col("line").is_in(signals["line"].implode())))
