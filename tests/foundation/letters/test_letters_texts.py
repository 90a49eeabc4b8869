"""Texts: every version stays, and nobody publishes what they wrote."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from foundation.letters.letter_world import ACTOR, NOW, municipality, person, published
from tijdig.foundation.accounts.models import Person
from tijdig.foundation.ledger.models import Entry
from tijdig.foundation.letters import operations
from tijdig.foundation.letters.models import LetterText
from tijdig.foundation.letters.operations import TextError
from tijdig.foundation.letters.queries import draft_text, published_text, texts_of, versions_of
from tijdig.foundation.letters.standard import standard_texts
from tijdig.foundation.letters.wording import Kind, Purpose
from tijdig.foundation.parties.models import Municipality

pytestmark = pytest.mark.django_db
KEY = (Kind.LETTER, Purpose.FIRST)


def write(where: Municipality, writer: Person, based_on: int, body: str = "{aanhef}, wij helpen u graag.") -> LetterText:
    kind, purpose = KEY
    return operations.write_text(
        municipality=where, kind=kind, purpose=purpose, subject="Hulp", body=body, based_on=based_on, writer=writer,
        actor=ACTOR, at=NOW,
    )  # fmt: skip


def publish(text: LetterText, publisher: Person) -> LetterText:
    return operations.publish_text(text=text, publisher=publisher, actor=ACTOR, at=NOW)


def test_a_municipality_starts_with_the_standard_texts_as_drafts_once():
    where = municipality()
    drafts = operations.start_from_standard(municipality=where, actor=ACTOR, at=NOW)
    assert len(drafts) == len(standard_texts())
    assert operations.start_from_standard(municipality=where, actor=ACTOR, at=NOW) == []
    assert {text.state for text in texts_of(where)} == {"concept"}


def test_a_standard_text_is_published_by_one_person_since_another_wrote_it():
    text = published(municipality(), *KEY)
    assert (text.state, text.version, text.written_by) == ("in-gebruik", 1, None)


def test_the_writer_cannot_publish_and_a_colleague_can():
    where, writer, reader = municipality(), person("schrijver"), person("collega")
    text = write(where, writer, 0)
    with pytest.raises(TextError, match="Vraag een collega"):
        publish(text, writer)
    assert published_text(where, *KEY) is None
    assert publish(text, reader).state == "in-gebruik"


def test_a_new_version_takes_the_place_of_the_old_one_and_both_stay():
    where, writer, reader = municipality(), person("schrijver"), person("collega")
    first = publish(write(where, writer, 0), reader)
    second = write(where, reader, 1, body="{aanhef}, belt u ons?")
    assert published_text(where, *KEY) == first
    assert draft_text(where, *KEY) == second
    publish(second, writer)
    states = list(versions_of(where, *KEY).values_list("version", "state", "body"))
    assert states == [(2, "in-gebruik", "{aanhef}, belt u ons?"), (1, "vervallen", "{aanhef}, wij helpen u graag.")]


def test_a_second_draft_takes_the_place_of_the_first():
    where, writer = municipality(), person("schrijver")
    write(where, writer, 0)
    write(where, writer, 1)
    assert list(versions_of(where, *KEY).values_list("version", "state")) == [(2, "concept"), (1, "vervallen")]


def test_who_wrote_from_an_old_version_is_told_and_nothing_is_lost():
    where, writer = municipality(), person("schrijver")
    write(where, writer, 0, body="{naam}, van een ander")
    with pytest.raises(TextError, match="Iemand anders heeft deze tekst"):
        write(where, writer, 0)
    assert draft_text(where, *KEY).body == "{naam}, van een ander"


def test_a_text_with_an_unknown_placeholder_is_not_stored():
    where, writer = municipality(), person("schrijver")
    with pytest.raises(TextError, match="naem"):
        write(where, writer, 0, body="{naem}")
    assert not texts_of(where).exists()


def test_what_is_not_a_draft_cannot_be_published_and_what_is_retired_not_retired():
    where, writer, reader = municipality(), person("schrijver"), person("collega")
    text = publish(write(where, writer, 0), reader)
    with pytest.raises(TextError, match="geen concept"):
        publish(text, reader)
    operations.retire_text(text=text, actor=ACTOR, at=NOW)
    assert published_text(where, *KEY) is None
    with pytest.raises(TextError, match="al vervallen"):
        operations.retire_text(text=text, actor=ACTOR, at=NOW)


def test_texts_of_another_municipality_do_not_show():
    published(municipality(), *KEY)
    assert not texts_of(municipality("GM0363", "Amsterdam")).exists()


def test_the_ledger_tells_which_words_and_not_who_in_person():
    where, writer, reader = municipality(), person("schrijver"), person("collega")
    publish(write(where, writer, 0), reader)
    told = [(entry.action, entry.subject) for entry in Entry.objects.order_by("index")][-2:]
    name = "GM0344 brief eerste-brief 1"
    assert told == [("letter_text.written", name), ("letter_text.published", name)]
    assert "schrijver" not in "".join(Entry.objects.values_list("content", flat=True))


def refused(rule: str, **changes: object) -> None:
    row = LetterText(
        municipality=Municipality.objects.get(), kind="brief", purpose="eerste-brief", version=9, body="x", written_at=NOW
    )
    for name, value in changes.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    assert rule in {constraint.name for constraint in LetterText._meta.constraints}


def test_the_database_keeps_the_rules_of_texts_whoever_writes():
    municipality()
    one, other = person("een"), person("ander")
    now = {"state": "in-gebruik", "published_at": NOW}
    refused("letters_text_publisher_is_not_the_writer", written_by=one, published_by=one, **now)
    refused("letters_text_published_by_somebody", written_by=one, **now)
    refused("letters_text_state_has_its_moments", state="in-gebruik")
    refused("letters_text_state_has_its_moments", state="vervallen")
    refused("letters_text_state_has_its_moments", written_by=one, published_by=other, published_at=NOW)
    refused("letters_text_kind_is_known", kind="fax")
    refused("letters_text_purpose_is_known", purpose="aanmaning")
    refused("letters_text_state_is_known", state="weg", retired_at=NOW)
    refused("letters_text_has_words", body="")
    refused("letters_text_has_words", version=0)
    write(Municipality.objects.get(), one, 0)
    refused("letters_text_version_once", version=1, state="vervallen", retired_at=NOW)
    refused("letters_text_one_draft")
    publish(LetterText.objects.get(), other)
    refused("letters_text_one_published", published_by=one, **now)
