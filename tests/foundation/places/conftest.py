"""Addresses and editions the tests of places share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tijdig.foundation.places import areas
from tijdig.foundation.places.building import RECORDS, build
from tijdig.foundation.places.editions import About, Edition
from tijdig.foundation.places.index import Index

SHARED = Path(__file__).resolve().parents[3] / "../shared/data/places"

Record = tuple[str, int | None, str | None, int]


def edition_of(rows: Sequence[Record], valid_from: date = date(2026, 1, 1)) -> Edition:
    """An edition in memory of rows (postcode, number, suffix, CBS number of the municipality)."""
    numbered = [(areas.code(postcode), *rest) for postcode, *rest in rows]
    tables = build(pl.DataFrame(numbered, schema=RECORDS, orient="row"))
    return Edition(About(valid_from, (), tables.first_numbers.size, len(rows), 0), Index(tables))


@pytest.fixture(scope="session")
def make_edition() -> object:
    """The function that makes an edition of rows."""
    return edition_of


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with public address data beside the project; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the public address data beside the project (../shared/data/places) is not here")
    return SHARED
