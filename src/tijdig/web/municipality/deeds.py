"""What can be done on the page of a case: which form, which operation, what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tijdig.config import environment
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.seal import sealer_in
from tijdig.journey.follow import close_case, transfer_case
from tijdig.steps.followup import operations as followup
from tijdig.steps.followup.outcomes import ContactKind, DayPart, Outcome
from tijdig.steps.followup.rules import SetAside, Worker
from tijdig.web.municipality import case_forms as forms

Said = Mapping[str, object]


@dataclass(frozen=True)
class Call:
    """Who does something to which case, in the version that was shown."""

    municipality: str
    case: str
    version: int
    by: Worker
    actor: Actor
    at: datetime


@dataclass(frozen=True)
class Deed:
    """One thing that can be done: its form, the call, the sentence when it is done."""

    form: type[forms.CaseForm]
    do: Callable[[Call, Said], object]
    done: str


def _text(said: Said, name: str) -> str:
    return str(said.get(name) or "")


def _day(said: Said, name: str) -> date | None:
    found = said.get(name)
    return found if isinstance(found, date) else None


def _attempt(call: Call, said: Said) -> object:
    return followup.record_contact_attempt(
        municipality=call.municipality, case=call.case, kind=ContactKind(_text(said, "soort")), reached=said["bereikt"] == "ja",
        on=_day(said, "op") or call.at.date(), day_part=DayPart(_text(said, "dagdeel")), note=_text(said, "notitie"),
        form_key=_text(said, "sleutel") or None, by=call.by, actor=call.actor, at=call.at,
    )  # fmt: skip


def _aside(call: Call, said: Said) -> object:
    return followup.set_aside(
        **vars(call), reason=SetAside(_text(said, "reden")), until=_day(said, "tot") or call.at.date(), note=_text(said, "notitie")
    )


def _hand_over(call: Call, said: Said) -> object:
    return followup.hand_over(**vars(call), to=int(_text(said, "aan")), note=_text(said, "notitie"))


def _addition(call: Call, said: Said) -> object:
    letter, _, addition = _text(said, "toevoeging").partition("|")
    return followup.choose_addition(**vars(call), house_letter=letter, addition=addition)


_BY_HAND = "overgedragen door een consulent"  # no edition of places said where the resident lives


def _transfer(call: Call, said: Said) -> object:
    return transfer_case(
        **vars(call),
        to=_text(said, "naar"),
        note=_text(said, "notitie"),
        places_edition=_BY_HAND,
        sealer=sealer_in(environment.data_directory()),
    )


def _close(call: Call, said: Said) -> object:
    outcome = Outcome(_text(said, "resultaat"))
    return close_case(
        **vars(call), outcome=outcome, reason=_text(said, "reden") if outcome == Outcome.OTHER else "", note=_text(said, "notitie"),
        help_until=_day(said, "hulp_tot"),
    )  # fmt: skip


DEEDS: dict[str, Deed] = {
    "oppakken": Deed(forms.NothingForm, lambda call, said: followup.take_up(**vars(call)), "De zaak is van u."),
    "poging": Deed(forms.AttemptForm, _attempt, "De contactpoging is vastgelegd."),
    "opzij": Deed(forms.AsideForm, _aside, "De zaak ligt opzij."),
    "verder": Deed(forms.NothingForm, lambda call, said: followup.resume(**vars(call)), "U werkt weer aan deze zaak."),
    "overdragen": Deed(forms.HandOverForm, _hand_over, "De zaak is overgedragen."),
    "huisbezoek": Deed(
        forms.VisitForm, lambda call, said: followup.plan_visit(**vars(call), on=_day(said, "op")), "Het huisbezoek staat gepland."
    ),
    "geen-huisbezoek": Deed(
        forms.NothingForm, lambda call, said: followup.plan_visit(**vars(call), on=None), "Het huisbezoek gaat niet door."
    ),
    "toevoeging": Deed(forms.AdditionForm, _addition, "Het adres staat vast."),
    "afschermen": Deed(
        forms.NoteForm, lambda call, said: followup.set_safety(**vars(call), note=_text(said, "notitie")), "De zaak is afgeschermd."
    ),
    "niet-afschermen": Deed(
        forms.NoteForm,
        lambda call, said: followup.lift_safety(**vars(call), note=_text(said, "notitie")),
        "De afscherming is opgeheven.",
    ),
    "heropenen": Deed(
        forms.ReopenForm, lambda call, said: followup.reopen(**vars(call), note=_text(said, "notitie")), "De zaak is weer open."
    ),
    "verhuisd": Deed(
        forms.TransferForm, _transfer, "De signalen zijn overgedragen aan de andere gemeente, met een ontvangstbewijs."
    ),
    "afsluiten": Deed(forms.CloseForm, _close, "De zaak is afgesloten. De schuldeiser hoort wat hij mag weten."),
}
