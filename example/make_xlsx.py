"""Makes example/beheerder.xlsx: a sheet as a property manager keeps it, with real dates and numbers.

Run it again after a change: python example/make_xlsx.py. The moments in the file are fixed, so that the same contents
always make the same file.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook

TARGET = Path(__file__).with_name("beheerder.xlsx")
MOMENT = datetime(2026, 7, 1)  # noqa: DTZ001 - a workbook keeps moments without a zone
OWNER = "00000033"  # gave the manager a mandate
STRANGER = "00000044"  # did not
COLUMNS = (
    "kenmerk", "soort", "namens_kvk", "voorletters", "achternaam", "straat", "huisnummer", "postcode", "woonplaats", "telefoon",
    "bedrag", "ontstaansdatum", "herinnering_op", "aanbod_in_herinnering", "hulp_gewezen_op", "contact_gezocht_op",
    "contact_wijze", "bezwaar",
)  # fmt: skip
FORMULA, OUTCOME = "=612.5+625", "1237.5"


def row(reference: str, owner: str, who: tuple[str, str], address: tuple[str, int | str, str, str], phone: str,
        amount: float | str, arose: date, way: str) -> tuple[object, ...]:  # fmt: skip
    """One signal of rent; reminder and contact follow the day on which the arrears arose."""
    reminded, sought = date(arose.year, arose.month, 15), date(arose.year, arose.month + 1, 3)
    return (reference, "huur", owner, *who, *address, phone, amount, arose, reminded, "ja", reminded, sought, way, "nee")


APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)
ROWS = (
    row("VB-1", OWNER, ("A.", "Sleutelstra"), ("Zwaluwstraat", 147, "9331KG", "Norg"), "0661000051", 1425.5, APRIL, "telefoon"),
    row("VB-2", OWNER, ("B.C.", "Proefsleutel"), ("Brink", "12 A bis", "9331AA", "Norg"), "0661000052", 710, MAY, "gesprek"),
    row("VB-3", OWNER, ("D.", "Formulema"), ("de Swing", 147, "9356CX", "Tolbert"), "0661000053", FORMULA, APRIL, "sms"),
    row("VB-4", STRANGER, ("E.F.", "Vreemdeling"), ("Bosweg", 122, "9351AA", "Leek"), "0661000054", 880, MAY, "telefoon"),
    row("VB-5", OWNER, ("G.", "Voorbeeldslot"), ("Merelstraat", 159, "9363GJ", "Marum"), "0661000055", 1310.25, APRIL, "whatsapp"),
)


def workbook() -> bytes:
    """The workbook as a spreadsheet program would have saved it."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Achterstanden"
    for cells in (COLUMNS, *ROWS):
        sheet.append(cells)
    for letter in ("L", "M", "O", "P"):
        for cell in sheet[letter][1:]:
            cell.number_format = "dd-mm-yyyy"
    book.properties.created = MOMENT
    made = io.BytesIO()
    book.save(made)
    return _settled(made.getvalue())


def _settled(made: bytes) -> bytes:
    """With fixed moments, and with the outcome of the formula, which a spreadsheet program keeps beside it."""
    settled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            text = source.read(part)
            if part.filename == "docProps/core.xml":
                text = _with_fixed_change(text)
            if part.filename == "xl/worksheets/sheet1.xml":
                formula = f"<f>{FORMULA[1:]}</f>".encode()
                text = text.replace(formula + b"<v></v>", formula + b"<v>" + OUTCOME.encode() + b"</v>")
                text = text.replace(formula + b"<v />", formula + b"<v>" + OUTCOME.encode() + b"</v>")
            target.writestr(zipfile.ZipInfo(part.filename, MOMENT.timetuple()[:6]), text, zipfile.ZIP_DEFLATED)
    return settled.getvalue()


def _with_fixed_change(text: bytes) -> bytes:
    start = text.index(b">", text.index(b"<dcterms:modified")) + 1
    return text[:start] + MOMENT.isoformat().encode() + b"Z" + text[text.index(b"<", start) :]


if __name__ == "__main__":
    TARGET.write_bytes(workbook())
    print(f"{TARGET.name}: {len(ROWS)} rows")
