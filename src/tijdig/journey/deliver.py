"""A delivery from a sender's bytes to stored signals and receipts: the walk with everything that is known, then one write."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

import polars as pl
from django.db import connection

from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.operation import operation
from tijdig.foundation.ledger.seal import Sealer
from tijdig.foundation.parties.models import Creditor, Intermediary
from tijdig.foundation.parties.operations import register_municipalities
from tijdig.foundation.parties.queries import ids_of, kinds_of, mandates_on, unregistered_municipalities
from tijdig.foundation.parties.rules import MunicipalityFacts
from tijdig.foundation.places import register
from tijdig.foundation.values import numbers
from tijdig.foundation.values.text import readable
from tijdig.journey.assess import Assessment, Known, Progress, assess
from tijdig.journey.parties_known import HISTORY_SCHEMA, SAME, KnownParties
from tijdig.steps.agreements.queries import covered_pairs, experiment_pairs
from tijdig.steps.intake.models import Delivery
from tijdig.steps.intake.operations import store_delivery
from tijdig.steps.intake.parsing import WITHDRAWAL
from tijdig.steps.intake.queries import delivery_with, earlier_signals
from tijdig.steps.intake.rows import stored_fields
from tijdig.steps.intake.table import Table
from tijdig.steps.intake.told import Judged, Received
from tijdig.steps.routing.queries import destinations_on

_KVK = re.compile("[0-9]{8}")
_EARLIER = {"id": "earlier_id", "signal_date": "earlier_date", "signal_type": "earlier_type", "state": "earlier_state"}
_HISTORY = _EARLIER | {name: f"earlier_{name}" for name in ("municipality", *SAME)}


class UnknownSender(Exception):
    """Nobody with this KvK number is registered as creditor or intermediary; the message is a Dutch sentence."""


class Unreadable(Exception):
    """The file gave no table; ``findings`` say why."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__("bestand-onleesbaar")
        self.assessment = assessment


class AlreadyDelivered(Exception):
    """Somebody stored the same bytes of the same sender a moment earlier."""


@dataclass(frozen=True)
class Delivered:
    """The delivery, what was found in it, and whether it was stored now or had been before."""

    delivery: Delivery
    assessment: Assessment | None  # None when it had been stored before


def deliver(
    *, data: bytes, table: Table, sender_kvk: str, known: Known, sealer: Sealer, actor: Actor, at: datetime,
    progress: Progress | None = None,
) -> Delivered:  # fmt: skip
    """Store a delivery, or find the one that these bytes were before.

    Raises UnknownSender, and Unreadable when there is no table in it; then nothing is stored.
    """
    if not _KVK.fullmatch(sender_kvk):
        raise UnknownSender("Een KvK-nummer heeft acht cijfers.")
    digest = sha256(data).hexdigest()
    earlier = delivery_with(sender_kvk, digest)
    if earlier is None:
        try:
            return _store(
                digest=digest, table=table, sender_kvk=sender_kvk, known=known, sealer=sealer, actor=actor, at=at, progress=progress
            )
        except AlreadyDelivered:
            earlier = delivery_with(sender_kvk, digest)
    if earlier is None:
        raise RuntimeError("a delivery that was there is gone")
    return Delivered(earlier, None)


@operation
def _store(
    *, digest: str, table: Table, sender_kvk: str, known: Known, sealer: Sealer, actor: Actor, at: datetime,
    progress: Progress | None,
) -> Delivered:  # fmt: skip
    wait_for_sender(sender_kvk)
    if delivery_with(sender_kvk, digest) is not None:
        raise AlreadyDelivered
    creditors = _creditors(table, sender_kvk)
    parties = known_parties(known.on, sender_kvk, creditors, _references(table, sender_kvk, creditors))
    assessment = assess(table, replace(known, parties=parties), progress)
    if not assessment.readable:
        raise Unreadable(assessment)
    judged = judged_from(assessment, creditors)
    register_missing(judged.signals, actor=actor, at=at)
    received = Received(sender_kvk, digest, known.on, known.policy.version, known.edition.name)
    delivery = store_delivery(received=received, judged=judged, sealer=sealer, actor=actor, at=at)
    return Delivered(delivery, assessment)


