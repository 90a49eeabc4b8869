"""``tijdig verify``: is this receipt genuine? Needs no connection and no database."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tijdig.cli.failure import Failure, unreadable
from tijdig.cli.reference import HERE
from tijdig.cli.wording import outcomes
from tijdig.config import environment
from tijdig.foundation.ledger import seal
from tijdig.foundation.ledger.canonical import Json
from tijdig.foundation.ledger.receipt_check import Outcome, Verdict, verify
from tijdig.foundation.ledger.receipts import LARGEST

_COUNTS = ("geaccepteerd", "wacht", "geweigerd")


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
        raise unreadable(path, error) from error


def _trusted(key: Path | None) -> list[Ed25519PublicKey]:
    try:
        return seal.read_public_keys(key) if key else seal.trusted_in(environment.data_directory())
    except seal.UnusableKeyError as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise unreadable(error.filename or "sleutel", error) from error


def _lines(verdict: Verdict) -> list[str]:
    if verdict.outcome is Outcome.GENUINE:
        return ["Dit bewijs is echt.", verdict.why, *_facts(verdict.receipt)]
    if verdict.outcome is Outcome.NOT_A_RECEIPT:
        return ["Dit is geen ontvangstbewijs.", verdict.why]
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
    content = receipt.get("inhoud")
    told = {
        "Nummer": receipt["nummer"],
        "Bewijs van": receipt["bewijs"],
        "Levering": receipt["levering"],
        "Afzender (KvK)": receipt["afzender"],
        "Tijdstip": _local(str(receipt["tijdstip"])),
        **(_content(content) if isinstance(content, Mapping) else {}),
    }
    return [f"  {_printable(f'{label}: {text}')}" for label, text in told.items()]


def _content(content: Mapping[str, Json]) -> dict[str, Json]:
    """The plain values of a receipt; the three counts as one."""
    plain = {name: value for name, value in content.items() if isinstance(value, str | int)}
    accepted, held, refused = (plain.get(name) for name in _COUNTS)
    if not (isinstance(accepted, int) and isinstance(held, int) and isinstance(refused, int)):
        return {name.capitalize(): value for name, value in plain.items()}
    rest = {name.capitalize(): value for name, value in plain.items() if name not in _COUNTS}
    return {"Uitkomst": ", ".join(outcomes(accepted, held, refused)), **rest}


def _local(moment: str) -> str:
    """The moment as the clock here showed it, in seconds."""
    try:
        return f"{datetime.fromisoformat(moment).astimezone(HERE):%d-%m-%Y %H:%M:%S}"
    except (ValueError, OverflowError):  # a key that nobody knows may have signed anything
        return moment


def _printable(text: str) -> str:
    """What cannot be printed could steer the terminal of the reader."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
