"""Populations for matching with their truth: made, accepted by our own walk, worsened, and judged pair by pair."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl

from population import ON, SHARED, _edition
from tijdig.foundation.policy.parameters import national
from tijdig.journey.assess import Known, assess
from tijdig.steps.intake.reading import read_table
from tijdig.steps.matching.keys import ENTERS

TRUTH = ("person_id", "household_id")
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
