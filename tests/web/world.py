"""A small municipality with a desk, built through operations: parties, deliveries, matching, workers and some days of work.

Days count back from today, so that there is always something too late and something for this week. Everybody is made up.
"""

from __future__ import annotations

import csv
import io
import random
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crash.delivery_world import edition_of
from tijdig.foundation.accounts.models import Person
from tijdig.foundation.accounts.operations import Place, grant_membership, register_person
from tijdig.foundation.accounts.rules import Role, capabilities_of
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.seal import FileSealer
from tijdig.foundation.letters.operations import publish_text, start_from_standard
from tijdig.foundation.parties import operations as parties
from tijdig.foundation.parties.models import Creditor, Municipality
from tijdig.foundation.parties.queries import ids_of
from tijdig.foundation.parties.rules import CreditorFacts, MunicipalityFacts
from tijdig.foundation.policy.parameters import national
from tijdig.journey.assess import Known
from tijdig.journey.deliver import Delivered, deliver
from tijdig.journey.match import run_matching
from tijdig.steps.agreements import operations as agreements
from tijdig.steps.agreements.rules import AgreementFacts
from tijdig.steps.followup import operations as followup
from tijdig.steps.followup.models import Case
from tijdig.steps.followup.outcomes import ContactKind
from tijdig.steps.followup.rules import Worker
from tijdig.steps.followup.setup.operations import decide_settings, set_districts
from tijdig.steps.followup.setup.queries import Decided
from tijdig.steps.intake.reading import read_table
from tijdig.steps.matching.runs.operations import start_run
from tijdig.steps.routing import operations as routing
from tijdig.steps.routing.rules import DestinationFacts
from tijdig.web import clock

HERE, THERE = "GM0321", "GM0344"  # Houten, Utrecht
PASSWORD = "een lange zin om in te loggen"  # noqa: S105 - of made-up people in a test
LANDLORD, ENERGY, CARE, WATER = "30124358", "30124366", "30124374", "30124382"
CREDITORS = {
    LANDLORD: ("Woonstichting De Haven", "huur"),
    ENERGY: ("Stroomrijk Energie", "energie"),
    CARE: ("Zorgvast Verzekeringen", "zorg"),
    WATER: ("Waterbedrijf Merwede", "water"),
}
STREETS = {
    "3991AA": "Heemsteedseweg",
    "3991BB": "De Poort",
    "3992CC": "Vlierweg",
    "3992DD": "Beukenlaan",
    "3994EE": "Houtensewetering",
}
SURNAMES = (
    "Jansen",
    "de Boer",
    "Bakker",
    "van Dijk",
    "Yilmaz",
    "Visser",
    "El Amrani",
    "Smit",
    "Kowalska",
    "Mulder",
    "de Groot",
    "Bos",
    "Vos",
    "Peters",
    "Hendriks",
    "van Leeuwen",
    "Dekker",
    "Brouwer",
    "de Wit",
    "Dijkstra",
)
BY = Actor("operator", "test")