def wait_for_sender(sender_kvk: str) -> None:
    """One delivery of a sender at a time, so that two files with one reference see each other; SQLite is so by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sender_kvk)])


def _creditors(table: Table, sender_kvk: str) -> dict[str, int]:
    """Row number by KvK number, of the sender and of everybody it delivers for.

    Raises UnknownSender when the sender is neither creditor nor intermediary.
    """
    named = numbers.kvk(pl.col("namens_kvk").str.strip_chars())  # what is no number is nobody's
    creditors = ids_of(Creditor, [sender_kvk, *table.rows.select(named.drop_nulls().unique()).to_series()])
    if sender_kvk not in creditors and not ids_of(Intermediary, [sender_kvk]):
        raise UnknownSender(
            f"KvK-nummer {sender_kvk} is hier niet bekend als schuldeiser of gemachtigde. Meld u eerst aan (tijdig parties import)."
        )
    return creditors


def _references(table: Table, sender_kvk: str, creditors: Mapping[str, int]) -> dict[int, list[str]]:
    """The references in the file by the row number of the creditor whose they are."""
    whose = pl.coalesce(pl.col("namens_kvk").str.strip_chars(), pl.lit(sender_kvk)).alias("kvk")
    reference = readable(pl.col("kenmerk")).str.strip_chars().alias("reference")
    return by_creditor(table.rows.lazy().select(whose, reference).drop_nulls().collect(), creditors)


def by_creditor(named: pl.DataFrame, creditors: Mapping[str, int]) -> dict[int, list[str]]:
    """References (``kvk``, ``reference``) by the row number of the creditor; those of strangers are left out."""
    return {creditors[str(kvk)]: rows["reference"].to_list() for (kvk,), rows in named.group_by("kvk") if kvk in creditors}


def known_parties(
    on: date, sender_kvk: str, creditors: Mapping[str, int], references: Mapping[int, list[str]], excluding: Collection[int] = ()
) -> KnownParties:
    """Everything the walk may know of the parties to a delivery on its signal date."""
    numbers = {*creditors, sender_kvk}
    return KnownParties(
        on=on,
        sender_kvk=sender_kvk,
        sender_is_creditor=sender_kvk in creditors,
        creditor_kinds=kinds_of(creditors=list(creditors)),
        mandates=mandates_on(on, intermediaries=[sender_kvk]),
        pairs=covered_pairs(on, parties=numbers),
        experiment=experiment_pairs(on),
        destinations=destinations_on(on),
        history=_history(creditors, references, excluding),
    )


def _history(creditors: Mapping[str, int], references: Mapping[int, list[str]], excluding: Collection[int]) -> pl.DataFrame:
    earlier = earlier_signals(references, excluding=list(excluding))
    named = earlier.join(_ids(creditors), on="creditor_id", maintain_order="left")
    return named.rename(_HISTORY).select(list(HISTORY_SCHEMA))


def _ids(creditors: Mapping[str, int]) -> pl.DataFrame:
    """Row number by KvK number as a frame: creditor_kvk, creditor_id."""
    return pl.DataFrame(list(creditors.items()), schema={"creditor_kvk": pl.String, "creditor_id": pl.Int64}, orient="row")


def judged_from(assessment: Assessment, creditors: Mapping[str, int]) -> Judged:
    """What is stored of an assessment: signals that stand or wait, refusals, findings, and what is taken back."""
    walked, kept = assessment.signals, pl.col("outcome") != "refused"
    signals = walked.filter(kept).join(_ids(creditors), on="creditor_kvk", how="left", maintain_order="left")
    same_sort = pl.col("earlier_type") == pl.col("signal_type")
    replaced = (pl.col("signal_type") == WITHDRAWAL) | ((pl.col("earlier_state") == "held") & same_sort)
    return Judged(
        signals=stored_fields(signals),
        refusals=walked.filter(~kept).select("line", readable(pl.col("reference"))),
        findings=assessment.findings,
        counts=assessment.counts,
        withdrawn=tuple(signals.filter(replaced)["earlier_id"].drop_nulls()),
    )


def register_missing(signals: pl.DataFrame, *, actor: Actor, at: datetime) -> None:
    """Put municipalities that get a signal for the first time in the register of parties, with their names."""
    missing = unregistered_municipalities(signals["municipality_id"].drop_nulls().unique().to_list())
    if missing:
        facts = [MunicipalityFacts(code, register.by_code(code).name) for code in missing]
        register_municipalities(municipalities=facts, actor=actor, at=at)
