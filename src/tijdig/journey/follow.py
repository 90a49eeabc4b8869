"""The ends of a case that concern others too: the creditor is told, and the signals of who moved get a new home.

Each is one transaction, so that neither half happens without the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import transaction

from tijdig.foundation.findings.checks import no_findings
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.canonical import digest
from tijdig.foundation.ledger.queries import entry_behind, receipts_with
from tijdig.foundation.ledger.seal import Sealer
from tijdig.foundation.policy.parameters import national
from tijdig.journey.deliver import register_missing
from tijdig.steps.agreements.queries import covered_pairs, experiment_pairs
from tijdig.steps.agreements.rules import covered
from tijdig.steps.feedback.operations import tell
from tijdig.steps.followup import operations as followup
from tijdig.steps.followup.models import Case, CaseSignal
from tijdig.steps.followup.operations import NotAllowed
from tijdig.steps.followup.outcomes import Outcome
from tijdig.steps.followup.rules import Worker
from tijdig.steps.followup.terms import HERE
from tijdig.steps.gate.rules import EXPERIMENT
from tijdig.steps.intake.models import Delivery
from tijdig.steps.intake.operations import store_delivery
from tijdig.steps.intake.queries import stored_signals
from tijdig.steps.intake.rows import stored_columns
from tijdig.steps.intake.told import Judged, Received
from tijdig.steps.routing.queries import destinations_on

HANDED_OVER = "overgedragen"  # in place of the rule by which an address gave the municipality


@transaction.atomic
def close_case(
    *, municipality: str, case: str, version: int, outcome: Outcome, reason: str = "", note: str = "",
    help_until: date | None = None, by: Worker, actor: Actor, at: datetime,
) -> Case:  # fmt: skip
    """End a case and tell the creditors of its signals what they may know. Raises NotAllowed, Overtaken, NoSuchCase."""
    closed = followup.close(
        municipality=municipality, case=case, version=version, outcome=outcome, reason=reason, note=note, help_until=help_until,
        by=by, actor=actor, at=at,
    )  # fmt: skip
    tell(municipality=municipality, case=case, actor=actor, at=at)
    return closed


class NotCovered(NotAllowed):
    """The signals may not go to that municipality; the text says why and what to do instead."""


@dataclass(frozen=True)
class Transferred:
    """The closed case, the delivery with which its signals went, and the numbers of its receipts (stored, assessed)."""

    case: Case
    delivery: Delivery
    receipts: tuple[str, ...]
    signals: int


@transaction.atomic
def transfer_case(
    *, municipality: str, case: str, version: int, to: str, note: str = "", places_edition: str, sealer: Sealer, by: Worker,
    actor: Actor, at: datetime,
) -> Transferred:  # fmt: skip
    """Give the signals of somebody who moved to the municipality (code) that person lives in now; the case here ends.

    They arrive there as a delivery of this municipality, with the receipts of any delivery as proof. Every signal must be
    covered there: an agreement with its creditor or who delivered for it, a destination, and for kinds of the experiment
    the pair. The creditors are told that the person lives elsewhere, not where. Raises NotCovered, NotAllowed, Overtaken,
    NoSuchCase.
    """
    closed = followup.close_as_transferred(
        municipality=municipality, case=case, version=version, to=to, note=note, by=by, actor=actor, at=at
    )
    on = at.astimezone(HERE).date()
    signals = stored_signals(municipality, list(CaseSignal.objects.filter(case=closed).values_list("signal_id", flat=True)))
    if refusals := transfer_objections(signals, municipality, to, on):
        raise NotCovered(" ".join(refusals))
    judged = _judged(signals, to, on)
    register_missing(judged.signals, actor=actor, at=at)
    bytes_of = digest({"van": case, "naar": to, "op": at.isoformat()})
    received = Received(municipality, bytes_of, on, national().version, places_edition)
    delivery = store_delivery(received=received, judged=judged, sealer=sealer, actor=actor, at=at)
    tell(municipality=municipality, case=case, actor=actor, at=at)
    receipts = tuple(number for _, number in receipts_with(entry_behind(delivery.number)))
    return Transferred(closed, delivery, receipts, signals.height)


def transfer_objections(signals: pl.DataFrame, municipality: str, to: str, on: date) -> list[str]:
    """Why signals (``stored_signals``) of a municipality may not go to another on a day: Dutch sentences with the way out."""
    if to == municipality:
        return ["Deze inwoner woont in uw eigen gemeente. Pak de zaak op."]
    if signals.is_empty():
        return ["Er is geen signaal meer om over te dragen: de schuldeiser trok ze in. Sluit de zaak af."]
    told = []
    if destinations_on(on).filter(pl.col("municipality") == to).is_empty():
        told.append("Het is niet bekend waar die gemeente signalen ontvangt.")
    parties = {kvk for kvk in (*signals["creditor_kvk"], *signals["delivered_by_kvk"]) if kvk}
    placed = signals.with_columns(pl.lit(to).alias("municipality"), pl.col("delivered_by_kvk").cast(pl.String))
    judged = covered(placed, covered_pairs(on, parties=parties))
    if not judged["agreement"].all():
        told.append("Niet elke schuldeiser van deze zaak heeft een overeenkomst met die gemeente.")
    if not _in_experiment(signals, to, on):
        told.append("Dit soort schuldeiser mag alleen signalen delen met gemeenten die aan het experiment meedoen.")
    if told:
        told.append(
            "Sluit de zaak af met 'Persoon is geen inwoner (meer) in de gemeente': de schuldeiser hoort dat en kan zelf melden."
        )
    return told


def _in_experiment(signals: pl.DataFrame, to: str, on: date) -> bool:
    limited = signals.filter(pl.col("kind").is_in(EXPERIMENT))
    if limited.is_empty():
        return True
    admitted = experiment_pairs(on).filter(pl.col("municipality") == to)["creditor_kvk"]
    return set(limited["creditor_kvk"]) <= set(admitted)


def _judged(signals: pl.DataFrame, to: str, on: date) -> Judged:
    """The signals as a delivery of accepted lines for the other municipality."""
    [system] = destinations_on(on).filter(pl.col("municipality") == to)["system"]
    walked = signals.drop("id").with_columns(
        pl.int_range(2, signals.height + 2, dtype=pl.UInt32).alias("line"),
        pl.lit(to).alias("municipality"),
        pl.lit(HANDED_OVER).alias("place_rule"),
        pl.lit(system).alias("system"),
        pl.lit("accepted").alias("outcome"),
    )
    none = pl.DataFrame(schema={"line": pl.UInt32, "reference": pl.String})
    return Judged(stored_columns(walked), none, no_findings(), {"accepted": signals.height, "held": 0, "refused": 0})
