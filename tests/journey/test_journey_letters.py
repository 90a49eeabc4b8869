"""From case to letter: what the paper says is what the case says, or it does not go."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crash.delivery_world import NOW, WHO
from foundation.letters.letter_world import published
from journey.letters_world import case, desk, first_letter, with_signals
from tijdig.foundation.accounts.models import Person
from tijdig.foundation.ledger.seal import FileSealer
from tijdig.foundation.letters.models import Letter, LetterFile, LetterText
from tijdig.foundation.letters.operations import MessageError
from tijdig.foundation.letters.queries import letters_of, released_file
from tijdig.foundation.letters.rules import LetterRefused
from tijdig.foundation.letters.sending import transports
from tijdig.foundation.letters.sending_rules import Channel
from tijdig.foundation.letters.wording import Kind, Purpose
from tijdig.foundation.parties.models import Municipality
from tijdig.journey.letters import (
    Written,
    check_letters,
    desk_sender,
    print_letter,
    requests_for,
    visit_values,
    write_letters,
)
from tijdig.journey.messages import notify
from tijdig.steps.followup.models import Case, DeskSettings

pytestmark = pytest.mark.django_db


def write(where: Municipality, text: LetterText, *cases: Case, **more: object) -> Written:
    return write_letters(municipality=where, cases=cases, text=text, values={}, actor=WHO, at=NOW, **more)


def check(where: Municipality) -> list[str]:
    return [letter.state for letter in check_letters(municipality=where, actor=WHO, at=NOW)]


def test_a_case_becomes_a_letter_that_is_read_back_and_released(tmp_path: Path):
    where = desk()
    one = with_signals(case(where), "zorg", "huur")
    sealer = FileSealer.load_or_create(tmp_path / "geheim.pem")
    letter = print_letter(case=one, text=first_letter(where), values={}, sealer=sealer, actor=WHO, at=NOW)
    assert (letter.state, letter.amount_cents, letter.name) == ("vrijgegeven", 10_001, "J. Jansen-1")
    assert list(letters_of(where, one.number)) == [letter]
    assert released_file(where, letter.number)[:5] == b"%PDF-"


def test_the_letter_names_who_reported_who_helps_and_who_sends():
    where = desk()
    worker = Person.objects.create(email="noor@amsterdam.example", name="Noor Jansen", pseudonym="P-1", joined_at=NOW)
    [request] = requests_for([with_signals(case(where, worker=worker), "zorg", "huur")], {})
    assert request.values["melders"] == "Schuldeiser huur en Schuldeiser zorg"
    assert request.values["consulent"] == "Noor Jansen"
    assert desk_sender(where, NOW.date()).address == ("Postbus 1", "1000 AA Amsterdam")


def test_a_case_that_can_have_no_letter_says_why_and_the_others_get_theirs():
    where = desk()
    text = first_letter(where)
    cases = [
        with_signals(case(where, 1), "zorg"),
        with_signals(case(where, 2, several_additions=True), "zorg", huisnummer="2"),
        with_signals(case(where, 3, street=""), "zorg", huisnummer="3"),
    ]
    heard: list[int] = []
    written = write(where, text, *cases, progress=heard.append)
    assert [letter.case_number for letter in written.letters] == ["Z-0001"]
    assert "toevoeging" in written.refused["Z-0002"]
    assert "de straat" in written.refused["Z-0003"]
    assert heard == [3]


def test_the_same_letter_on_the_same_day_goes_once():
    where = desk()
    text, one = first_letter(where), with_signals(case(where), "zorg")
    write(where, text, one)
    assert "al een brief met deze tekst" in write(where, text, one).refused["Z-0001"]
    assert Letter.objects.count() == 1
    other = published(where, Kind.LETTER, Purpose.NO_ANSWER)
    assert len(write(where, other, one).letters) == 1


def test_a_refused_letter_may_be_made_again():
    where = desk()
    text, one = first_letter(where), with_signals(case(where), "zorg")
    write(where, text, one)
    Case.objects.filter(pk=one.pk).update(amount_cents=5)
    assert check(where) == ["afgekeurd"]
    one.refresh_from_db()
    assert len(write(where, text, one).letters) == 1
    assert check(where) == ["gecontroleerd"]


def test_a_letter_has_the_date_of_the_day_here():
    where = desk()
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # half past midnight in the Netherlands
    one = with_signals(case(where), "zorg")
    written = write_letters(municipality=where, cases=[one], text=first_letter(where), values={}, actor=WHO, at=late)
    assert written.letters[0].dated_on == date(2026, 7, 2)


def test_a_letter_of_a_case_that_changed_meanwhile_is_refused():
    where = desk()
    text = first_letter(where)
    cases = [with_signals(case(where, number), "zorg", huisnummer=str(number)) for number in (1, 2, 3, 4)]
    write(where, text, *cases)
    Case.objects.filter(number="Z-0001").update(addition="2")
    Case.objects.filter(number="Z-0002").update(amount_cents=1)
    Case.objects.filter(number="Z-0003").update(several_additions=True)
    assert check(where) == ["afgekeurd", "afgekeurd", "afgekeurd", "gecontroleerd"]
    assert set(Letter.objects.values_list("faults", flat=True)) == {"zaak-gewijzigd", ""}


def test_a_column_that_shifted_in_the_store_is_found():
    where = desk()
    write(where, first_letter(where), *(with_signals(case(where, number), "zorg", huisnummer=str(number)) for number in (1, 2)))
    first, second = Letter.objects.order_by("id")
    Letter.objects.filter(pk=first.pk).update(house_number=second.house_number)
    assert check(where) == ["afgekeurd", "gecontroleerd"]


def test_files_that_were_swapped_in_the_store_are_found():
    where = desk()
    write(where, first_letter(where), *(with_signals(case(where, number), "zorg", huisnummer=str(number)) for number in (1, 2)))
    first, second = LetterFile.objects.order_by("letter_id")
    LetterFile.objects.filter(pk=first.pk).update(pdf=second.pdf)
    assert check(where) == ["afgekeurd", "gecontroleerd"]
    assert Letter.objects.get(pk=first.pk).faults.startswith("bestand briefnummer")


def test_a_visit_needs_a_day_and_a_time():
    where = desk()
    text = published(where, Kind.LETTER, Purpose.VISIT)
    one = with_signals(case(where), "zorg")
    assert "bezoekdatum, bezoektijd" in write(where, text, one).refused["Z-0001"]
    values = visit_values(NOW.date(), "om 10.00 uur")
    assert values["bezoekdatum"] == "woensdag 1 juli 2026"
    written = write_letters(municipality=where, cases=[one], text=text, values=values, actor=WHO, at=NOW)
    assert len(written.letters) == 1
    assert check(where) == ["gecontroleerd"]


def test_a_desk_without_a_phone_number_writes_no_letters(tmp_path: Path):
    where = desk()
    DeskSettings.objects.update(sender_phone="")
    sealer = FileSealer.load_or_create(tmp_path / "geheim.pem")
    with pytest.raises(LetterRefused, match="instellingen"):
        print_letter(case=with_signals(case(where), "zorg"), text=first_letter(where), values={}, sealer=sealer, actor=WHO, at=NOW)


def test_a_case_of_another_municipality_is_a_mistake_of_the_caller():
    where = desk()
    text = first_letter(where)
    elsewhere = case(Municipality.objects.exclude(pk=where.pk).first())
    with pytest.raises(ValueError, match="another municipality"):
        write(where, text, elsewhere)


def test_a_notice_goes_to_the_newest_address_and_says_nothing():
    where = desk()
    published(where, Kind.EMAIL, Purpose.NOTICE)
    one = with_signals(case(where), "zorg", email="j.jansen@voorbeeld.example")
    message = notify(case=one, channel=Channel.EMAIL, ways=transports(), login_address="mijn.amsterdam.example", actor=WHO, at=NOW)
    assert message.address == "j.jansen@voorbeeld.example"
    assert "Amsterdam" in message.body
    assert "Jansen" not in message.subject + message.body


def test_a_notice_that_cannot_go_is_refused_before_it_waits():
    where = desk()
    one = with_signals(case(where), "zorg")
    asked = {"case": one, "ways": transports(), "login_address": "mijn.amsterdam.example", "actor": WHO, "at": NOW}
    with pytest.raises(MessageError, match="geen sms-dienst"):
        notify(channel=Channel.SMS, **asked)
    with pytest.raises(MessageError, match="nog geen tekst"):
        notify(channel=Channel.EMAIL, **asked)
    published(where, Kind.EMAIL, Purpose.NOTICE)
    with pytest.raises(MessageError, match="e-mailadres ontbreekt"):
        notify(channel=Channel.EMAIL, **asked)
