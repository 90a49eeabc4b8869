"""The editions on disk, half-open in time: one holds from its ``valid_from`` until the ``valid_from`` of the next.

One compressed file per edition, ``<valid_from>.npz``, without pickle; a folder without such files has no editions.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
import zlib
from bisect import bisect_right
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

import numpy as np

from tijdig.foundation.places.index import Index, Tables

FORMAT = 1
SUFFIX = ".npz"
ABOUT = "about"
UNREADABLE = (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile, zlib.error)
READABLE = 0o644  # the web process may run as another user; these are public facts


class NoEdition(Exception):
    """No edition holds on the date asked, or its file cannot be read; the text is a Dutch sentence."""


@dataclass(frozen=True)
class Source:
    """One file an edition was made of."""

    name: str
    sha256: str
    kind: str


@dataclass(frozen=True)
class About:
    """What is known of an edition besides its index; counts are of areas, distinct addresses and border areas."""

    valid_from: date
    sources: tuple[Source, ...]
    areas: int
    addresses: int
    border_areas: int

    def to_json(self) -> str:
        """One JSON object, with the version of the format."""
        return json.dumps({**asdict(self), "valid_from": self.valid_from.isoformat(), "format": FORMAT}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> About:
        """Read what ``to_json`` wrote. Raises ValueError for another format, KeyError and TypeError for other texts."""
        given = json.loads(text)
        if given.pop("format") != FORMAT:
            raise ValueError("another format of editions")
        given["valid_from"] = date.fromisoformat(given["valid_from"])
        given["sources"] = tuple(Source(**source) for source in given["sources"])
        return cls(**given)


@dataclass(frozen=True, eq=False)
class Edition:
    """The addresses of the country, or of a part, as they hold from ``about.valid_from`` on."""

    about: About
    index: Index

    @property
    def name(self) -> str:
        """How answers name this edition: the date it holds from."""
        return self.about.valid_from.isoformat()


class Editions:
    """The editions in one folder. Editions that were read stay in memory until their file changes."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._read: dict[date, tuple[tuple[int, int], Edition]] = {}

    def dates(self) -> list[date]:
        """From when each edition holds, oldest first."""
        if not self.directory.is_dir():
            return []
        names = [entry.name for entry in os.scandir(self.directory) if entry.name.endswith(SUFFIX)]
        return sorted(day for name in names if (day := _day(name.removesuffix(SUFFIX))))

    def on(self, day: date) -> Edition:
        """The edition that holds on this date. Raises NoEdition."""
        dates = self.dates()
        at = bisect_right(dates, day)
        if not dates:
            raise NoEdition("Er is nog geen editie van adressen. Laad er een met: tijdig places load.")
        if not at:
            raise NoEdition(
                f"Er is geen editie van adressen die geldt op {day}; de oudste geldt vanaf {dates[0]}. "
                "Laad een oudere met: tijdig places load."
            )
        return self._loaded(dates[at - 1])

    def write(self, about: About, tables: Tables) -> Path:
        """Put an edition in the folder, whole or not at all; one with the same ``valid_from`` is replaced."""
        self.directory.mkdir(parents=True, exist_ok=True)
        target = self._path(about.valid_from)
        handle, name = tempfile.mkstemp(dir=self.directory, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                text = np.frombuffer(about.to_json().encode(), dtype=np.uint8)
                stored = {field.name: getattr(tables, field.name) for field in fields(Tables)}
                np.savez_compressed(file, allow_pickle=False, **{ABOUT: text}, **stored)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(READABLE)
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)
        return target

    def _path(self, valid_from: date) -> Path:
        return self.directory / f"{valid_from.isoformat()}{SUFFIX}"

    def _loaded(self, valid_from: date) -> Edition:
        path = self._path(valid_from)
        try:
            state = path.stat()
            version = (state.st_mtime_ns, state.st_size)
            known = self._read.get(valid_from)
            if known is None or known[0] != version:
                known = self._read[valid_from] = (version, read(path))
        except UNREADABLE as error:
            raise NoEdition(f"De editie {path.name} is niet te lezen. Laad deze editie opnieuw met: tijdig places load.") from error
        return known[1]


def read(path: Path) -> Edition:
    """One edition from its file. Raises one of UNREADABLE when it is not one."""
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        about = About.from_json(stored[ABOUT].tobytes().decode())
        return Edition(about, Index(Tables(**{field.name: stored[field.name] for field in fields(Tables)})))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
