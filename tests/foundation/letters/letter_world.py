"""A municipality with two people and its texts, built through operations."""

from __future__ import annotations

from datetime import UTC, datetime

from foundation.letters.made_letters import facts_of, good
from tijdig.foundation.accounts.models import Person
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.letters import operations
from tijdig.foundation.letters.files import Rendered
from tijdig.foundation.letters.models import Letter, LetterText
from tijdig.foundation.letters.operations import MadeLetter
from tijdig.foundation.letters.wording import Kind, Purpose
from tijdig.foundation.parties.models import Municipality
from tijdig.foundation.parties.operations import register_municipalities
from tijdig.foundation.parties.rules import MunicipalityFacts

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ACTOR = Actor("person", "P-WRITER")


def municipality(code: str = "GM0344", name: str = "Utrecht") -> Municipality:
    register_municipalities(municipalities=[MunicipalityFacts(code, name)], actor=ACTOR, at=NOW)
    return Municipality.objects.get(code=code)


def person(name: str) -> Person:
    return Person.objects.create(email=f"{name}@voorbeeld.example", name=name, pseudonym=f"P-{name}", joined_at=NOW)


def published(where: Municipality, kind: Kind, purpose: Purpose) -> LetterText:
    """The standard text, in use."""
    operations.start_from_standard(municipality=where, actor=ACTOR, at=NOW)
    text = LetterText.objects.get(municipality=where, kind=kind.value, purpose=purpose.value)
    reader, _ = Person.objects.get_or_create(
        email="lezer@voorbeeld.example", defaults={"name": "Lezer", "pseudonym": "P-LEZER", "joined_at": NOW}
    )
    return operations.publish_text(text=text, publisher=reader, actor=ACTOR, at=NOW)


def stored(where: Municipality, numbers: range = range(1)) -> list[Letter]:
    """Rendered letters in the database."""
    text = published(where, Kind.LETTER, Purpose.FIRST)
    letters = [good(facts_of(number)) for number in numbers]
    made = [MadeLetter(one.facts, text, {"melders": "x"}, Rendered(one.pdf, one.pages)) for one in letters]
    return operations.store_letters(municipality=where, made=made, actor=ACTOR, at=NOW)
