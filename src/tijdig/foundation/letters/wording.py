"""The words of letters and notices: the closed list of placeholders, how they are filled, and what a text may not hold. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a text is for; the value crosses doors."""

    LETTER = "brief"
    EMAIL = "e-mail"
    SMS = "sms"


class Purpose(StrEnum):
    """When a text is used; the value crosses doors, the sentence in ``PURPOSE_WORDS`` explains it."""

    FIRST = "eerste-brief"
    NO_ANSWER = "geen-gehoor"
    VISIT = "huisbezoek-gepland"
    NOT_AT_HOME = "niet-thuis"
    HELP_STARTED = "hulp-gestart"
    CLOSING = "afronding"
    NOTICE = "bericht"


PURPOSE_WORDS: dict[Purpose, str] = {
    Purpose.FIRST: "De eerste brief na een vroegsignaal",
    Purpose.NO_ANSWER: "Wij kregen geen gehoor aan de telefoon of aan de deur",
    Purpose.VISIT: "Wij komen op huisbezoek",
    Purpose.NOT_AT_HOME: "Wij waren aan de deur en er was niemand thuis",
    Purpose.HELP_STARTED: "Wij spraken hulp af",
    Purpose.CLOSING: "Wij ronden het contact af",
    Purpose.NOTICE: "Er staat een bericht klaar, zonder inhoud",
}


@dataclass(frozen=True)
class Placeholder:
    """A field of a text: written as ``{name}``; ``in_notices`` when it may stand in an e-mail or SMS."""

    name: str
    meaning: str
    example: str
    in_notices: bool = False


PLACEHOLDERS: dict[str, Placeholder] = {
    one.name: one
    for one in (
        Placeholder("aanhef", "Beste, met de naam van de inwoner", "Beste S. Bakker"),
        Placeholder("naam", "de naam van de inwoner, zoals op de envelop", "S. Bakker"),
        Placeholder("zaaknummer", "het nummer van de zaak", "Z-2345-6789-ABCD-EFGH"),
        Placeholder("bedrag", "de betalingsachterstand samen, in euro's", "€\u00a01.234,56"),
        Placeholder("melders", "de organisaties die de achterstand meldden", "Woonstichting De Haven en Waterbedrijf Noord"),
        Placeholder("consulent", "wie de inwoner helpt", "Noor Jansen"),
        Placeholder("datum", "de datum van de brief", "24 november 2026"),
        Placeholder("bezoekdatum", "de dag van het huisbezoek", "dinsdag 1 december 2026"),
        Placeholder("bezoektijd", "de tijd van het huisbezoek", "tussen 10.00 en 12.00 uur"),
        Placeholder("gemeente", "de naam van uw gemeente", "Voorbeeldstad", in_notices=True),
        Placeholder("telefoon", "het telefoonnummer van het team", "030 123 45 67", in_notices=True),
        Placeholder("email", "het e-mailadres van het team", "hulp@voorbeeldstad.example", in_notices=True),
        Placeholder("inlogadres", "de pagina waar de inwoner inlogt", "mijn.voorbeeldstad.example", in_notices=True),
    )
}
EXAMPLE: dict[str, str] = {one.name: one.example for one in PLACEHOLDERS.values()}

LONGEST: dict[Kind, int] = {Kind.LETTER: 6000, Kind.EMAIL: 1000, Kind.SMS: 300}
LONGEST_SUBJECT = 120

_FIELD = re.compile(r"\{([^{}\n]*)\}")
_LOOSE_BRACE = re.compile(r"[{}]")
# What betrays to a stranger who reads along what the message is about.
_BETRAYING = re.compile(r"(?i)schuld|achterstand|vroegsigna|betaal|betaling|incasso|deurwaarder|huurbaas|\bhuur|€|\d,\d\d\b")


def fields_in(text: str) -> list[str]:
    """The names between braces, in order of first appearance."""
    return list(dict.fromkeys(name.strip() for name in _FIELD.findall(text)))


def text_objections(kind: Kind, subject: str, body: str) -> Iterator[str]:
    """Why these words cannot be a text of this kind, as Dutch sentences; nothing when they can."""
    if not body.strip():
        yield "De tekst is leeg. Schrijf eerst de tekst."
    if kind is not Kind.SMS and not subject.strip():
        yield "Het onderwerp is leeg. Vul een onderwerp in."
    if len(subject) > LONGEST_SUBJECT:
        yield f"Het onderwerp is langer dan {LONGEST_SUBJECT} tekens. Maak het korter."
    if len(body) > LONGEST[kind]:
        yield f"De tekst is langer dan {LONGEST[kind]} tekens. Maak de tekst korter."
    yield from _field_objections(kind, f"{subject}\n{body}")
    if kind is not Kind.LETTER:
        yield from _betrayals(f"{subject}\n{body}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with every placeholder replaced. Raises KeyError for a placeholder without a value."""
    return _FIELD.sub(lambda found: values[found.group(1).strip()], text)


def missing_values(text: str, values: Mapping[str, str]) -> list[str]:
    """The placeholders of a text that have no value, or an empty one."""
    return [name for name in fields_in(text) if not values.get(name, "").strip()]


def preview(subject: str, body: str, values: Mapping[str, str] = EXAMPLE) -> tuple[str, str]:
    """Subject and body with example values. Raises KeyError for an unknown placeholder: check the words first."""
    return filled(subject, values), filled(body, values)


def _field_objections(kind: Kind, text: str) -> Iterator[str]:
    allowed = [one.name for one in PLACEHOLDERS.values() if kind is Kind.LETTER or one.in_notices]
    for name in fields_in(text):
        shown = f"{{{name[:40]}}}"
        if name not in PLACEHOLDERS:
            yield f"Het invulveld {shown} bestaat niet. Kies uit: {', '.join(f'{{{one}}}' for one in allowed)}."
        elif name not in allowed:
            yield f"Het invulveld {shown} mag niet in een {kind}: daarin staat niets over de inwoner. Haal het weg."
    if _LOOSE_BRACE.search(_FIELD.sub("", text)):
        yield "Er staat een losse accolade in de tekst. Schrijf een invulveld als {naam}, met een { ervoor en een } erachter."


def _betrayals(text: str) -> Iterator[str]:
    for word in dict.fromkeys(found.group().lower() for found in _BETRAYING.finditer(text)):
        yield f"In een e-mail of sms mag '{word}' niet staan: wie meeleest, weet dan waar het over gaat. Zet dit in de brief."
