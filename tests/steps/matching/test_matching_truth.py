"""Precision and recall on a small made population whose truth is known; the promises are measured in benchmarks/matching.py."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tijdig.steps.intake.reading import read_table
from tijdig.steps.intake.typed import doubled_references, typed_signals
from tijdig.steps.matching.engine import edges, match, settle
from tijdig.steps.matching.keys import matching_frame

PROJECT = Path(__file__).resolve().parents[3]
MAKER = PROJECT / "../shared/tools/make_deliveries.py"
ON = date(2026, 7, 1)

pytestmark = pytest.mark.skipif(not MAKER.is_file(), reason="the maker of deliveries beside the project (../shared) is not here")


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """Signals with the truth beside them: the municipality of the address, person_id and household_id."""
    folder = tmp_path_factory.mktemp("population")
    command = [sys.executable, str(MAKER), "--out", str(folder), "--rows", "10000", "--fault-rate", "0", "--seed", "11"]
    subprocess.run([*command, "--provinces", "Drenthe", "--on", ON.isoformat()], check=True, capture_output=True, timeout=120)
    read = []
    for file in sorted((folder / "deliveries").iterdir()):
        table = read_table(file.read_bytes())
        typed, _ = typed_signals(doubled_references(table.rows), ON, suspicious=False)
        read.append(typed.with_columns(pl.lit(file.name).alias("file")))
    lines, people = (pl.read_csv(folder / f"truth_{name}.csv", infer_schema=False) for name in ("lines", "persons"))
    truth = lines.join(people, on=["file", "line"]).with_columns(pl.col("line").cast(pl.UInt32))
    known = pl.concat(read).join(truth, on=["file", "line"]).rename({"expected_municipality": "municipality"})
    placed = known.filter(pl.col("municipality").is_not_null()).with_row_index("signal", offset=1)
    return placed.with_columns(pl.col("signal").cast(pl.Int64))


def pairs(frame: pl.DataFrame, *groups: str) -> int:
    """How many pairs lie in the same group."""
    size = frame.group_by(groups).len()["len"].cast(pl.Int64)
    return int((size * (size - 1) // 2).sum())


@pytest.mark.parametrize(("group", "precision", "recall"), [("person", 0.999, 0.77), ("together", 0.995, 0.885)])
def test_precision_and_recall(population: pl.DataFrame, group: str, precision: float, recall: float) -> None:
    judged = population.join(match(population).signals, on="signal")
    found, right = pairs(judged, group), pairs(judged, group, "person_id")
    assert right / found >= precision
    assert right / pairs(judged, "person_id", "municipality") >= recall
    assert found - pairs(judged, group, "household_id") == 0, "strangers were linked"


def test_the_guard_keeps_two_people_apart(population: pl.DataFrame) -> None:
    """The measure can fail: without the guard far more pairs of two people are joined or shown together."""
    frame = matching_frame(population)
    found = edges(frame)
    wrong = []
    for kept in (found, found.with_columns(held=pl.lit(0))):
        judged = population.join(settle(frame, kept).signals, on="signal")
        wrong.append(pairs(judged, "together") - pairs(judged, "together", "person_id"))
    assert wrong[1] >= 1.5 * wrong[0]


def test_households_hold_no_strangers(population: pl.DataFrame) -> None:
    judged = population.join(match(population).signals, on="signal")
    found = pairs(judged, "household")
    assert pairs(judged, "household", "household_id") / found >= 0.999
