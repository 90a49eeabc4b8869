"""``tijdig receipt``: the stored receipt, byte for byte."""

from __future__ import annotations

import argparse
import sys

from tijdig.cli.database import open_database
from tijdig.cli.failure import Failure
from tijdig.foundation.ledger.queries import last_receipt_about, receipt_numbered

# Tried in this order; the finder for numbers of signals comes here.
FINDERS = (receipt_numbered, last_receipt_about)


def run(given: argparse.Namespace) -> int:
    """Print the document and nothing else, so that it can be kept as a file."""
    open_database()
    document = next((found for find in FINDERS if (found := find(given.id)) is not None), None)
    if document is None:
        raise Failure("Er is geen ontvangstbewijs met dit nummer. Controleer het nummer.")
    sys.stdout.buffer.write(document.encode())
    sys.stdout.flush()
    return 0
