"""The municipality of benchmarks/desk.py: a million made-up signals in groups, written in bulk, and the questions asked of it."""

from __future__ import annotations

import platform
import random
import string
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import django
import polars as pl

from tijdig.cli.database import open_database

open_database()

from django.db import connection, transaction  # noqa: E402 - models load once the database is open

from tijdig.foundation.accounts.models import Membership, Person  # noqa: E402 - as above
from tijdig.foundation.accounts.rules import Role, capabilities_of  # noqa: E402 - as above
from tijdig.foundation.ledger.actor import Actor  # noqa: E402 - as above
from tijdig.foundation.parties.models import Creditor, Municipality  # noqa: E402 - as above
from tijdig.foundation.tables.bulk import insert  # noqa: E402 - as above
from tijdig.steps.followup import case_file, operations, queries  # noqa: E402 - as above
from tijdig.steps.followup.gathering.operations import follow_groups  # noqa: E402 - as above
from tijdig.steps.followup.models import Case  # noqa: E402 - as above
from tijdig.steps.followup.outcomes import ContactKind  # noqa: E402 - as above
from tijdig.steps.followup.queries import Filters  # noqa: E402 - as above
from tijdig.steps.followup.rules import Worker  # noqa: E402 - as above
from tijdig.steps.followup.setup.operations import decide_settings, set_districts  # noqa: E402 - as above
from tijdig.steps.followup.setup.queries import Decided  # noqa: E402 - as above
from tijdig.steps.followup.terms import Bucket  # noqa: E402 - as above
from tijdig.steps.intake.models import Delivery, Signal  # noqa: E402 - as above
from tijdig.steps.intake.queries import deliveries_received  # noqa: E402 - as above
from tijdig.steps.matching.models import Group, Placement  # noqa: E402 - as above

HERE, TODAY = "GM0344", date(2026, 7, 1)
AT = datetime(2026, 7, 1, 7, tzinfo=UTC)
ACTOR = Actor("system", "benchmark")
KINDS = ("zorg", "huur", "energie", "water", "hypotheek", "belastingdienst")
OF_A_HUNDRED = (41, 20, 19, 17, 2, 1)  # roughly as in the country
WORKERS, OWN_CASES, PER_PERSON = 40, 60, 1.79


def versions() -> str:
    """What this was measured with."""
    return f"Python {platform.python_version()}, Django {django.__version__}, Polars {pl.__version__}, {connection.vendor}"


def fill(count: int) -> dict[str, float]:
    """The municipality with so many signals; seconds per part, nothing where it was filled before."""
    if Municipality.objects.filter(code=HERE).exists():
        return {}
    place = Municipality.objects.create(code=HERE, name="Maatstad")
    decide_settings(municipality=HERE, decided=Decided(retention_days=180, crisis_in_working_days=True), actor=ACTOR, at=AT)
    districts = {f"Wijk {at}": [str(3500 + at * 10 + one) for one in range(10)] for at in range(9)}
    set_districts(municipality=HERE, districts=districts, actor=ACTOR, at=AT)
    start = time.perf_counter()
    _signals(place, count)
    stored = time.perf_counter()
    found = follow_groups(municipality=HERE, actor=ACTOR, at=AT)
    followed = time.perf_counter()
    _divide()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as autovacuum does in its own time
    return {f"{count:,} signals written": stored - start, f"{found.opened:,} cases made from their groups": followed - stored}


def _signals(place: Municipality, count: int) -> None:
    chance = random.Random(3)
    creditors = [Creditor.objects.create(name=f"Schuldeiser {at}", kvk=f"{at + 1:08}", registered_at=AT).pk for at in range(40)]
    persons = int(count / PER_PERSON)
    with transaction.atomic():
        insert(Group, pl.DataFrame({"id": range(1, persons + 1), "municipality_id": [place.pk] * persons}))
        for start in range(0, count, 100_000):
            number = f"L-{start:09}"
            size = min(100_000, count - start)
            delivery = Delivery.objects.create(
                number=number, sender_kvk="00000001", digest=f"{start:064}", received_at=AT, signal_date=TODAY, policy_version="x",
                places_edition="x", lines=size, accepted=size, held=0, refused=0,
            )  # fmt: skip
            delivery.parts.create(municipality=place, accepted=size)
            frame, placed = _piece(chance, start, size, delivery.pk, creditors, persons)
            insert(Signal, frame)
            insert(Placement, placed)
        if connection.vendor == "postgresql":
            _after_numbers()


