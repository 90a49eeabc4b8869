"""What a letter is before it is a page: who it goes to, what it says, when it is refused, and the mark that ties its pages. Pure.

The parts of an address stay separate fields to the end: a shifted column or a dropped addition then shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from unicodedata import normalize

from tijdig.foundation.ledger.canonical import canonical
from tijdig.foundation.letters.wording import fields_in, filled, missing_values

_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without look-alikes
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905 - a list of words reads better so
_POSTCODE = re.compile(r"[1-9][0-9]{3}[A-Z]{2}")
# What the fonts in this package can set: Latin with every sign of European languages and of Vietnamese.
# Not the soft hyphen, which shows at the end of a line only, nor loose diacritics: letters that have them are one sign.
PRINTABLE = (
    "\u0020-\u007e\u00a0-\u00ac\u00ae-\u024f\u0259\u1e00-\u1eff"
    "\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u20ac"
)
_LINE = re.compile(f"[{PRINTABLE}]*")
_LINES = re.compile(f"[{PRINTABLE}\n]*")
LONGEST_NAME = 80
LONGEST_TOWN = 40
LARGEST_NUMBER = 99_999
LONGEST_ADDITION = 12


class TextState(StrEnum):
    """The life of a text."""

    DRAFT = "concept"
    PUBLISHED = "in-gebruik"
    RETIRED = "vervallen"


class LetterState(StrEnum):
    """The life of a letter: made, read back by the second program, handed to the printer; or refused."""

    RENDERED = "gemaakt"
    CHECKED = "gecontroleerd"
    RELEASED = "vrijgegeven"
    REFUSED = "afgekeurd"


class Fault(StrEnum):
    """What the second program can find wrong; the sentence stands in ``FAULT_WORDS``. No personal data."""

    UNREADABLE = "onleesbaar"
    DIGEST = "bestand"
    PAPER = "papier"
    PAGE_COUNT = "aantal-paginas"
    BLANK_PAGE = "lege-pagina"
    MARK = "kenmerk"
    LETTER = "briefnummer"
    CHECKSUM = "controlegetal"
    PAGE_NUMBER = "paginanummer"
    NAME = "naam"
    STREET = "straat"
    NUMBER = "huisnummer"
    POSTCODE = "postcode"
    TOWN = "plaats"
    SENDER = "afzender"
    AMOUNT = "bedrag"
    REFERENCE = "regel-met-kenmerk"
    WORDS = "tekst"
    OUTSIDE = "tekst-buiten-vlak"
    EXTRA = "toevoegsel"
    STALE = "zaak-gewijzigd"


FAULT_WORDS: dict[Fault, str] = {
    Fault.UNREADABLE: "Het bestand is niet te lezen.",
    Fault.DIGEST: "Het bestand is niet het bestand dat is gemaakt.",
    Fault.PAPER: "Een pagina is geen rechtopstaand A4.",
    Fault.PAGE_COUNT: "Het aantal pagina's klopt niet.",
    Fault.BLANK_PAGE: "Er is een lege pagina.",
    Fault.MARK: "Onderaan een pagina ontbreken briefnummer, controlegetal of paginanummer.",
    Fault.LETTER: "Een pagina hoort bij een andere brief.",
    Fault.CHECKSUM: "Een pagina heeft een ander controlegetal.",
    Fault.PAGE_NUMBER: "De paginanummers kloppen niet.",
    Fault.NAME: "De naam in het venster is niet die van de geadresseerde.",
    Fault.STREET: "De straat in het venster klopt niet.",
    Fault.NUMBER: "Huisnummer, huisletter of toevoeging in het venster klopt niet.",
    Fault.POSTCODE: "De postcode in het venster klopt niet.",
    Fault.TOWN: "De woonplaats in het venster klopt niet.",
    Fault.SENDER: "De afzender klopt niet.",
    Fault.AMOUNT: "Het bedrag klopt niet.",
    Fault.REFERENCE: "De datum of het zaaknummer klopt niet.",
    Fault.WORDS: "De tekst is niet de tekst van deze brief.",
    Fault.OUTSIDE: "Er staat tekst op een plek waar geen tekst hoort.",
    Fault.EXTRA: "Er zit een afbeelding, bijlage of notitie in het bestand.",
    Fault.STALE: "De zaak is veranderd nadat de brief is gemaakt. Maak een nieuwe brief.",
}


@dataclass(frozen=True)
class Addressee:
    """Who a letter goes to, each part apart; ``postcode`` is 1234AB."""

    name: str
    street: str
    house_number: int | None
    house_letter: str
    addition: str
    postcode: str
    town: str


@dataclass(frozen=True)
class Sender:
    """Who a letter comes from: the municipality's name without "gemeente", the team, and how to reach it."""

    municipality: str
    team: str
    phone: str
    email: str
    address: tuple[str, ...]


