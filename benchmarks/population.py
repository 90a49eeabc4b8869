"""The million signals the benchmarks run on: made by ../shared/tools/make_deliveries.py, laid out as one agent's file.

All creditors of the population deliver through one collection agency, so that a single file, delivery and transaction holds
every row. The municipalities get the desk as their destination.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from tijdig.foundation.places.editions import Edition, Editions
from tijdig.foundation.places.loaders.reading import read_files
from tijdig.steps.intake.columns import NAMES
from tijdig.steps.intake.reading import read_table

SHARED = Path(__file__).resolve().parents[2] / "shared"
ON = date(2026, 7, 1)
AGENT = "09999999"


@dataclass(frozen=True)
class Population:
    """Where the made file and its parties are, and the edition its addresses lie in."""

    file: Path
    parties: Path
    edition: Edition
    rows: int


def make(folder: Path, rows: int, seed: int = 1, creditors: int = 40) -> Population:
    """Make the population in a folder, or take the one that was made there before."""
    maker = SHARED / "tools" / "make_deliveries.py"
    if not maker.exists():
        raise SystemExit("../shared is not here: the benchmarks need its maker of deliveries and its addresses.")
    file, parties = folder / "signalen.csv", folder / "partijen.json"
    if not file.exists():
        made = folder / "made"
        command = [sys.executable, str(maker), "--out", str(made), "--rows", str(rows), "--creditors", str(creditors)]
        subprocess.run([*command, "--seed", str(seed), "--on", ON.isoformat()], check=True, stdout=subprocess.DEVNULL)
        _as_one_file(made, file)
        parties.write_text(json.dumps(_parties(json.loads((made / "parties.json").read_text("utf-8")))), "utf-8")
    return Population(file, parties, _edition(folder / "places"), rows)


def _as_one_file(made: Path, file: Path) -> None:
    tables = [
        read_table(delivery.read_bytes()).rows.with_columns(pl.lit(delivery.name[:8]).alias("namens_kvk"))
        for delivery in sorted((made / "deliveries").iterdir())
    ]
    pl.concat(tables).select(NAMES).write_csv(file, separator=";")


def _parties(made: dict[str, list[dict[str, object]]]) -> dict[str, object]:
    """The maker's parties in our own document, with the agency and the destinations added."""
    since = "2025-01-01"
    creditors = [
        {
            "kvk": one["kvk"],
            "naam": one["name"],
            "soorten": [one["kind"]],
            "overeenkomsten": [
                {
                    "gemeente": agreed["municipality"],
                    "vanaf": since,
                    "getekendDoorSchuldeiserOp": since,
                    "getekendDoorGemeenteOp": since,
                }
                for agreed in one["agreements"]  # type: ignore[attr-defined]  # plain JSON
            ],
        }
        for one in made["creditors"]
    ]
    mandates = [{"schuldeiser": one["kvk"], "vanaf": since, "bewijs": "volmacht"} for one in made["creditors"]]
    return {
        "versie": 1,
        "gemeenten": [{"code": one["code"]} for one in made["municipalities"]],
        "schuldeisers": creditors,
        "gemachtigden": [{"kvk": AGENT, "naam": "Incasso Maatstaf", "rol": "incassobureau", "machtigingen": mandates}],
        "bestemmingen": [
            {
                "gemeente": one["code"],
                "systeem": "loket",
                "vanaf": since,
                "bewijs": "maat",
                "bevestigdDoor": "maat",
                "bevestigdOp": since,
            }
            for one in made["municipalities"]
        ],
    }


def _edition(folder: Path) -> Edition:
    editions = Editions(folder)
    if not editions.dates():
        folder.mkdir(parents=True, exist_ok=True)
        reading = read_files(sorted((SHARED / "data" / "places").glob("addresses_*.csv.zst")), date(2021, 1, 1))
        editions.write(reading.about, reading.tables)
    return editions.on(ON)
