"""What a case worker reads about a pair."""

from __future__ import annotations

from datetime import date

from steps.matching.made_signals import PHONE, matched
from tijdig.steps.matching.engine import AMBIGUOUS, CONFLICT, UNSURE
from tijdig.steps.matching.explain import CLOSE, FIELDS, REASONS, WORDS, fields, sentence
from tijdig.steps.matching.features import COMPARED, Verdict


def test_every_field_is_told_in_dutch() -> None:
    found = matched({"addition": "A", "phone": PHONE}, {"initials": "J.", "surname": "Brugmann", "phone": "+31660000002"})
    told = {one.field: one.told for one in fields(found.links.row(0, named=True))}
    assert told == {
        "geboortedatum": "gelijk",
        "voorletters": "bijna gelijk: bij de een staan er meer dan bij de ander",
        "achternaam": "bijna gelijk geschreven",
        "adres": "bijna gelijk: bij een van beide ontbreekt de toevoeging",
        "telefoon": "verschilt",
        "e-mailadres": "ontbreekt",
    }


def test_a_link_tells_its_rule_and_a_review_also_why() -> None:
    link = matched({}, {}).links.row(0, named=True)
    assert sentence(link).startswith("Geboortedatum en achternaam zijn gelijk")
    torn = matched({"born_on": date(1953, 2, 3)}, {}, {"born_on": None}).review.row(0, named=True)
    assert sentence(torn).endswith("Kies zelf bij wie het hoort.")


def test_there_are_words_for_everything() -> None:
    assert set(FIELDS) == set(COMPARED)
    assert set(WORDS) == set(Verdict)
    assert set(CLOSE) <= set(COMPARED)
    assert set(REASONS) == {AMBIGUOUS, CONFLICT, UNSURE}
