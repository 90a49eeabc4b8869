"""Checking a receipt, offline: never an exception for any bytes, and only what we sealed is genuine."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tijdig.foundation.ledger.canonical import Json, canonical, read_strictly
from tijdig.foundation.ledger.merkle import leaf_digest, verify_proof
from tijdig.foundation.ledger.receipts import DIGEST_ALGORITHM, LARGEST, SEAL_ALGORITHM, SORT, VERSION
from tijdig.foundation.ledger.seal import decode, is_signed_by, is_trusted, key_id, public_from_raw


class Outcome(StrEnum):
    """What a check ends with; only ``GENUINE`` proves anything by itself."""

    GENUINE = "genuine"
    UNKNOWN_KEY = "unknown_key"
    FORGED = "forged"
    NOT_A_RECEIPT = "not_a_receipt"


@dataclass(frozen=True)
class Verdict:
    """The outcome, the reason as a Dutch sentence, the key that signed and what the document says.

    ``receipt`` of a forged document is what the forger wrote: show it to nobody as fact.
    """

    outcome: Outcome
    why: str
    key: Ed25519PublicKey | None = None
    receipt: Mapping[str, Json] = field(default_factory=dict)


def verify(document: bytes, trusted: Collection[Ed25519PublicKey], row: str | None = None) -> Verdict:
    """Judge a document; ``trusted`` are the keys the reader trusts.

    ``row`` is the text of one row that the reader holds: then the receipt must prove that very row. Raises nothing.
    """
    receipt = _receipt(document)
    if isinstance(receipt, str):
        return Verdict(Outcome.NOT_A_RECEIPT, receipt)
    key = _signing_key(receipt)
    objection = _wrong_field(receipt) or (_signal_objection(receipt, row) if key else None)
    if key is None or objection:
        why = objection or "Het zegel klopt niet met de inhoud: het bewijs is veranderd of nagemaakt."
        return Verdict(Outcome.FORGED, why, None, receipt)
    if not is_trusted(key, trusted):
        return Verdict(Outcome.UNKNOWN_KEY, "Het zegel klopt, maar de sleutel is hier niet bekend.", key, receipt)
    return Verdict(Outcome.GENUINE, "Het zegel klopt en de sleutel is bekend.", key, receipt)


def _receipt(document: bytes) -> dict[str, Json] | str:
    """The parsed document, or why it is none."""
    if len(document) > LARGEST:
        return "Het bestand is groter dan 1 MB: dat is geen ontvangstbewijs."
    try:
        value = read_strictly(document)
    except (ValueError, RecursionError):
        return "Het bestand is niet te lezen als ontvangstbewijs: het is geen geldige JSON, of er ontbreekt een stuk."
    if not isinstance(value, dict) or value.get("soort") != SORT:
        return "Het bestand is geen ontvangstbewijs van Tijdig."
    return value


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and value != ""


def _is_digest(value: Json) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def _is_moment(value: Json) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_version(value: Json) -> bool:
    return _number(value) == VERSION


def _is_content_digest(value: Json) -> bool:
    return _object(value).get("algoritme") == DIGEST_ALGORITHM and _is_digest(_object(value).get("waarde"))


def _is_place_in_log(value: Json) -> bool:
    place = _object(value)
    root = place.get("merkleRoot")
    return _number(place.get("index")) >= 1 and _is_digest(place.get("hash")) and (root is None or _is_digest(root))


_FIELDS: Mapping[str, Callable[[Json], bool]] = {
    "versie": _is_version,
    "nummer": _is_text,
    "bewijs": lambda value: value in ("ontvangen", "beoordeeld"),
    "levering": _is_text,
    "afzender": _is_text,
    "tijdstip": _is_moment,
    "digest": _is_content_digest,
    "logboek": _is_place_in_log,
    "inhoud": lambda value: isinstance(value, dict),
}


def _wrong_field(receipt: Mapping[str, Json]) -> str | None:
    for name, holds in _FIELDS.items():
        if not holds(receipt.get(name)):
            return f"Het onderdeel ‘{name}’ ontbreekt of heeft een waarde die niet kan."
    return None


def _signing_key(receipt: Mapping[str, Json]) -> Ed25519PublicKey | None:
    """The key under which the seal holds; None when it does not hold."""
    seal = _object(receipt.get("zegel"))
    if set(seal) != {"algoritme", "sleutel", "openbareSleutel", "handtekening"} or seal["algoritme"] != SEAL_ALGORITHM:
        return None
    public = public_from_raw(decode(_text(seal["openbareSleutel"])))
    if public is None or seal["sleutel"] != key_id(public):
        return None
    try:
        signed = canonical({name: value for name, value in receipt.items() if name != "zegel"})
    except (ValueError, RecursionError):
        return None
    return public if is_signed_by(public, decode(_text(seal["handtekening"])), signed) else None


def _signal_objection(receipt: Mapping[str, Json], row: str | None) -> str | None:
    if "signaal" not in receipt:
        return None if row is None else "Dit bewijs gaat niet over één regel, dus ook niet over de regel die u opgaf."
    signal = _object(receipt["signaal"])
    leaf, root = _hex(signal.get("blad")), _hex(_object(receipt["logboek"]).get("merkleRoot"))
    if not verify_proof(leaf, _number(signal.get("plaats")), _number(signal.get("aantal")), _path(signal), root):
        return "Het bewijs dat dit signaal bij de levering hoort, klopt niet."
    if any(not _matches(signal, leaf, text) for text in (row, signal.get("rij")) if text is not None):
        return "De inhoud van de regel is niet de inhoud die is ontvangen, of het zout is gewist."
    return None


def _matches(signal: Mapping[str, Json], leaf: bytes, row: Json) -> bool:
    try:
        return leaf_digest(_hex(signal.get("zout")), row if isinstance(row, str) else "") == leaf
    except ValueError:
        return False


def _path(signal: Mapping[str, Json]) -> list[bytes]:
    path = signal.get("pad")
    return [_hex(digest) for digest in path] if isinstance(path, list) else []


def _object(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Json) -> int:
    """The whole number, or -1: a truth value is no number here."""
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _hex(value: Json) -> bytes:
    text = _text(value)
    return bytes.fromhex(text) if re.fullmatch("(?:[0-9a-f]{2})*", text) else b""
