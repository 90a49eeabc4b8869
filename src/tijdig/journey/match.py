"""Matching from the doors: a run over a municipality, new signals at a delivery, a judgement; and what follows from each."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import polars as pl
from django.db import transaction

from tijdig.foundation.accounts.models import Person
from tijdig.foundation.ledger.actor import Actor
from tijdig.steps.followup.gathering.operations import follow_groups
from tijdig.steps.followup.models import DeskSettings
from tijdig.steps.followup.setup.queries import desk_is_ready
from tijdig.steps.followup.terms import HERE
from tijdig.steps.intake.models import Delivery, Signal, State
from tijdig.steps.intake.parsing import WITHDRAWAL
from tijdig.steps.matching import operations, spark
from tijdig.steps.matching.contacts import shared_contacts
from tijdig.steps.matching.engine import edges as duckdb_edges
from tijdig.steps.matching.keys import matching_frame
from tijdig.steps.matching.kinds import kinds
from tijdig.steps.matching.models import Judgement, MatchRun
from tijdig.steps.matching.queries import matchable, open_suggestions, run_under_way
from tijdig.steps.matching.ranking import ranked
from tijdig.steps.matching.refusals import Refused
from tijdig.steps.matching.runs import operations as runs

PLACED_AT_MOST = 200  # more than that and a run over the whole municipality is quicker
LEASE = timedelta(minutes=5)  # a run of a million takes less than one
Engine = Callable[[pl.DataFrame], pl.DataFrame]  # from a matching frame to its judged pairs


@dataclass(frozen=True)
class Summary:
    """What a run came to, for who started it."""

    run: MatchRun
    kinds: dict[str, int]  # how many signals of each kind
    seconds: float
    parts: dict[str, float]  # the same by part of the work


def after_matching(*, municipality: str, groups: Collection[int] | None, actor: Actor, at: datetime) -> None:
    """Let cases follow when signals stand in other groups (None: in any).

    A municipality that still has to decide what must be decided before its desk opens gets its cases when it has
    (``journey.desk.decide``).
    """
    if not desk_is_ready(municipality, at.astimezone(HERE).date()):
        follow_groups(municipality=municipality, groups=groups, actor=actor, at=at)


def run_matching(*, run: MatchRun, worker: str, actor: Actor, at: datetime, engine: Engine = duckdb_edges) -> Summary:
    """Claim a run and do it: read, compare, store in one transaction, and let cases follow.

    ``worker`` names who does the work, and ``at`` is when it starts. What stops half-way leaves no half links; the run can be
    claimed again when its lease is over. Raises Refused when somebody else works on it.
    """
    work = _Work(run, worker, actor, at)
    runs.claim_run(run=run, worker=worker, until=at + LEASE, actor=actor, at=at)
    try:
        told = _match(work, engine)
        after_matching(municipality=run.municipality_id, groups=None, actor=actor, at=work.now)
        work.mark("cases")
    except Exception:
        runs.fail_run(run=run, worker=worker, actor=actor, at=work.now)
        raise
    runs.finish_run(run=run, worker=worker, actor=actor, at=work.now)
    run.refresh_from_db()
    return Summary(run, told, sum(work.parts.values()), work.parts)


@dataclass
class _Work:
    """A run that is worked on, and how long each part of it took."""

    run: MatchRun
    worker: str
    actor: Actor
    at: datetime
    begun: float = field(default_factory=time.monotonic)
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The moment now, seen from the moment that came in at the door."""
        return self.at + timedelta(seconds=time.monotonic() - self.begun)

    def mark(self, part: str) -> None:
        """A part of the work is done."""
        self.parts[part] = time.monotonic() - self.begun - sum(self.parts.values())

    def advance(self, progress: int) -> None:
        """Tell how far it is, and hold the run longer."""
        until = self.now + LEASE
        runs.advance_run(run=self.run, worker=self.worker, progress=progress, until=until, actor=self.actor, at=self.now)


def _match(work: _Work, engine: Engine) -> dict[str, int]:
    signals = matchable(work.run.municipality_id)
    frame = matching_frame(signals)
    work.advance(20)
    work.mark("read")
    edges = engine(frame)
    work.advance(60)
    work.mark("compare")
    shared = shared_contacts(signals, frame)
    operations.store_run(run=work.run, worker=work.worker, frame=frame, edges=edges, shared=shared, actor=work.actor, at=work.now)
    work.advance(80)
    work.mark("store")
    _rank(work, frame)
    work.mark("rank")
    work.advance(90)
    return dict(kinds(signals)["kind"].value_counts().iter_rows())


