"""``tijdig receipt``: a receipt, byte for byte as it was handed out, or that of one signal."""

from __future__ import annotations

import argparse
import sys

from tijdig.cli.failure import Failure
from tijdig.config import environment
from tijdig.foundation.ledger.queries import last_receipt_about, receipt_numbered
from tijdig.foundation.ledger.seal import sealer_in
from tijdig.journey.receipts import refused_in, signal_receipt


def run(given: argparse.Namespace) -> int:
    """Print the document and nothing else, so that it can be kept as a file."""
    document = receipt_numbered(given.id) or last_receipt_about(given.id)
    if document is None:
        document = signal_receipt(given.id, sealer_in(environment.data_directory()))
    if document is None and (delivery := refused_in(given.id)):
        raise Failure(f"Deze regel is geweigerd. Dat staat op het bewijs van de levering: tijdig receipt {delivery}")
    if document is None:
        raise Failure("Er is geen ontvangstbewijs met dit nummer. Controleer het nummer (R-..., L-..., of L-...-regel).")
    sys.stdout.buffer.write(document.encode())
    sys.stdout.flush()
    return 0
