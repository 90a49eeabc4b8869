"""The promise: every one of 10,000 random changes, deletions, insertions, swaps, truncations and roll-backs is found.

``python benchmarks/ledger_tampering.py [attempts] [seed]``, on a new SQLite database in a temporary directory.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

HOME = tempfile.TemporaryDirectory()
os.environ |= {"TIJDIG_DATA": HOME.name, "DATABASE_URL": f"sqlite:///{HOME.name}/proof.sqlite3"}
os.environ["DJANGO_SETTINGS_MODULE"] = "tijdig.config.settings"
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
django.setup()

from foundation.ledger.ledger_tampering import attempts  # noqa: E402 - the tables load only after Django is set up
from tijdig.foundation.ledger.seal import sealer_in  # noqa: E402 - stands below the line above, for its order


def main(count: int = 10_000, seed: int = 1) -> None:
    call_command("migrate", "ledger", verbosity=0)
    started = time.perf_counter()
    found, refused = attempts(sealer_in(Path(HOME.name)), count, seed)
    print(f"{'attack':24} {'found':>6} {'refused by the database first':>30}")
    for name in found:
        print(f"{name:24} {found[name]:6} {refused[name]:30}")
    seconds = time.perf_counter() - started
    print(f"{found.total():31} of {count} found, none missed (seed {seed}, {seconds:.0f} s)")
    connection.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
    HOME.cleanup()
