"""``tijdig places fetch``: the official CBS file becomes an edition."""

from __future__ import annotations

import argparse
import tempfile
from datetime import date
from pathlib import Path

from tijdig.cli import places_load
from tijdig.cli.failure import Failure
from tijdig.foundation.places.fetch import URL, FetchFailed, fetch
from tijdig.foundation.places.loaders import cbs
from tijdig.foundation.places.loaders.failure import UnusableFile
from tijdig.foundation.places.loaders.reading import recognised


def run(given: argparse.Namespace) -> int:
    """Fetch the file, load it as an edition; the zip itself is not kept."""
    url = given.url or URL
    with tempfile.TemporaryDirectory() as folder:
        try:
            fetched = fetch(url, Path(folder), progress=lambda done, total: places_load.show_progress(url, done, total))
        except FetchFailed as error:
            raise Failure(str(error)) from error
        print(f"Opgehaald: {url} (sha256 {fetched.sha256})")
        places_load.load([fetched.path], given.valid_from or _dated(fetched.path))
    return 0


def _dated(path: Path) -> date:
    """The date in the name of the file, or of the table in it. Raises Failure."""
    try:
        names = [table.name for table, _ in recognised(path)]
    except UnusableFile as error:
        raise Failure(f"Niets geladen. {error}") from error
    found = [day for name in names if (day := cbs.dated(name))]
    if not found:
        raise Failure(f"In de naam van {path.name} staat geen datum. Geef die met --valid-from JJJJ-MM-DD.")
    return found[0]
