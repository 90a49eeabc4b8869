"""The settings in force, and what is still missing before the desk may open."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from tijdig.steps.followup.models import DeskSettings, District, SavedView
from tijdig.steps.followup.order import DEFAULT_PRIORITY


@dataclass(frozen=True)
class Decided:
    """What a municipality decided, as it counts on a day; None: not decided."""

    threshold_cents: int | None = None
    crisis_in_working_days: bool | None = None
    priority: tuple[str, ...] = DEFAULT_PRIORITY
    match_at_delivery: bool = False
    retention_days: int | None = None
    sender_name: str = ""
    sender_phone: str = ""
    sender_email: str = ""
    sender_address: str = ""
    valid_from: date | None = None


def settings_on(municipality: str, on: date) -> Decided:
    """The newest decisions that count on a day; without any, nothing is decided and the list stands in the usual order."""
    row = DeskSettings.objects.filter(municipality=municipality, valid_from__lte=on).order_by("-valid_from").first()
    if row is None:
        return Decided()
    return Decided(
        row.threshold_cents, row.crisis_in_working_days, tuple(json.loads(row.priority)), row.match_at_delivery, row.retention_days,
        row.sender_name, row.sender_phone, row.sender_email, row.sender_address, row.valid_from,
    )  # fmt: skip


def missing_decisions(decided: Decided) -> list[str]:
    """What must be decided before the desk may open, as Dutch sentences."""
    missing = []
    if decided.retention_days is None:
        missing.append("Leg vast hoe lang de gegevens bewaard worden. De wet noemt geen termijn; uw gemeente besluit.")
    if decided.crisis_in_working_days is None:
        missing.append("Leg vast of de drie dagen bij een crisis werkdagen of kalenderdagen zijn. De wet laat dat open.")
    return missing


def desk_is_ready(municipality: str, on: date) -> list[str]:
    """What is missing before the desk of a municipality may open on a day: Dutch sentences, none when it may."""
    return missing_decisions(settings_on(municipality, on))


def earlier_settings(municipality: str) -> list[DeskSettings]:
    """Every decision that was taken, newest first."""
    return list(DeskSettings.objects.filter(municipality=municipality).order_by("-valid_from"))


def districts_of(municipality: str) -> list[tuple[int, str, tuple[str, ...]]]:
    """The districts by name: row number, name and their postcode areas."""
    rows = District.objects.filter(municipality=municipality).prefetch_related("areas").order_by("name")
    return [(row.pk, row.name, tuple(sorted(area.area for area in row.areas.all()))) for row in rows]


def views_of(municipality: str, person: int) -> dict[str, dict[str, str]]:
    """The views a worker kept: the filters by name."""
    rows = SavedView.objects.filter(municipality=municipality, person=person).order_by("name")
    return {row.name: json.loads(row.filters) for row in rows}
