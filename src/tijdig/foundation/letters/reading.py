"""The second program: opens a PDF with another library than made it, and compares what stands on paper with the record.

It knows nothing of layout or rendering: it looks through the window of the envelope, at the foot of each page and at the words in
between, reads the address back into its parts, and accounts for every sign on the page. It says what is wrong, never for whom.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

import pypdfium2
import pypdfium2.raw as pdfium

from tijdig.foundation.letters.rules import Fault, LetterFacts

MM = 72 / 25.4
WIDTH, HEIGHT = 210.0, 297.0
# Areas in mm from the left and the top: left, top, right, bottom. Together they cover a page, without overlap.
WINDOW = (20.0, 45.0, 110.0, 90.0)
AROUND_WINDOW = ((0.0, 0.0, 110.0, 45.0), (110.0, 0.0, WIDTH, 90.0), (0.0, 45.0, 20.0, 90.0))
REFERENCE = (0.0, 90.0, WIDTH, 110.0)
BELOW_REFERENCE = (0.0, 110.0, WIDTH, 270.0)
WHOLE = (0.0, 0.0, WIDTH, 270.0)
FOOT = (0.0, 270.0, WIDTH, HEIGHT)

_MARK = re.compile(r"Brief(?P<number>[0-9A-Z-]+)·Controle(?P<checksum>[0-9A-Z-]+)pagina(?P<page>[0-9]+)van(?P<pages>[0-9]+)")
_POSTCODE_LINE = re.compile(r"(?P<postcode>[1-9][0-9]{3} [A-Z]{2})\s+(?P<town>\S.*)")
_AMOUNT = re.compile(r"€\s*([0-9.]+,[0-9]{2})")
_MONTHS = ("jan", "feb", "maart", "april", "mei", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
_HARMLESS = {pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH}


@dataclass(frozen=True)
class _Sheet:
    """One page as it lies on the table; texts as lines."""

    window: str
    head: str
    reference: str
    main: str
    foot: str
    everything: str
    is_upright_a4: bool
    has_extras: bool

    @property
    def is_blank(self) -> bool:
        return not _bare(self.everything)


@dataclass(frozen=True)
class Dossier:
    """One letter on the table of the second program: the file, and what the record says of it.

    ``digest`` is the sha256 of the file as it was made; empty to judge by what stands on paper alone.
    """

    pdf: bytes
    facts: LetterFacts
    checksum: str
    pages: int
    digest: str = ""


def judge(dossier: Dossier) -> tuple[Fault, ...]:
    """Everything that is wrong with a letter: empty when it may go. Never raises for any bytes."""
    changed = dossier.digest and sha256(dossier.pdf).hexdigest() != dossier.digest
    seen = faults_in(dossier.pdf, dossier.facts, checksum=dossier.checksum, pages=dossier.pages)
    return (Fault.DIGEST, *seen) if changed else seen


def faults_in(pdf: bytes, facts: LetterFacts, *, checksum: str, pages: int) -> tuple[Fault, ...]:
    """Where the paper and the record differ; empty when nowhere. Never raises for any bytes."""
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        return (Fault.UNREADABLE,)
    with document:
        attachments = pdfium.FPDFDoc_GetAttachmentCount(document)
        try:
            sheets = [_sheet(page, first=place == 0) for place, page in enumerate(document)]
        except pypdfium2.PdfiumError:
            return (Fault.UNREADABLE,)
    found = [*([Fault.EXTRA] if attachments else []), *_faults(sheets, facts, checksum, pages)]
    return tuple(dict.fromkeys(found))


def _faults(sheets: Sequence[_Sheet], facts: LetterFacts, checksum: str, pages: int) -> Iterator[Fault]:
    if len(sheets) != pages or not sheets:
        yield Fault.PAGE_COUNT
    for place, sheet in enumerate(sheets, start=1):
        yield from _paper_faults(sheet)
        yield from _mark_faults(sheet, facts, checksum, place, len(sheets))
    if sheets:
        yield from _address_faults(sheets[0].window, facts)
        yield from _sender_faults(sheets[0].head, facts)
        yield from _reference_faults(sheets[0].reference, facts)
        yield from _word_faults("\n".join(sheet.main for sheet in sheets), facts)


def _paper_faults(sheet: _Sheet) -> Iterator[Fault]:
    if not sheet.is_upright_a4:
        yield Fault.PAPER
    if sheet.is_blank:
        yield Fault.BLANK_PAGE
    if sheet.has_extras:
        yield Fault.EXTRA
    parts = _bare(sheet.window + sheet.head + sheet.reference + sheet.main + sheet.foot)
    # As a heap of signs: where areas touch, lines of two areas may stand in another order than on the whole page.
    if Counter(parts) != Counter(_bare(sheet.everything)):
        yield Fault.OUTSIDE


def _mark_faults(sheet: _Sheet, facts: LetterFacts, checksum: str, place: int, count: int) -> Iterator[Fault]:
    mark = _MARK.fullmatch(_bare(sheet.foot))
    if mark is None:
        yield Fault.MARK
        return
    if mark["number"] != facts.number:
        yield Fault.LETTER
    if mark["checksum"] != checksum:
        yield Fault.CHECKSUM
    if (mark["page"], mark["pages"]) != (str(place), str(count)):
        yield Fault.PAGE_NUMBER


def _address_faults(window: str, facts: LetterFacts) -> Iterator[Fault]:
    """Read the window back into parts: the town follows the postcode, the number ends what stands above it."""
    whom = facts.addressee
    lines = [line.strip() for line in window.splitlines() if line.strip()]
    # A long name of a town runs on below its postcode.
    start = next((place for place in reversed(range(len(lines))) if _POSTCODE_LINE.fullmatch(lines[place])), len(lines))
    place = _POSTCODE_LINE.fullmatch(" ".join(lines[start:]))
    if place is None or place["postcode"].replace(" ", "") != whom.postcode:
        yield Fault.POSTCODE
    if place is None or _bare(place["town"]) != _bare(whom.town):
        yield Fault.TOWN
    yield from _upper_line_faults(_bare("".join(lines[:start])), facts)


def _upper_line_faults(rest: str, facts: LetterFacts) -> Iterator[Fault]:
    whom = facts.addressee
    name, street = _bare(whom.name), _bare(whom.street)
    if not rest.startswith(name):
        yield Fault.NAME
        # Without the name nothing says where the street begins.
        rest = name + rest[rest.find(street) :] if street in rest else rest
    rest = rest.removeprefix(name)
    if not rest.startswith(street):
        yield Fault.STREET
    addition = f"-{whom.addition}" if whom.addition else ""
    if rest.removeprefix(street) != _bare(f"{whom.house_number}{whom.house_letter}{addition}"):
        yield Fault.NUMBER


def _sender_faults(head: str, facts: LetterFacts) -> Iterator[Fault]:
    sender = facts.sender
    wanted = ("Gemeente", sender.municipality, sender.team, *sender.address, sender.phone, sender.email)
    if Counter(_bare(head)) != Counter(_bare("".join(wanted))) or _bare(sender.phone) not in _bare(head):
        yield Fault.SENDER


def _reference_faults(reference: str, facts: LetterFacts) -> Iterator[Fault]:
    day = facts.dated_on
    wanted = rf"Datum{day.day}{_MONTHS[day.month - 1]}[a-z]*{day.year}Zaaknummer{re.escape(_bare(facts.case_number))}"
    if not re.fullmatch(wanted, _bare(reference)):
        yield Fault.REFERENCE


def _word_faults(main: str, facts: LetterFacts) -> Iterator[Fault]:
    if _bare(main) != _bare(_without_signs(f"{facts.subject}\n{facts.body}")):
        yield Fault.WORDS
    amounts = sorted(_AMOUNT.findall(main))
    if amounts != sorted(_AMOUNT.findall(facts.body)) or not _names(amounts, facts.amount_cents):
        yield Fault.AMOUNT


def _names(amounts: Sequence[str], cents: int | None) -> bool:
    return cents is None or any(int(re.sub("[.,]", "", amount)) == cents for amount in amounts)


def _without_signs(body: str) -> str:
    """The text without the signs that make headings and lists of it."""
    return re.sub(r"(?m)^(?:## |- )", "", body)


def _bare(text: str) -> str:
    """The signs in reading order, whatever the spaces and lines between them; a point of a list is no sign."""
    # PDFium writes U+FFFE or U+0002 for a hyphen at the end of a line.
    return re.sub(r"[\s•]", "", unicodedata.normalize("NFC", text).replace("\ufffe", "-").replace("\x02", "-"))


def _sheet(page: pypdfium2.PdfPage, *, first: bool) -> _Sheet:
    text = page.get_textpage()
    width, height = page.get_size()
    upright = abs(width - WIDTH * MM) < 1 and abs(height - HEIGHT * MM) < 1 and page.get_rotation() == 0
    return _Sheet(
        window=_text_in(text, WINDOW) if first else "",
        head="".join(_text_in(text, area) for area in AROUND_WINDOW) if first else "",
        reference=_text_in(text, REFERENCE) if first else "",
        main=_text_in(text, BELOW_REFERENCE if first else WHOLE),
        foot=_text_in(text, FOOT),
        everything=text.get_text_range(),
        is_upright_a4=upright,
        has_extras=_has_extras(page),
    )


def _text_in(text: pypdfium2.PdfTextPage, area: tuple[float, float, float, float]) -> str:
    left, top, right, bottom = area
    found: str = text.get_text_bounded(left * MM, (HEIGHT - bottom) * MM, right * MM, (HEIGHT - top) * MM)
    return found


def _has_extras(page: pypdfium2.PdfPage) -> bool:
    """Whether there is anything but text and lines: a picture (of another letter), a form, a note."""
    count = pdfium.FPDFPage_CountObjects(page)
    kinds = {pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, ctypes.c_int(place))) for place in range(count)}
    return bool(kinds - _HARMLESS) or pdfium.FPDFPage_GetAnnotCount(page) > 0
