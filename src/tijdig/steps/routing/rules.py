"""The destination of each row, and what is told about destinations. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from tijdig.foundation.findings.checks import Check, Severity
from tijdig.foundation.parties.rules import NAME_LENGTH, TEXT_LENGTH, objection, span_objections, text_objections

# The word of the door, and what is stored.
SYSTEMS = {"loket": "desk", "vps": "vps", "xxllnc": "xxllnc", "anders": "other"}

ROUTING_CHECKS = (
    Check(
        code="kanaal-onbekend",
        column="postcode",
        severity=Severity.HELD,
        breach=pl.col("municipality").is_not_null() & pl.col("destination").is_null(),
        message=(
            "Het is nog niet bekend waar deze gemeente signalen ontvangt. "
            "Het signaal wacht tot de beheerder dat heeft vastgelegd; u hoeft niets te doen."
        ),
        source="Register van bestemmingen: de gemeente kiest haar systeem",
    ),
)


def routed(frame: pl.DataFrame, destinations: pl.DataFrame) -> pl.DataFrame:
    """Add ``destination`` (Int64) and ``system`` (text), both null where none is known; rows keep their order.

    ``frame`` has municipality (may be null); ``destinations`` has municipality, destination and system. Raises
    polars.exceptions.ComputeError when a municipality has two destinations: that must not double a signal.
    """
    return frame.join(destinations, on="municipality", how="left", validate="m:1", maintain_order="left")


@dataclass(frozen=True)
class DestinationFacts:
    """Where a municipality reads its signals: desk, vps, xxllnc or other, with the evidence and who confirmed it."""

    municipality: str
    system: str
    valid_from: date
    valid_until: date | None
    evidence: str
    confirmed_by: str
    confirmed_on: date

    @property
    def key(self) -> tuple[str, date]:
        return self.municipality, self.valid_from

    def objections(self) -> Iterator[str]:
        """Why it cannot be stored, as Dutch sentences."""
        known = self.system in SYSTEMS.values()
        yield from objection(known, f"Het systeem bestaat niet; kies uit {', '.join(SYSTEMS)}.")
        yield from span_objections(self.valid_from, self.valid_until)
        yield from text_objections(self.evidence, "Het bewijs van de bestemming", most=TEXT_LENGTH)
        yield from text_objections(self.confirmed_by, "Wie de bestemming bevestigde", most=NAME_LENGTH)


def overlapping(one: DestinationFacts, other: DestinationFacts) -> bool:
    """Whether two destinations of one municipality would count on the same day."""
    starts_before_end = other.valid_until is None or one.valid_from < other.valid_until
    return starts_before_end and (one.valid_until is None or other.valid_from < one.valid_until)
