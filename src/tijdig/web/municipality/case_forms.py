"""The forms of a case. Which version of the case was shown travels beside them, so that a colleague's change is noticed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django import forms

from tijdig.steps.followup.outcomes import CONTACT_KINDS, DAY_PARTS, OUTCOMES, REASONS, ContactKind
from tijdig.steps.followup.rules import SET_ASIDE

_NOTE = "Niet zichtbaar voor de schuldeiser."


class DateField(forms.DateField):
    """A day, typed or picked."""

    def __init__(self, *, label: str, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=label, required=required, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "Schrijf de dag als 26-11-2026.", "required": "Kies een dag."},
        )  # fmt: skip


def note(label: str = "Notitie", *, required: bool = False, help_text: str = _NOTE, rows: int = 3) -> forms.CharField:
    """A few words of the worker."""
    return forms.CharField(
        label=label, required=required, max_length=4000, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": "Schrijf hier een paar woorden."},
    )  # fmt: skip


def choice(label: str, choices: Mapping[str, str], *, missing: str, required: bool = True) -> forms.ChoiceField:
    """One of a few."""
    return forms.ChoiceField(
        label=label, choices=list(choices.items()), widget=forms.RadioSelect, required=required,
        error_messages={"required": missing, "invalid_choice": missing},
    )  # fmt: skip


class CaseForm(forms.Form):
    """A form of a case; ``colleagues`` and ``additions`` are what may be chosen from."""

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        colleagues: Mapping[int, str] | None = None,
        additions: Mapping[str, str] | None = None,
        towns: Mapping[str, str] | None = None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id=f"id_{type(self).__name__.lower()}_%s")
        field = self.fields.get("aan")
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Kies een collega"), *((str(pk), name) for pk, name in (colleagues or {}).items())]
        field = self.fields.get("naar")
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Kies een gemeente"), *(towns or {}).items()]
        field = self.fields.get("toevoeging")
        if isinstance(field, forms.ChoiceField):
            field.choices = list((additions or {}).items())


class NothingForm(CaseForm):
    """A step that needs nothing but a click."""


class AttemptForm(CaseForm):
    """Contactpoging; the button that is pressed says whether somebody was reached."""

    soort = choice("Hoe", {kind.value: word for kind, word in CONTACT_KINDS.items()}, missing="Kies hoe u contact zocht.")
    bereikt = choice("Bereikt", {"ja": "Gesproken", "nee": "Niet bereikt"}, missing="Druk op Gesproken of Niet bereikt.")
    dagdeel = choice("Dagdeel", {part.value: word for part, word in DAY_PARTS.items()}, missing="Kies een dagdeel.")
    op = DateField(label="Dag")
    notitie = note()
    sleutel = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def clean_op(self) -> date:
        """A date is a date."""
        found: date = self.cleaned_data["op"]
        return found


class AsideForm(CaseForm):
    """Opzij leggen."""

    reden = choice("Waarom wacht deze zaak?", {reason.value: word for reason, word in SET_ASIDE.items()}, missing="Kies een reden.")
    tot = DateField(label="Tot welke dag?", help_text="Dan staat de zaak weer in uw dag. De wettelijke termijn loopt door.")
    notitie = note()


class HandOverForm(CaseForm):
    """Overdragen aan een collega."""

    aan = forms.ChoiceField(label="Aan wie?", error_messages={"required": "Kies een collega."})
    notitie = note("Wat moet uw collega weten?")


class VisitForm(CaseForm):
    """Huisbezoek plannen."""

    op = DateField(label="Op welke dag gaat u langs?")


class AdditionForm(CaseForm):
    """Toevoeging kiezen."""

    toevoeging = choice("Welk adres is het juiste?", {}, missing="Kies een adres.")


class TransferForm(CaseForm):
    """Naar een andere gemeente."""

    naar = forms.ChoiceField(label="In welke gemeente woont de inwoner nu?", error_messages={"required": "Kies een gemeente."})
    notitie = note()


class NoteForm(CaseForm):
    """Afschermen, of de afscherming opheffen."""

    notitie = note()


class ReopenForm(CaseForm):
    """Heropenen."""

    notitie = note("Waarom heropent u deze zaak?", required=True)


class CloseForm(CaseForm):
    """Afsluiten met een eindresultaat."""

    resultaat = choice(
        "Eindresultaat", {one.value: facts.value for one, facts in OUTCOMES.items()}, missing="Kies hoe de zaak eindigt."
    )
    reden = choice(
        "Waarom niet opgepakt?", {one.value: word for one, word in REASONS.items()}, missing="Kies een reden.", required=False
    )
    hulp_tot = DateField(
        label="Tot wanneer loopt die hulp?", required=False, help_text="Alleen bij hulp die al loopt. Leeg laten mag."
    )
    notitie = note()


LOGGABLE = (ContactKind.PHONE, ContactKind.VISIT, ContactKind.MAIL, ContactKind.MESSAGE, ContactKind.CARD, ContactKind.LETTER,
            ContactKind.APPOINTMENT, ContactKind.ADMINISTRATIVE, ContactKind.OTHER)  # fmt: skip
