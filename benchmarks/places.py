"""Promise: every address of four provinces gets its municipality, from an index that is small and quick.

Run: python benchmarks/places.py [rounds]. Needs the public address files in ../shared/data/places beside the project.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from tijdig.foundation.places import register
from tijdig.foundation.places.editions import Editions, read
from tijdig.foundation.places.loaders.reading import read_files
from tijdig.foundation.places.locate import ADDRESS, find, locate

DATA = Path(__file__).resolve().parents[1] / "../shared/data/places"
VALID_FROM, ON = date(2026, 6, 20), date(2026, 7, 1)
ONE_ROW_ROUNDS = 2000


def addresses(files: list[Path]) -> pl.DataFrame:
    """Every address with a postcode, as locate wants it, and ``gemeente``, the name in the source."""
    every = pl.concat(pl.read_csv(path.read_bytes(), separator=";", infer_schema=False) for path in files)
    return every.drop_nulls("postcode").select(
        "postcode",
        pl.col("huisnummer").cast(pl.Int32).alias("house_number"),
        pl.col("huisletter").alias("house_letter"),
        pl.col("huisnummertoevoeging").alias("addition"),
        "gemeente",
    )


def timed(work: Callable[[], object], rounds: int) -> list[float]:
    """Seconds of each round."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return taken


def rates(rows: int, taken: list[float]) -> str:
    """Lookups per second: the best and the median round."""
    return f"{rows / min(taken):,.0f} best, {rows / statistics.median(taken):,.0f} median"


def thousandths(taken: list[float]) -> str:
    """Milliseconds: the best and the median round."""
    return f"{1000 * min(taken):.3f} ms best, {1000 * statistics.median(taken):.3f} ms median"


def measure(files: list[Path], rounds: int) -> list[tuple[str, str]]:
    """The rows of the table."""
    start = time.perf_counter()
    reading = read_files(files, VALID_FROM)
    loading = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        path = Editions(Path(folder)).write(reading.about, reading.tables)
        on_disk = path.stat().st_size
        opening = timed(lambda: read(path), rounds)
        edition = read(path)
    given = addresses(files)
    found = locate(given, edition, ON)
    names = given["gemeente"].unique()
    codes = [register.by_name(name, ON).code for name in names]
    right = int((found["municipality"] == given["gemeente"].replace_strict(names, codes)).fill_null(value=False).sum())
    asked = given.select(*ADDRESS)
    mixed = asked.sample(fraction=1, shuffle=True, seed=1)
    area, border = asked[:1], ("9354TB", 4, "A", None)
    return [
        ("files read and index built", f"{loading:.2f} s"),
        ("addresses", f"{len(given):,}"),
        ("right municipality", f"{right:,} = {100 * right / len(given):.4f} %"),
        ("without a problem", f"{found['place_problem'].null_count():,}"),
        ("index on disk", f"{on_disk:,} bytes"),
        ("index in memory", f"{edition.index.size:,} bytes"),
        ("runs of equal municipality", f"{reading.tables.run_starts.size:,}"),
        ("edition opened", thousandths(opening)),
        ("lookups per second, sorted", rates(len(asked), timed(lambda: locate(asked, edition, ON), rounds))),
        ("lookups per second, shuffled", rates(len(mixed), timed(lambda: locate(mixed, edition, ON), rounds))),
        ("one row", thousandths(timed(lambda: locate(area, edition, ON), ONE_ROW_ROUNDS))),
        ("one row, border area, with letter", thousandths(timed(lambda: find(edition, *border, ON), ONE_ROW_ROUNDS))),
    ]


def main() -> int:
    """Print the table; 2 when the address files are not here."""
    files = sorted(DATA.glob("addresses_*.csv.zst"))
    if not files:
        print("Not measured: there are no address files in ../shared/data/places.", file=sys.stderr)
        return 2
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    versions = f"Python {platform.python_version()}, Polars {pl.__version__}, numpy {np.__version__}"
    table = Table(title=f"{platform.machine()}, {os.cpu_count()} cores; {versions}; {rounds} rounds")
    table.add_column("what")
    table.add_column("measured", justify="right")
    for row in measure(files, rounds):
        table.add_row(*row)
    Console(width=100).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
