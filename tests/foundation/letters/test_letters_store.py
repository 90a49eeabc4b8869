"""Letters: stored whole, released only after the check, and listed for the printer without a name."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from foundation.letters.letter_world import ACTOR, NOW, municipality, published, stored
from foundation.letters.made_letters import facts_of
from tijdig.foundation.ledger.canonical import canonical
from tijdig.foundation.ledger.models import Entry
from tijdig.foundation.ledger.seal import FileSealer, decode, is_signed_by
from tijdig.foundation.letters import operations
from tijdig.foundation.letters.files import Rendered
from tijdig.foundation.letters.models import Letter, LetterFile, Manifest
from tijdig.foundation.letters.operations import LetterError, MadeLetter
from tijdig.foundation.letters.queries import (
    files_of,
    letters_in,
    letters_of,
    manifests_of,
    preview,
    released_file,
    sender_of,
    stored_letters,
)
from tijdig.foundation.letters.rules import Fault, LetterState
from tijdig.foundation.letters.wording import Kind, Purpose
from tijdig.foundation.parties.models import Municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealer(tmp_path: Path) -> FileSealer:
    return FileSealer.load_or_create(tmp_path / "geheim.pem")


def check(where: Municipality, letters: list[Letter], *faults: Fault) -> list[Letter]:
    return operations.record_checks(municipality=where, verdicts={letter.number: faults for letter in letters}, actor=ACTOR, at=NOW)


def release(where: Municipality, letters: list[Letter], sealer: FileSealer) -> Manifest:
    return operations.release(municipality=where, numbers=[one.number for one in letters], sealer=sealer, actor=ACTOR, at=NOW)


def test_a_letter_is_stored_with_the_parts_of_its_address_apart():
    where = municipality()
    [letter] = stored(where, range(7, 8))
    facts = facts_of(7)
    row = Letter.objects.get(number=letter.number)
    whom = facts.addressee
    assert (row.name, row.street, row.house_number, row.house_letter, row.addition, row.postcode, row.town) == (
        whom.name, whom.street, whom.house_number, whom.house_letter, whom.addition, whom.postcode, whom.town,
    )  # fmt: skip
    assert (row.state, row.pages, row.amount_cents) == ("gemaakt", 2, facts.amount_cents)
    assert sender_of(row) == facts.sender


def test_what_was_not_checked_is_not_released_and_has_no_file_to_print(sealer: FileSealer):
    where = municipality()
    letters = stored(where)
    with pytest.raises(LetterError, match="niet gecontroleerd"):
        release(where, letters, sealer)
    assert released_file(where, letters[0].number) is None


def test_a_refused_letter_is_never_released(sealer: FileSealer):
    where = municipality()
    [letter] = check(where, stored(where), Fault.NUMBER, Fault.CHECKSUM)
    assert (letter.state, letter.faults) == ("afgekeurd", "huisnummer controlegetal")
    with pytest.raises(LetterError, match="niet gecontroleerd"):
        release(where, [letter], sealer)


def test_a_verdict_is_given_once():
    where = municipality()
    letters = check(where, stored(where), Fault.NUMBER)
    with pytest.raises(LetterError, match="niet gemaakt"):
        check(where, letters)


def test_released_letters_stand_on_a_sealed_list_without_names(sealer: FileSealer):
    where = municipality()
    letters = check(where, stored(where, range(3)))
    manifest = release(where, letters, sealer)
    document = json.loads(manifest.document)
    assert document["aantal"] == 3
    assert document["bestanden"][0] == {
        "bestand": f"{letters[0].number}.pdf", "sha256": letters[0].digest, "paginas": letters[0].pages,
    }  # fmt: skip
    seal = document.pop("zegel")
    assert is_signed_by(sealer.public_key, decode(seal["handtekening"]), canonical(document))
    for letter in letters:
        assert letter.name not in manifest.document
        assert letter.case_number not in manifest.document
    files = dict(files_of(manifest))
    assert list(files) == [*(f"{letter.number}.pdf" for letter in letters), f"{manifest.number}.json"]
    assert files[f"{letters[1].number}.pdf"] == released_file(where, letters[1].number)
    assert list(manifests_of(where)) == [manifest]


def test_a_file_that_changed_after_the_check_stops_the_whole_release(sealer: FileSealer):
    where = municipality()
    letters = check(where, stored(where, range(2)))
    LetterFile.objects.filter(letter=letters[1]).update(pdf=b"%PDF-1.7 iets anders")
    with pytest.raises(LetterError, match="veranderd na de controle"):
        release(where, letters, sealer)
    assert letters_in(where, LetterState.CHECKED).count() == 2


def test_another_municipality_sees_releases_and_judges_nothing(sealer: FileSealer):
    where, elsewhere = municipality(), municipality("GM0363", "Amsterdam")
    letters = check(where, stored(where))
    with pytest.raises(LetterError, match="bestaat niet"):
        release(elsewhere, letters, sealer)
    with pytest.raises(LetterError, match="bestaat niet"):
        check(elsewhere, letters)
    assert not letters_of(elsewhere, letters[0].case_number)
    assert list(stored_letters(elsewhere, [letters[0].number])) == []
    release(where, letters, sealer)
    assert released_file(elsewhere, letters[0].number) is None


def test_nothing_released_is_an_error(sealer: FileSealer):
    with pytest.raises(LetterError, match="geen gecontroleerde"):
        release(municipality(), [], sealer)


def test_a_text_that_is_not_in_use_gives_no_letters():
    where = municipality()
    text = published(where, Kind.LETTER, Purpose.FIRST)
    operations.retire_text(text=text, actor=ACTOR, at=NOW)
    made = [MadeLetter(facts_of(1), text, {}, Rendered(b"%PDF", 1))]
    with pytest.raises(LetterError, match=r"niet .meer. in gebruik"):
        operations.store_letters(municipality=where, made=made, actor=ACTOR, at=NOW)
    assert not Letter.objects.exists()


def test_a_preview_is_of_the_text_itself():
    text = published(municipality(), Kind.LETTER, Purpose.VISIT)
    shown = preview(text, sender=facts_of(1).sender, on=NOW.date())
    assert shown.subject == "Wij komen bij u langs op dinsdag 1 december 2026"


def test_the_ledger_holds_no_name_address_or_amount(sealer: FileSealer):
    where = municipality()
    letters = check(where, stored(where))
    release(where, letters, sealer)
    log = "".join(f"{entry.action} {entry.subject} {entry.content}\n" for entry in Entry.objects.all())
    assert "letters.rendered" in log
    assert "letters.checked" in log
    assert "letters.released" in log
    for word in (letters[0].name, letters[0].street, letters[0].postcode, str(letters[0].amount_cents or "x€")):
        assert word not in log


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("letters_letter_has_an_address", {"name": ""}),
        ("letters_letter_has_an_address", {"street": ""}),
        ("letters_letter_has_an_address", {"town": ""}),
        ("letters_letter_has_an_address", {"postcode": "1234"}),
        ("letters_letter_has_a_house_number", {"house_number": 0}),
        ("letters_letter_digest_is_sha256", {"digest": "ab"}),
        ("letters_letter_has_pages", {"pages": 0}),
        ("letters_letter_state_is_known", {"state": "kwijt", "checked_at": NOW}),
        ("letters_letter_goes_nowhere_unchecked", {"state": "gecontroleerd"}),
        ("letters_letter_refused_for_a_fault", {"state": "afgekeurd", "checked_at": NOW}),
        ("letters_letter_refused_for_a_fault", {"state": "gecontroleerd", "checked_at": NOW, "faults": "naam"}),
        ("letters_letter_released_on_a_manifest", {"state": "vrijgegeven", "checked_at": NOW}),
    ],
)
def test_the_database_keeps_the_rules_of_letters_whoever_writes(rule: str, changes: dict[str, object]):
    [letter] = stored(municipality(), range(2, 3))
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(**changes)
    assert rule in {constraint.name for constraint in Letter._meta.constraints}


def test_two_that_store_the_same_letter_of_the_day_are_told_and_the_database_agrees():
    where = municipality()
    [letter] = stored(where, range(2, 3))
    made = [MadeLetter(replace(facts_of(2), number="B-2"), letter.text, {}, Rendered(b"%PDF", 1))]
    with pytest.raises(LetterError, match="vandaag al een brief"):
        operations.store_letters(municipality=where, made=made, actor=ACTOR, at=NOW)
    letter.pk, letter.number = None, "B-3"
    with pytest.raises(IntegrityError), transaction.atomic():
        letter.save(force_insert=True)
    assert "letters_letter_once_a_day" in {constraint.name for constraint in Letter._meta.constraints}


def test_the_database_refuses_an_empty_manifest():
    with pytest.raises(IntegrityError), transaction.atomic():
        Manifest.objects.create(number="P-1", municipality=municipality(), made_at=NOW, letters=0, document="{}")
