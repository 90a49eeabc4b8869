"""The receipt of one signal: made when somebody asks for it, from what is stored, and the same as long as that is."""

from __future__ import annotations

import re

from tijdig.foundation.ledger import merkle
from tijdig.foundation.ledger.canonical import Json
from tijdig.foundation.ledger.queries import entry_behind
from tijdig.foundation.ledger.receipts import SignalProof, issue
from tijdig.foundation.ledger.seal import Sealer
from tijdig.steps.intake.models import Delivery, Refusal, Signal, StoredFinding
from tijdig.steps.intake.queries import leaves_of
from tijdig.steps.intake.told import OUTCOMES

_SIGNAL = re.compile(r"(L(?:-[0-9A-Z]{4}){4})-([1-9][0-9]{0,8})")


def signal_receipt(number: str, sealer: Sealer) -> str | None:
    """The sealed receipt of a stored signal, with its place in the delivery's Merkle tree; None when there is none.

    A refused line has no signal: the receipt of the delivery tells about it (``refused_in``).
    """
    found = _SIGNAL.fullmatch(number)
    signal = (
        Signal.objects.select_related("delivery", "creditor").filter(delivery__number=found[1], line=int(found[2])).first()
        if found
        else None
    )
    if signal is None:
        return None
    delivery = signal.delivery
    return issue(
        number=number,
        kind="beoordeeld",
        subject=delivery.number,
        sender=delivery.sender_kvk,
        at=delivery.received_at,
        digest=delivery.digest,
        entry=entry_behind(delivery.number),
        content=_told(signal),
        sealer=sealer,
        signal=_proof(signal, delivery),
    )


def _told(signal: Signal) -> dict[str, Json]:
    """The newest assessment of the signal and where it stands now."""
    findings = StoredFinding.objects.filter(delivery_id=signal.delivery_id, line=signal.line, assessment=signal.assessment)
    return {
        "regel": signal.line,
        "schuldeiser": signal.creditor.kvk,
        "soort": signal.kind,
        "signaaltype": signal.signal_type,
        "signaaldatum": signal.signal_date.isoformat(),
        "uitkomst": OUTCOMES[signal.state],
        "gemeente": signal.municipality_id,
        "beleid": signal.delivery.policy_version,
        "bevindingen": [{"code": code, "kolom": column} for code, column in findings.values_list("code", "column")],
    }


def _proof(signal: Signal, delivery: Delivery) -> SignalProof:
    leaves = leaves_of(delivery)
    position = Signal.objects.filter(delivery=delivery, line__lt=signal.line).count()
    path = merkle.proof(leaves, position)
    salt = bytes(signal.salt) if signal.salt is not None else None
    return SignalProof(signal.line, position, len(leaves), leaves[position], path, salt)


def refused_in(number: str) -> str | None:
    """The number of the delivery in which this line was refused; None where the number is not that of a refused line."""
    found = _SIGNAL.fullmatch(number)
    refused = found and Refusal.objects.filter(delivery__number=found[1], line=int(found[2])).exists()
    return found[1] if found and refused else None
