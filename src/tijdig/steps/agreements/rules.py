"""The agreement and the mandate of each row, and what is told about agreements. Pure.

A creditor's own agreement covers its signals, whoever delivers them; an intermediary's agreement covers what that
intermediary delivers, and the mandate is judged beside it. Whatever is not known is not covered: an unknown creditor
gets False, never null. Only where the municipality is unknown the agreement is not judged (null).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from tijdig.foundation.findings.checks import Check, Severity
from tijdig.foundation.parties.rules import TEXT_LENGTH, objection, span_objections, text_objections

FEW_ROWS = 1000

AGREEMENT_CHECKS = (
    Check(
        code="overeenkomst-ontbreekt",
        column="postcode",
        severity=Severity.HELD,
        breach=~pl.col("agreement") & pl.col("creditor_kvk").is_not_null(),
        message=(
            "Er is op de signaaldatum geen ondertekende overeenkomst met de gemeente van dit adres. "
            "Het signaal wacht tot de overeenkomst is vastgelegd."
        ),
        source="Landelijk Convenant Vroegsignalering; NVVK-modelovereenkomst",
    ),
    Check(
        code="machtiging-ontbreekt",
        column="namens_kvk",
        severity=Severity.REFUSED,
        breach=~pl.col("mandate") & pl.col("creditor_kvk").is_not_null(),
        message=(
            "Er is op de signaaldatum geen machtiging van deze schuldeiser voor deze soort. "
            "Laat de machtiging vastleggen en lever het signaal opnieuw aan."
        ),
        source="BW art. 3:60; Bgs art. 2",
    ),
)


def covered(frame: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Add ``agreement``: Boolean, null where the municipality is unknown; rows keep their order.

    ``frame`` has creditor_kvk, delivered_by_kvk (null when the creditor delivers itself) and municipality; ``pairs``
    has creditor_kvk, intermediary_kvk (one of the two is null) and municipality, all text.
    """
    place, theirs = frame["municipality"], pairs["municipality"]
    own = _among(frame["creditor_kvk"] + place, pairs["creditor_kvk"] + theirs)
    through = _among(frame["delivered_by_kvk"] + place, pairs["intermediary_kvk"] + theirs)
    either = own | through
    # Asking for the nulls themselves costs one row a third of its time.
    judged = either.set(place.is_null(), None) if place.null_count() else either
    return frame.hstack([judged.alias("agreement")])


def mandated(frame: pl.DataFrame, sender_kvk: str, mandates: pl.DataFrame) -> pl.DataFrame:
    """Add ``mandate``: whether the sender is the creditor or may deliver this kind for it; never null, order kept.

    ``frame`` has creditor_kvk and kind; ``mandates`` has intermediary_kvk, creditor_kvk and kind (null is every kind).
    """
    theirs = mandates["intermediary_kvk"] == sender_kvk
    creditors, kinds = mandates["creditor_kvk"].filter(theirs), mandates["kind"].filter(theirs)
    creditor = frame["creditor_kvk"]
    whole = _among(creditor, creditors.filter(kinds.is_null()).append(pl.Series([sender_kvk])))
    limited = _among(creditor + frame["kind"], creditors + kinds)
    return frame.hstack([(whole | limited).alias("mandate")])


def _among(keys: pl.Series, known: pl.Series) -> pl.Series:
    """Whether each key is known; false for null."""
    # A set answers one row three times as fast, is_in a million rows six times as fast.
    if keys.len() <= FEW_ROWS:
        these = set(known.to_list()) - {None}
        return pl.Series([key in these for key in keys.to_list()], dtype=pl.Boolean)
    return keys.is_in(known.drop_nulls().implode()).fill_null(value=False)


@dataclass(frozen=True)
class AgreementFacts:
    """An agreement: one of creditor and intermediary (KvK), one of municipality (code) and joint body (KvK)."""

    creditor_kvk: str | None
    intermediary_kvk: str | None
    municipality: str | None
    joint_body_kvk: str | None
    valid_from: date
    valid_until: date | None = None
    signed_by_creditor_on: date | None = None
    signed_by_municipality_on: date | None = None
    text_version: str = ""

    @property
    def key(self) -> tuple[str | None, str | None, str | None, str | None, date]:
        return self.creditor_kvk, self.intermediary_kvk, self.municipality, self.joint_body_kvk, self.valid_from

    def objections(self) -> Iterator[str]:
        """Why it cannot be stored, as Dutch sentences."""
        one_side = (self.creditor_kvk is None) != (self.intermediary_kvk is None)
        yield from objection(one_side, "Een overeenkomst noemt een schuldeiser of een gemachtigde, niet allebei.")
        other_side = (self.municipality is None) != (self.joint_body_kvk is None)
        yield from objection(other_side, "Een overeenkomst noemt een gemeente of een gemeenschappelijke regeling, niet allebei.")
        yield from span_objections(self.valid_from, self.valid_until)
        yield from text_objections(self.text_version, "De tekstversie", most=100, required=False)


@dataclass(frozen=True)
class PairFacts:
    """A creditor and a municipality that the experiment of Wgs art. 10 admits, with the regulation that says so."""

    creditor_kvk: str
    municipality: str
    valid_from: date
    valid_until: date | None
    source: str

    @property
    def key(self) -> tuple[str, str, date]:
        return self.creditor_kvk, self.municipality, self.valid_from

    def objections(self) -> Iterator[str]:
        """Why it cannot be stored, as Dutch sentences."""
        yield from span_objections(self.valid_from, self.valid_until)
        yield from text_objections(self.source, "De bron van het experimentpaar", most=TEXT_LENGTH)
