"""When a letter is refused, and what ties its pages together."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

import tijdig.foundation.letters
from foundation.letters.made_letters import ON, SENDER, facts_of
from tijdig.foundation.letters.rules import (
    PRINTABLE,
    Addressee,
    LetterFacts,
    LetterRefused,
    Request,
    checksum,
    compose,
    euros,
    house_number_line,
    joined,
    long_date,
)

WHOM = Addressee("S. Bakker", "Dorpsstraat", 12, "A", "2", "1234AB", "Nuis")
REQUEST = Request("Z-1", WHOM, 123456, several_additions=False, values={"consulent": "Noor"})


def letter(request: Request = REQUEST, body: str = "{aanhef}, het gaat om {bedrag}.") -> LetterFacts:
    return compose(request, number="B-1", dated_on=ON, sender=SENDER, subject="Hulp", body=body)


def refusal(request: Request = REQUEST, body: str = "{aanhef}.") -> str:
    with pytest.raises(LetterRefused) as refused:
        letter(request, body)
    return str(refused.value)


def to(**parts: str | int | None) -> Request:
    return replace(REQUEST, addressee=replace(WHOM, **parts))


def test_a_letter_holds_the_facts_and_the_filled_words():
    assert letter().body == "Beste S. Bakker, het gaat om €\u00a01.234,56."
    assert letter().amount_cents == 123456


def test_the_amount_is_not_kept_where_the_text_does_not_name_it():
    assert letter(body="{aanhef}.").amount_cents is None


def test_several_additions_and_none_chosen_is_refused_and_says_what_to_do():
    assert "Kies bij de zaak eerst de juiste toevoeging" in refusal(replace(REQUEST, several_additions=True))


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"name": ""}, "ontbreekt de naam"),
        ({"street": " "}, "de straat"),
        ({"town": ""}, "de woonplaats"),
        ({"postcode": ""}, "postcode"),
        ({"postcode": "0123AB"}, "postcode"),
        ({"postcode": "1234 AB"}, "postcode"),
        ({"house_number": None}, "huisnummer"),
        ({"house_number": 0}, "huisnummer"),
        ({"name": "x" * 81}, "past niet"),
        ({"addition": "x" * 13}, "past niet"),
        ({"house_letter": "AB"}, "geen letter"),
        ({"house_letter": "2"}, "geen letter"),
        ({"name": "\u0627\u0644"}, "niet kan worden afgedrukt"),
        ({"street": "Straat\u00ad"}, "niet kan worden afgedrukt"),
    ],
)
def test_an_address_that_is_not_complete_or_cannot_be_printed_is_refused(parts: dict[str, str | int | None], said: str):
    assert said in refusal(to(**parts))


def test_everything_that_is_wrong_is_said_at_once_and_no_name_with_it():
    said = refusal(replace(to(street="", postcode=""), several_additions=True))
    assert "de straat" in said
    assert "postcode" in said
    assert "toevoeging" in said
    assert "Bakker" not in said


def test_a_placeholder_without_a_value_is_refused():
    assert "bezoekdatum" in refusal(body="Tot {bezoekdatum}, {consulent}")


def test_a_sender_without_a_phone_is_refused():
    with pytest.raises(LetterRefused, match="instellingen"):
        compose(REQUEST, number="B-1", dated_on=ON, sender=replace(SENDER, phone=""), subject="x", body="y")


def test_a_letter_written_in_loose_signs_becomes_the_same_letter():
    assert letter(to(name="Re\u0301ne\u0301e  Bakker ")) == letter(to(name="R\u00e9n\u00e9e Bakker"))


@given(st.integers(1, 400), st.data())
def test_another_letter_has_another_checksum(number: int, data: st.DataObject):
    facts = facts_of(number)
    part = data.draw(st.sampled_from(["number", "case_number", "subject", "body"]))
    other = replace(facts, **{part: getattr(facts, part) + "x"})
    whom = data.draw(st.sampled_from(["name", "street", "house_letter", "addition", "town"]))
    moved = replace(facts, addressee=replace(facts.addressee, **{whom: getattr(facts.addressee, whom) + "x"}))
    assert len({checksum(facts), checksum(other), checksum(moved)}) == 3
    assert re.fullmatch("[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}", checksum(facts))


def test_parts_that_move_between_fields_change_the_checksum():
    assert checksum(letter(to(house_letter="A", addition=""))) != checksum(letter(to(house_letter="", addition="A")))


def test_the_fonts_have_every_sign_that_is_not_refused():
    signs = [chr(code) for code in range(0x3000) if re.fullmatch(f"[{PRINTABLE}]", chr(code))]
    assert len(signs) > 700
    for font in (Path(tijdig.foundation.letters.__file__).parent / "fonts").glob("*.ttf"):
        assert [sign for sign in signs if ord(sign) not in TTFont(font).getBestCmap()] == []


@pytest.mark.parametrize(
    ("letter_", "addition", "line"), [("", "", "12"), ("A", "", "12A"), ("", "bis", "12-bis"), ("A", "2", "12A-2")]
)
def test_number_letter_and_addition_stand_together(letter_: str, addition: str, line: str):
    assert house_number_line(replace(WHOM, house_letter=letter_, addition=addition)) == line


def test_amounts_dates_and_names_are_written_as_people_do():
    assert [euros(5), euros(123456), euros(123456789)] == ["€\u00a00,05", "€\u00a01.234,56", "€\u00a01.234.567,89"]
    assert long_date(ON) == "24 november 2026"
    assert [joined([]), joined(["A"]), joined(["A", "B"]), joined(["A", "B", "C"])] == ["", "A", "A en B", "A, B en C"]
