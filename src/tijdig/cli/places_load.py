"""``tijdig places load``: address files become an edition."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tijdig.cli.failure import Failure, unreadable
from tijdig.cli.wording import counted, thousands
from tijdig.config import environment
from tijdig.foundation.places.editions import About, Editions
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
        editions().write(reading.about, reading.tables)
    except UnusableFile as error:
        raise Failure(f"Niets geladen. {error}") from error
    except OSError as error:
        raise Failure(f"Niets geladen. {unreadable(error.filename or FOLDER, error)}") from error
    for warning in reading.warnings:
        print(f"Let op: {warning}", file=sys.stderr)
    print("\n".join(_told(reading.about)))


def _told(about: About) -> list[str]:
    """Where the edition comes from and what can be found with it."""
    areas = counted(about.areas, "postcode", "postcodes")
    border = f", waarvan {thousands(about.border_areas)} in meer gemeenten" if about.border_areas else ""
    known = counted(about.addresses, "adres", "adressen")
    return [
        f"Editie {about.valid_from}: geladen uit {', '.join(source.name for source in about.sources)}",
        f"{areas}{border}.",
        f"{known} met huisnummer." if about.addresses else "De huisnummers staan niet in deze bestanden.",
    ]


def editions() -> Editions:
    """The editions in the data directory."""
    return Editions(environment.data_directory() / FOLDER)


def show_progress(name: str, done: int, total: int | None) -> None:
    """A line on the terminal that is written over; nothing when the output goes elsewhere."""
    if sys.stderr.isatty():
        share = f"{100 * done // total}%" if total else f"{done // 1_000_000} MB"
        print(f"\r{name}: {share}", end="\n" if done == total else "", file=sys.stderr, flush=True)
