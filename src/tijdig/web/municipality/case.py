"""The page of a case, and everything that can be done there."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tijdig.foundation.accounts.queries import case_workers
from tijdig.foundation.accounts.rules import Capability
from tijdig.foundation.parties.queries import municipality_names
from tijdig.steps.feedback.queries import told_about_case
from tijdig.steps.feedback.rules import MESSAGES, message_for
from tijdig.steps.followup.case_file import CaseFile, case_by_number
from tijdig.steps.followup.operations import NoSuchCase, NotAllowed, Overtaken
from tijdig.steps.followup.outcomes import DAY_PARTS, OUTCOMES, ContactKind, Outcome, day_part_at
from tijdig.steps.followup.rules import Action, choices, outcomes_for
from tijdig.steps.matching.queries import why_linked
from tijdig.web import clock
from tijdig.web.access import Acting, capability
from tijdig.web.municipality.case_forms import LOGGABLE, AttemptForm, CaseForm, CloseForm
from tijdig.web.municipality.deeds import DEEDS, Call
from tijdig.web.municipality.timeline import steps_of
from tijdig.web.municipality.worklist import worker_of


@dataclass(frozen=True)
class Trouble:
    """Why something was not done: overtaken by a colleague, or not allowed."""

    told: str
    overtaken: bool


def found(acting: Acting, number: str) -> CaseFile:
    """The case, if it is one of this municipality; else the page does not exist."""
    file = case_by_number(acting.municipality, number, clock.today())
    if file is None:
        raise Http404
    return file


@require_GET
@capability(Capability.SEE_CASES)
def case_page(request: HttpRequest, acting: Acting, number: str) -> HttpResponse:
    """Everything about one case, and what to do now."""
    return _shown(request, acting, found(acting, number), "", None, None)


@require_POST
@capability(Capability.WORK_CASES)
def act(request: HttpRequest, acting: Acting, number: str, deed: str) -> HttpResponse:
    """Do one thing; when that does not work out, show the page again with everything that was typed."""
    if deed not in DEEDS:
        raise Http404
    file = found(acting, number)
    form = Choices.of(acting, file).form(deed, acting.person.pk, request)
    trouble = _done(acting, file, deed, form, request) if form.is_valid() else None
    if form.is_valid() and trouble is None:
        messages.success(request, DEEDS[deed].done)
        return redirect("bureau:visits") if request.POST.get("terug") == "huisbezoek" else redirect("bureau:case", number)
    if trouble:
        file = found(acting, number)
    if deed == "afsluiten":
        return _closing(request, acting, file, form, trouble)
    return _shown(request, acting, file, deed, form, trouble)


@require_http_methods(["GET"])
@capability(Capability.WORK_CASES)
def closing_page(request: HttpRequest, acting: Acting, number: str) -> HttpResponse:
    """Choose how a case ends, and see what the creditor will hear."""
    file = found(acting, number)
    suggested = file.line.suggestion[0].value if file.line.suggestion else None
    return _closing(request, acting, file, CloseForm(initial={"resultaat": suggested}), None)


@dataclass(frozen=True)
class Choices:
    """What the forms of a case let one choose from: asked once for all of them."""

    colleagues: dict[int, str]
    towns: dict[str, str]
    additions: dict[str, str]
    start: dict[str, object]

    @classmethod
    def of(cls, acting: Acting, file: CaseFile) -> Choices:
        """For this person and this case."""
        now = clock.now()
        way = ContactKind.PHONE if file.contact.phones else ContactKind.VISIT
        start: dict[str, object] = {"op": now.date(), "dagdeel": day_part_at(now.time()).value, "sleutel": secrets.token_hex(16)}
        towns = {code: name for code, name in municipality_names().items() if code != acting.municipality}
        workers = case_workers(acting.municipality, now.date())
        return cls(workers, towns, _additions(file), {**start, "soort": way.value})

    def form(self, deed: str, me: int, request: HttpRequest | None = None) -> CaseForm:
        """The form of a deed, as it was sent or fresh."""
        others = {pk: name for pk, name in self.colleagues.items() if pk != me}
        return DEEDS[deed].form(
            request.POST if request else None, colleagues=others, additions=self.additions, towns=self.towns, initial=self.start
        )


def _additions(file: CaseFile) -> dict[str, str]:
    number = file.case.house_number or ""
    return {
        f"{letter}|{addition}": f"{file.case.street} {number}{letter} {addition}".strip() for letter, addition in file.additions
    }


def _done(acting: Acting, file: CaseFile, deed: str, form: CaseForm, request: HttpRequest) -> Trouble | None:
    shown = request.POST.get("versie", "")
    version = int(shown) if shown.isdecimal() else file.case.version
    call = Call(acting.municipality, file.case.number, version, worker_of(acting), acting.actor, clock.now())
    try:
        DEEDS[deed].do(call, form.cleaned_data)
    except NoSuchCase:
        raise Http404 from None
    except NotAllowed as refused:
        return Trouble(str(refused), isinstance(refused, Overtaken))
    return None


def _shown(
    request: HttpRequest, acting: Acting, file: CaseFile, deed: str, form: CaseForm | None, trouble: Trouble | None
) -> HttpResponse:
    allowed = choices(file.case, acting.organisation.capabilities)
    choose, me = Choices.of(acting, file), acting.person.pk
    context: dict[str, object] = {
        "file": file,
        "case": file.case,
        "line": file.line,
        "trouble": trouble,
        "deed": deed,
        "form": form,
        "may": {action.name.lower(): why is None for action, why in allowed.items()},
        "primary": _primary(file, allowed),
        "forms": {name: form if name == deed and form else choose.form(name, me) for name in DEEDS},
        "steps": steps_of(file, choose.colleagues),
        "kinds": _loggable(),
        "day_parts": [(part.value, word) for part, word in DAY_PARTS.items()],
        "told": told_about_case(acting.municipality, [one.signal for one in file.signals], clock.today()),
        "reasons": list(dict.fromkeys(one.sentence for one in why_linked(acting.municipality, file.case.group_id))),
        "outcome": OUTCOMES[Outcome(file.case.outcome)] if file.case.outcome else None,
    }
    return render(request, "bureau/case.html", context, status=_status(form, trouble))


def _status(form: CaseForm | None, trouble: Trouble | None) -> int:
    if trouble:
        return 409
    return 400 if form is not None and form.errors else 200


def _loggable() -> list[tuple[str, str]]:
    words = dict(AttemptForm.base_fields["soort"].choices)  # type: ignore[attr-defined]  # a ChoiceField of our own
    return [(kind.value, words[kind.value]) for kind in LOGGABLE]


def _primary(file: CaseFile, allowed: dict[Action, str | None]) -> str:
    """The one thing to do now; every other button is quieter."""
    if allowed[Action.TAKE_UP] is None:
        return "oppakken"
    if file.case.state == "waiting" and allowed[Action.RESUME] is None:
        return "verder"
    if allowed[Action.CLOSE] is None and (file.case.reached or file.line.suggestion):
        return "afsluiten"
    return "poging" if allowed[Action.CLOSE] is None else "heropenen"


@dataclass(frozen=True)
class Ending:
    """An outcome as a choice: its words, what it means, what the creditor hears, and why it cannot be chosen now."""

    value: str
    word: str
    meaning: str
    told: str
    pause: bool
    why_not: str
    group: str


GROUPS = (
    ("Hulp", (Outcome.ADVICE, Outcome.HELP, Outcome.HELP_FINANCIAL, Outcome.HELP_OTHER)),
    ("De inwoner regelt het zelf", (Outcome.PAID, Outcome.MANAGES_ALONE)),
    ("Geen contact", (Outcome.NO_CONTACT, Outcome.SILENT_AFTER_CONTACT)),
    ("Al hulp van anderen", (Outcome.KNOWN, Outcome.OTHER_HELP)),
    ("Verhuisd of overleden", (Outcome.NOT_A_RESIDENT, Outcome.DECEASED)),
    ("Niet opgepakt", (Outcome.REPEAT, Outcome.UNJUSTIFIED, Outcome.OTHER)),
    ("Uiterste geval", (Outcome.REFERRED_WITHOUT_RESIDENT,)),
)


def _endings(file: CaseFile, today: date) -> list[tuple[str, list[Ending]]]:
    why_not = outcomes_for(file.case)
    grouped = []
    for group, outcomes in GROUPS:
        rows = []
        for one in outcomes:
            facts, told = OUTCOMES[one], MESSAGES[message_for(one, safety=file.case.safety)]
            rows.append(Ending(one.value, facts.value, facts.meaning, told, facts.help_accepted, why_not[one] or "", group))
        grouped.append((group, rows))
    return grouped


def _closing(request: HttpRequest, acting: Acting, file: CaseFile, form: CaseForm, trouble: Trouble | None) -> HttpResponse:
    creditors = list(dict.fromkeys(one.creditor for one in file.signals))
    chosen = form["resultaat"].value() or ""
    context: dict[str, object] = {
        "file": file,
        "case": file.case,
        "line": file.line,
        "form": form,
        "trouble": trouble,
        "creditors": creditors,
        "chosen": chosen,
        "groups": _endings(file, clock.today()),
        "may_close": choices(file.case, acting.organisation.capabilities)[Action.CLOSE],
    }
    return render(request, "bureau/close.html", context, status=_status(form, trouble))
