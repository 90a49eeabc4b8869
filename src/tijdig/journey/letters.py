"""A case becomes a letter: the facts are gathered, the letter is rendered, read back by the second program, and released.

What the second program compares with is gathered anew from the case, not from what was rendered: whatever shifted in
between shows, also when the case itself was changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from django.utils.timezone import localdate

from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.numbers import new_number
from tijdig.foundation.ledger.seal import Sealer
from tijdig.foundation.letters import operations
from tijdig.foundation.letters.models import Letter, LetterText
from tijdig.foundation.letters.operations import MadeLetter
from tijdig.foundation.letters.queries import StoredLetter, letters_in, sender_of, stored_letters, values_of, written_on
from tijdig.foundation.letters.reading import Dossier, judge
from tijdig.foundation.letters.rendering import render
from tijdig.foundation.letters.rules import (
    Addressee,
    Fault,
    LetterFacts,
    LetterRefused,
    LetterState,
    Request,
    Sender,
    checksum,
    compose,
    joined,
    long_date,
)
from tijdig.foundation.letters.workers import Workers
from tijdig.foundation.parties.models import Municipality
from tijdig.steps.followup.models import Case, CaseSignal, DeskSettings

BATCH = 200
TEAM = "Team Vroegsignalering"


@dataclass
class Written:
    """The letters that were made, and why there is none for the other cases: a Dutch sentence by case number."""

    letters: list[Letter] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def desk_sender(municipality: Municipality, on: date) -> Sender:
    """Who letters of this municipality come from on a date; empty parts where the desk was not set up."""
    row = DeskSettings.objects.filter(municipality=municipality, valid_from__lte=on).order_by("-valid_from").first()
    if row is None:
        return Sender(municipality.name, TEAM, "", "", ())
    address = tuple(line.strip() for line in row.sender_address.splitlines() if line.strip())
    return Sender(municipality.name, row.sender_name or TEAM, row.sender_phone, row.sender_email, address)


def visit_values(on: date, time: str) -> dict[str, str]:
    """The placeholders of a planned visit: the day with its weekday, and the time as the worker wrote it."""
    weekday = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")[on.weekday()]
    return {"bezoekdatum": f"{weekday} {long_date(on)}", "bezoektijd": time}


def requests_for(cases: Sequence[Case], values: Mapping[str, str]) -> list[Request]:
    """What each case says about a letter; ``values`` are the same for all."""
    reporters = _reporters(cases)
    return [_request(case, {**values, "melders": joined(reporters.get(case.pk, []))}) for case in cases]


def write_letters(
    *,
    municipality: Municipality,
    cases: Iterable[Case],
    text: LetterText,
    values: Mapping[str, str],
    actor: Actor,
    at: datetime,
    processes: int = 1,
    progress: Callable[[int], None] = lambda _: None,
) -> Written:
    """Make a letter for every case that can have one, stored in batches; ``progress`` hears how many cases are done.

    A batch that was stored stays when a later one is interrupted. Raises LetterError, and ValueError for a case of
    another municipality.
    """
    on = localdate(at)
    written, sender, done = Written(), desk_sender(municipality, on), 0
    with Workers(processes) as workers:
        for batch in _batches(cases):
            if any(case.municipality_id != municipality.code for case in batch):
                raise ValueError("a case of another municipality")
            fresh = _without_double(batch, text, on, written.refused)
            orders = list(_composed(requests_for(fresh, values), text, sender, on, written.refused))
            rendered = workers.map(render, [facts for facts, _ in orders])
            made = [MadeLetter(facts, text, told, pdf) for (facts, told), pdf in zip(orders, rendered, strict=True)]
            if made:
                written.letters += operations.store_letters(municipality=municipality, made=made, actor=actor, at=at)
            done += len(batch)
            progress(done)
    return written


def check_letters(
    *, municipality: Municipality, actor: Actor, at: datetime, numbers: Sequence[str] | None = None, processes: int = 1
) -> list[Letter]:
    """Have the second program read every letter that was made and not read yet (or those of ``numbers``); gives them, judged."""
    if numbers is None:
        numbers = list(letters_in(municipality, LetterState.RENDERED).values_list("number", flat=True))
    judged: list[Letter] = []
    with Workers(processes) as workers:
        for start in range(0, len(numbers), BATCH):
            stored = list(stored_letters(municipality, numbers[start : start + BATCH]))
            verdicts = _verdicts(stored, municipality, workers)
            judged += operations.record_checks(municipality=municipality, verdicts=verdicts, actor=actor, at=at)
    return judged


def print_letter(*, case: Case, text: LetterText, values: Mapping[str, str], sealer: Sealer, actor: Actor, at: datetime) -> Letter:
    """One letter from the case page: made, read back and released. Raises LetterRefused, LetterError (Dutch, for the user)."""
    municipality = case.municipality
    written = write_letters(municipality=municipality, cases=[case], text=text, values=values, actor=actor, at=at)
    if written.refused:
        raise LetterRefused(written.refused[case.number])
    [letter] = check_letters(municipality=municipality, numbers=[written.letters[0].number], actor=actor, at=at)
    if letter.state == LetterState.REFUSED.value:
        raise LetterRefused("De controle keurde de brief af. Hij is niet vrijgegeven. Probeer het opnieuw of vraag uw beheerder.")
    operations.release(municipality=municipality, numbers=[letter.number], sealer=sealer, actor=actor, at=at)
    letter.refresh_from_db()
    return letter


def _without_double(cases: Sequence[Case], text: LetterText, on: date, refused: dict[str, str]) -> list[Case]:
    doubled = written_on(text, on, [case.number for case in cases])
    refused |= dict.fromkeys(doubled, "Vandaag is al een brief met deze tekst gemaakt; er gaat er maar één.")
    return [case for case in cases if case.number not in doubled]


def _composed(
    requests: Sequence[Request], text: LetterText, sender: Sender, on: date, refused: dict[str, str]
) -> Iterator[tuple[LetterFacts, Mapping[str, str]]]:
    for request in requests:
        try:
            facts = compose(request, number=new_number("B"), dated_on=on, sender=sender, subject=text.subject, body=text.body)
        except LetterRefused as reason:
            refused[request.case_number] = str(reason)
        else:
            yield facts, request.values


def _verdicts(stored: Sequence[StoredLetter], municipality: Municipality, workers: Workers) -> dict[str, tuple[Fault, ...]]:
    numbers = {one.letter.case_number for one in stored}
    cases = {case.number: case for case in Case.objects.filter(municipality=municipality, number__in=numbers)}
    expected = {one.letter.number: _expected(one, cases.get(one.letter.case_number)) for one in stored}
    verdicts: dict[str, tuple[Fault, ...]] = {number: (Fault.STALE,) for number, dossier in expected.items() if dossier is None}
    dossiers = {number: dossier for number, dossier in expected.items() if dossier is not None}
    return verdicts | dict(zip(dossiers, workers.map(judge, dossiers.values()), strict=True))


def _expected(stored: StoredLetter, case: Case | None) -> Dossier | None:
    """What the letter must say by the case as it is now; None when the case no longer asks for this letter."""
    letter = stored.letter
    if case is None:
        return None
    try:
        facts = compose(
            _request(case, values_of(letter)), number=letter.number, dated_on=letter.dated_on, sender=sender_of(letter),
            subject=letter.text.subject, body=letter.text.body,
        )  # fmt: skip
    except LetterRefused:
        return None
    if (facts.addressee, facts.amount_cents) != (_addressee(letter), letter.amount_cents):
        return None
    return Dossier(stored.pdf, facts, checksum(facts), letter.pages, letter.digest)


def _addressee(source: Case | Letter) -> Addressee:
    """The parts of the address, each from the field of its own name."""
    return Addressee(
        name=source.name,
        street=source.street,
        house_number=source.house_number,
        house_letter=source.house_letter,
        addition=source.addition,
        postcode=source.postcode,
        town=source.town,
    )


def _request(case: Case, values: Mapping[str, str]) -> Request:
    worker = {"consulent": case.worker.name if case.worker else TEAM}
    return Request(case.number, _addressee(case), case.amount_cents, case.several_additions, worker | dict(values))


def _reporters(cases: Sequence[Case]) -> dict[int, list[str]]:
    """The names of the creditors that reported, by case, each once, in the order of the alphabet."""
    rows = CaseSignal.objects.filter(case__in=cases).values_list("case_id", "signal__creditor__name").distinct()
    found: dict[int, list[str]] = {}
    for case, name in sorted(rows):
        found.setdefault(case, []).append(name)
    return found


def _batches(cases: Iterable[Case]) -> Iterator[list[Case]]:
    waiting = iter(cases)
    while batch := list(islice(waiting, BATCH)):
        yield batch
