"""The walk against made populations whose faults are known beforehand."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from scenarios.truth import compare
from tijdig.foundation.places.editions import About, Edition
from tijdig.foundation.places.index import Index
from tijdig.foundation.places.loaders.reading import read_files

PROJECT = Path(__file__).resolve().parents[2]
MAKER = PROJECT / "../shared/tools/make_deliveries.py"
ADDRESSES = PROJECT / "../shared/data/places"
ROWS = 3000

pytestmark = pytest.mark.skipif(
    not MAKER.is_file() or not ADDRESSES.is_dir(),
    reason="the maker of deliveries or the address data beside the project (../shared) is not here",
)


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The addresses that the maker draws from; loaded once."""
    files = sorted(ADDRESSES.glob("addresses_*.csv.zst"))
    reading = read_files(files, date(2020, 1, 1))
    assert isinstance(reading.about, About)
    return Edition(reading.about, Index(reading.tables))


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Path]:
    """The function that makes a population."""

    def make(on: date, seed: int, *options: str) -> Path:
        command = [sys.executable, str(MAKER), "--out", str(tmp_path), "--rows", str(ROWS), "--on", on.isoformat()]
        subprocess.run([*command, "--seed", str(seed), *options], check=True, capture_output=True, timeout=120)
        return tmp_path

    return make


@pytest.mark.parametrize("seed", [1, 7])
@pytest.mark.parametrize("on", [date(2022, 6, 1), date(2026, 7, 1)])
def test_all_that_was_planted_is_found_and_nothing_else(made: Callable[..., Path], edition: Edition, on: date, seed: int) -> None:
    found = compare(made(on, seed), edition, on)
    assert found.right, found
    assert found.lines >= ROWS * 0.9


def test_a_spreadsheet_says_what_a_text_file_says(made: Callable[..., Path], edition: Edition) -> None:
    pytest.importorskip("openpyxl")
    on = date(2026, 7, 1)
    found = compare(made(on, 1, "--xlsx"), edition, on)
    assert found.right, found


def test_the_kinds_of_the_experiment_are_judged_as_far_as_a_file_shows(made: Callable[..., Path], edition: Edition) -> None:
    on = date(2026, 7, 1)
    found = compare(made(on, 1, "--experiment"), edition, on)
    assert found.right, found
