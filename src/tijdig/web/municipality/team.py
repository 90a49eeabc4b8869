"""The work of the team: who has how much, and which deadlines are at risk. No names of residents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tijdig.foundation.accounts.queries import case_workers
from tijdig.foundation.accounts.rules import Capability
from tijdig.foundation.policy.calendar import is_working_day
from tijdig.steps.followup.queries import Load, deadlines_at_risk, filter_counts, team_load
from tijdig.web import clock
from tijdig.web.access import Acting, capability


@dataclass(frozen=True)
class Day:
    """How many first conversations are due on a day."""

    on: date
    due: int
    working: bool


@require_GET
@capability(Capability.SEE_TEAM)
def team(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Load per worker and the deadlines of two weeks, each as bars with a table."""
    today, town = clock.today(), acting.municipality
    loads, risk = team_load(town, today), deadlines_at_risk(town, today)
    idle = [name for pk, name in case_workers(town, today).items() if pk not in {load.worker for load in loads}]
    days = [Day(on, due, is_working_day(on)) for on, due in risk.days.items()]
    counts = filter_counts(town, today)
    context = {
        "loads": [*loads, *(Load(0, name, 0, 0, 0, 0) for name in idle)],
        "most": max([load.open for load in loads], default=1) or 1,
        "risk": risk,
        "days": days,
        "most_due": max([day.due for day in days], default=1) or 1,
        "counts": counts,
        "may_open": acting.may(Capability.SEE_CASES),
        "due_soon": sum(day.due for day in days[:7]),
    }
    return render(request, "bureau/team.html", context)
