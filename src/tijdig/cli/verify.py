"""``tijdig verify``: is this receipt genuine? Needs no connection and no database."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tijdig.cli.failure import Failure
from tijdig.config import environment
from tijdig.foundation.ledger import seal
from tijdig.foundation.ledger.canonical import Json
from tijdig.foundation.ledger.receipt_check import Outcome, Verdict, verify
from tijdig.foundation.ledger.receipts import LARGEST

_SHOWN = {
    "nummer": "Nummer",
    "bewijs": "Bewijs van",
    "levering": "Levering",
    "afzender": "Afzender",
    "tijdstip": "Tijdstip",
}


def run(given: argparse.Namespace) -> int:
    """Print the verdict; 0 when genuine, 1 when not or when the key is unknown."""
    verdict = verify(_document(given.file), _trusted(given.key))
    print("\n".join(_lines(verdict)))
    return 0 if verdict.outcome is Outcome.GENUINE else 1


def _document(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Failure(f"Het bestand {path} is niet te lezen: {error.strerror}.") from error


def _trusted(key: Path | None) -> list[Ed25519PublicKey]:
    try:
        return seal.read_public_keys(key) if key else seal.trusted_in(environment.data_directory())
    except seal.UnusableKeyError as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise Failure(f"De sleutel {error.filename} is niet te lezen: {error.strerror}.") from error


def _lines(verdict: Verdict) -> list[str]:
    if verdict.outcome is Outcome.GENUINE:
        return ["Dit bewijs is echt.", verdict.why, *_facts(verdict.receipt)]
    if verdict.key is None:
        return ["Dit bewijs is niet echt.", verdict.why]
    return [
        "Het zegel klopt, maar de sleutel is niet bekend. Het bewijs is nog niet als echt vastgesteld.",
        *_facts(verdict.receipt),
        f"Vingerafdruk van de sleutel: {seal.fingerprint(verdict.key)}",
        "Vergelijk de vingerafdruk met die van de beheerder. Vraag die op via een weg die u vertrouwt.",
        "Is de vingerafdruk gelijk? Geef dan de openbare sleutel op met --key.",
    ]


def _facts(receipt: Mapping[str, Json]) -> list[str]:
    told = {label: str(receipt[name]) for name, label in _SHOWN.items()}
    content = receipt.get("inhoud")
    plain = content if isinstance(content, Mapping) else {}
    told |= {name.capitalize(): str(value) for name, value in plain.items() if isinstance(value, str | int)}
    return [f"  {_printable(label)}: {_printable(text)}" for label, text in told.items()]


def _printable(text: str) -> str:
    """What cannot be printed could steer the terminal of the reader."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
