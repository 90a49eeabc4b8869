"""Five made-up weeks at the desks of two municipalities: deliveries, matching, calls, letters and outcomes, up to today.

    TIJDIG_DATA=FOLDER python example/desk.py

Everything goes through the operations of the product, as pages would do it; only the moments are made up, since weeks cannot
be waited for. Ends with a file of logins in the data directory, which ``tijdig serve`` prints.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from residents import deliveries

from tijdig.cli import reference
from tijdig.cli.database import keep_head, open_database
from tijdig.config import environment

open_database()

from django.db import transaction  # noqa: E402 - models load once the database is open

from tijdig.foundation.accounts.models import Person  # noqa: E402 - models load once the database is open
from tijdig.foundation.accounts.operations import Place, grant_membership, register_person  # noqa: E402 - as above
from tijdig.foundation.accounts.rules import Role, capabilities_of  # noqa: E402 - as above
from tijdig.foundation.ledger.actor import Actor  # noqa: E402 - as above
from tijdig.foundation.ledger.seal import sealer_in  # noqa: E402 - as above
from tijdig.foundation.letters.operations import publish_text, start_from_standard  # noqa: E402 - as above
from tijdig.foundation.parties.models import Creditor, Municipality  # noqa: E402 - as above
from tijdig.foundation.parties.queries import ids_of  # noqa: E402 - as above
from tijdig.journey.assess import Known  # noqa: E402 - as above
from tijdig.journey.deliver import deliver  # noqa: E402 - as above
from tijdig.journey.desk import decide  # noqa: E402 - as above
from tijdig.journey.follow import close_case  # noqa: E402 - as above
from tijdig.journey.match import run_matching  # noqa: E402 - as above
from tijdig.journey.parties_file import import_parties  # noqa: E402 - as above
from tijdig.steps.followup import operations as followup  # noqa: E402 - as above
from tijdig.steps.followup.models import Case  # noqa: E402 - as above
from tijdig.steps.followup.outcomes import ContactKind, DayPart, Outcome  # noqa: E402 - as above
from tijdig.steps.followup.rules import Worker  # noqa: E402 - as above
from tijdig.steps.followup.setup.operations import set_districts  # noqa: E402 - as above
from tijdig.steps.followup.setup.queries import Decided  # noqa: E402 - as above
from tijdig.steps.intake.reading import read_table  # noqa: E402 - as above
from tijdig.steps.matching.runs.operations import start_run  # noqa: E402 - as above

HERE = Path(__file__).resolve().parent
PASSWORD = "samen-op-tijd-2026"  # noqa: S105 - of made-up people, printed for whoever looks at the demo
DESK, OTHER = "GM1969", "GM1699"
BY = Actor("operator", "demo")
MINE = {"sanne": 0, "bilal": 1, "ilse": 2}  # who gets which share of the work
PEOPLE = (
    ("Sanne de Vries", Role.CASE_WORKER, DESK), ("Bilal Aydin", Role.CASE_WORKER, DESK), ("Ilse Postma", Role.CASE_WORKER, DESK),
    ("Carla Meijer", Role.COORDINATOR, DESK), ("Mark Verhoef", Role.MANAGER, DESK),
    ("Petra van Os", Role.PRIVACY_OFFICER, DESK), ("Nienke Brink", Role.COORDINATOR, OTHER), ("Henk Drempel", Role.CREDITOR, ""),
)  # fmt: skip
SENDERS = {
    DESK: ("Team Vroeg Erbij", "0594 000 000", "vroegerbij@westerkwartier.example", "Tolberterstraat 0\n9351 BC Leek"),
    OTHER: ("Team Op Tijd", "050 000 00 00", "optijd@noordenveld.example", "Raadhuisstraat 0\n9301 AA Roden"),
}
DISTRICTS = {
    "Leek en Tolbert": ["9351", "9356"],
    "Zuidhorn": ["9801"],
    "Marum": ["9363"],
    "Grootegast": ["9861"],
    "Zevenhuizen": ["9354"],
}
ENDS = (
    Outcome.ADVICE, Outcome.HELP, Outcome.PAID, Outcome.MANAGES_ALONE, Outcome.PAID, Outcome.SILENT_AFTER_CONTACT,
    Outcome.ADVICE, Outcome.KNOWN, Outcome.MANAGES_ALONE, Outcome.HELP_FINANCIAL,
)  # fmt: skip
NOTES = ("Voicemail ingesproken.", "Geen gehoor.", "Belt vanmiddag terug.", "Kaartje in de bus gedaan.", "")


@dataclass
class Desk:
    """One made-up history."""

    today: date
    draw: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - made-up work, not secrets
    people: dict[str, Person] = field(default_factory=dict)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A moment of a day."""
        return datetime.combine(day, time(hour, minute), reference.HERE)

    def settle_in(self) -> None:
        """Parties, people, decisions and letters: before anything arrives."""
        at = self.at(self.today - timedelta(days=40), 9)
        document = json.loads((HERE / "desk_parties.json").read_text("utf-8"))
        import_parties(document=document, actor=BY, at=at)
        for name, role, place in PEOPLE:
            self._hire(name, role, place, at)
        for code, (team, phone, email, address) in SENDERS.items():
            decided = Decided(
                threshold_cents=5_000, crisis_in_working_days=True, match_at_delivery=code == OTHER, retention_days=365,
                sender_name=team, sender_phone=phone, sender_email=email, sender_address=address,
            )  # fmt: skip
            decide(municipality=code, decided=decided, actor=BY, at=at)
            for text in start_from_standard(municipality=Municipality.objects.get(code=code), actor=BY, at=at):
                publish_text(text=text, publisher=self.people["mark" if code == DESK else "nienke"], actor=BY, at=at)
        set_districts(municipality=DESK, districts=DISTRICTS, actor=BY, at=at)

    def _hire(self, name: str, role: Role, municipality: str, at: datetime) -> None:
        first = name.split()[0].lower()
        landlord = "00000011"
        place = Place(municipality) if municipality else Place(creditor=ids_of(Creditor, [landlord])[landlord])
        person = register_person(email=f"{first}@demo.example", name=name, password=PASSWORD, actor=BY, at=at)
        grant_membership(person=person, role=role, place=place, valid_from=at.date(), actor=BY, at=at)
        self.people[first] = person

    def live(self) -> None:
        """Week after week: creditors deliver, the desk matches and works."""
        files = deliveries(self.today).write(environment.data_directory() / "leveringen")
        for on in dict.fromkeys(day for day, _, _ in files):
            for _, sender, file in (one for one in files if one[0] == on):
                self._deliver(on, sender, file)
            for code in (DESK, OTHER):
                self._match(code, self.at(on, 10))
            self._work(on)

    def _deliver(self, on: date, sender: str, file: Path) -> None:
        known = Known(on, reference.policy(), reference.edition(on))
        data, sealer = file.read_bytes(), sealer_in(environment.data_directory())
        deliver(data=data, table=read_table(data), sender_kvk=sender, known=known, sealer=sealer, actor=BY, at=self.at(on, 7, 30))

    def _match(self, municipality: str, at: datetime) -> None:
        run = start_run(municipality=municipality, actor=BY, at=at)
        run_matching(run=run, worker="demo", actor=BY, at=at)

    def _told(self, first: str, at: datetime) -> dict[str, object]:
        """Who acts, as the operations want to know."""
        person = self.people[first]
        capabilities = capabilities_of([membership.role for membership in person.memberships.all()])
        by = Worker(person.pk, capabilities)
        return {"by": by, "actor": Actor("person", person.pseudonym), "at": at, "municipality": DESK}

    def _work(self, on: date) -> None:
        """The coordinator divides what is new; workers call, visit and end some cases."""
        fresh = Case.objects.filter(municipality=DESK, closed_at__isnull=True, worker__isnull=True).order_by("order_key", "pk")
        for place, case in enumerate(fresh):
            first = [*MINE, None][place % 4]
            if first:
                followup.assign(cases={case.number: case.version}, to=self.people[first].pk, **self._told("carla", self.at(on, 11)))
        for days in (1, 2, 4):
            day = on + timedelta(days=days)
            if day < self.today and day.weekday() < 5:
                for first in MINE:
                    self._call(first, day)
                    self._end(first, day)

    def _call(self, first: str, day: date) -> None:
        mine = Case.objects.filter(municipality=DESK, worker=self.people[first], closed_at__isnull=True, attempts__lt=3)
        for place, case in enumerate(mine.order_by("attempts", "order_key", "pk")[:4]):
            hour, reached = self.draw.choice((9, 11, 14, 16)), self.draw.random() < 0.35
            kind = ContactKind.PHONE if case.attempts < 2 else ContactKind.VISIT
            part = DayPart.MORNING if hour < 12 else DayPart.AFTERNOON
            followup.record_contact_attempt(
                case=case.number, kind=kind, reached=reached, on=day, day_part=part,
                note="" if reached else NOTES[place % len(NOTES)], **self._told(first, self.at(day, hour, 7 * place)),
            )  # fmt: skip

    def _end(self, first: str, day: date) -> None:
        reached = Case.objects.filter(municipality=DESK, worker=self.people[first], state="taken-up", reached=True)
        for place, case in enumerate(reached.order_by("taken_up_at", "pk")[:1]):
            outcome = ENDS[(case.pk + place) % len(ENDS)]
            close_case(
                case=case.number, version=case.version, outcome=outcome, note="Besproken met de inwoner.",
                **self._told(first, self.at(day, 16, 30)),
            )  # fmt: skip

    def plan(self) -> None:
        """Visits for today, and one case that is kept safe."""
        now = self.at(self.today, 8)
        for first in MINE:
            mine = Case.objects.filter(municipality=DESK, worker=self.people[first], closed_at__isnull=True, safety=False)
            for case in mine.order_by("-attempts", "order_key", "pk")[:4]:
                followup.plan_visit(case=case.number, version=case.version, on=self.today, **self._told(first, now))
        case = Case.objects.filter(municipality=DESK, closed_at__isnull=True, visit_on__isnull=True).order_by("pk").last()
        if case is not None:
            followup.set_safety(case=case.number, version=case.version, note="Afspraak op kantoor.", **self._told("carla", now))

    def logins(self) -> list[str]:
        """What to type to come in as whom."""
        words = {
            Role.CASE_WORKER: "consulent",
            Role.COORDINATOR: "coördinator",
            Role.MANAGER: "manager",
            Role.CREDITOR: "verhuurder",
        }
        told = [(name.split()[0].lower(), words[role], place) for name, role, place in PEOPLE if role in words]
        towns = {DESK: "Westerkwartier", OTHER: "Noordenveld", "": "De Proefdrempel"}
        rows = [f"{first + '@demo.example':24} {word}, {towns[place]}" for first, word, place in told]
        return ["Verzonnen mensen om mee in te loggen:", *(f"  {row}" for row in rows), f"  wachtwoord: {PASSWORD}"]


def main(arguments: Sequence[str]) -> int:
    """Make the history, and say what is there now."""
    today = date.fromisoformat(arguments[0]) if arguments else reference.now().date()
    desk = Desk(today)
    with transaction.atomic():  # weeks of work in one go: made-up, so nothing is lost when it stops half-way
        desk.settle_in()
        desk.live()
        desk.plan()
    keep_head()
    (environment.data_directory() / "demo-logins.txt").write_text("\n".join(desk.logins()) + "\n", encoding="utf-8")
    ours = Case.objects.filter(municipality=DESK)
    print(f"{ours.count()} zaken in Westerkwartier, waarvan {ours.filter(closed_at__isnull=False).count()} afgesloten.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
