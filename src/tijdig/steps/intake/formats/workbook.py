"""What the packed parts of a workbook say beside their values (ECMA-376, part 1, 18.2-18.3 and part 2).

Which part holds which sheet, how far the sheet reaches, and which rows have formulas. Programs write the same XML in many
ways (prefixes, quotes, order of attributes), so formulas are looked up by a real parser, and only where there are any.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from tijdig.steps.intake.table import Unreadable

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_REFERENCE = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_FORMULA = re.compile(rb"<(?:[A-Za-z0-9]+:)?f[\s/>]")
_PIECE, _OVERLAP = 1 << 20, 64
# Whatever a damaged or hostile archive can raise while it is unpacked or parsed.
BROKEN = (KeyError, ValueError, OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error,
          ElementTree.ParseError)  # fmt: skip
_LARGEST = 5_000_000  # bytes of XML that only lists sheets


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part name by sheet title; sheets whose part is missing are left out.

    Raises Unreadable where these lists are broken, too large, or declare entities.
    """
    book = _parsed(archive, "xl/workbook.xml")
    relations = _parsed(archive, "xl/_rels/workbook.xml.rels")
    targets = {found.get("Id", ""): found.get("Target", "") for found in relations.iter(f"{_PACKAGE}Relationship")}
    parts = {sheet.get("name", ""): _part(targets.get(sheet.get(_RELATION, ""), "")) for sheet in book.iter(f"{_MAIN}sheet")}
    known = set(archive.namelist())
    return {title: part for title, part in parts.items() if part in known}


def reach(archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    """How many rows and columns a sheet has up to its farthest cell, by the references in it (0, 0 where it has none)."""
    rows, columns = {0}, {b""}
    for piece in _pieces(archive, part):
        found = _REFERENCE.findall(piece)
        rows.add(max((int(row) for _, row in found), default=0))
        columns.add(max((column for column, _ in found), key=_column_order, default=b""))
    return max(rows), _column_number(max(columns, key=_column_order))


def formula_rows(archive: zipfile.ZipFile, part: str) -> set[int]:
    """The numbers of the rows with a formula."""
    if not any(_FORMULA.search(piece) for piece in _pieces(archive, part)):
        return set()
    found: set[int] = set()
    row = 0
    with archive.open(part) as source:
        # Entities cannot blow up: expat refuses amplification, and the size of the part was judged before.
        for event, element in ElementTree.iterparse(source, events=("start", "end")):  # noqa: S314 - see above
            name = element.tag.rpartition("}")[2]
            if event == "start" and name == "row":
                row = int(element.get("r") or row + 1)
            elif event == "start" and name == "f":
                found.add(row)
            elif name == "row":
                element.clear()
    return found


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The unpacked text piece by piece; neighbours overlap, so that nothing is lost on an edge."""
    rest = b""
    with archive.open(part) as source:
        while piece := source.read(_PIECE):
            yield rest + piece
            rest = piece[-_OVERLAP:]


def _column_order(letters: bytes) -> tuple[int, bytes]:
    return len(letters), letters


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _parsed(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    try:
        with archive.open(name) as source:
            text = source.read(_LARGEST + 1)
        if len(text) > _LARGEST or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise Unreadable("Dit rekenblad bevat onderdelen die er niet in horen en is daarom niet geopend.")
        return ElementTree.fromstring(text)  # noqa: S314 - entities are refused above
    except BROKEN:
        raise Unreadable("Dit rekenblad is beschadigd. Sla het opnieuw op als .xlsx of CSV.") from None
