"""What benchmarks/walk.py measures, one function each; run in a process of its own."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import ordinary
from population import AGENT, ON, Population, make
from tijdig.cli.database import open_database
from walk import timed

open_database()

from django.db import transaction  # noqa: E402 - models load once the database is open

from tijdig.config import environment  # noqa: E402 - as above
from tijdig.foundation.ledger.actor import Actor  # noqa: E402 - as above
from tijdig.foundation.ledger.seal import sealer_in  # noqa: E402 - as above
from tijdig.foundation.parties.models import Creditor  # noqa: E402 - as above
from tijdig.foundation.policy.parameters import national  # noqa: E402 - as above
from tijdig.journey.assess import Known, assess  # noqa: E402 - as above
from tijdig.journey.deliver import deliver  # noqa: E402 - as above
from tijdig.journey.parties_file import import_parties  # noqa: E402 - as above
from tijdig.steps.intake.models import Delivery, Signal  # noqa: E402 - as above
from tijdig.steps.intake.reading import read_table  # noqa: E402 - as above

ACTOR = Actor("system", "benchmark")


def measure(name: str, folder: Path, rows: int) -> dict[str, float]:
    """The seconds of one measurement."""
    world = make(folder, rows)
    return {"seconds": MEASUREMENTS[name](world)}


def _known(world: Population) -> Known:
    return Known(ON, national(), world.edition)


def _check(world: Population) -> float:
    start = time.perf_counter()
    found = assess(read_table(world.file.read_bytes()), _known(world))
    taken = time.perf_counter() - start
    print(found.counts, file=sys.stderr)
    return taken


def _ordinary_check(world: Population) -> float:
    places = ordinary.municipalities(world.edition)
    start = time.perf_counter()
    sum(1 for _ in ordinary.check(world.file, places))
    return time.perf_counter() - start


def _ready(world: Population) -> None:
    document = json.loads(world.parties.read_text("utf-8"))
    import_parties(document=document, actor=ACTOR, at=datetime.now(UTC))


def _deliver(world: Population) -> float:
    _ready(world)
    sealer = sealer_in(environment.data_directory())
    start = time.perf_counter()
    data = world.file.read_bytes()
    done = deliver(
        data=data, table=read_table(data), sender_kvk=AGENT, known=_known(world), sealer=sealer, actor=ACTOR, at=datetime.now(UTC)
    )
    taken = time.perf_counter() - start
    if done.assessment is None:
        raise SystemExit("this population was delivered before: give an empty folder")
    if Signal.objects.count() != done.delivery.accepted + done.delivery.held:
        raise SystemExit("not every signal was stored")
    return taken


def _ordinary_deliver(world: Population) -> float:
    """Validated row by row and stored with bulk_create in one transaction; no ledger, proofs or receipts."""
    places = ordinary.municipalities(world.edition)
    creditors = dict(Creditor.objects.values_list("kvk", "pk"))
    like = Delivery.objects.latest("pk")
    like.pk, like.number, like.digest = None, "maat", "0" * 64
    start = time.perf_counter()
    with transaction.atomic():
        like.save(force_insert=True)
        batch: list[Signal] = []
        for line, (row, place) in enumerate(ordinary.check(world.file, places), start=2):
            if row is not None and place is not None:
                batch.append(_signal(row, place, like, line, creditors))
            if len(batch) == 5_000:
                Signal.objects.bulk_create(batch)
                batch = []
        Signal.objects.bulk_create(batch)
        taken = time.perf_counter() - start
        transaction.set_rollback(True)
    return taken


def _signal(row: ordinary.SignalRow, place: int, delivery: Delivery, line: int, creditors: dict[str | None, int]) -> Signal:
    facts = {
        "client_number": row.klantnummer, "street": row.straat, "town": row.woonplaats, "reminded_on": row.herinnering_op,
        "offered": row.aanbod_in_herinnering, "pointed_to_help_on": row.hulp_gewezen_op,
        "contact_sought_on": row.contact_gezocht_op, "contact_way": row.contact_wijze, "objection": row.bezwaar,
        "supply_ends_on": row.einde_levering_op,
    }  # fmt: skip
    return Signal(
        delivery=delivery, line=line, leaf=b"", state="held", signal_date=ON,
        creditor_id=creditors[row.namens_kvk],
        municipality_id=f"GM{place:04}", reference=row.kenmerk, kind=row.soort, signal_type=row.signaaltype or "vroegsignaal",
        initials=row.voorletters, prefix=row.tussenvoegsel, surname=row.achternaam,
        born_on=row.geboortedatum, postcode=row.postcode, house_number=row.huisnummer,
        house_letter=row.huisletter, addition=row.toevoeging, phone=row.telefoon, email=row.email,
        amount_cents=int(row.bedrag * 100), arose_on=row.ontstaansdatum,
        facts=json.dumps({name: value for name, value in facts.items() if value}, default=str),
    )  # fmt: skip


def _check_ten_thousand(world: Population) -> float:
    data = b"\n".join(world.file.read_bytes().split(b"\n", 10_001)[:10_001])
    return timed(lambda: assess(read_table(data), _known(world)), 5)


def _one(world: Population) -> dict[str, str]:
    rows = read_table(b"\n".join(world.file.read_bytes().split(b"\n", 200)[:200])).rows
    fine = assess(read_table(rows.drop("line").write_csv(separator=";").encode()), _known(world))
    line = fine.signals.filter(fine.signals["outcome"] == "accepted")["line"][0]
    return {name: value for name, value in rows.row(line - 2, named=True).items() if value is not None and name != "line"}


def _one_signal(world: Population) -> float:
    known, signal = _known(world), json.dumps({_camel(name): value for name, value in _one(world).items()}).encode()
    return timed(lambda: assess(read_table(signal), known), 200)


def _one_stored(world: Population) -> float:
    _ready(world)
    known, row, sealer = _known(world), _one(world), sealer_in(environment.data_directory())
    numbers = iter(range(1_000_000))

    def store() -> None:
        fresh = row | {"kenmerk": f"maat-{time.time_ns()}-{next(numbers)}"}
        data = json.dumps({_camel(name): value for name, value in fresh.items()}).encode()
        deliver(data=data, table=read_table(data), sender_kvk=AGENT, known=known, sealer=sealer, actor=ACTOR, at=datetime.now(UTC))

    store()
    return timed(store, 100)


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


MEASUREMENTS: dict[str, Callable[[Population], float]] = {
    "check": _check,
    "ordinary-check": _ordinary_check,
    "deliver": _deliver,
    "ordinary-deliver": _ordinary_deliver,
    "check 10.000": _check_ten_thousand,
    "one signal": _one_signal,
    "one stored": _one_stored,
}
