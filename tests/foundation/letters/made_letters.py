"""Made-up letters, and every way in which printing went wrong in this field or could; for tests and benchmarks/letters.py."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pikepdf

from tijdig.foundation.letters.layout import html_of
from tijdig.foundation.letters.reading import Dossier
from tijdig.foundation.letters.rendering import render, render_html
from tijdig.foundation.letters.rules import Addressee, LetterFacts, Request, Sender, checksum, compose, euros
from tijdig.foundation.letters.standard import standard_texts
from tijdig.foundation.letters.wording import Kind

ADDRESS = ("Postbus 100", "1234 AB Voorbeeldstad")
SENDER = Sender("Voorbeeldstad", "Team Vroegsignalering", "030 123 45 67", "hulp@voorbeeldstad.example", ADDRESS)
ON = date(2026, 11, 24)
TEXTS = [text for text in standard_texts() if text.kind is Kind.LETTER]
NAMES = ["S. Bakker", "J.P. van 't Hoff-de Groot", "Ö. Yıldırım", "M. Wiśniewski", "A. El Amrani", "Thị Hòa", "C. Bakker"]
STREETS = ["Dorpsstraat", "Laan van Nieuw-Oost-Einde", "2e Jan van der Heydenstraat", "'s-Gravenweg", "Plein 1940", "Dorpsweg"]
TOWNS = ["Voorbeeldstad", "'s-Heer Hendrikskinderen", "Sint-Oedenrode", "Nuis"]
LETTERS = ["", "", "", "A", "b", "K"]
ADDITIONS = ["", "", "2", "bis", "3 hs", "H1"]
REPORTERS = ["Woonstichting De Haven", "Waterbedrijf Noord en Energie & Zo", "Zorgverzekeraar <Goed>"]


def facts_of(number: int, seed: int = 1) -> LetterFacts:
    """The facts of a made-up letter; the same number and seed give the same letter."""
    draw = random.Random(f"{seed}-{number}")  # noqa: S311 - made-up people, no secrets
    postcode = f"{draw.randint(1000, 9999)}{draw.choice('ABCDEGHJKLMNPRSTVWXZ')}{draw.choice('ABCDEGHJKLMNPRSTVWXZ')}"
    addressee = Addressee(
        draw.choice(NAMES), draw.choice(STREETS), draw.randint(1, 2100), draw.choice(LETTERS), draw.choice(ADDITIONS), postcode,
        draw.choice(TOWNS),
    )  # fmt: skip
    values = {
        "consulent": draw.choice(["Noor Jansen", "Team Vroegsignalering"]), "melders": draw.choice(REPORTERS),
        "bezoekdatum": "dinsdag 1 december 2026", "bezoektijd": "tussen 10.00 en 12.00 uur",
    }  # fmt: skip
    request = Request(f"Z-{number:08}", addressee, draw.randint(5_000, 900_000), several_additions=False, values=values)
    # Half the letters are the first letter: it has two pages and names an amount.
    text = TEXTS[0] if number % 2 else draw.choice(TEXTS)
    on = ON + timedelta(days=draw.randint(0, 300))
    return compose(request, number=f"B-{number:08}", dated_on=on, sender=SENDER, subject=text.subject, body=text.body)


@dataclass(frozen=True)
class Good:
    """A letter as it should be."""

    facts: LetterFacts
    pdf: bytes
    pages: int

    def dossier(self, pdf: bytes | None = None) -> Dossier:
        """What the second program gets: this record with this file (or its own); judged by what stands on paper alone."""
        return Dossier(self.pdf if pdf is None else pdf, self.facts, checksum(self.facts), self.pages)


def good(facts: LetterFacts) -> Good:
    """A letter, rendered."""
    made = render(facts)
    return Good(facts, made.pdf, made.pages)


def edited(pdf: bytes, edit: Callable[[pikepdf.Pdf], None]) -> bytes:
    """A PDF after an edit of its pages."""
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        edit(document)
        document.save(result)
    return result.getvalue()


def printed_as(one: Good, facts: LetterFacts) -> bytes:
    """A letter rendered with other facts under the checksum of the right ones: the best disguised mistake."""
    return render_html(html_of(facts, checksum(one.facts))).pdf


def _insert_blank(one: Good, other: Good, place: int) -> bytes:
    return edited(one.pdf, lambda pdf: pdf.pages.insert(place % (one.pages + 1), _blank(pdf)))


def _blank(document: pikepdf.Pdf) -> pikepdf.Page:
    with pikepdf.new() as fresh:
        page = fresh.add_blank_page(page_size=(595.28, 841.89))
        return pikepdf.Page(document.copy_foreign(page.obj))


def _delete(one: Good, other: Good, place: int) -> bytes:
    return edited(one.pdf, lambda pdf: pdf.pages.__delitem__(place % one.pages))


def _replace_last(one: Good, pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as source:
        return edited(one.pdf, lambda document: document.pages.__setitem__(-1, source.pages[-1]))


def _append(one: Good, other: Good, place: int) -> bytes:
    with pikepdf.open(io.BytesIO(other.pdf)) as source:
        return edited(one.pdf, lambda document: document.pages.append(source.pages[place % other.pages]))


def _overlay(one: Good, other: Good, place: int) -> bytes:
    with pikepdf.open(io.BytesIO(other.pdf)) as source:
        return edited(one.pdf, lambda document: document.pages[place % one.pages].add_overlay(source.pages[0]))


def _reversed_pages(one: Good, other: Good, place: int) -> bytes:
    return edited(one.pdf, lambda document: document.pages.reverse())


def _rerendered_page(one: Good, other: Good, place: int) -> bytes:
    """The last page comes from an older rendering of the same letter, with another checksum."""
    return _replace_last(one, render(replace(one.facts, dated_on=one.facts.dated_on - timedelta(days=1))).pdf)


def _to(one: Good, **parts: str) -> bytes:
    return printed_as(one, replace(one.facts, addressee=replace(one.facts.addressee, **parts)))


def _shifted(one: Good, other: Good, place: int) -> bytes:
    """The name is right, the columns of the address are those of the next row."""
    return printed_as(one, replace(one.facts, addressee=replace(other.facts.addressee, name=one.facts.addressee.name)))


def _shifted_name(one: Good, other: Good, place: int) -> bytes:
    return _to(one, name=other.facts.addressee.name)


def _shifted_whole(one: Good, other: Good, place: int) -> bytes:
    """The whole record is that of the next row, with its own checksum: only the number of the letter is right."""
    return render(replace(one.facts, addressee=other.facts.addressee)).pdf


def _other_amount(one: Good, other: Good, place: int) -> bytes:
    cents = one.facts.amount_cents or 0
    body = one.facts.body.replace(euros(cents), euros(cents + 10_000))
    return printed_as(one, replace(one.facts, amount_cents=cents + 10_000, body=body))


def _line_in_window(one: Good, other: Good, place: int) -> bytes:
    html = html_of(one.facts, checksum(one.facts)).replace('<p class="address">', '<p class="address">Vroegsignaal<br>', 1)
    return render_html(html).pdf


def _next_postcode(one: Good, other: Good, place: int) -> bytes:
    code = one.facts.addressee.postcode
    return _to(one, postcode=code[:5] + ("B" if code[5] == "A" else "A"))


@dataclass(frozen=True)
class Mishap:
    """A way in which a file goes wrong; ``hits`` says for which pairs of letters it changes anything."""

    name: str
    happen: Callable[[Good, Good, int], bytes]
    hits: Callable[[Good, Good], bool] = lambda one, other: True


def _two_pages(one: Good, other: Good) -> bool:
    return one.pages > 1


def _has_addition(one: Good, other: Good) -> bool:
    return one.facts.addressee.addition != ""


def _has_house_letter(one: Good, other: Good) -> bool:
    return one.facts.addressee.house_letter != ""


def _address(one: Good) -> tuple[object, ...]:
    whom = one.facts.addressee
    return whom.street, whom.house_number, whom.house_letter, whom.addition, whom.postcode, whom.town


MISHAPS: Sequence[Mishap] = (
    Mishap("blank page inserted", _insert_blank),
    Mishap("page deleted", _delete),
    Mishap("file of the next letter", lambda one, other, place: other.pdf),
    Mishap("address column shifted", _shifted, lambda one, other: _address(one) != _address(other)),
    Mishap(
        "name column shifted", _shifted_name, lambda one, other: one.facts.addressee.name != other.facts.addressee.name
    ),
    Mishap("whole address row shifted", _shifted_whole, lambda one, other: one.facts.addressee != other.facts.addressee),
    Mishap("addition dropped", lambda one, other, place: _to(one, addition=""), _has_addition),
    Mishap("house letter dropped", lambda one, other, place: _to(one, house_letter=""), _has_house_letter),
    Mishap("one letter of the postcode", _next_postcode),
    Mishap("amount changed", _other_amount, lambda one, other: one.facts.amount_cents is not None),
    Mishap("page of the next letter inside", lambda one, other, place: _replace_last(one, other.pdf)),
    Mishap("page of the next letter added", _append),
    Mishap("page of an older rendering", _rerendered_page),
    Mishap("pages in another order", _reversed_pages, _two_pages),
    Mishap("next letter printed over it", _overlay),
    Mishap("a word in the window", _line_in_window),
    Mishap("file cut off", lambda one, other, place: one.pdf[: len(one.pdf) // 2]),
)  # fmt: skip
