"""The measured work of ``matching_one.py``: imported after Django is set up."""

from __future__ import annotations

import random
import time
from datetime import date, datetime

import polars as pl
from django.db import connection, transaction

from matching_one import told
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.parties.models import Creditor
from tijdig.foundation.parties.operations import register_creditors, register_municipalities
from tijdig.foundation.parties.queries import ids_of
from tijdig.foundation.parties.rules import CreditorFacts, MunicipalityFacts
from tijdig.foundation.tables.bulk import insert
from tijdig.journey.match import run_matching
from tijdig.steps.intake.models import Delivery, Signal
from tijdig.steps.matching.contacts import shared_contacts
from tijdig.steps.matching.engine import edges
from tijdig.steps.matching.keys import ENTERS, matching_frame
from tijdig.steps.matching.models import Group, Link, Placement, Suggestion
from tijdig.steps.matching.operations import place, store_run
from tijdig.steps.matching.queries import matchable
from tijdig.steps.matching.runs.operations import start_run

WHO = Actor("operator", "benchmark")
ONE = "GM9999"  # the municipality in which all signals of the run are put
KVK = "12345678"


def measure_run(signals: pl.DataFrame, on: date, at: datetime) -> None:
    """Store a run over one municipality, and the same run once more."""
    _deliver(signals.with_columns(pl.lit(ONE).alias("municipality")), on, at, "run")
    for what in ("first run", "same run again"):
        begun = time.perf_counter()
        summary = run_matching(run=start_run(municipality=ONE, actor=WHO, at=at), worker="w", actor=WHO, at=at)
        whole = time.perf_counter() - begun
        run = summary.run
        print(f"{what}: {run.signals:,} signals, {run.links:,} links, {run.suggestions:,} to review; {whole:.1f} s")
        print("   seconds:", {name: round(seconds, 2) for name, seconds in summary.parts.items()})


def measure_new(signals: pl.DataFrame, count: int, on: date, at: datetime) -> None:
    """Place a population by runs per municipality, then some held back one by one."""
    held = set(random.Random(1).sample(range(signals.height), count))
    numbered = signals.with_row_index("at")
    _deliver(signals, on, at, "many")
    first = Signal.objects.filter(delivery__number="L-many").order_by("pk").values_list("pk", flat=True)[0]
    later = {first + one for one in held}
    begun = time.perf_counter()
    for municipality in numbered["municipality"].unique().sort().to_list():
        _run_without(municipality, later, at)
    placed = Placement.objects.count()
    seconds = time.perf_counter() - begun
    print(f"placed {placed:,} in {seconds:.0f} s: {Group.objects.count():,} groups, {Link.objects.count():,} links")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    normalise, placing = [], []
    for signal, municipality in Signal.objects.filter(pk__in=later).order_by("pk").values_list("pk", "municipality_id"):
        begun = time.perf_counter()
        frame = matching_frame(matchable(municipality, [signal]))
        between = time.perf_counter()
        place(municipality=municipality, frame=frame, actor=WHO, at=at)
        done = time.perf_counter()
        normalise.append(between - begun)
        placing.append(done - between)
    print(told("read and normalise one signal", normalise))
    print(told("place one signal (groups, links, ledger, commit)", placing))
    print(f"links {Link.objects.filter(run=None).count()}, suggestions {Suggestion.objects.count():,}")


def _run_without(municipality: str, later: set[int], at: datetime) -> None:
    signals = matchable(municipality)
    signals = signals.filter(~pl.col("signal").is_in(sorted(later)))
    frame = matching_frame(signals)
    run = start_run(municipality=municipality, actor=WHO, at=at)
    type(run).objects.filter(pk=run.pk).update(state="running", claimed_by="w")
    shared = shared_contacts(signals, frame)
    store_run(run=run, worker="w", frame=frame, edges=edges(frame), shared=shared, actor=WHO, at=at)
    type(run).objects.filter(pk=run.pk).update(state="done")


def _deliver(signals: pl.DataFrame, on: date, at: datetime, name: str) -> None:
    """Signals as if they had been delivered and accepted; the walk before is measured elsewhere."""
    codes = [MunicipalityFacts(code, code) for code in signals["municipality"].unique().sort()]
    register_municipalities(municipalities=codes, actor=WHO, at=at)
    register_creditors(creditors=[CreditorFacts(KVK, "Zorg", frozenset({"zorg"}))], actor=WHO, at=at)
    delivery = Delivery.objects.create(
        number=f"L-{name}", sender_kvk=KVK, digest=(name * 64)[:64], received_at=at, signal_date=on, policy_version="1",
        places_edition="x", lines=signals.height, accepted=signals.height, held=0, refused=0,
    )  # fmt: skip
    creditor = ids_of(Creditor, [KVK])[KVK]
    same = {"delivery_id": delivery.pk, "state": "accepted", "assessment": 1, "creditor_id": creditor, "kind": "zorg",
            "signal_type": "vroegsignaal", "amount_cents": 10_000}  # fmt: skip
    rows = signals.select(*ENTERS[2:], pl.col("municipality").alias("municipality_id")).with_row_index("line")
    columns = [pl.lit(value).alias(column) for column, value in same.items()]
    texts = [pl.lit(on).alias("signal_date"), pl.lit(bytes(32)).alias("leaf"), pl.format("K{}", "line").alias("reference")]
    with transaction.atomic():
        insert(Signal, rows.with_columns(*columns, *texts))