@dataclass(frozen=True)
class Request:
    """What a case says about a letter. ``values`` fill placeholders that are not facts of the case itself."""

    case_number: str
    addressee: Addressee
    amount_cents: int | None
    several_additions: bool
    values: Mapping[str, str]


@dataclass(frozen=True)
class LetterFacts:
    """Everything that stands in one letter, and nothing else; ``amount_cents`` is None when the text names no amount."""

    number: str
    case_number: str
    dated_on: date
    addressee: Addressee
    sender: Sender
    amount_cents: int | None
    subject: str
    body: str


class LetterRefused(Exception):
    """A letter that must not be made; the text is Dutch, says what to do, and names no person."""


def compose(request: Request, *, number: str, dated_on: date, sender: Sender, subject: str, body: str) -> LetterFacts:
    """The letter that a case and a text make together. Raises LetterRefused with everything that stands in the way."""
    request = replace(request, addressee=_tidy(request.addressee))
    subject, body = normalize("NFC", subject), normalize("NFC", body)
    words = f"{subject}\n{body}"
    values = values_of(request, dated_on, sender)
    sentences = [*address_objections(request.addressee, several_additions=request.several_additions), *_sender_objections(sender)]
    if missing := missing_values(words, values):
        sentences.append(f"Voor deze tekst ontbreekt nog: {', '.join(missing)}. Vul dit aan bij de zaak.")
    if sentences:
        raise LetterRefused(" ".join(sentences))
    amount = request.amount_cents if "bedrag" in fields_in(words) else None
    facts = LetterFacts(
        number, request.case_number, dated_on, request.addressee, sender, amount, filled(subject, values), filled(body, values)
    )
    if not _LINES.fullmatch(facts.body) or not all(_LINE.fullmatch(text) for text in _lines(facts)):
        raise LetterRefused("In de naam, het adres of de tekst staat een teken dat niet kan worden afgedrukt. Schrijf het anders.")
    return facts


def values_of(request: Request, dated_on: date, sender: Sender) -> dict[str, str]:
    """The value of each placeholder that is known here; the facts of the case win from ``request.values``."""
    return {
        # On one line: a name of a creditor must not begin a heading or a paragraph.
        **{name: _one_line(value) for name, value in request.values.items()},
        "naam": request.addressee.name,
        "aanhef": f"Beste {request.addressee.name}",
        "zaaknummer": request.case_number,
        "bedrag": "" if request.amount_cents is None else euros(request.amount_cents),
        "datum": long_date(dated_on),
        "gemeente": sender.municipality,
        "telefoon": sender.phone,
        "email": sender.email,
    }


def _one_line(text: str) -> str:
    """Composed letters (é as one sign) and single spaces: two ways of writing the same must not look like a difference."""
    return normalize("NFC", " ".join(text.split()))


def _tidy(whom: Addressee) -> Addressee:
    return replace(
        whom,
        name=_one_line(whom.name),
        street=_one_line(whom.street),
        house_letter=_one_line(whom.house_letter),
        addition=_one_line(whom.addition),
        town=_one_line(whom.town),
    )


