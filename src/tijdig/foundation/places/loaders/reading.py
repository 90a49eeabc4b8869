"""Several address files -> the index tables of one edition, what it was made of, and warnings."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from tijdig.foundation.places import register
from tijdig.foundation.places.building import build
from tijdig.foundation.places.editions import About, Source
from tijdig.foundation.places.index import SEVERAL, Tables
from tijdig.foundation.places.loaders import areas_only, bagadresplus, cbs, named
from tijdig.foundation.places.loaders.failure import UnusableFile
from tijdig.foundation.places.loaders.tables import Progress, Table, silent, tables


@dataclass(frozen=True)
class Format:
    """One kind of table: whether a header is of this kind, and its records in blocks."""

    kind: str
    fits: Callable[[Table], bool]
    records: Callable[[Table, date, Progress], Iterator[pl.DataFrame]]


FORMATS = tuple(  # in this order: the first that fits the header
    Format(room.KIND, room.fits, room.records) for room in (cbs, bagadresplus, named, areas_only)
)
EXPECTED = "PC6;Huisnummer;...;GemeenteJJJJ (CBS), bagadresplus (NLExtract), postcode;huisnummer;...;gemeente of pc6;gm"


@dataclass(frozen=True, eq=False)
class Reading:
    """An edition that was read but not written yet; ``warnings`` are Dutch sentences."""

    about: About
    tables: Tables
    warnings: tuple[str, ...]


def read_files(files: Sequence[Path], valid_from: date, progress: Progress = silent) -> Reading:
    """Read all files as one edition. Raises UnusableFile; then nothing of it may be kept."""
    found: list[pl.DataFrame] = []
    sources = []
    for path in files:
        known = recognised(path)
        for table, form in known:
            found.extend(form.records(table, valid_from, progress))
        sources.append(Source(path.name, _digest(path), "+".join(dict.fromkeys(form.kind for _, form in known))))
    records = pl.concat(found) if found else pl.DataFrame()
    if len(files) > 1:  # only then can an address come twice
        records = records.unique()
    if records.is_empty():
        raise UnusableFile(f"{', '.join(path.name for path in files)}: hierin staat geen enkel adres.")
    made = build(records)
    border = len(set(made.border_areas.tolist()))
    about = About(valid_from, tuple(sources), made.first_numbers.size, len(records) - records["number"].null_count(), border)
    return Reading(about, made, _warnings(records, valid_from))


def recognised(path: Path) -> list[tuple[Table, Format]]:
    """The tables in a file that hold addresses, each with its format. Raises UnusableFile when there are none."""
    known = [(table, form) for table in tables(path) if (form := _format(table)) is not None]
    if not known:
        raise UnusableFile(f"{path.name}: de kolomnamen horen bij geen bekend formaat. Verwacht: {EXPECTED}.")
    return known


def _format(table: Table) -> Format | None:
    return next((form for form in FORMATS if form.fits(table)), None)


def _warnings(records: pl.DataFrame, valid_from: date) -> tuple[str, ...]:
    numbers = records.filter(pl.col("municipality") != SEVERAL)["municipality"].unique().sort()
    found = [register.by_code(f"GM{number:04}") for number in numbers]
    return tuple(
        f"Gemeente {one.name} ({one.code}) bestaat pas vanaf {one.valid_from}, dus nog niet op {valid_from}. "
        "Klopt de datum van deze editie?"
        for one in found
        if not one.began(valid_from)
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