def _rank(work: _Work, frame: pl.DataFrame) -> None:
    """Put what a person must judge in order: most alike first. The order decides nothing."""
    asked = open_suggestions(work.run.municipality_id)
    if not asked.is_empty():
        ranks = ranked(frame, asked).select("rank", left="left_signal", right="right_signal")
        operations.rank_suggestions(municipality=work.run.municipality_id, ranks=ranks, actor=work.actor, at=work.now)


@contextmanager
def engine_called(name: str) -> Iterator[Engine]:
    """The engine with this name on the command line. Raises Refused when it is not here."""
    if name == "duckdb":
        yield duckdb_edges
    elif not spark.available():
        raise Refused("Rekenen met Spark kan op deze computer niet: pyspark of Java ontbreekt. Neem duckdb.")
    else:
        with spark.started() as session:
            yield partial(spark.edges, session=session)


@transaction.atomic
def place_signals(*, municipality: str, signals: Collection[int], actor: Actor, at: datetime) -> frozenset[int]:
    """Give signals their place as they are now: accepted ones beside all others, the rest away; cases follow.

    Returns the groups that changed.
    """
    frame = matching_frame(matchable(municipality, signals))
    gone = set(signals) - set(frame["signal"].to_list())
    groups = operations.place(municipality=municipality, frame=frame, gone=gone, actor=actor, at=at)
    after_matching(municipality=municipality, groups=groups, actor=actor, at=at)
    return groups


def match_delivered(*, delivery: Delivery, actor: Actor, at: datetime) -> frozenset[int]:
    """Place what a delivery brought in every municipality that switched matching at delivery on; what it took back goes.

    A few signals are placed at once; for many a run over the whole municipality is done. Harmless to repeat.
    Returns the groups that changed.
    """
    by_municipality = _unplaced(delivery)
    changed: set[int] = set()
    for municipality in _matching_at_delivery(by_municipality, at):
        signals = by_municipality[municipality]
        if len(signals) <= PLACED_AT_MOST:
            changed |= place_signals(municipality=municipality, signals=signals, actor=actor, at=at)
        elif run_under_way(municipality) is None:
            run = runs.start_run(municipality=municipality, actor=actor, at=at)
            run_matching(run=run, worker=str(actor), actor=actor, at=at)
    return frozenset(changed)


def _unplaced(delivery: Delivery) -> dict[str, list[int]]:
    """By municipality: accepted signals without a place, and signals that have one but were withdrawn."""
    arrived = Signal.objects.filter(delivery=delivery, state=State.ACCEPTED, municipality__isnull=False, placement__isnull=True)
    named = Signal.objects.filter(delivery=delivery)
    went = Signal.objects.filter(
        creditor__in=named.values("creditor"), reference__in=named.values("reference"), state=State.WITHDRAWN,
        placement__isnull=False,
    )  # fmt: skip
    found: dict[str, list[int]] = {}
    for municipality, signal in arrived.exclude(signal_type=WITHDRAWAL).union(went).values_list("municipality_id", "pk"):
        found.setdefault(str(municipality), []).append(signal)
    return {municipality: sorted(signals) for municipality, signals in sorted(found.items())}


def _matching_at_delivery(municipalities: Iterable[str], at: datetime) -> list[str]:
    """Those of the municipalities whose newest settings of that day say so."""
    settings = DeskSettings.objects.filter(municipality__in=list(municipalities), valid_from__lte=at.date())
    newest = dict(settings.order_by("valid_from").values_list("municipality_id", "match_at_delivery"))
    return sorted(str(code) for code, switched_on in newest.items() if switched_on)


@transaction.atomic
def judge(*, left: int, right: int, verdict: str, reason: str, person: Person, actor: Actor, at: datetime) -> Judgement:
    """What a person says about two signals counts at once, for their cases as well. Raises Refused (``operations.judge``)."""
    judgement, groups = operations.judge(left=left, right=right, verdict=verdict, reason=reason, person=person, actor=actor, at=at)
    after_matching(municipality=judgement.municipality_id, groups=groups, actor=actor, at=at)
    return judgement


@transaction.atomic
def take_back(*, judgement: Judgement, reason: str, person: Person, actor: Actor, at: datetime) -> Judgement:
    """A judgement is taken back, and its cases follow. Raises Refused (``operations.take_back``)."""
    back, groups = operations.take_back(judgement=judgement, reason=reason, person=person, actor=actor, at=at)
    after_matching(municipality=back.municipality_id, groups=groups, actor=actor, at=at)
    return back
