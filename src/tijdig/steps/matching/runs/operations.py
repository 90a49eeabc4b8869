"""The writes about the run itself; one at a time in a municipality, by constraint."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from tijdig.foundation.accounts.models import Person
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.operation import operation
from tijdig.foundation.ledger.operations import append
from tijdig.steps.matching import permission
from tijdig.steps.matching.models import MatchRun
from tijdig.steps.matching.refusals import Refused

_LOST = "Deze koppelronde is door een ander overgenomen."


@operation
def start_run(*, municipality: str, person: Person | None = None, actor: Actor, at: datetime) -> MatchRun:
    """Put a run over a municipality in the list of work; ``person`` where somebody asked for it in a page.

    Raises Refused when a run is under way, or when the person may not start one.
    """
    if person is not None:
        permission.refuse_unless(person, municipality, at)
    try:
        with transaction.atomic():
            run = MatchRun.objects.create(municipality_id=municipality, started_by=str(actor), started_at=at)
    except IntegrityError:
        raise Refused("Er loopt al een koppelronde voor deze gemeente.") from None
    _log(run, "started", actor, at)
    return run


@operation
def claim_run(*, run: MatchRun, worker: str, until: datetime, actor: Actor, at: datetime) -> MatchRun:
    """Take a run that waits, or whose worker was not heard of in time; it is this worker's ``until`` then.

    Raises Refused when somebody else works on it, or when it is done.
    """
    free = Q(state=MatchRun.State.WAITING) | Q(state=MatchRun.State.RUNNING, claimed_until__lt=at)
    claimed = MatchRun.objects.filter(free, pk=run.pk).update(
        state=MatchRun.State.RUNNING, claimed_by=worker, claimed_until=until, progress=0
    )
    if not claimed:
        raise Refused("Aan deze koppelronde wordt al gewerkt, of zij is klaar.")
    _log(run, "claimed", actor, at)
    run.refresh_from_db()
    return run


@operation
def advance_run(*, run: MatchRun, worker: str, progress: int, until: datetime, actor: Actor, at: datetime) -> None:
    """Say how far a run is (per cent) and hold it longer. Raises Refused when it is another worker's."""
    _change(run, worker, progress=progress, claimed_until=until)
    _log(run, "advanced", actor, at)


@operation
def finish_run(*, run: MatchRun, worker: str, actor: Actor, at: datetime) -> None:
    """The run is done, and so is what follows from it. Raises Refused when it is another worker's."""
    _change(run, worker, state=MatchRun.State.DONE, progress=100, finished_at=at, claimed_until=None)
    _log(run, "done", actor, at)


@operation
def fail_run(*, run: MatchRun, worker: str, actor: Actor, at: datetime) -> None:
    """The run could not be done; nothing of it is stored. Raises Refused when it is another worker's."""
    _change(run, worker, state=MatchRun.State.FAILED, finished_at=at, claimed_until=None)
    _log(run, "failed", actor, at)


def _change(run: MatchRun, worker: str, **fields: str | int | datetime | None) -> None:
    held = MatchRun.objects.filter(pk=run.pk, state=MatchRun.State.RUNNING, claimed_by=worker)
    if not held.update(**fields):
        raise Refused(_LOST)
    run.refresh_from_db()


def _log(run: MatchRun, what: str, actor: Actor, at: datetime) -> None:
    content = {"municipality": run.municipality_id}
    append(actor=actor, at=at, action=f"matching.run.{what}", subject=f"koppelronde-{run.pk}", content=content)
