"""A delivery as it was judged, and what the ledger and the receipts say about it. Pure: names in Dutch, no personal data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Protocol

import polars as pl

from tijdig.foundation.ledger.canonical import Json

_MOST_LISTED = 500  # findings on a receipt; more are summed up, with a digest over all
_ACCEPTED = "accepted"
OUTCOMES = {"accepted": "geaccepteerd", "held": "wacht", "refused": "geweigerd", "withdrawn": "ingetrokken"}


class Told(Protocol):
    """The part of a delivery that receipts tell about; a ``models.Delivery`` is one."""

    lines: int
    accepted: int
    held: int
    refused: int
    signal_date: date
    policy_version: str
    places_edition: str


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


def logged(received: Received, judged: Judged, receipts: tuple[str, ...]) -> dict[str, Json]:
    """What the ledger says about a delivery, with the numbers of the receipts it promises."""
    return {
        "digest": received.digest,
        "signalDate": received.signal_date.isoformat(),
        "policy": received.policy_version,
        "places": received.places_edition,
        "counts": dict(judged.counts),
        "withdrawn": len(judged.withdrawn),
        "receipt": list(receipts) if len(receipts) > 1 else receipts[0],
    }


def stored(delivery: Told) -> dict[str, Json]:
    """What the receipt of storing says."""
    return {"regels": delivery.lines, "signaaldatum": delivery.signal_date.isoformat()}


def assessed(delivery: Told, judged: Judged) -> dict[str, Json]:
    """What the receipt of assessing says."""
    return {
        **stored(delivery),
        "geaccepteerd": delivery.accepted,
        "wacht": delivery.held,
        "geweigerd": delivery.refused,
        "beleid": delivery.policy_version,
        "adreseditie": delivery.places_edition,
        "perGemeente": _per_municipality(judged.signals),
        "bevindingen": _findings(judged.findings),
    }


def _per_municipality(signals: pl.DataFrame) -> dict[str, Json]:
    accepted = signals.filter((pl.col("state") == _ACCEPTED) & pl.col("municipality_id").is_not_null())
    return dict(accepted.group_by("municipality_id").len().sort("municipality_id").iter_rows())


def _findings(findings: pl.DataFrame) -> dict[str, Json]:
    """What a receipt says about findings: counts per code, a digest over all, and each of them when they are few."""
    listed = findings.select("line", "column", "code", "severity")
    told: dict[str, Json] = {
        "perCode": dict(findings.group_by("code").len().sort("code").iter_rows()),
        "digest": sha256(listed.write_csv().encode()).hexdigest(),
    }
    if listed.height <= _MOST_LISTED:
        told["regels"] = [{"regel": line, "kolom": column, "code": code} for line, column, code, _ in listed.iter_rows()]
    return told


def reassessed(received: Received, judged: Judged) -> dict[str, Json]:
    """What a receipt says about signals that were assessed again."""
    return {
        "signaaldatum": received.signal_date.isoformat(),
        "beleid": received.policy_version,
        "adreseditie": received.places_edition,
        "regels": [
            {"regel": line, "uitkomst": OUTCOMES[state]} for line, state in judged.signals.select("line", "state").iter_rows()
        ],
        "bevindingen": _findings(judged.findings),
    }
