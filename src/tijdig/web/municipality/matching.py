"""Matching: a person starts it, sees how far it is, and judges what the rules leave to a person."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from django.contrib import messages
from django.db import close_old_connections
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tijdig.foundation.accounts.rules import Capability
from tijdig.foundation.ledger.actor import Actor
from tijdig.journey.match import judge, run_matching, take_back
from tijdig.steps.followup.setup.queries import desk_is_ready
from tijdig.steps.matching.models import Judgement, MatchRun
from tijdig.steps.matching.queries import judgements_of, last_run, next_suggestion, run_under_way, suggestion_counts, suggestion_of
from tijdig.steps.matching.refusals import Refused
from tijdig.steps.matching.runs.operations import start_run
from tijdig.web import clock
from tijdig.web.access import Acting, capability
from tijdig.web.municipality.comparison import compared

TO_BEGIN = timedelta(minutes=1)
VERDICTS = {"dezelfde": "same", "niet-dezelfde": "different", "weet-niet": "unsure"}
SAID = {"same": "dezelfde persoon", "different": "niet dezelfde persoon", "unsure": "weet ik niet", "taken-back": "teruggenomen"}


@require_GET
@capability(Capability.MATCH)
def matching(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The last run, the button for a new one, and how much there is to judge."""
    run, counts = last_run(acting.municipality), suggestion_counts(acting.municipality)
    under_way = run is not None and run.state in ("waiting", "running")
    stalled = run is not None and _stalled(run, clock.now())
    context = {
        "run": run, "busy": under_way and not stalled, "stalled": stalled, "open": counts["open"],
        "missing": desk_is_ready(acting.municipality, clock.today()), "may_set_up": acting.may(Capability.SET_UP),
    }  # fmt: skip
    polled = bool(getattr(request, "htmx", False))
    return render(request, "parts/run.html" if polled else "bureau/matching.html", context)


@require_POST
@capability(Capability.MATCH)
def start(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Start a run; the work goes on after the page was sent."""
    town, now = acting.municipality, clock.now()
    if missing := desk_is_ready(town, now.date()):
        messages.error(request, " ".join(missing))
        return redirect("bureau:matching")
    run = run_under_way(town)
    try:
        if run is None or not _stalled(run, now):
            run = start_run(municipality=town, person=acting.person, actor=acting.actor, at=now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("bureau:matching")
    Work(run, acting.actor, now).start()
    return redirect("bureau:matching")


def _stalled(run: MatchRun, now: datetime) -> bool:
    """Whether nobody works on it any more: its process ended half-way, or it waits longer than anybody needs to begin."""
    if run.state == MatchRun.State.WAITING:
        return run.started_at < now - TO_BEGIN
    return run.state == MatchRun.State.RUNNING and run.claimed_until is not None and run.claimed_until < now


class Work(threading.Thread):
    """One run, beside the requests. When the process ends half-way nothing of it is stored; ``tijdig match`` takes it up again."""

    def __init__(self, run: MatchRun, actor: Actor, at: datetime) -> None:
        super().__init__(name=f"koppelronde-{run.pk}", daemon=False)
        self.match_run, self.actor, self.at = run, actor, at

    def run(self) -> None:
        """Do it; what goes wrong is written with the run, and the page shows it."""
        try:
            run_matching(run=self.match_run, worker=self.name, actor=self.actor, at=self.at)
        except Refused:
            return
        finally:
            close_old_connections()


@require_GET
@capability(Capability.MATCH)
def review(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The next pair to judge, side by side."""
    pair = next_suggestion(acting.municipality)
    last = _last(acting)
    context: dict[str, object] = {
        "pair": pair, "rows": compared(pair) if pair else [], "left": suggestion_counts(acting.municipality)["open"],
        "last": last, "last_said": SAID[last.verdict] if last else "",
    }  # fmt: skip
    return render(request, "bureau/review.html", context)


@require_POST
@capability(Capability.MATCH)
def judge_page(request: HttpRequest, acting: Acting, number: int) -> HttpResponse:
    """Write down what was said about a pair; the next one follows at once."""
    pair = suggestion_of(acting.municipality, number)
    verdict = VERDICTS.get(request.POST.get("oordeel", ""))
    if pair is None or verdict is None:
        raise Http404
    try:
        judge(
            left=pair.left.signal, right=pair.right.signal, verdict=verdict, reason=request.POST.get("reden", "")[:500],
            person=acting.person, actor=acting.actor, at=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("bureau:review")


@require_POST
@capability(Capability.MATCH)
def undo(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Take one's own last judgement back."""
    last = _last(acting)
    if last is None or str(last.pk) != request.POST.get("oordeel"):
        messages.warning(request, "Er is geen oordeel van u om terug te nemen.")
        return redirect("bureau:review")
    try:
        take_back(judgement=last, reason="", person=acting.person, actor=acting.actor, at=clock.now())
        messages.success(request, "Uw oordeel is teruggenomen. Het paar staat weer in de lijst.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("bureau:review")


def _last(acting: Acting) -> Judgement | None:
    """What this person said last, if it still stands."""
    mine = (said for said in judgements_of(acting.municipality) if said.judgement.person_id == acting.person.pk)
    said = next(mine, None)
    return said.judgement if said and said.stands else None
