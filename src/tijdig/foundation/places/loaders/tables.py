"""CSV tables in address files, read in blocks so that the whole country fits in memory; plain, .zip or .zst."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import polars as pl

from tijdig.foundation.places.loaders.failure import UnusableFile

BLOCK = 32 * 1024 * 1024
COMPRESSED = ".zst"
PACKED = ".zip"
HEADER_LIMIT = 64 * 1024

Progress = Callable[[str, int, int], None]  # table, bytes done, bytes in all


def silent(_name: str, _done: int, _total: int) -> None:
    """Progress nobody looks at."""


@dataclass(frozen=True)
class Table:
    """One CSV table: a file, or a member of a zip."""

    path: Path
    member: str | None
    header: str
    size: int

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"{self.path.name} ({self.member})" if self.member else self.path.name

    @property
    def separator(self) -> str:
        """The sign between columns: CBS and NLExtract write ';', some years of CBS ','."""
        return ";" if self.header.count(";") >= self.header.count(",") else ","

    @property
    def columns(self) -> tuple[str, ...]:
        """The names in the header, without quotes."""
        return tuple(name.strip().strip('"') for name in self.header.split(self.separator))


def tables(path: Path) -> list[Table]:
    """The CSV tables in a file. Raises UnusableFile."""
    with _reading(path.name):
        if path.name.lower().endswith(COMPRESSED):
            return [Table(path, None, _first_text(path), path.stat().st_size)]
        if zipfile.is_zipfile(path) or path.name.lower().endswith(PACKED):
            return _members(path)
        with path.open("rb") as file:
            return [Table(path, None, _header(file), path.stat().st_size)]


def frames(table: Table, wanted: Sequence[str], progress: Progress) -> Iterator[pl.DataFrame]:
    """The wanted columns as String, in blocks, with ``line`` (UInt32, the line in the file). Raises UnusableFile."""
    line, done = 2, 0
    with _reading(table.name):
        for block in _blocks(table):
            rows = _parsed(block, table, wanted)
            done += len(block)
            progress(table.name, min(done, table.size), table.size)
            yield rows.with_row_index("line", offset=line).filter(~pl.all_horizontal(pl.col(wanted).is_null()))
            line += len(rows)


def _parsed(block: bytes, table: Table, wanted: Sequence[str]) -> pl.DataFrame:
    places = sorted(table.columns.index(name) for name in wanted)
    given = pl.read_csv(block, separator=table.separator, infer_schema=False, columns=places)
    given.columns = [table.columns[place] for place in places]
    return given


def _blocks(table: Table) -> Iterator[bytes]:
    """Pieces of CSV that end with a line, each with the header on top."""
    if table.path.name.lower().endswith(COMPRESSED):
        yield table.path.read_bytes()  # Polars unpacks it
        return
    with _opened(table) as stream:
        top = stream.readline(HEADER_LIMIT)
        rest = b""
        while piece := stream.read(BLOCK):
            cut = piece.rfind(b"\n") + 1
            if cut:
                yield top + rest + piece[:cut]
                rest = piece[cut:]
            else:
                rest += piece
        if rest:
            yield top + rest


@contextmanager
def _opened(table: Table) -> Iterator[IO[bytes]]:
    if table.member is None:
        with table.path.open("rb") as file:
            yield file
    else:
        with zipfile.ZipFile(table.path) as pack, pack.open(table.member) as file:
            yield file


def _members(path: Path) -> list[Table]:
    found = []
    with zipfile.ZipFile(path) as pack:
        for one in pack.infolist():
            if one.filename.lower().endswith(".csv"):
                with pack.open(one) as file:
                    found.append(Table(path, one.filename, _header(file), one.file_size))
    return found


def _header(file: IO[bytes]) -> str:
    return file.readline(HEADER_LIMIT).decode("utf-8-sig", errors="replace").strip()


def _first_text(path: Path) -> str:
    """The first line of a compressed file: read as a table of one column."""
    first = pl.read_csv(path.read_bytes(), separator="\x01", quote_char=None, has_header=False, n_rows=1)
    return str(first.item()).lstrip("\ufeff").strip()


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Turn what can go wrong with a file into one sentence."""
    try:
        yield
    except FileNotFoundError as error:
        raise UnusableFile(f"{name}: dit bestand bestaat niet.") from error
    except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise UnusableFile(f"{name}: dit bestand is niet te openen of beschadigd.") from error
    except pl.exceptions.PolarsError as error:
        raise UnusableFile(
            f"{name}: dit bestand is niet te lezen als tabel. Verwacht wordt CSV in UTF-8 met op elke regel evenveel kolommen."
        ) from error
