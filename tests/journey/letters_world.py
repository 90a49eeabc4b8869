"""A desk with cases and texts, to write letters from."""

from __future__ import annotations

from datetime import date

from crash.delivery_world import AMSTERDAM, NOW, TODAY, World, edition_of, line, settle_in
from foundation.letters.letter_world import published
from tijdig.foundation.letters.models import LetterText
from tijdig.foundation.letters.wording import Kind, Purpose
from tijdig.foundation.parties.models import Municipality
from tijdig.steps.followup.models import Case, CaseSignal, DeskSettings
from tijdig.steps.intake.models import Signal
from tijdig.steps.matching.models import Group

EDITION = edition_of([("1011AA", number, "", 363) for number in range(1, 100)])


def desk() -> Municipality:
    """Amsterdam, with a sender for its letters."""
    settle_in()
    where = Municipality.objects.get(code=AMSTERDAM)
    DeskSettings.objects.create(
        municipality=where, valid_from=date(2026, 1, 1), priority="[]", sender_name="Team Geldzaken",
        sender_phone="020 123 45 67", sender_email="hulp@amsterdam.example", sender_address="Postbus 1\n1000 AA Amsterdam\n",
    )  # fmt: skip
    return where


def case(where: Municipality, number: int = 1, **changes: object) -> Case:
    """An open case of somebody at this number, without signals."""
    facts: dict[str, object] = {
        "number": f"Z-{number:04}", "municipality": where, "group": Group.objects.create(municipality=where), "state": "new",
        "opened_at": NOW, "due_on": date(2026, 7, 29), "name": f"J. Jansen-{number}", "postcode": "1011AA", "house_number": number,
        "street": "Dorpsstraat", "town": "Amsterdam", "sort": "single", "kinds": "zorg", "signal_count": 1,
        "amount_cents": 10_000 + number, "signalled_on": TODAY,
    }  # fmt: skip
    # Dates that the work list orders by, where the table has them.
    dates = {name: TODAY for name in ("first_signalled_on",) if name in {field.name for field in Case._meta.get_fields()}}
    return Case.objects.create(**{**facts, **dates, **changes})


def with_signals(one: Case, *kinds: str, **columns: str) -> Case:
    """The case with delivered signals, one of each kind."""
    for kind in kinds:
        World(EDITION).deliver(line(kind, kenmerk=f"{one.number}-{kind}", **columns))
    for signal in Signal.objects.filter(reference__startswith=f"{one.number}-"):
        CaseSignal.objects.create(signal=signal, case=one, status="Signaal opgepakt", joined_at=NOW)
    return one


def first_letter(where: Municipality) -> LetterText:
    """The first letter, in use."""
    return published(where, Kind.LETTER, Purpose.FIRST)
