"""Promise: signals of one person are linked, those of strangers are not, and a million of them in seconds.

    python benchmarks/matching.py [--rows 100000 1000000] [--seeds 101] [--folder DIR] [--threads 2]

Beside our tiers stands the exact key (postcode, number, birth date, surname) over the same rows. The rules were designed on
seeds 1-3; judge on others. Recall is told over the pairs that may meet (one municipality) and over all pairs of one person.
Needs ../shared (addresses and the maker of deliveries). Every measurement runs in a process of its own, for its memory.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import polars as pl
from rich.console import Console
from rich.table import Table

from population import ON, SHARED, _edition
from tijdig.foundation.policy.parameters import national
from tijdig.journey.assess import Known, assess
from tijdig.steps.intake.reading import read_table
from tijdig.steps.matching.engine import Machine, edges, settle
from tijdig.steps.matching.keys import ENTERS, matching_frame, surname_halves

TRUTH = ("person_id", "household_id")
NEW = 10_000
HEADINGS = ("what", "P", "R one mun.", "R all", "multiple", "wrong pairs", "stranger pairs", "per million", "impure/10k")
AS_MADE, DOUBLED, UNDATED = "as made", "errors added once more", "40 % without birth date"


def populate(folder: Path, rows: int, seed: int) -> Path:
    """The accepted signals of a made population with their truth, as one parquet file."""
    file = folder / f"{rows}_{seed}.parquet"
    if file.exists():
        return file
    made = folder / f"{rows}_{seed}"
    command = [sys.executable, str(SHARED / "tools" / "make_deliveries.py"), "--out", str(made), "--rows", str(rows)]
    options = ["--creditors", "40", "--seed", str(seed), "--fault-rate", "0", "--on", ON.isoformat()]
    subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL)
    known = Known(ON, national(), _edition(folder / "places"))
    walked = [_accepted(delivery, known) for delivery in sorted((made / "deliveries").iterdir())]
    persons = pl.read_csv(made / "truth_persons.csv", infer_schema=False).with_columns(pl.col("line").cast(pl.UInt32))
    signals = pl.concat(walked).join(persons.select("file", "line", *TRUTH), on=["file", "line"], maintain_order="left")
    signals.with_row_index("signal", offset=1).select(pl.col("signal").cast(pl.Int64), *ENTERS[1:], *TRUTH).write_parquet(file)
    return file


def _accepted(delivery: Path, known: Known) -> pl.DataFrame:
    walked = assess(read_table(delivery.read_bytes()), known).signals.filter(pl.col("outcome") == "accepted")
    return walked.select("line", *ENTERS[1:]).with_columns(pl.lit(delivery.name).alias("file"))


def worsened(signals: pl.DataFrame, how: str) -> pl.DataFrame:
    """The population with more faults in it than it was made with."""
    if how == UNDATED:
        spare = 1 - 0.6 * signals.height / signals["born_on"].count()
        return signals.with_columns(born_on=pl.when(~_some(signals, spare, 1)).then("born_on"))
    return _doubled(signals) if how == DOUBLED else signals


def _some(signals: pl.DataFrame, share: float, seed: int) -> pl.Series:
    """A share of the rows, drawn anew for every seed."""
    return signals["signal"].hash(seed) < int(share * 2**64)


def _doubled(signals: pl.DataFrame) -> pl.DataFrame:
    """The maker's slips once more, at its rates: names, initials, dates, addresses, additions, telephone numbers."""
    born, name, number = pl.col("born_on"), pl.col("surname"), pl.col("house_number")
    swapped = pl.date(born.dt.year(), born.dt.day().clip(upper_bound=12), born.dt.month())
    first = pl.date(born.dt.year(), 1, 1)
    slipped = (
        pl.when(_some(signals, 0.010, 2) & (born.dt.day() <= 12)).then(swapped)
        .when(_some(signals, 0.012, 3)).then(born.dt.offset_by("1d"))
        .when(_some(signals, 0.007, 4)).then(born.dt.offset_by("1y"))
        .when(_some(signals, 0.007, 5)).then(first)
        .when(_some(signals, 0.005, 6)).then(born.dt.offset_by("1mo"))
        .otherwise(born)
    )  # fmt: skip
    lost = _some(signals, 0.22, 12)
    return signals.with_columns(
        born_on=slipped,
        surname=pl.when(_some(signals, 0.035, 7)).then(name.str.slice(0, 3) + name.str.slice(4)).otherwise(name),
        initials=pl.when(_some(signals, 0.006, 8)).then(pl.lit("X.")).otherwise("initials"),
        house_number=pl.when(_some(signals, 0.008, 9)).then(number + 2).otherwise(number),
        postcode=pl.when(_some(signals, 0.02, 10)).then(pl.col("postcode").str.slice(0, 5) + "X").otherwise("postcode"),
        phone=pl.when(_some(signals, 0.008, 11)).then(pl.col("phone").str.replace(r".$", "5")).otherwise("phone"),
        addition=pl.when(~lost).then("addition"),
        house_letter=pl.when(~lost).then("house_letter"),
    )


