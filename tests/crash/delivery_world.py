"""A small world to deliver in: an edition of a few addresses, parties with agreements, and files in the open format."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from unittest.mock import patch

import polars as pl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.apps import apps
from django.db import connection

from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.models import Entry, SealedReceipt
from tijdig.foundation.ledger.seal import FileSealer
from tijdig.foundation.ledger.verification import Report, verify_chain
from tijdig.foundation.parties import operations as parties
from tijdig.foundation.parties.models import Creditor
from tijdig.foundation.parties.queries import ids_of
from tijdig.foundation.parties.rules import CreditorFacts, IntermediaryFacts, MandateFacts, MunicipalityFacts
from tijdig.foundation.places import areas
from tijdig.foundation.places.building import RECORDS, build
from tijdig.foundation.places.editions import About, Edition
from tijdig.foundation.places.index import Index
from tijdig.foundation.policy.parameters import national
from tijdig.journey.assess import Known
from tijdig.journey.deliver import Delivered, deliver
from tijdig.journey.reassess import Settled, reassess_held
from tijdig.steps.agreements import operations as agreements
from tijdig.steps.agreements.models import Agreement
from tijdig.steps.agreements.rules import AgreementFacts
from tijdig.steps.intake.columns import NAMES
from tijdig.steps.intake.models import Delivery, Refusal, Signal, StoredFinding
from tijdig.steps.intake.reading import read_table
from tijdig.steps.routing import operations as routing
from tijdig.steps.routing.models import Destination
from tijdig.steps.routing.rules import DestinationFacts

WHO = Actor("operator", "test")
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
TODAY, NEXT_MONTH, START = date(2026, 7, 1), date(2026, 8, 1), date(2025, 1, 1)
CARE, ENERGY, RENT, TAX, AGENT = "11111111", "22222222", "33333333", "44444444", "99999999"
KINDS = {CARE: "zorg", ENERGY: "energie", RENT: "huur", TAX: "belastingdienst"}
AMSTERDAM, UTRECHT, GRONINGEN = "GM0363", "GM0344", "GM0014"
POSTCODES = {AMSTERDAM: "1011AA", UTRECHT: "3511AA", GRONINGEN: "9711AA"}
BORDER = "1099ZZ"  # number 1 lies in Amsterdam, 2 in Utrecht, 3 in both
TEXTS = {"line": pl.UInt32, **dict.fromkeys(NAMES, pl.String), "doubled": pl.Boolean}  # a table as it is read
TABLES = (Delivery, Signal, Refusal, StoredFinding, SealedReceipt, Entry)

ADDRESSES = [
    *((POSTCODES[code], number, "", int(code[2:])) for code in POSTCODES for number in range(1, 100)),
    (BORDER, 1, "", 363), (BORDER, 2, "", 344), (BORDER, 3, "A", 363), (BORDER, 3, "B", 344),
]  # fmt: skip

_LINES: dict[str, dict[str, str]] = {
    "zorg": {},
    "energie": {"contact_gezocht_op": "2026-05-20", "contact_wijze": "telefoon"},
    "huur": {
        "herinnering_op": "2026-05-20", "aanbod_in_herinnering": "ja", "hulp_gewezen_op": "2026-05-20",
        "contact_gezocht_op": "2026-05-20", "contact_wijze": "telefoon", "bezwaar": "nee",
    },
    "belastingdienst": {"bedrag": "900"},
}  # fmt: skip


class Refusing(FileSealer):
    """A seal that breaks after some signatures: a hardware module that is unplugged."""

    def __init__(self, private: Ed25519PrivateKey, good: int = 0) -> None:
        super().__init__(private)
        self.good = good

    def sign(self, data: bytes) -> bytes:
        self.good -= 1
        if self.good < 0:
            raise OSError("the seal is unplugged")
        return super().sign(data)


def line(kind: str = "zorg", at: str = AMSTERDAM, number: int = 1, **changes: str) -> dict[str, str]:
    """A line that is accepted; ``changes`` by column name."""
    return {
        "kenmerk": "K1", "soort": kind, "achternaam": "Jansen", "postcode": POSTCODES.get(at, at),
        "huisnummer": str(number), "bedrag": "100", "ontstaansdatum": "2026-05-10", **_LINES[kind], **changes,
    }  # fmt: skip


def file_of(*lines: dict[str, str]) -> bytes:
    """The lines as CSV; the columns are all that occur."""
    names = list(dict.fromkeys(name for one in lines for name in one))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, delimiter=";", restval="")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


def edition_of(rows: list[tuple[str, int, str, int]], valid_from: date = date(2020, 1, 1)) -> Edition:
    """An edition in memory of rows (postcode, number, suffix, CBS number of the municipality)."""
    numbered = [(areas.code(postcode), *rest) for postcode, *rest in rows]
    tables = build(pl.DataFrame(numbered, schema=RECORDS, orient="row"))
    return Edition(About(valid_from, (), tables.first_numbers.size, len(rows), 0), Index(tables))


@dataclass
class World:
    """What is known beside the files, and the verbs of the tests."""

    edition: Edition
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def sealer(self) -> FileSealer:
        """The seal of this installation."""
        return FileSealer(self.private)

    def known(self, on: date) -> Known:
        """The national policy and this edition, on a date."""
        return Known(on, national(), self.edition)

    def deliver(
        self, *lines: dict[str, str], sender: str | None = None, on: date = TODAY, data: bytes | None = None,
        sealer: FileSealer | None = None,
    ) -> Delivered:  # fmt: skip
        """Deliver the lines, or the bytes, as the creditor of their kind unless told otherwise."""
        data = data if data is not None else file_of(*lines)
        if sender is None:
            sender = next(kvk for kvk, kind in KINDS.items() if kind == lines[0]["soort"])
        return deliver(
            data=data, table=read_table(data), sender_kvk=sender, known=self.known(on),
            sealer=sealer or self.sealer, actor=WHO, at=NOW,
        )  # fmt: skip

    def reassess(self, on: date = NEXT_MONTH, sealer: FileSealer | None = None) -> Settled:
        """Assess what waits once more."""
        return reassess_held(known=self.known(on), sealer=sealer or self.sealer, actor=WHO, at=NOW)

    def report(self) -> Report:
        """What the check of the whole log says."""
        return verify_chain(trusted=[self.sealer.public_key])


def settle_in() -> None:
    """Register the parties: everybody may share with Amsterdam and Utrecht; of Utrecht no destination is known."""
    known = [MunicipalityFacts(AMSTERDAM, "Amsterdam"), MunicipalityFacts(UTRECHT, "Utrecht")]
    parties.register_municipalities(municipalities=known, actor=WHO, at=NOW)
    creditors = [CreditorFacts(kvk, f"Schuldeiser {kind}", frozenset({kind})) for kvk, kind in KINDS.items()]
    parties.register_creditors(creditors=creditors, actor=WHO, at=NOW)
    agents = [IntermediaryFacts(AGENT, "Incasso", "collection_agency")]
    parties.register_intermediaries(intermediaries=agents, actor=WHO, at=NOW)
    both = [AgreementFacts(kvk, None, code, None, START, None, START, START) for kvk in KINDS for code in (AMSTERDAM, UTRECHT)]
    agreements.sign_agreements(agreements=both, actor=WHO, at=NOW)
    give_destination(AMSTERDAM)


def give_destination(code: str, valid_from: date = START) -> Destination:
    """The municipality told where it receives signals."""
    facts = DestinationFacts(code, "vps", valid_from, None, "bericht", "beheerder", START)
    return routing.set_destination(destination=facts, actor=WHO, at=NOW)


def give_destination_of_groningen() -> None:
    """Groningen is known to the register of parties, and where it receives signals."""
    parties.register_municipalities(municipalities=[MunicipalityFacts(GRONINGEN)], actor=WHO, at=NOW)
    give_destination(GRONINGEN)


def sign(
    creditor: str | None = CARE, intermediary: str | None = None, municipality: str | None = GRONINGEN,
    joint_body: str | None = None, *, until: date | None = None, signed: tuple[date | None, date | None] = (START, START),
) -> Agreement:  # fmt: skip
    """An agreement, of a creditor with Groningen unless told otherwise."""
    if municipality:
        known = [MunicipalityFacts(municipality)]
        parties.register_municipalities(municipalities=known, actor=WHO, at=NOW)
    facts = AgreementFacts(creditor, intermediary, municipality, joint_body, START, until, *signed)
    return agreements.sign_agreement(agreement=facts, actor=WHO, at=NOW)


def mandate(creditor: str = CARE, until: date | None = None, kinds: frozenset[str] = frozenset()) -> None:
    """The agent may deliver for a creditor."""
    facts = MandateFacts(AGENT, creditor, START, until, kinds, "volmacht")
    parties.grant_mandate(mandate=facts, actor=WHO, at=NOW)


def codes(severity: str | None = None) -> list[str]:
    """The codes of the stored findings, in the order of the lines."""
    found = StoredFinding.objects.order_by("line", "pk")
    return list((found.filter(severity=severity) if severity else found).values_list("code", flat=True))


def states() -> list[str]:
    """Where the stored signals stand, in the order in which they came."""
    return list(Signal.objects.order_by("delivery", "line").values_list("state", flat=True))


def counted() -> dict[str, int]:
    """How many rows the tables of deliveries and the log have."""
    return {model.__name__: model.objects.count() for model in TABLES}


def outcome(delivered: Delivered) -> tuple[int, int, int]:
    """Accepted, held, refused."""
    return delivered.delivery.accepted, delivered.delivery.held, delivered.delivery.refused


def tables_with(text: str) -> list[str]:
    """The tables that hold a text in any column of any row."""
    with connection.cursor() as cursor:
        return sorted(set(_holding(cursor, text)))


def _holding(cursor, text: str) -> Iterator[str]:
    for model in apps.get_models():
        table = model._meta.db_table
        for column in model._meta.concrete_fields:
            name = connection.ops.quote_name(column.column)
            wanted = f"SELECT 1 FROM {connection.ops.quote_name(table)} WHERE CAST({name} AS TEXT) LIKE %s LIMIT 1"  # noqa: S608 - names of our own tables
            cursor.execute(wanted, [f"%{text}%"])
            if cursor.fetchone():
                yield table


@contextmanager
def meanwhile(happening, name: str = "tijdig.journey.reassess.register_missing") -> Iterator[None]:
    """Let something happen once, just before the named function does its work."""
    module, attribute = name.rsplit(".", 1)
    real = getattr(__import__(module, fromlist=[attribute]), attribute)

    waiting = [happening]

    def first_that(*args, **kwargs):
        while waiting:
            waiting.pop()()
        return real(*args, **kwargs)

    with patch(name, first_that):
        yield


def creditor_id(kvk: str) -> int:
    """The row number of a creditor."""
    return ids_of(Creditor, [kvk])[kvk]
