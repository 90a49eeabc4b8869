"""Receipts: a JSON document that proves, to anybody and without us, what was stored or decided and when.

The seal is a signature over the canonical JSON (RFC 8785) of everything except ``zegel``; so a program may lay the
document out in another way, but not change a value. The document names its key; whether that key is ours, the reader
decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from tijdig.foundation.ledger.canonical import Json, canonical, canonical_text
from tijdig.foundation.ledger.chain import moment
from tijdig.foundation.ledger.seal import Sealer, encode, public_base64

SORT = "tijdig-ontvangstbewijs"
VERSION = 1
LARGEST = 1_000_000
SEAL_ALGORITHM = "Ed25519"
DIGEST_ALGORITHM = "sha256"

Kind = Literal["ontvangen", "beoordeeld"]


class Logged(Protocol):
    """The part of a ledger entry that a receipt names; a ``models.Entry`` is one. ``merkle_root`` may be blank."""

    @property
    def index(self) -> int: ...
    @property
    def digest(self) -> str: ...
    @property
    def merkle_root(self) -> str: ...


@dataclass(frozen=True)
class SignalProof:
    """That one row is in the Merkle tree of a delivery.

    ``line`` is the line as the sender counts, ``position`` the place of the leaf from 0, ``size`` the number of leaves.
    ``salt`` is None once erased; ``row`` is the text the leaf was made of, for who may see it.
    """

    line: int
    position: int
    size: int
    leaf: bytes
    path: Sequence[bytes]
    salt: bytes | None = None
    row: str | None = None


def issue(
    *,
    number: str,
    kind: Kind,
    subject: str,
    sender: str,
    at: datetime,
    digest: str,
    entry: Logged,
    content: Mapping[str, Json],
    sealer: Sealer,
    signal: SignalProof | None = None,
) -> str:
    """The sealed document, in canonical JSON: store exactly this text and hand out exactly this text.

    ``digest`` is the sha256 (hexadecimal) of the received bytes or row, ``sender`` a KvK number, ``content`` has Dutch
    names. Raises ValueError for a moment without zone and for a document over 1,000,000 bytes (summarise the content),
    TypeError for content that is not JSON.
    """
    document: dict[str, Json] = {
        "soort": SORT,
        "versie": VERSION,
        "nummer": number,
        "bewijs": kind,
        "levering": subject,
        "afzender": sender,
        "tijdstip": moment(at),
        "digest": {"algoritme": DIGEST_ALGORITHM, "waarde": digest},
        "logboek": {"index": entry.index, "hash": entry.digest, "merkleRoot": entry.merkle_root or None},
        "inhoud": content,
    }
    if signal is not None:
        document["signaal"] = _signal(signal)
    document["zegel"] = seal_of(canonical(document), sealer)
    text = canonical_text(document)
    if len(text.encode()) > LARGEST:
        raise ValueError("a receipt is at most 1,000,000 bytes")
    return text


def _signal(signal: SignalProof) -> dict[str, Json]:
    part: dict[str, Json] = {
        "regel": signal.line,
        "plaats": signal.position,
        "aantal": signal.size,
        "blad": signal.leaf.hex(),
        "pad": [digest.hex() for digest in signal.path],
    }
    if signal.salt is not None:
        part["zout"] = signal.salt.hex()
    if signal.row is not None:
        part["rij"] = signal.row
    return part


def seal_of(data: bytes, sealer: Sealer) -> dict[str, Json]:
    """The part ``zegel`` of a document of which these are the canonical bytes: names the key and holds the signature."""
    return {
        "algoritme": SEAL_ALGORITHM,
        "sleutel": sealer.key_id,
        "openbareSleutel": public_base64(sealer.public_key),
        "handtekening": encode(sealer.sign(data)),
    }
