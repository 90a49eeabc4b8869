"""Spreadsheets: the one sheet with the format's columns, values as they are stored, rows by their number in the sheet.

What a spreadsheet hides is said: formulas, merged cells, other sheets. Macros are refused, and so is a file that unpacks
to far more than it holds.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from tijdig.foundation.findings.checks import Severity, no_findings, one_finding
from tijdig.steps.intake.columns import NAMES
from tijdig.steps.intake.formats.workbook import BROKEN, formula_rows, reach, sheet_parts
from tijdig.steps.intake.table import FORMAT, Table, Unreadable, line_finding

Cell = int | float | str | bool | time | date | datetime | timedelta

_MOST_UNPACKED = 1_000_000_000  # bytes
_MOST_TIMES_LARGER = 200  # ordinary sheets unpack to 5-30 times their size
_SMALL = 10_000_000  # bytes; below this no packing is dangerous
_EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number
_BATCH = 20_000
_MOST_CELLS = 60_000_000  # two million rows of all columns of the format; more is emptiness that fills the memory
_CALCULATED = (
    "In deze regel staat een formule. De uitkomst kan bij openen veranderen. "
    "Kopieer de kolom en plak hem als waarde; lever de regel dan opnieuw aan."
)
_MERGED = (
    "In deze regel staan samengevoegde cellen; niet te zien is bij welke regel de waarde hoort. "
    "Hef het samenvoegen op en lever de regel opnieuw aan."
)
_ROUNDED = (
    "In deze regel staat een getal van meer dan vijftien cijfers; het rekenblad heeft het afgerond. "
    "Maak van de kolom tekst, vul de waarde opnieuw in en lever de regel opnieuw aan."
)


@dataclass(frozen=True)
class Sheet:
    """One sheet that was read: names on row 1, texts of the rows behind it."""

    title: str
    names: tuple[str, ...]
    source: CalamineSheet


def read_xlsx(data: bytes) -> Table:
    """The table of a spreadsheet.

    Raises Unreadable for macros, passwords, bombs, and when no single sheet holds the columns of the format.
    """
    archive = _guarded(data)
    try:
        parts = sheet_parts(archive)
        _refuse_vast(archive, parts)
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        sheet, others = _chosen(_sheets(book))
        rows, rounded = _rows(sheet)
        calculated = formula_rows(archive, parts[sheet.title]) if sheet.title in parts else set()
    except (CalamineError, *BROKEN) as error:
        raise Unreadable(f"Dit rekenblad kan niet worden gelezen ({type(error).__name__}). Sla het op als .xlsx of CSV.") from None
    lines = set(rows["line"])
    findings = [
        _unread(others),
        line_finding("formule-niet-toegestaan", _sorted(calculated & lines), "", _CALCULATED),
        line_finding("cel-samengevoegd", _sorted(_merged_lines(sheet) & lines), "", _MERGED),
        line_finding("getal-afgerond", rounded, "", _ROUNDED),
    ]
    return Table(sheet.names, rows, pl.concat([no_findings(), *findings]))


def _sorted(lines: set[int]) -> pl.Series:
    return pl.Series(sorted(lines), dtype=pl.UInt32)


def _refuse_vast(archive: zipfile.ZipFile, parts: dict[str, str]) -> None:
    """A single cell in the farthest corner makes the reader lay out every cell before it."""
    for part in parts.values():
        rows, columns = reach(archive, part)
        if rows * columns > _MOST_CELLS:
            raise Unreadable(
                f"Dit rekenblad loopt door tot rij {rows} en kolom {columns}. Verwijder wat er leeg is achter de signalen."
            )


def _guarded(data: bytes) -> zipfile.ZipFile:
    """The archive, when it is a spreadsheet without macros that unpacks to a sensible size."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        parts = archive.infolist()
    except BROKEN:
        raise Unreadable("Dit rekenblad is beschadigd. Sla het opnieuw op als .xlsx of CSV.") from None
    if "xl/workbook.xml" not in archive.namelist():
        raise Unreadable("Dit is een zip-bestand, maar geen rekenblad (.xlsx). Pak het uit en lever het CSV- of XLSX-bestand aan.")
    if any("vbaproject" in part.filename.lower() or "macrosheets" in part.filename.lower() for part in parts):
        raise Unreadable("Dit rekenblad bevat macro's. Sla het op als .xlsx zonder macro's.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > _MOST_UNPACKED or (unpacked > _SMALL and unpacked > _MOST_TIMES_LARGER * len(data)):
        raise Unreadable("Dit rekenblad wordt bij uitpakken veel te groot en is daarom niet geopend.")
    return archive


def _sheets(book: CalamineWorkbook) -> list[Sheet]:
    """The visible sheets that hold anything."""
    visible = [
        found.name
        for found in book.sheets_metadata
        if found.visible == SheetVisibleEnum.Visible and found.typ == SheetTypeEnum.WorkSheet
    ]
    sheets = [(name, book.get_sheet_by_name(name)) for name in visible]
    return [Sheet(name, _names(sheet), sheet) for name, sheet in sheets if sheet.height]


def _names(sheet: CalamineSheet) -> tuple[str, ...]:
    if sheet.start is None:
        return ()
    row, column = sheet.start
    first = next(iter(sheet.iter_rows()), []) if row == 0 else []
    return ("",) * column + tuple(str(cell).strip() for cell in first)


def _chosen(sheets: Sequence[Sheet]) -> tuple[Sheet, list[str]]:
    """The one sheet with names of the format, and the titles of the others."""
    with_names = [sheet for sheet in sheets if {name.lower() for name in sheet.names} & set(NAMES)]
    if len(with_names) > 1:
        titles = ", ".join(sheet.title for sheet in with_names)
        raise Unreadable(f"Er zijn meer bladen met signalen: {titles}. Lever één blad per bestand aan.")
    if not with_names:
        raise Unreadable("Geen enkel blad heeft op de eerste rij kolomnamen van het open formaat (zoals kenmerk, soort, postcode).")
    return with_names[0], [sheet.title for sheet in sheets if sheet is not with_names[0]]


def _unread(titles: Sequence[str]) -> pl.DataFrame:
    if not titles:
        return no_findings()
    message = f"Alleen het blad met signalen is gelezen. Niet gelezen: {', '.join(titles)}."
    return one_finding("blad-niet-gelezen", message, FORMAT, severity=Severity.WARNING)


def _rows(sheet: Sheet) -> tuple[pl.DataFrame, pl.Series]:
    """The texts below the names with their row numbers, and the rows with a number that was rounded."""
    width, indent = len(sheet.names), [""] * (sheet.source.start or (0, 0))[1]
    schema = {"line": pl.UInt32, **{str(at): pl.String for at in range(width)}}
    frames, rounded = [pl.DataFrame(schema=schema)], []
    for batch in _batches(enumerate(sheet.source.iter_rows(), start=1)):
        kept = [(line, *indent, *cells) for line, cells in batch if line > 1 and any(cell != "" for cell in cells)]
        rounded += [row[0] for row in kept if any(isinstance(cell, float) and abs(cell) >= _EXACT for cell in row)]
        columns = [[_as_text(row[at]) for row in kept] for at in range(1, width + 1)]
        frames.append(pl.DataFrame([[row[0] for row in kept], *columns], schema=schema))
    return pl.concat(frames), pl.Series(rounded, dtype=pl.UInt32)


def _batches(rows: Iterable[tuple[int, list[Cell]]]) -> Iterator[list[tuple[int, list[Cell]]]]:
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        yield batch


def _as_text(cell: Cell) -> str | None:
    """What the cell says in the notations of the format: dates as 2026-07-01, whole numbers without .0."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(round(cell, 9))
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _merged_lines(sheet: Sheet) -> set[int]:
    """The rows of merged cells, as far as the sheet has rows."""
    ranges, height = sheet.source.merged_cell_ranges or [], sheet.source.total_height
    return {row + 1 for (first, _), (last, _) in ranges for row in range(first, min(last, height) + 1)} - {1}