@dataclass
class Desk:
    """A municipality that decided, with four people; ``today`` is the day of the clock."""

    sealer: FileSealer = field(default_factory=lambda: FileSealer(Ed25519PrivateKey.generate()))
    today: date = field(default_factory=clock.today)
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """This moment."""
        return clock.now()

    def settle_in(self, *, decided: bool = True) -> None:
        """Register the parties, their agreements, the people and what the municipality decided."""
        told, start = {"actor": BY, "at": self.now}, date(2025, 1, 1)
        parties.register_municipalities(
            municipalities=[MunicipalityFacts(HERE, "Houten"), MunicipalityFacts(THERE, "Utrecht")], **told
        )
        facts = [CreditorFacts(kvk, name, frozenset({kind})) for kvk, (name, kind) in CREDITORS.items()]
        parties.register_creditors(creditors=facts, **told)
        both = [AgreementFacts(kvk, None, code, None, start, None, start, start) for kvk in CREDITORS for code in (HERE, THERE)]
        agreements.sign_agreements(agreements=both, **told)
        for code in (HERE, THERE):
            facts = DestinationFacts(code, "desk", start, None, "bericht van de gemeente", "beheerder", start)
            routing.set_destination(destination=facts, **told)
        self._hire()
        if decided:
            self.decide()

    def publish_letters(self) -> None:
        """The standard texts of the product, read and published by the manager."""
        town = Municipality.objects.get(code=HERE)
        for text in start_from_standard(municipality=town, actor=BY, at=self.now):
            publish_text(text=text, publisher=self.people["mark"], actor=BY, at=self.now)

    def _hire(self) -> None:
        for name, role, place in (
            ("Sanne de Vries", Role.CASE_WORKER, Place(HERE)),
            ("Bilal Aydin", Role.CASE_WORKER, Place(HERE)),
            ("Carla Meijer", Role.COORDINATOR, Place(HERE)),
            ("Mark Verhoef", Role.MANAGER, Place(HERE)),
            ("Petra Functionaris", Role.PRIVACY_OFFICER, Place(HERE)),
            ("Ursula Buiten", Role.COORDINATOR, Place(THERE)),
            ("Henk Haven", Role.CREDITOR, Place(creditor=ids_of(Creditor, [LANDLORD])[LANDLORD])),
            ("Olga Operator", Role.OPERATOR, Place()),
        ):
            self.hire(name, role, place)

    def hire(self, name: str, role: Role, place: Place) -> Person:
        """Somebody new, who signs in as firstname@voorbeeld.example."""
        first, told = name.split()[0].lower(), {"actor": BY, "at": self.now}
        person = register_person(email=f"{first}@voorbeeld.example", name=name, password=PASSWORD, **told)
        grant_membership(person=person, role=role, place=place, valid_from=date(2025, 1, 1), **told)
        self.people[first] = person
        return person

    def decide(self, municipality: str = HERE, **changes: object) -> None:
        """What the municipality decided about its desk."""
        decided = Decided(
            retention_days=180,
            crisis_in_working_days=True,
            threshold_cents=5000,
            sender_name="Team Vroeg Eropaf",
            sender_phone="030 639 26 11",
            sender_email="vroegeropaf@houten.example",
            sender_address="Onderdoor 25\n3995 DW Houten",
            **changes,
        )
        decide_settings(municipality=municipality, decided=decided, actor=BY, at=self.now)
        if municipality == HERE:
            set_districts(
                municipality=HERE, districts={"Centrum": ["3991"], "Noord": ["3992"], "Zuid": ["3994"]}, actor=BY, at=self.now
            )

    def deliver(self, sender: str, rows: list[dict[str, str]], *, ago: int = 0) -> Delivered:
        """Deliver rows as a creditor, some days ago."""
        on = self.today - timedelta(days=ago)
        names = list(dict.fromkeys(name for row in rows for name in row))
        text = io.StringIO()
        writer = csv.DictWriter(text, names, delimiter=";", restval="")
        writer.writeheader()
        writer.writerows(rows)
        data = text.getvalue().encode()
        places = [
            (code, number, "", int(gm[2:]))
            for gm, codes in ((HERE, STREETS), (THERE, ["3511AA"]))
            for code in codes
            for number in range(1, 200)
        ]
        known = Known(on, national(), edition_of(places))
        at = datetime.combine(on, time(7, 30), clock.HERE)
        return deliver(data=data, table=read_table(data), sender_kvk=sender, known=known, sealer=self.sealer, actor=BY, at=at)

    def row(
        self, kind: str, who: tuple[str, str, str], door: tuple[str, int], *, cents: int, ago: int, old: int, **more: str
    ) -> dict[str, str]:
        """A line of a delivery: ``who`` initials, surname, birth date; ``door`` postcode and number; ``old`` the age in days."""
        arose = self.today - timedelta(days=ago + old)
        sought = (arose + timedelta(days=20)).isoformat()
        rent = {
            "herinnering_op": sought,
            "aanbod_in_herinnering": "ja",
            "hulp_gewezen_op": sought,
            "bezwaar": "geen-reactie",
        }
        prefix, _, surname = who[1].rpartition(" ")
        return {
            "kenmerk": f"{kind[:2].upper()}-{zlib.crc32(f'{who}{kind}{ago}'.encode()) % 10**6:06}",
            "soort": kind,
            "voorletters": who[0],
            "tussenvoegsel": prefix,
            "achternaam": surname,
            "geboortedatum": who[2],
            "straat": STREETS.get(door[0], "Domplein"),
            "postcode": door[0],
            "huisnummer": str(door[1]),
            "woonplaats": "Houten" if door[0] in STREETS else "Utrecht",
            "bedrag": f"{cents // 100},{cents % 100:02}",
            "ontstaansdatum": arose.isoformat(),
            "contact_gezocht_op": sought if kind in ("huur", "energie") else "",
            "contact_wijze": "telefoon" if kind in ("huur", "energie") else "",
            **(rent if kind == "huur" else {}),
            **more,
        }

    def populate(self, size: int = 24) -> None:
        """Residents with one to three signals each, spread over the last five weeks, and some pairs nobody can be sure of."""
        draw = random.Random(7)  # noqa: S311 - the same people every time
        rows: dict[tuple[str, int], list[dict[str, str]]] = {}
        for place in range(size):
            who = (
                f"{draw.choice('ABCDEFHJKLMNPRST')}.{draw.choice('ABMJ')}.",
                SURNAMES[place % len(SURNAMES)],
                f"{draw.randrange(1950, 2004)}-0{draw.randrange(1, 9)}-1{draw.randrange(9)}",
            )
            door, phone = (
                (draw.choice(list(STREETS)), draw.randrange(1, 190)),
                f"06{draw.randrange(10**7, 10**8)}" if place % 5 else "",
            )
            ago = (31, 27, 24, 20, 12, 6, 3)[place % 7]
            for kvk in draw.sample(list(CREDITORS), (1, 1, 2, 1, 3)[place % 5]):
                kind = CREDITORS[kvk][1]
                crisis = {"crisis": "ja"} if place in (3, 11) and kind != "zorg" else {}
                row = self.row(
                    kind,
                    who,
                    door,
                    cents=draw.randrange(6000, 290000),
                    ago=ago,
                    old=draw.randrange(35, 95),
                    telefoon=phone,
                    email="" if place % 4 else f"bewoner{place}@post.example",
                    **crisis,
                )
                rows.setdefault((kvk, ago), []).append(row)
        self._doubtful(rows)
        for (kvk, ago), lines in sorted(rows.items(), key=lambda one: -one[0][1]):
            self.deliver(kvk, lines, ago=ago)

    def _doubtful(self, rows: dict[tuple[str, int], list[dict[str, str]]]) -> None:
        for place, (surname, other) in enumerate((("Kaya", "Kaya"), ("van den Berg", "van der Berg"), ("Schouten", "Schoute"))):
            who, moved = (f"M.{'AJK'[place]}.", surname, "1984-03-12"), (f"{'MMR'[place]}.", other, "1984-03-12")
            rows.setdefault((LANDLORD, 12), []).append(self.row("huur", who, ("3992CC", 20 + place), cents=84250, ago=12, old=60))
            rows.setdefault((ENERGY, 12), []).append(
                self.row("energie", moved, ("3994EE", 40 + place), cents=31200, ago=12, old=50)
            )

    def match(self, municipality: str = HERE) -> None:
        """A run of matching, and the cases that follow from it."""
        run = start_run(municipality=municipality, actor=BY, at=self.now)
        run_matching(run=run, worker="test", actor=BY, at=self.now)

    def told(self, first: str) -> dict[str, object]:
        """Who works, as operations of the desk want to know."""
        person = self.people[first]
        roles = [membership.role for membership in person.memberships.all()]
        return {
            "by": Worker(person.pk, capabilities_of(roles)),
            "actor": Actor("person", person.pseudonym),
            "at": self.now,
            "municipality": HERE,
        }

    def work(self) -> None:
        """Some days of work: cases divided, calls made, a visit planned."""
        cases = list(Case.objects.filter(municipality=HERE).order_by("order_key", "pk"))
        workers = ("sanne", "bilal", "sanne", None)
        for place, case in enumerate(cases):
            if first := workers[place % 4]:
                followup.assign(cases={case.number: case.version}, to=self.people[first].pk, **self.told("carla"))
        mine = list(Case.objects.filter(municipality=HERE, worker=self.people["sanne"]).order_by("order_key", "pk"))
        for place, case in enumerate(mine):
            if place % 3 == 0:
                followup.record_contact_attempt(
                    case=case.number,
                    kind=ContactKind.PHONE,
                    reached=place % 2 == 1,
                    on=self.today,
                    note="Voicemail ingesproken.",
                    **self.told("sanne"),
                )
            if place % 4 == 1:
                case.refresh_from_db()
                followup.plan_visit(case=case.number, version=case.version, on=self.today, **self.told("sanne"))
