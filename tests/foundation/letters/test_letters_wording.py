"""The words of letters: closed placeholders, and notices that say nothing."""

from __future__ import annotations

import pytest

from tijdig.foundation.letters.standard import standard_texts
from tijdig.foundation.letters.wording import EXAMPLE, PLACEHOLDERS, Kind, filled, preview, text_objections


def objections(kind: Kind, body: str, subject: str = "Onderwerp") -> str:
    return " ".join(text_objections(kind, subject, body))


def test_every_standard_text_can_be_used_and_previewed():
    texts = standard_texts()
    assert {text.kind for text in texts} == set(Kind)
    for text in texts:
        assert list(text_objections(text.kind, text.subject, text.body)) == []
        assert "{" not in "".join(preview(text.subject, text.body))


def test_an_unknown_placeholder_is_named_with_those_that_exist():
    said = objections(Kind.LETTER, "Beste {naem}, het gaat om {bedrag}.")
    assert "{naem} bestaat niet" in said
    assert "{naam}" in said
    assert "{bedrag} bestaat niet" not in said


@pytest.mark.parametrize("body", ["Beste {naam", "Beste naam}", "Beste {{naam}}", "Beste {\nnaam}"])
def test_a_loose_brace_is_refused(body: str):
    assert "losse accolade" in objections(Kind.LETTER, body)


@pytest.mark.parametrize("name", [one.name for one in PLACEHOLDERS.values() if not one.in_notices])
@pytest.mark.parametrize("kind", [Kind.EMAIL, Kind.SMS])
def test_nothing_about_a_resident_may_stand_in_a_notice(kind: Kind, name: str):
    assert f"{{{name}}} mag niet" in objections(kind, f"Bericht van {{gemeente}} voor {{{name}}}")
    assert objections(Kind.LETTER, f"Bericht voor {{{name}}}") == ""


@pytest.mark.parametrize("word", ["schulden", "betalingsachterstand", "Vroegsignaal", "€ 10", "10,00", "een deurwaarder", "huur"])
def test_a_notice_does_not_betray_what_it_is_about(word: str):
    assert "niet staan" in objections(Kind.EMAIL, f"Dit gaat over {word}.")
    assert "niet staan" in objections(Kind.EMAIL, "Er is een bericht.", subject=word)
    assert objections(Kind.LETTER, f"Dit gaat over {word}.") == ""


def test_an_empty_text_an_empty_subject_and_a_long_text_are_refused():
    assert "tekst is leeg" in objections(Kind.LETTER, "  \n")
    assert "onderwerp is leeg" in objections(Kind.EMAIL, "Hallo", subject=" ")
    assert objections(Kind.SMS, "Hallo", subject="") == ""
    assert "langer dan 300" in objections(Kind.SMS, "a" * 301)


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again():
    assert filled("Van {melders}", {**EXAMPLE, "melders": "{naam} BV"}) == "Van {naam} BV"