def _after_numbers() -> None:
    """Row numbers were given here: the next ones come after them."""
    with connection.cursor() as cursor:
        for table in ("intake_signal", "matching_group"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")  # noqa: S608 - our own tables
        cursor.execute("ANALYZE")


def _piece(
    chance: random.Random, start: int, size: int, delivery: int, creditors: list[int], persons: int
) -> tuple[pl.DataFrame, pl.DataFrame]:  # fmt: skip
    """So many signals of persons drawn at random, each with the name and address of the person."""
    drawn = [at if at < persons else chance.randrange(persons) for at in range(start, start + size)]
    days = [TODAY - timedelta(days=chance.randrange(0, 60)) for _ in range(size)]
    ids = range(start + 1, start + size + 1)
    frame = pl.DataFrame(
        {
            "id": ids,
            "delivery_id": [delivery] * size,
            "line": range(2, size + 2),
            "leaf": [b"0" * 32] * size,
            "salt": [b"0" * 16] * size,
            "state": ["accepted"] * size,
            "assessment": [1] * size,
            "signal_date": days,
            "creditor_id": chance.choices(creditors, k=size),
            "municipality_id": [HERE] * size,
            "system": ["desk"] * size,
            "reference": [f"K{at}" for at in ids],
            "kind": chance.choices(KINDS, OF_A_HUNDRED, k=size),
            "signal_type": ["vroegsignaal"] * size,
            "initials": [string.ascii_uppercase[one % 26] + "." for one in drawn],
            "surname": [f"Inwoner{one}" for one in drawn],
            "postcode": [_postcode(one) for one in drawn],
            "house_number": [one % 97 + 1 for one in drawn],
            "phone": ["+31612345678" if one % 3 else None for one in drawn],
            "amount_cents": [chance.randrange(5_000, 300_000) for _ in range(size)],
            "arose_on": [day - timedelta(days=chance.randrange(30, 200)) for day in days],
            "facts": ['{"street":"Maatstraat","town":"Maatstad"}'] * size,
            "in_crisis": ["ja" if chance.random() < 0.02 else None for _ in range(size)],
        }
    )
    names = {"id": "signal_id", "municipality_id": "municipality_id", "postcode": "postcode", "house_number": "house_number"}
    placed = frame.select(pl.col(old).alias(new) for old, new in names.items())
    groups = pl.Series("group_id", [one + 1 for one in drawn])
    return frame, placed.with_columns(groups, groups.alias("home_id"), pl.lit(0).alias("family"))


def _postcode(person: int) -> str:
    letters = string.ascii_uppercase
    return f"{3500 + person % 90}{letters[person // 90 % 26]}{letters[person // 2340 % 26]}"


def _divide() -> None:
    """Workers with cases of their own, some of them tried."""
    people = [
        Person.objects.create(email=f"w{at}@maatstad.example", name=f"Consulent {at}", pseudonym=f"P-{at}", joined_at=AT)
        for at in range(WORKERS)
    ]
    numbers = iter(
        Case.objects.filter(municipality=HERE).order_by("pk").values_list("number", flat=True)[: WORKERS * OWN_CASES * 50 : 50]
    )
    for person in people:
        Membership.objects.create(person=person, role=Role.CASE_WORKER, municipality_id=HERE, valid_from=date(2026, 1, 1))
        mine = {number: 1 for number, _ in zip(numbers, range(OWN_CASES), strict=False)}
        operations.assign(municipality=HERE, cases=mine, to=person.pk, by=_by(person), actor=ACTOR, at=AT)


def _by(person: Person) -> Worker:
    return Worker(person.pk, capabilities_of([Role.COORDINATOR]))


def questions() -> Iterator[tuple[str, Callable[[], object]]]:
    """What pages ask, by name."""
    person = Person.objects.order_by("pk")[3]
    lists = {
        "work list": Filters(),
        "work list, overdue": Filters(bucket=Bucket.OVERDUE),
        "work list, today": Filters(bucket=Bucket.TODAY),
        "work list, this week": Filters(bucket=Bucket.THIS_WEEK),
        "work list, later": Filters(bucket=Bucket.LATER),
        "work list, a common kind": Filters(kind="zorg"),
        "work list, a rare kind": Filters(kind="belastingdienst"),
        "work list, one worker": Filters(worker=person.pk),
        "work list, nobody's": Filters(worker=0),
        "work list, one district": Filters(district=1),
        "work list, combined signals": Filters(sort="combined"),
        "work list, in a crisis": Filters(crisis=True),
        "work list, repeats (there are none)": Filters(repeat=True),
        "work list, overdue of a kind in a district": Filters(bucket=Bucket.OVERDUE, kind="huur", district=1),
        "work list, a rare kind that is single": Filters(kind="hypotheek", sort="single"),
    }
    for name, filters in lists.items():
        yield name, _asked(filters)
    page = queries.work_list(HERE, Filters(), TODAY)
    yield "work list, page 2", lambda: queries.work_list(HERE, Filters(), TODAY, after=page.after)
    middle = (
        Case.objects.filter(municipality=HERE, closed_at__isnull=True)
        .order_by("order_key", "pk")[200_000 if page.total > 200_000 else 100]
        .number
    )
    yield "work list, half-way", lambda: queries.work_list(HERE, Filters(), TODAY, after=middle)
    yield "counts beside the filters", lambda: queries.filter_counts(HERE, TODAY)
    yield "my day", lambda: queries.my_day(HERE, person.pk, TODAY)
    yield "case page", _next_case()
    yield "team", lambda: queries.team_load(HERE, TODAY)
    yield "deadlines at risk", lambda: queries.deadlines_at_risk(HERE, TODAY)
    yield "visits of a day", lambda: queries.visit_list(HERE, person.pk, TODAY)
    yield "deliveries received", lambda: deliveries_received(HERE)


def _asked(filters: Filters) -> Callable[[], object]:
    return lambda: queries.work_list(HERE, filters, TODAY)


def _next_case() -> Callable[[], object]:
    numbers = iter(queries.open_cases(HERE).order_by("order_key", "pk").values_list("number", flat=True)[:500])
    return lambda: case_file.case_by_number(HERE, next(numbers), TODAY)


def writes() -> Iterator[tuple[str, Callable[[], object]]]:
    """What workers do, and one new signal whose case must follow; every one committed."""
    person = Person.objects.order_by("pk")[5]
    told = {"municipality": HERE, "by": _by(person), "actor": ACTOR, "at": AT}
    fresh = iter(Case.objects.filter(municipality=HERE, state="new", worker=None).order_by("-pk")[:400])

    def take_up() -> None:
        case = next(fresh)
        operations.take_up(case=case.number, version=case.version, **told)  # type: ignore[arg-type]  # one dictionary for all

    def attempt() -> None:
        case = next(fresh)
        form = {"case": case.number, "kind": ContactKind.PHONE, "reached": False, "on": TODAY}
        operations.record_contact_attempt(**form, **told)  # type: ignore[arg-type]  # as above

    yield "take a case up", take_up
    yield "write an attempt down", attempt
    yield "one new signal, its case follows", _one_more(new=False)
    yield "one new signal, a case of its own", _one_more(new=True)


def _one_more(*, new: bool) -> Callable[[], object]:
    like = Signal.objects.filter(municipality=HERE).order_by("pk")
    groups = iter(Placement.objects.filter(municipality=HERE).order_by("signal").values_list("group", flat=True)[1000:1100])
    last = Signal.objects.order_by("-pk").values_list("pk", flat=True)[0]
    waiting: list[int] = []
    for at in range(40):  # laid ready, so that only following is measured
        one = like[at]
        one.pk, one.line, one.reference = last + 1 + at, 900_000 + last % 100_000 + at, f"Nieuw {last + at}"
        one.save(force_insert=True)
        group = Group.objects.create(municipality_id=HERE).pk if new else next(groups)
        Placement.objects.create(
            signal=one,
            municipality_id=HERE,
            group_id=group,
            home_id=group,
            postcode=one.postcode,
            house_number=one.house_number,
            family=0,
        )
        waiting.append(group)
    coming = iter(waiting)
    return lambda: follow_groups(municipality=HERE, groups=[next(coming)], actor=ACTOR, at=AT)
