"""What the municipality decides about its desk, and its districts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tijdig.foundation.accounts.rules import Capability
from tijdig.journey.desk import decide
from tijdig.steps.followup.order import DEFAULT_PRIORITY, FACTS
from tijdig.steps.followup.setup.operations import SettingsError, set_districts
from tijdig.steps.followup.setup.queries import Decided, districts_of, earlier_settings, missing_decisions, settings_on
from tijdig.web import clock
from tijdig.web.access import Acting, capability

PLACES = 5
_EMPTY_ROWS = 2


class DeskForm(forms.Form):
    """The decisions; each says in a sentence what it is for."""

    bewaartermijn = forms.IntegerField(
        label="Hoeveel dagen blijven gegevens bewaard?",
        min_value=1,
        max_value=3650,
        help_text="Verplicht. De wet noemt geen termijn; uw gemeente besluit.",
        error_messages={"required": "Vul een aantal dagen in, bijvoorbeeld 180."},
    )
    crisisdagen = forms.ChoiceField(
        label="Welke drie dagen gelden bij een crisis?",
        choices=[("werkdagen", "Werkdagen"), ("kalenderdagen", "Kalenderdagen")],
        widget=forms.RadioSelect,
        help_text="Verplicht. De wet zegt drie dagen, maar niet welke.",
        error_messages={"required": "Kies werkdagen of kalenderdagen."},
    )
    drempel = forms.DecimalField(
        label="Onder welk bedrag pakt u een signaal niet op?",
        min_value=0,
        max_digits=9,
        decimal_places=2,
        required=False,
        localize=True,
        help_text="In euro's. Leeg: er is geen grens. Een crisis pakt u altijd op.",
        error_messages={"invalid": "Schrijf een bedrag zoals 50 of 50,00."},
    )
    koppelen = forms.BooleanField(label="Koppel meteen bij elke levering", required=False)
    afzender = forms.CharField(
        label="Naam van het team", max_length=120, required=False, help_text="Staat in brieven onder de naam van de gemeente."
    )
    telefoon = forms.CharField(
        label="Telefoonnummer", max_length=20, required=False, help_text="Zonder nummer kan er geen brief weg."
    )
    mail = forms.EmailField(label="E-mailadres", required=False)
    adres = forms.CharField(
        label="Postadres", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="Elke regel apart."
    )

    def __init__(self, data: Mapping[str, object] | None = None, initial: Mapping[str, object] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for place in range(PLACES):
            self.fields[f"volgorde{place}"] = forms.ChoiceField(
                label=f"Plaats {place + 1}",
                choices=[("", "Niets"), *((fact, word) for fact, word in FACTS.items())],
                required=place == 0,
            )

    @property
    def order(self) -> list[forms.BoundField]:
        """The places of the order, first one first."""
        return [self[f"volgorde{place}"] for place in range(PLACES)]

    def decided(self) -> Decided:
        """What was filled in."""
        said = self.cleaned_data
        order = tuple(said[f"volgorde{place}"] for place in range(PLACES) if said.get(f"volgorde{place}"))
        amount = said["drempel"]
        return Decided(
            threshold_cents=None if amount is None else int(amount * 100),
            crisis_in_working_days=said["crisisdagen"] == "werkdagen",
            priority=order,
            match_at_delivery=said["koppelen"],
            retention_days=said["bewaartermijn"],
            sender_name=said["afzender"],
            sender_phone=said["telefoon"],
            sender_email=said["mail"],
            sender_address=said["adres"].replace("\r\n", "\n"),
        )


def _filled(decided: Decided) -> dict[str, object]:
    days = {True: "werkdagen", False: "kalenderdagen", None: None}[decided.crisis_in_working_days]
    order = decided.priority or DEFAULT_PRIORITY
    return {
        "bewaartermijn": decided.retention_days,
        "crisisdagen": days,
        "koppelen": decided.match_at_delivery,
        "drempel": None if decided.threshold_cents is None else Decimal(decided.threshold_cents).scaleb(-2),
        "afzender": decided.sender_name,
        "telefoon": decided.sender_phone,
        "mail": decided.sender_email,
        "adres": decided.sender_address,
        **{f"volgorde{place}": fact for place, fact in enumerate(order[:PLACES])},
    }


@require_http_methods(["GET", "POST"])
@capability(Capability.SET_UP)
def settings(request: HttpRequest, acting: Acting) -> HttpResponse:
    """What is decided, what is missing before the desk may open, and the form."""
    today, town = clock.today(), acting.municipality
    decided = settings_on(town, today)
    form = DeskForm(request.POST) if request.method == "POST" else DeskForm(initial=_filled(decided))
    if request.method == "POST" and form.is_valid():
        try:
            decide(municipality=town, decided=replace(form.decided(), valid_from=today), actor=acting.actor, at=clock.now())
            messages.success(request, "De keuzes zijn bewaard en gelden vanaf nu.")
            return redirect("bureau:settings")
        except SettingsError as error:
            form.add_error(None, str(error))
    context = {
        "form": form,
        "missing": missing_decisions(decided),
        "earlier": earlier_settings(town),
        "section": "desk",
        "decided": decided,
    }
    return render(request, "bureau/settings.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@capability(Capability.SET_UP)
def districts(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The districts with their postcode areas; an emptied name takes a district away."""
    rows = [(name, ", ".join(areas)) for _, name, areas in districts_of(acting.municipality)]
    error = ""
    if request.method == "POST":
        rows = _rows(request.POST)
        named = {name: re.split(r"[\s,;]+", areas.strip()) if areas.strip() else [] for name, areas in rows if name}
        try:
            set_districts(municipality=acting.municipality, districts=named, actor=acting.actor, at=clock.now())
            messages.success(request, "De wijken zijn bewaard. Open zaken zijn mee verplaatst.")
            return redirect("bureau:districts")
        except SettingsError as refused:
            error = str(refused)
    context = {"rows": [*rows, *[("", "")] * _EMPTY_ROWS], "error": error, "section": "districts"}
    return render(request, "bureau/districts.html", context, status=400 if error else 200)


def _rows(posted: QueryDict) -> list[tuple[str, str]]:
    pairs = zip(posted.getlist("naam"), posted.getlist("gebieden"), strict=False)
    return [(name.strip(), areas) for name, areas in pairs if name.strip() or areas.strip()]
