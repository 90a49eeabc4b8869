"""What the walk knows of parties, and what it says about them: whose claim, mandate, agreement, destination. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from tijdig.foundation.findings.checks import Check, Severity, harvest
from tijdig.steps.agreements.rules import AGREEMENT_CHECKS, covered, mandated
from tijdig.steps.intake.parsing import WITHDRAWAL
from tijdig.steps.routing.rules import ROUTING_CHECKS, routed

# What must be equal for a signal to be the one that was received before; the rest may be a corrected detail.
SAME = ("amount_cents", "arose_on", "postcode", "house_number", "house_letter", "addition")
HISTORY_SCHEMA = {
    "creditor_kvk": pl.String,
    "reference": pl.String,
    "earlier_id": pl.Int64,
    "earlier_municipality": pl.String,
    "earlier_state": pl.String,
    "earlier_type": pl.String,
    "earlier_date": pl.Date,
    "earlier_amount_cents": pl.Int64,
    "earlier_arose_on": pl.Date,
    "earlier_postcode": pl.String,
    "earlier_house_number": pl.Int32,
    "earlier_house_letter": pl.String,
    "earlier_addition": pl.String,
}
_STAYS = pl.col("signal_type").ne_missing(WITHDRAWAL)  # a withdrawal needs no agreement: it only takes back


@dataclass(frozen=True)
class KnownParties:
    """Reference data on the signal date, as small frames (see the queries of parties, agreements and routing)."""

    on: date
    sender_kvk: str
    sender_is_creditor: bool
    creditor_kinds: pl.DataFrame  # creditor_kvk, kind
    mandates: pl.DataFrame
    pairs: pl.DataFrame
    experiment: pl.DataFrame  # creditor_kvk, municipality
    destinations: pl.DataFrame
    history: pl.DataFrame  # HISTORY_SCHEMA: one row for each reference in this delivery that was stored before


_WHOSE = (
    Check("veld-ontbreekt", "namens_kvk", Severity.REFUSED, pl.col("creditor_kvk").is_null(),
          "U levert aan als gemachtigde. Vul bij namens_kvk het KvK-nummer van de schuldeiser in.",
          "Open formaat voor aanlevering"),
)  # fmt: skip
_CHECKS = (
    *_WHOSE,
    Check("al-ontvangen", "kenmerk", Severity.REFUSED, pl.col("already_received"),
          "Dit signaal hebben wij al; het is niet nog een keer opgeslagen. Is er iets veranderd? Lever dan een actualisatie aan.",
          "Open formaat voor aanlevering: kenmerk is uniek"),
    Check("grondslag-ontbreekt", "soort", Severity.REFUSED, ~pl.col("kind_registered") & pl.col("kind").is_not_null(),
          "Deze schuldeiser is hier niet geregistreerd voor deze soort. Controleer de soort, of laat de registratie aanpassen.",
          "Register van schuldeisers"),
    *(replace(check, breach=check.breach & _STAYS) for check in (*AGREEMENT_CHECKS, *ROUTING_CHECKS)
      if check.severity == Severity.HELD),
    *(check for check in AGREEMENT_CHECKS if check.severity != Severity.HELD),
)  # fmt: skip


def about_parties(signals: pl.DataFrame, known: KnownParties) -> pl.DataFrame:
    """Adds whose claim each row is (creditor_kvk, delivered_by_kvk) and what the gate may know of it (KNOWLEDGE)."""
    own = pl.lit(known.sender_kvk) if known.sender_is_creditor else pl.lit(None, pl.String)
    creditor = pl.coalesce("on_behalf_of_kvk", own)
    deliverer = pl.when(creditor != known.sender_kvk).then(pl.lit(known.sender_kvk))
    named = signals.with_columns(creditor.alias("creditor_kvk"), deliverer.alias("delivered_by_kvk"))
    return _within_experiment(_with_history(named, known), known.experiment)


def _with_history(signals: pl.DataFrame, known: KnownParties) -> pl.DataFrame:
    """Adds what was stored before under the same reference; a withdrawal takes its municipality from there."""
    if known.history.is_empty():
        nothing = [pl.lit(None, dtype).alias(name) for name, dtype in list(HISTORY_SCHEMA.items())[2:]]
        never = [pl.lit(value=False).alias(name) for name in ("earlier_signal", "already_received")]
        return signals.with_columns(*nothing, *never, pl.lit(None, pl.Int64).alias("earlier_cents"))
    # Of what was received already, nothing more is to be said about its amount.
    earlier_cents = pl.when(~_already_received(known.on).fill_null(value=False)).then("earlier_amount_cents")
    joined = signals.join(known.history, on=["creditor_kvk", "reference"], how="left", maintain_order="left", validate="m:1")
    withdrawn = pl.when(~_STAYS & pl.col("municipality").is_null()).then("earlier_municipality").otherwise("municipality")
    return joined.with_columns(
        pl.col("earlier_id").is_not_null().alias("earlier_signal"),
        earlier_cents.alias("earlier_cents"),
        _already_received(known.on).fill_null(value=False).alias("already_received"),
        withdrawn.alias("municipality"),
    )


def _already_received(on: date) -> pl.Expr:
    """The same arrears, amount, address and sort of signal, on the same day or still waiting: sent again, not risen again."""
    same = [pl.col(name).eq_missing(pl.col(f"earlier_{name}")) for name in SAME]
    again = (pl.col("earlier_date") == on) | (pl.col("earlier_state") == "held")
    return pl.all_horizontal(*same, pl.col("signal_type") == pl.col("earlier_type"), again)


def _within_experiment(signals: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Adds ``in_experiment``; not judged where the municipality is unknown."""
    if pairs.is_empty():
        return signals.with_columns(pl.when(pl.col("municipality").is_not_null()).then(pl.lit(value=False)).alias("in_experiment"))
    known = pairs.select("creditor_kvk", "municipality", pl.lit(value=True).alias("in_experiment")).unique()
    joined = signals.join(known, on=["creditor_kvk", "municipality"], how="left", maintain_order="left")
    judged = pl.when(pl.col("municipality").is_not_null()).then(pl.col("in_experiment").fill_null(value=False))
    return joined.with_columns(judged.alias("in_experiment"))


def after_gate(signals: pl.DataFrame, known: KnownParties) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Adds mandate, agreement, destination and system; and the findings about them."""
    covering = covered(mandated(signals, known.sender_kvk, known.mandates), known.pairs)
    walked = _with_kind_registered(routed(covering, known.destinations), known.creditor_kinds)
    return walked.drop("kind_registered"), harvest(walked, _CHECKS)


def _with_kind_registered(signals: pl.DataFrame, kinds: pl.DataFrame) -> pl.DataFrame:
    registered = kinds.select("creditor_kvk", "kind", pl.lit(value=True).alias("kind_registered")).unique()
    joined = signals.join(registered, on=["creditor_kvk", "kind"], how="left", maintain_order="left")
    # Of a creditor that is not known at all the mandate says enough.
    stranger = ~pl.col("creditor_kvk").is_in(kinds["creditor_kvk"].unique().implode())
    return joined.with_columns(pl.col("kind_registered").fill_null(value=False) | stranger)
