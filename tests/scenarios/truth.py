"""Compare what the walk finds with the planted truth of a made population; also a script of its own.

    python tests/scenarios/truth.py FOLDER --on 2026-07-01 [--addresses FILE...]

FOLDER holds ``deliveries/`` and ``truth_lines.csv``. Every planted code must be found at its line, nothing may be found that
the truth does not expect or allow, no clean line may be refused or held, and every municipality must be right.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from tijdig.foundation.places.editions import Edition, Editions
from tijdig.foundation.policy.parameters import national
from tijdig.journey.assess import Known, assess
from tijdig.steps.intake.reading import read_table

# Warnings about how something was written down; they never stop a line. The maker lets its creditors slip in e-mail
# addresses now and then ("jan@@ziggo.example") without writing that in the truth.
REMARKS = {"huisnummer-gesplitst", "voorloopnul-verdwenen", "email-ongeldig"}


@dataclass(frozen=True)
class Comparison:
    """What differs from the truth; all empty when the walk is right."""

    lines: int
    missing: pl.DataFrame  # planted, not found: file, line, code
    surplus: pl.DataFrame  # found, neither planted nor allowed
    clean_stopped: pl.DataFrame  # nothing planted, yet refused or held
    municipality_wrong: pl.DataFrame  # file, line, expected, found

    @property
    def right(self) -> bool:
        """Whether nothing differs."""
        return all(frame.is_empty() for frame in (self.missing, self.surplus, self.clean_stopped, self.municipality_wrong))

    def __str__(self) -> str:
        parts = {"niet gevonden": self.missing, "te veel gevonden": self.surplus, "ten onrechte gestopt": self.clean_stopped,
                 "verkeerde gemeente": self.municipality_wrong}  # fmt: skip
        told = [f"{self.lines} regels: " + ", ".join(f"{frame.height} {name}" for name, frame in parts.items())]
        return "\n".join(told + [f"{name}:\n{frame.head(10)}" for name, frame in parts.items() if frame.height])


def compare(folder: Path, edition: Edition, on: date) -> Comparison:
    """Walk every delivery of a made population and hold the result against its truth."""
    truth = pl.read_csv(folder / "truth_lines.csv", infer_schema=False).with_columns(pl.col("line").cast(pl.UInt32))
    known = Known(on, national(), edition)
    signals, findings = [], []
    for file in sorted((folder / "deliveries").iterdir()):
        walked = assess(read_table(file.read_bytes()), known)
        assert walked.readable, f"{file.name}: {walked.findings.rows()}"
        signals.append(walked.signals.select(pl.lit(file.name).alias("file"), "line", "municipality", "outcome"))
        findings.append(walked.findings.select(pl.lit(file.name).alias("file"), "line", "code"))
    return _differences(truth, pl.concat(signals), pl.concat(findings).unique())


def _differences(truth: pl.DataFrame, signals: pl.DataFrame, found: pl.DataFrame) -> Comparison:
    key = ["file", "line"]
    expected, allowed = _codes(truth, "expected_codes"), _codes(truth, "allowed_codes")
    joined = truth.join(signals, on=key, how="full", coalesce=True)
    assert joined.height == truth.height, "the walk lost or invented lines"
    stopped = pl.col("outcome") != "accepted"
    held_allowed = pl.col("allowed_codes").fill_null("").str.contains("adres-meerduidig|huisnummer-ongeldig")
    expected_place = pl.col("expected_municipality")
    return Comparison(
        lines=truth.height,
        missing=expected.join(found, on=[*key, "code"], how="anti"),
        surplus=found.filter(~pl.col("code").is_in(REMARKS)).join(pl.concat([expected, allowed]), on=[*key, "code"], how="anti"),
        clean_stopped=joined.filter(pl.col("expected_codes").is_null() & stopped & ~held_allowed).select(*key, "outcome"),
        municipality_wrong=joined.filter(expected_place.is_not_null() & expected_place.ne_missing(pl.col("municipality")))
        .select(*key, "expected_municipality", "municipality", "expected_codes", "allowed_codes"),
    )  # fmt: skip


def _codes(truth: pl.DataFrame, column: str) -> pl.DataFrame:
    listed = truth.filter(pl.col(column).is_not_null()).select("file", "line", pl.col(column).str.split("|").alias("code"))
    return listed.explode("code")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the comparison; exit code 0 when everything is right."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--on", type=date.fromisoformat, required=True)
    parser.add_argument("--places", type=Path, required=True, help="folder with places editions")
    given = parser.parse_args(arguments)
    comparison = compare(given.folder, Editions(given.places).on(given.on), given.on)
    print(comparison)
    return 0 if comparison.right else 1


if __name__ == "__main__":
    raise SystemExit(main())
