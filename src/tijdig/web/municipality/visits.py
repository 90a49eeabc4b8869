"""Today's route on a phone: one address at a time."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tijdig.foundation.accounts.rules import Capability
from tijdig.steps.followup.case_file import case_by_number
from tijdig.steps.followup.outcomes import day_part_at
from tijdig.steps.followup.queries import visit_list
from tijdig.web import clock
from tijdig.web.access import Acting, capability


@require_GET
@capability(Capability.WORK_CASES)
def visits(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The visits of a day; ``adres`` names the one to show by its place in the list."""
    today = clock.today()
    day = _day(request.GET.get("dag", ""), today)
    lines = visit_list(acting.municipality, acting.person.pk, day)
    asked = request.GET.get("adres", "1")
    place = min(int(asked) if asked.isdecimal() else 1, len(lines)) or 1
    line = lines[place - 1] if lines else None
    context = {
        "day": day, "today": today, "tomorrow": today + timedelta(days=1), "lines": lines, "line": line, "place": place,
        "file": case_by_number(acting.municipality, line.number, today) if line else None, "key": secrets.token_hex(16),
        "day_part": day_part_at(clock.now().time()).value,
    }  # fmt: skip
    return render(request, "bureau/visits.html", context)


def _day(asked: str, today: date) -> date:
    try:
        return date.fromisoformat(asked)
    except ValueError:
        return today