def _pairs(frame: pl.DataFrame, *groups: str) -> int:
    size = frame.group_by(groups).len()["len"].cast(pl.Int64)
    return int((size * (size - 1) // 2).sum())


def judged(signals: pl.DataFrame, group: pl.Series) -> dict[str, float]:
    """Pairwise figures of a grouping against the truth."""
    frame = signals.select(*TRUTH, "municipality").with_columns(group.alias("group"))
    found, right, known = _pairs(frame, "group"), _pairs(frame, "group", "person_id"), _pairs(frame, "group", "household_id")
    cluster = frame.group_by("group").agg(persons=pl.col("person_id").n_unique(), signals=pl.len())
    seen = frame.join(cluster.select("group", "signals"), on="group").group_by("person_id", "municipality")
    several = seen.agg(pl.len().alias("own"), pl.col("signals").max()).filter(pl.col("own") > 1)
    return {
        "P": right / max(found, 1),
        "R one mun.": right / _pairs(frame, "person_id", "municipality"),
        "R all": right / _pairs(frame, "person_id"),
        "multiple": float((several["signals"] > 1).mean() or 0),  # type: ignore[arg-type]  # the mean of booleans is a number
        "wrong pairs": found - right,
        "stranger pairs": found - known,
        "per million": (found - known) / frame.height * 1e6,
        "impure/10k": (cluster["persons"] > 1).sum() / cluster.height * 1e4,
    }


def exact_key(signals: pl.DataFrame) -> pl.Series:
    """Postcode, number, birth date and surname, as a query would group them; who misses one stands alone."""
    name, _ = surname_halves(pl.col("surname"))
    key = ["municipality", "postcode", "house_number", "born_on", "name"]
    keyed = signals.with_columns(name.alias("name"))
    complete = pl.all_horizontal(pl.col(key).is_not_null())
    first = pl.when(complete).then(pl.col("signal").min().over(key)).otherwise("signal")
    return keyed.select(first.alias("first")).to_series()


def measure(file: Path, how: str, machine: Machine) -> dict[str, object]:
    """One run over a population: figures, seconds by part, and memory of this process."""
    signals = worsened(pl.read_parquet(file), how)
    loaded = _memory()
    start = time.perf_counter()
    frame = matching_frame(signals.select(ENTERS))
    normalised = time.perf_counter()
    found = edges(frame, machine)
    paired = time.perf_counter()
    matched = settle(frame, found)
    done = time.perf_counter()
    memory = _memory()
    figures = {name: judged(signals, matched.signals[name]) for name in ("person", "together")}
    seconds = {"normalise": normalised - start, "pairs": paired - normalised, "clusters": done - paired, "all": done - start}
    counted = {"links": matched.links.height, "together": matched.together.height, "review": matched.review.height}
    start = time.perf_counter()
    edges(frame, machine, new=frame["signal"].sample(min(NEW, frame.height), seed=1))
    seconds["new"] = time.perf_counter() - start
    figures["exact key"] = judged(signals, exact_key(signals))
    return {"rows": signals.height, "figures": figures, "seconds": seconds, "memory": memory, "before": loaded, "pairs": counted}


def _memory() -> float:
    """The most this process held, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def main() -> int:
    """Print a table for every population; 2 when ../shared is not here."""
    given = _arguments()
    if given.measure:
        print(json.dumps(measure(given.measure, given.how, Machine(threads=given.threads))))
        return 0
    if not (SHARED / "tools" / "make_deliveries.py").exists():
        print("Not measured: ../shared is not here.", file=sys.stderr)
        return 2
    folder = given.folder or Path(tempfile.mkdtemp(prefix="tijdig-matching-"))
    folder.mkdir(parents=True, exist_ok=True)
    versions = f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, Polars {pl.__version__}"
    print(f"{os.cpu_count()} cores, {platform.machine()}; {versions}; {given.threads} threads")
    for rows in given.rows:
        for seed in given.seeds:
            file = populate(folder, rows, seed)
            for how in (AS_MADE,) if given.as_made else (AS_MADE, DOUBLED, UNDATED):
                _print(f"{rows:,} signals made, seed {seed}, {how}", _child(file, how, given.threads))
    return 0


def _child(file: Path, how: str, threads: int) -> dict[str, dict[str, dict[str, float]]]:
    command = [sys.executable, __file__, "--measure", str(file), "--how", how, "--threads", str(threads)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, dict[str, dict[str, float]]] = json.loads(done.stdout.splitlines()[-1])
    return found


def _print(title: str, found: dict[str, dict[str, dict[str, float]]]) -> None:
    table = Table(title=title)
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading == "what" else "right")
    names = {"exact key": "exact key", "person": "tiers 1-7", "together": "with tier 9"}
    for name, label in names.items():
        figures = found["figures"][name]
        table.add_row(label, *(f"{figures[one]:,.5f}" if one[0] in "PRm" else f"{figures[one]:,.1f}" for one in HEADINGS[1:]))
    console = Console(width=130)
    console.print(table)
    console.print(
        f"accepted {found['rows']:,}; pairs {found['pairs']}; seconds", {k: round(v, 2) for k, v in found["seconds"].items()}
    )
    console.print(
        f"peak memory {found['memory']:.2f} GB, of which {found['before']:.2f} GB before matching; 'new' is {NEW:,} new signals"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--seeds", type=int, nargs="+", default=[101])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--as-made", action="store_true", help="leave out the rounds with more errors")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--how", default=AS_MADE, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
