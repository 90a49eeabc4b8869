"""CSV as people and programs really write it: two separators, quotes, empty lines, a line that shifted.

A sound file is read in one go by Polars. Only where lines differ in width or quotes do not close, Python's csv module
reads record by record, so that the faulty lines can be named and the good ones stay unharmed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial

import numpy as np
import polars as pl

from tijdig.steps.intake.columns import NAMES
from tijdig.steps.intake.formats.encoding import as_utf8, has_strange_signs
from tijdig.steps.intake.table import Table, Unreadable, line_finding

_SEPARATORS = (";", ",", "\t")
_BLOCK = 1 << 24  # bytes looked at together
_LINE_END = 10
_MOST_COLUMNS = 1_000
_LONGEST_HEADER = 100_000
csv.field_size_limit(1 << 30)  # the size of the file is the limit; a huge field is refused by its own rule
_SHIFTED = (
    "Deze regel heeft meer of minder velden dan de eerste regel, of een aanhalingsteken zonder einde. "
    "De waarden staan daardoor misschien in de verkeerde kolom. Herstel de regel en lever hem opnieuw aan."
)


def read_csv(data: bytes) -> Table:
    """The table of a CSV file.

    Raises Unreadable when there is no text or no line of column names.
    """
    text, findings = as_utf8(data)
    if b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    if not text or text.isspace():
        raise Unreadable("Dit bestand is leeg. De eerste regel hoort de namen van de kolommen te bevatten.")
    names, separator = _header(text)
    table = _read_whole(text, names, separator) or _read_by_record(text, names, separator)
    return Table(table.names, table.rows, pl.concat([findings, table.findings]), suspicious=has_strange_signs(text))


def _header(text: bytes) -> tuple[tuple[str, ...], str]:
    """The names on the first line and the separator that yields the most names of the format."""
    first = text[:_LONGEST_HEADER].decode("utf-8", errors="ignore")
    readings = [(_names(first, separator), separator) for separator in _SEPARATORS]
    names, separator = max(readings, key=lambda reading: (_known(reading[0]), len(reading[0])))
    if len(names) > _MOST_COLUMNS:
        raise Unreadable(f"De eerste regel heeft {len(names)} kolommen; het formaat kent er {len(NAMES)}.")
    if not _known(names):
        raise Unreadable(
            "De eerste regel bevat geen kolomnamen van het open formaat (zoals kenmerk, soort, postcode). "
            "Zet de kolomnamen op de eerste regel."
        )
    return names, separator


def _names(first: str, separator: str) -> tuple[str, ...]:
    try:
        return tuple(next(csv.reader(io.StringIO(first), delimiter=separator), ()))
    except csv.Error:
        return ()


def _known(names: tuple[str, ...]) -> int:
    return len({name.strip().lower() for name in names} & set(NAMES))


def _read_whole(text: bytes, names: tuple[str, ...], separator: str) -> Table | None:
    """The table when every line has as many fields as there are names; None otherwise."""
    schema = {str(at): pl.String() for at in range(len(names))}
    read = partial(pl.read_csv, text, has_header=False, separator=separator, schema=schema, infer_schema=False)
    if len(text) <= _BLOCK:
        return _numbered_table(names, text, read) if _is_sound(text, names, separator) else None
    with ThreadPoolExecutor(max_workers=1) as pool:
        reading = pool.submit(_numbered_table, names, text, read)  # while this thread looks whether it may be read so
        return reading.result() if _is_sound(text, names, separator) else None


def _is_sound(text: bytes, names: tuple[str, ...], separator: str) -> bool:
    bare = _quoted(separator).sub(b"x", text) if b'"' in text else text
    return b'"' not in bare and _is_regular(bare, separator.encode(), len(names) - 1)


def _numbered_table(names: tuple[str, ...], text: bytes, read: Callable[[], pl.DataFrame]) -> Table | None:
    try:
        return Table(names, _numbered(read(), quoted=b'""' in text))
    except pl.exceptions.ComputeError:
        return None


@cache
def _quoted(separator: str) -> re.Pattern[bytes]:
    """A field in quotes from border to border; a quote that is left after taking these away stands where none belongs.

    The pattern begins with the quote itself, so that looking for it is as fast as looking for a byte.
    """
    sign = re.escape(separator.encode())
    begins = rb'"(?:(?<=[\n' + sign + rb']")|(?<=\A"))'
    return re.compile(begins + rb'[^"]*(?:""[^"]*)*"(?=[\r\n' + sign + rb"]|\Z)")


def _is_regular(bare: bytes, sign: bytes, wanted: int) -> bool:
    """Whether every line that is not empty has as many separators as wanted; quoted parts have been taken out."""
    start = 0
    while start < len(bare):
        end = bare.rfind(b"\n", start, start + _BLOCK) + 1 or bare.find(b"\n", start + _BLOCK) + 1 or len(bare)
        block = np.frombuffer(bare, np.uint8, end - start, start)
        ends = np.flatnonzero(block == _LINE_END)
        ends = ends if block[-1] == _LINE_END else np.append(ends, len(block))
        counts = np.diff(np.searchsorted(np.flatnonzero(block == sign[0]), ends), prepend=0)
        odd = np.concatenate([[0], ends[:-1] + 1])[counts != wanted] + start
        if any(bare[at : (bare.find(b"\n", at) + 1 or len(bare))].strip() for at in odd.tolist()):
            return False
        start = end
    return True


def _read_by_record(text: bytes, names: tuple[str, ...], separator: str) -> Table:
    """Record by record; lines of another width are named and left out."""
    records = list(_records(text.decode("utf-8"), separator))
    width = len(names)
    told = [(line, fields) for line, fields in enumerate(records, start=1) if fields is None or any(map(str.strip, fields))]
    good = [(*fields, line) for line, fields in told if fields is not None and len(fields) == width]
    bad = [line for line, fields in told if fields is None or len(fields) != width]
    schema = {**{str(at): pl.String for at in range(width)}, "line": pl.UInt32}
    rows = pl.DataFrame(good, schema=schema, orient="row").filter(pl.col("line") > 1)
    return Table(names, _filled(rows, quoted=True), line_finding("regel-verschoven", pl.Series(bad, dtype=pl.UInt32), "", _SHIFTED))


def _records(text: str, separator: str) -> Iterator[list[str] | None]:
    """The fields of each record, [] for an empty line, None for a line whose quotes do not close."""
    if text.count('"') % 2 == 0:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return
    for line in text.split("\n"):  # fields with line ends cannot be told from a lost quote here
        yield None if line.count('"') % 2 else next(csv.reader([line.removesuffix("\r")], delimiter=separator), [])


def _numbered(rows: pl.DataFrame, *, quoted: bool) -> pl.DataFrame:
    return _filled(rows.with_row_index("line", offset=1).slice(1).with_columns(pl.col("line").cast(pl.UInt32)), quoted=quoted)


def _filled(rows: pl.DataFrame, *, quoted: bool) -> pl.DataFrame:
    """Without the empty lines: they count, but they are no signals. Quoted empty texts become nothing too."""
    texts = pl.exclude("line")
    first = rows.columns[0] if rows.columns[0] != "line" else rows.columns[1]
    # Few lines begin with an empty field, so only those are looked at as a whole; a lazy plan would look at all at once.
    suspects = rows.filter(_is_blank(pl.col(first))).filter(pl.all_horizontal(_is_blank(texts))).select("line")
    kept = rows.join(suspects, on="line", how="anti", maintain_order="left") if suspects.height and rows.width > 2 else rows
    return _without_empty_texts(kept.select("line", texts)) if quoted else kept.select("line", texts)


def _without_empty_texts(rows: pl.DataFrame) -> pl.DataFrame:
    """Null where a quoted field holds nothing; most columns have no such field."""
    found = rows.select((pl.exclude("line") == "").any())
    return rows.with_columns(pl.col([name for name in found.columns if found[name][0]]).replace("", None))


def _is_blank(text: pl.Expr) -> pl.Expr:
    return text.is_null() | (text.str.strip_chars().str.len_bytes() == 0)
