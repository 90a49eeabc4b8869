"""The day of a case worker and the whole work list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tijdig.foundation.accounts.queries import case_workers
from tijdig.foundation.accounts.rules import Capability
from tijdig.steps.followup.operations import assign
from tijdig.steps.followup.queries import filter_counts, my_day, work_list
from tijdig.steps.followup.rules import Worker
from tijdig.steps.followup.setup.operations import SettingsError, drop_view, keep_view
from tijdig.steps.followup.setup.queries import desk_is_ready, districts_of, views_of
from tijdig.web import clock
from tijdig.web.access import Acting, capability
from tijdig.web.municipality.filters import Asked, chip_rows


def worker_of(acting: Acting) -> Worker:
    """Who works, as the desk knows them."""
    return Worker(acting.person.pk, acting.organisation.capabilities)


@require_GET
@capability(Capability.WORK_CASES)
def my_day_page(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Too late, today, this week; then what waits for later."""
    today = clock.today()
    day = my_day(acting.municipality, acting.person.pk, today)
    groups = [
        ("Te laat", "late", day.overdue), ("Vandaag", "today", day.today), ("Weer aan de beurt", "waiting", day.waited),
        ("Deze week", "busy", day.this_week), ("Later", "done", day.later), ("Gesproken: afspraken nakomen", "reached", day.met),
    ]  # fmt: skip
    context = {
        "groups": [group for group in groups if group[2]], "unassigned": day.unassigned, "today": today,
        "urgent": len(day.overdue) + len(day.today), "missing": desk_is_ready(acting.municipality, today),
        "may_set_up": acting.may(Capability.SET_UP),
    }  # fmt: skip
    return render(request, "bureau/my_day.html", context)


@require_GET
@capability(Capability.SEE_CASES)
def worklist(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Everything that is open, in the order of the municipality, with filters as chips."""
    today, town = clock.today(), acting.municipality
    asked = Asked.from_address(request.GET.dict())
    page = work_list(town, asked.filters(), today, after=request.GET.get("na"), before=request.GET.get("voor"))
    workers = case_workers(town, today)
    districts = {pk: name for pk, name, _ in districts_of(town)}
    rows, more = chip_rows(asked, filter_counts(town, today), districts, workers, acting.person.pk)
    views = _views(acting)
    context = {
        "page": page, "rows": rows, "more": more, "more_open": any(chip.on for row in more for chip in row.chips),
        "asked": asked, "views": views, "workers": workers, "may_divide": acting.may(Capability.DIVIDE_WORK),
        "earlier": asked.query(voor=page.before) if page.before else "", "later": asked.query(na=page.after) if page.after else "",
        "here": asked.query(), "kept": next((name for name, query in views if query == asked.query()), ""),
    }  # fmt: skip
    return render(request, "bureau/worklist.html", context)


def _views(acting: Acting) -> list[tuple[str, str]]:
    kept = views_of(acting.municipality, acting.person.pk)
    return [(name, Asked.from_address(filters).query()) for name, filters in kept.items()]


@require_POST
@capability(Capability.DIVIDE_WORK)
def assign_page(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Give the ticked cases to a worker, or to nobody."""
    cases = dict(_ticked(request.POST.getlist("zaak")))
    workers, to = case_workers(acting.municipality, clock.today()), request.POST.get("aan", "")
    if not cases or not (to == "niemand" or (to.isdecimal() and int(to) in workers)):
        messages.error(request, "Vink eerst een of meer zaken aan en kies een consulent.")
    else:
        whom = None if to == "niemand" else int(to)
        now = clock.now()
        done = assign(
            municipality=acting.municipality, cases=cases, to=whom, by=worker_of(acting), actor=acting.actor, at=now
        )  # fmt: skip
        name = workers[whom] if whom else "niemand"
        if done.done:
            messages.success(request, f"{len(done.done)} {'zaak' if len(done.done) == 1 else 'zaken'} toegewezen aan {name}.")
        for number, why in done.left.items():
            messages.warning(request, f"{number}: {why}")
    return redirect(reverse("bureau:worklist") + Asked.from_address(request.POST.dict()).query())


def _ticked(values: list[str]) -> list[tuple[str, int]]:
    pairs = (value.rpartition(":") for value in values)
    return [(number, int(version)) for number, _, version in pairs if version.isdecimal()]


@require_POST
@capability(Capability.SEE_CASES)
def keep_view_page(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Keep the filters under a name, or forget a name."""
    asked, name = Asked.from_address(request.POST.dict()), request.POST.get("naam", "")
    if "vergeet" in request.POST:
        drop_view(municipality=acting.municipality, person=acting.person.pk, name=name, actor=acting.actor, at=clock.now())
        return redirect("bureau:worklist")
    try:
        keep_view(
            municipality=acting.municipality,
            person=acting.person.pk,
            name=name,
            filters=asked.words,
            actor=acting.actor,
            at=clock.now(),
        )
        messages.success(request, f"De selectie {name.strip()} is bewaard.")
    except SettingsError as error:
        messages.error(request, str(error))
    return redirect(reverse("bureau:worklist") + asked.query())