def address_objections(addressee: Addressee, *, several_additions: bool) -> Iterator[str]:
    """Why nothing can be sent to this address, as Dutch sentences that say what to do."""
    parts = {"de naam": addressee.name, "de straat": addressee.street, "de woonplaats": addressee.town}
    if missing := [word for word, part in parts.items() if not part.strip()]:
        yield f"In het adres ontbreekt {' en '.join(missing)}. Vul dit aan bij de zaak."
    if not _POSTCODE.fullmatch(addressee.postcode):
        yield "De postcode ontbreekt of klopt niet. Vul een postcode in zoals 1234AB."
    if addressee.house_number is None or not 0 < addressee.house_number <= LARGEST_NUMBER:
        yield "Het huisnummer ontbreekt of klopt niet. Vul het huisnummer aan bij de zaak."
    if addressee.house_letter and not (len(addressee.house_letter) == 1 and addressee.house_letter.isalpha()):
        yield "De huisletter is geen letter. Zet cijfers en woorden bij de toevoeging."
    if several_additions:
        yield (
            "Op dit huisnummer zijn meer adressen met een eigen toevoeging, en er is er nog geen gekozen. "
            "Kies bij de zaak eerst de juiste toevoeging; daarna kunt u de brief maken."
        )
    if _too_long(addressee):
        yield "De naam of het adres past niet in het venster van de envelop. Maak de naam of het adres korter."


def _too_long(addressee: Addressee) -> bool:
    long_lines = max(len(addressee.name), len(addressee.street)) > LONGEST_NAME or len(addressee.town) > LONGEST_TOWN
    return long_lines or len(addressee.addition) > LONGEST_ADDITION


def _sender_objections(sender: Sender) -> Iterator[str]:
    if not sender.municipality.strip() or not sender.phone.strip():
        yield "De naam of het telefoonnummer van de afzender ontbreekt. Vul dit aan bij de instellingen van uw gemeente."


def house_number_line(addressee: Addressee) -> str:
    """Number, letter and addition as they stand behind the street: "12", "12A", "12A-2", "12-bis"."""
    addition = f"-{addressee.addition}" if addressee.addition else ""
    return f"{addressee.house_number}{addressee.house_letter}{addition}"


def checksum(facts: LetterFacts) -> str:
    """Ten signs over every field of a letter, "ABCDE-FGHJK": another letter, or another word, has another one."""
    fields = asdict(facts) | {"dated_on": facts.dated_on.isoformat()}
    number = int.from_bytes(sha256(canonical(fields)).digest()[:7], "big")
    signs = "".join(_SIGNS[(number >> 5 * place) & 31] for place in range(10))
    return f"{signs[:5]}-{signs[5:]}"


def euros(cents: int) -> str:
    """Whole cents as "€ 1.234,56"; the space does not break."""
    return f"€\u00a0{cents // 100:,}".replace(",", ".") + f",{cents % 100:02}"


def long_date(day: date) -> str:
    """A day as "24 november 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def joined(names: Sequence[str]) -> str:
    """Names as people say them: "A", "A en B", "A, B en C"."""
    return " en ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def example(subject: str, body: str, values: Mapping[str, str], sender: Sender, dated_on: date) -> LetterFacts:
    """A made-up letter for a preview; its number says that it is none. Raises KeyError for an unknown placeholder."""
    addressee = Addressee(values["naam"], "Voorbeeldstraat", 12, "A", "2", "1234AB", "Voorbeeldstad")
    shown = {**values, "gemeente": sender.municipality, "telefoon": sender.phone, "email": sender.email}
    request = Request(values["zaaknummer"], addressee, 123456, several_additions=False, values=shown)
    known = shown | values_of(request, dated_on, sender)
    facts = LetterFacts("VOORBEELD", request.case_number, dated_on, addressee, sender, None, subject, body)
    return replace(facts, subject=filled(subject, known), body=filled(body, known))


def _lines(facts: LetterFacts) -> Iterator[str]:
    whom, sender = facts.addressee, facts.sender
    yield from (whom.name, whom.street, whom.house_letter, whom.addition, whom.town, facts.subject)
    yield from (sender.municipality, sender.team, sender.phone, sender.email, *sender.address)
