"""Letters of a case: choose, read, print."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tijdig.config import environment
from tijdig.foundation.accounts.rules import Capability
from tijdig.foundation.ledger.seal import sealer_in
from tijdig.foundation.letters.models import LetterText
from tijdig.foundation.letters.operations import LetterError
from tijdig.foundation.letters.queries import letters_of, released_file, texts_of
from tijdig.foundation.letters.rules import LetterFacts, LetterRefused, compose
from tijdig.foundation.letters.wording import PURPOSE_WORDS, Kind, Purpose, fields_in
from tijdig.journey.letters import desk_sender, print_letter, requests_for, visit_values
from tijdig.steps.followup.case_file import CaseFile
from tijdig.steps.followup.operations import record_contact_attempt
from tijdig.steps.followup.outcomes import ContactKind
from tijdig.web import clock
from tijdig.web.access import Acting, capability
from tijdig.web.municipality.case import found
from tijdig.web.municipality.letters import town_of
from tijdig.web.municipality.paper import blocks
from tijdig.web.municipality.worklist import worker_of

PREVIEW_NUMBER = "VOORBEELD"


@require_http_methods(["GET", "POST"])
@capability(Capability.WORK_CASES)
def case_letters(request: HttpRequest, acting: Acting, number: str) -> HttpResponse:
    """Choose a letter and read it as it will be sent; POST prints it."""
    file, town = found(acting, number), town_of(acting)
    letters = [text for text in texts_of(town) if text.kind == Kind.LETTER.value and text.state == "in-gebruik"]
    asked = request.POST if request.method == "POST" else request.GET
    text = next((text for text in letters if text.purpose == asked.get("brief")), None)
    values, refusal, facts = _values(asked), "", None
    if text is not None:
        try:
            if request.method == "POST":
                return _printed(request, acting, file, text, values)
            facts = _composed(file, text, values, clock.now())
        except (LetterRefused, LetterError) as refused:
            refusal = str(refused)
    context = {
        "file": file,
        "case": file.case,
        "line": file.line,
        "text": text,
        "facts": facts,
        "refusal": refusal,
        "asked": asked,
        "choices": [(one.purpose, PURPOSE_WORDS[Purpose(one.purpose)]) for one in letters],
        "blocks": blocks(facts.body) if facts else [],
        "wants_visit": text is not None and bool({"bezoekdatum", "bezoektijd"} & set(fields_in(text.body))),
        "earlier": letters_of(town, number),
        "purposes": {purpose.value: word for purpose, word in PURPOSE_WORDS.items()},
    }
    return render(request, "bureau/case_letters.html", context, status=409 if request.method == "POST" else 200)


def _values(asked: QueryDict) -> dict[str, str]:
    try:
        return visit_values(date.fromisoformat(asked.get("bezoekdatum", "")), asked.get("bezoektijd", "").strip())
    except ValueError:
        return {}


def _composed(file: CaseFile, text: LetterText, values: dict[str, str], at: datetime) -> LetterFacts:
    [request] = requests_for([file.case], values)
    sender = desk_sender(file.case.municipality, at.date())
    return compose(request, number=PREVIEW_NUMBER, dated_on=at.date(), sender=sender, subject=text.subject, body=text.body)


def _printed(request: HttpRequest, acting: Acting, file: CaseFile, text: LetterText, values: dict[str, str]) -> HttpResponse:
    now, number = clock.now(), file.case.number
    sealer = sealer_in(environment.data_directory())
    letter = print_letter(case=file.case, text=text, values=values, sealer=sealer, actor=acting.actor, at=now)
    if "poging" in request.POST:
        record_contact_attempt(
            municipality=acting.municipality,
            case=number,
            kind=ContactKind.LETTER,
            reached=False,
            on=now.date(),
            note=f"Brief {letter.number}",
            form_key=letter.number,
            by=worker_of(acting),
            actor=acting.actor,
            at=now,
        )
    messages.success(request, "De brief is gemaakt, door een tweede programma nagelezen en klaar om te printen.")
    return redirect("bureau:case_letters", number)


@require_GET
@capability(Capability.WORK_CASES)
def letter_file(request: HttpRequest, acting: Acting, number: str, letter: str) -> HttpResponse:
    """The PDF of a letter of this case."""
    file, town = found(acting, number), town_of(acting)
    ours = letters_of(town, file.case.number).filter(number=letter).exists()
    pdf = released_file(town, letter) if ours else None
    if pdf is None:
        raise Http404
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{letter}.pdf"'
    return answer
