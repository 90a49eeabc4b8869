"""Matching from the doors: a run over a municipality, new signals at a delivery, a judgement; and what follows from each."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl
from django.db import transaction

from tijdig.foundation.accounts.models import Person
from tijdig.foundation.ledger.actor import Actor
from tijdig.steps.followup.gathering.operations import follow_groups
from tijdig.steps.followup.setup.queries import desk_is_ready
from tijdig.steps.followup.terms import HERE
from tijdig.steps.matching import operations
from tijdig.steps.matching.contacts import shared_contacts
from tijdig.steps.matching.engine import edges as duckdb_edges
from tijdig.steps.matching.keys import matching_frame
from tijdig.steps.matching.kinds import kinds
from tijdig.steps.matching.models import Judgement, MatchRun
from tijdig.steps.matching.queries import matchable
from tijdig.steps.matching.runs import operations as runs

LEASE = timedelta(minutes=5)  # a run of a million takes less than one
Engine = Callable[[pl.DataFrame], pl.DataFrame]  # from a matching frame to its judged pairs


@dataclass(frozen=True)
class Summary:
    """What a run came to, for who started it."""

    run: MatchRun
    kinds: dict[str, int]  # how many signals of each kind
    seconds: float


def after_matching(*, municipality: str, groups: Collection[int] | None, actor: Actor, at: datetime) -> None:
    """What follows when signals stand in other groups (None: in any): cases, as soon as the municipality may have them."""
    if not desk_is_ready(municipality, at.astimezone(HERE).date()):
        follow_groups(municipality=municipality, groups=groups, actor=actor, at=at)


def run_matching(*, run: MatchRun, worker: str, actor: Actor, at: datetime, engine: Engine = duckdb_edges) -> Summary:
    """Claim a run and do it: read, compare, store in one transaction, and let cases follow.

    ``worker`` names who does the work, and ``at`` is when it starts. What stops half-way leaves no half links; the run can be
    claimed again when its lease is over. Raises Refused when somebody else works on it.
    """
    begun = time.monotonic()
    run = runs.claim_run(run=run, worker=worker, until=at + LEASE, actor=actor, at=at)
    try:
        told = _match(run, worker, actor, at, engine)
        after_matching(municipality=run.municipality_id, groups=None, actor=actor, at=at)
    except Exception:
        runs.fail_run(run=run, worker=worker, actor=actor, at=_later(at, begun))
        raise
    runs.finish_run(run=run, worker=worker, actor=actor, at=_later(at, begun))
    return Summary(run, told, time.monotonic() - begun)


def _match(run: MatchRun, worker: str, actor: Actor, at: datetime, engine: Engine) -> dict[str, int]:
    begun = time.monotonic()

    def advance(progress: int) -> None:
        now = _later(at, begun)
        runs.advance_run(run=run, worker=worker, progress=progress, until=now + LEASE, actor=actor, at=now)

    signals = matchable(run.municipality_id)
    frame = matching_frame(signals)
    advance(20)
    edges = engine(frame)
    advance(60)
    shared = shared_contacts(signals, frame)
    operations.store_run(run=run, worker=worker, frame=frame, edges=edges, shared=shared, actor=actor, at=_later(at, begun))
    advance(90)
    return dict(kinds(signals)["kind"].value_counts().iter_rows())


def _later(at: datetime, begun: float) -> datetime:
    """The moment now, seen from the moment that came in at the door."""
    return at + timedelta(seconds=time.monotonic() - begun)


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
