"""What opens a desk, and what a delivery does to desks that are open."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tijdig.foundation.ledger.actor import Actor
from tijdig.journey.match import after_matching, place_signals, run_matching
from tijdig.steps.followup.models import DeskSettings
from tijdig.steps.followup.setup.operations import decide_settings
from tijdig.steps.followup.setup.queries import Decided, settings_on
from tijdig.steps.followup.terms import HERE
from tijdig.steps.intake.models import Delivery
from tijdig.steps.intake.queries import touched_by
from tijdig.steps.matching.refusals import Refused
from tijdig.steps.matching.runs.operations import start_run

ONE_BY_ONE = 200  # more new signals than this are matched quicker by a run over the whole municipality


@transaction.atomic
def decide(*, municipality: str, decided: Decided, actor: Actor, at: datetime) -> DeskSettings:
    """Write what a municipality decided; when nothing is missing any more, what was matched before becomes cases.

    Raises what ``decide_settings`` raises.
    """
    row = decide_settings(municipality=municipality, decided=decided, actor=actor, at=at)
    after_matching(municipality=municipality, groups=None, actor=actor, at=at)
    return row


def match_delivery(*, delivery: Delivery, actor: Actor, at: datetime) -> dict[str, int]:
    """Match the new signals of a stored delivery, in the municipalities that switched this on.

    Returns how many signals were matched, by municipality. The delivery stands by itself: what fails here can be done by a
    run later, and a municipality where a run is under way is left to that run or the next.
    """
    on = at.astimezone(HERE).date()
    arrived = touched_by(delivery)
    wanted = {code: signals for code, signals in arrived.items() if settings_on(code, on).match_at_delivery}
    for municipality, signals in wanted.items():
        if len(signals) <= ONE_BY_ONE:
            place_signals(municipality=municipality, signals=signals, actor=actor, at=at)
        else:
            _run(municipality, actor, at)
    return {code: len(signals) for code, signals in wanted.items()}


def _run(municipality: str, actor: Actor, at: datetime) -> None:
    try:
        run = start_run(municipality=municipality, actor=actor, at=at)
    except Refused:
        return
    run_matching(run=run, worker=str(actor), actor=actor, at=at)
