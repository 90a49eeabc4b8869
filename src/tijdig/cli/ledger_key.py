"""``tijdig ledger key``: the public key of the seal, to publish and to compare."""

from __future__ import annotations

import argparse

from tijdig.cli.failure import Failure, unreadable
from tijdig.config import environment
from tijdig.foundation.ledger import seal


def run(given: argparse.Namespace) -> int:
    """Print the public key (PEM), its short name and its fingerprint; makes the key when there is none."""
    try:
        public = seal.sealer_in(environment.data_directory()).public_key
    except seal.UnusableKeyError as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise unreadable(error.filename or "sleutel", error) from error
    print(seal.public_pem(public).decode(), end="")
    print(f"Sleutel: {seal.key_id(public)}")
    print(f"Vingerafdruk (sha256): {seal.fingerprint(public)}")
    return 0
