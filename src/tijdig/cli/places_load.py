"""``tijdig places load``: address files become an edition."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tijdig.cli.failure import Failure
from tijdig.config import environment
from tijdig.foundation.places.editions import Editions
from tijdig.foundation.places.loaders.failure import UnusableFile
from tijdig.foundation.places.loaders.reading import read_files

FOLDER = "places"


def run(given: argparse.Namespace) -> int:
    """Read the files, write the edition, say what it holds."""
    load(given.files, given.valid_from)
    return 0


def load(files: Sequence[Path], valid_from: date) -> None:
    """Make one edition of the files and print what it holds. Raises Failure."""
    try:
        reading = read_files(files, valid_from, show_progress)
        path = editions().write(reading.about, reading.tables)
    except (UnusableFile, OSError) as error:
        raise Failure(f"Niets geladen. {error}") from error
    for warning in reading.warnings:
        print(f"Let op: {warning}", file=sys.stderr)
    about = reading.about
    print(f"Editie {about.valid_from}: geladen uit {', '.join(source.name for source in about.sources)}")
    print(f"Postcodegebieden: {_dutch(about.areas)}")
    print(f"Adressen: {_dutch(about.addresses) if about.addresses else 'niet bekend in deze bestanden'}")
    print(f"Gebieden in meer gemeenten: {_dutch(about.border_areas)}")
    print(f"Grootte van de index: {_dutch(path.stat().st_size)} bytes")


def editions() -> Editions:
    """The editions in the data directory."""
    return Editions(environment.data_directory() / FOLDER)


def show_progress(name: str, done: int, total: int | None) -> None:
    """A line on the terminal that is written over; nothing when the output goes elsewhere."""
    if sys.stderr.isatty():
        share = f"{100 * done // total}%" if total else f"{done // 1_000_000} MB"
        print(f"\r{name}: {share}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _dutch(number: int) -> str:
    return f"{number:,}".replace(",", ".")
