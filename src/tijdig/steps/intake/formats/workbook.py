"""Which part of a packed workbook holds which sheet (ECMA-376, part 1, 18.2 and part 2)."""

from __future__ import annotations

import posixpath
import zipfile
from xml.etree import ElementTree

from tijdig.steps.intake.table import Unreadable

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
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


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _parsed(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    try:
        with archive.open(name) as source:
            text = source.read(_LARGEST + 1)
        if len(text) > _LARGEST or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise Unreadable("Dit rekenblad bevat onderdelen die er niet in horen en is daarom niet geopend.")
        return ElementTree.fromstring(text)  # noqa: S314 - entities are refused above
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError, OSError):
        raise Unreadable("Dit rekenblad is beschadigd. Sla het opnieuw op als .xlsx of CSV.") from None
