"""What a municipality decides about its desk, and what a worker keeps for later."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection
from django.db.models import F

from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.operation import operation
from tijdig.foundation.ledger.operations import append
from tijdig.foundation.policy.parameters import national
from tijdig.steps.followup.models import Case, DeskSettings, District, DistrictArea, SavedView
from tijdig.steps.followup.order import objection, order_key
from tijdig.steps.followup.setup.queries import Decided, settings_on
from tijdig.steps.followup.tallies.operations import Tallies
from tijdig.steps.followup.terms import HERE, due_on

_AT_ONCE = 5_000
_DISTRICTS = """
    UPDATE followup_case SET district_id = (
        SELECT area.district_id FROM followup_districtarea area
        WHERE area.municipality_id = followup_case.municipality_id AND area.area = substr(followup_case.postcode, 1, 4)
    ) WHERE municipality_id = %s
"""


class SettingsError(Exception):
    """What was decided cannot be; the text is a Dutch sentence."""


@operation
def decide_settings(*, municipality: str, decided: Decided, actor: Actor, at: datetime) -> DeskSettings:
    """Write down what counts from today on; earlier decisions stay. Another order or kind of days counts for open cases too.

    Raises SettingsError for an impossible order, a retention or threshold that is none, or a decision that is taken back
    to "not decided".
    """
    today = at.astimezone(HERE).date()
    before = settings_on(municipality, today)
    if refusal := _refusal(before, decided):
        raise SettingsError(refusal)
    values = {
        "threshold_cents": decided.threshold_cents, "crisis_in_working_days": decided.crisis_in_working_days,
        "priority": json.dumps(decided.priority), "match_at_delivery": decided.match_at_delivery,
        "retention_days": decided.retention_days, "sender_name": decided.sender_name, "sender_phone": decided.sender_phone,
        "sender_email": decided.sender_email, "sender_address": decided.sender_address,
    }  # fmt: skip
    row, _ = DeskSettings.objects.update_or_create(municipality_id=municipality, valid_from=today, defaults=values)
    if (before.priority, before.crisis_in_working_days) != (tuple(decided.priority), decided.crisis_in_working_days):
        _put_in_order(municipality, decided)
    content = {name: value for name, value in values.items() if not name.startswith("sender")}
    append(actor=actor, at=at, action="desk.decided", subject=municipality, content=content)
    return row


def _refusal(before: Decided, decided: Decided) -> str | None:
    if decided.retention_days is None or decided.retention_days < 1:
        return "Leg vast hoeveel dagen de gegevens bewaard worden, vanaf 1. Zonder bewaartermijn gaat het loket niet open."
    if decided.threshold_cents is not None and decided.threshold_cents < 0:
        return "Een grensbedrag is nul of hoger; laat het leeg als uw gemeente er geen heeft."
    if decided.crisis_in_working_days is None and before.crisis_in_working_days is not None:
        return "U had al vastgelegd om welk soort dagen het bij een crisis gaat. Kies werkdagen of kalenderdagen."
    return objection(decided.priority)


def _put_in_order(municipality: str, decided: Decided) -> None:
    """The deadline and place of every open case by the new decisions."""
    rows = Case.objects.filter(municipality=municipality, closed_at__isnull=True)
    last = 0
    while page := list(rows.filter(pk__gt=last).order_by("pk")[:_AT_ONCE]):
        for case in page:
            _renew(case, decided)
        Tallies.save(page, ["due_on", "order_key"])
        last = page[-1].pk
    rows.update(version=F("version") + 1)
    Tallies(municipality).recount()


def _renew(case: Case, decided: Decided) -> None:
    if case.crisis and decided.crisis_in_working_days is not None and case.crisis_on is not None:
        days = decided.crisis_in_working_days
        case.due_on = due_on(case.first_signalled_on, case.crisis_on, national(), working_days=days)
    case.order_key = order_key(case, decided.priority, reached=case.reached)


@operation
def set_districts(*, municipality: str, districts: Mapping[str, Collection[str]], actor: Actor, at: datetime) -> None:
    """The districts of a municipality: postcode areas (four digits) by name, replacing what was; cases move along.

    Raises SettingsError for an area that is none or stands twice.
    """
    areas = [area for named in districts.values() for area in named]
    wrong = sorted(area for area in areas if not (len(area) == 4 and area.isdecimal() and area.isascii()))
    if wrong or any(not name.strip() for name in districts):
        raise SettingsError("Een wijk heeft een naam, en postcodegebieden van vier cijfers.")
    if len(set(areas)) < len(areas):
        raise SettingsError("Een postcodegebied hoort bij één wijk.")
    DistrictArea.objects.filter(municipality=municipality).delete()
    rows = {name: District.objects.get_or_create(municipality_id=municipality, name=name)[0] for name in sorted(districts)}
    DistrictArea.objects.bulk_create(
        DistrictArea(district=rows[name], municipality_id=municipality, area=area) for name in districts for area in districts[name]
    )
    with connection.cursor() as cursor:
        cursor.execute(_DISTRICTS, [municipality])
    District.objects.filter(municipality=municipality).exclude(name__in=districts).delete()
    Tallies(municipality).recount()
    append(actor=actor, at=at, action="desk.districts", subject=municipality, content={"areas": len(areas), "districts": len(rows)})


@operation
def keep_view(*, municipality: str, person: int, name: str, filters: Mapping[str, str], actor: Actor, at: datetime) -> None:
    """Keep filters of the work list under a name; the same name again replaces them."""
    if not name.strip() or len(name) > 60:
        raise SettingsError("Geef een naam van hoogstens 60 tekens.")
    told = {"filters": json.dumps(dict(filters))}
    SavedView.objects.update_or_create(municipality_id=municipality, person_id=person, name=name.strip(), defaults=told)
    append(actor=actor, at=at, action="view.kept", subject=municipality, content={})


@operation
def drop_view(*, municipality: str, person: int, name: str, actor: Actor, at: datetime) -> None:
    """Forget a view; one that is not there is no error."""
    SavedView.objects.filter(municipality=municipality, person=person, name=name).delete()
    append(actor=actor, at=at, action="view.dropped", subject=municipality, content={})
