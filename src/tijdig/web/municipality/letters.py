"""The texts of letters: read, rewrite, preview, and publish with a second pair of eyes."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tijdig.foundation.accounts.rules import Capability
from tijdig.foundation.letters.models import LetterText
from tijdig.foundation.letters.operations import TextError, publish_text, start_from_standard, write_text
from tijdig.foundation.letters.queries import draft_text, published_text, texts_of, versions_of
from tijdig.foundation.letters.wording import (
    LONGEST,
    PLACEHOLDERS,
    PURPOSE_WORDS,
    Kind,
    Purpose,
    preview,
    text_objections,
)
from tijdig.foundation.parties.models import Municipality
from tijdig.web import clock
from tijdig.web.access import Acting, capability
from tijdig.web.municipality.paper import blocks

KIND_WORDS = {Kind.LETTER: "Brieven", Kind.EMAIL: "E-mails", Kind.SMS: "Sms-berichten"}


class TextForm(forms.Form):
    """The words of a text; ``versie`` is the newest version the writer saw."""

    onderwerp = forms.CharField(label="Onderwerp", max_length=120, error_messages={"required": "Vul een onderwerp in."})
    tekst = forms.CharField(
        label="Tekst",
        widget=forms.Textarea(attrs={"rows": 18}),
        error_messages={"required": "Schrijf eerst de tekst."},
        help_text="Een lege regel begint een nieuwe alinea. Begin een kopje met ## en een punt van een lijst met een streepje.",
    )
    versie = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, kind: Kind, data: Mapping[str, object] | None = None, initial: Mapping[str, object] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["onderwerp"].required = kind is not Kind.SMS


def town_of(acting: Acting) -> Municipality:
    """The municipality somebody works for."""
    return Municipality.objects.get(code=acting.municipality)


@require_GET
@capability(Capability.PUBLISH_LETTERS)
def texts(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Every text in use, and the drafts that wait for a second pair of eyes."""
    alive = list(texts_of(town_of(acting)))
    groups = [(word, _rows(kind, alive)) for kind, word in KIND_WORDS.items()]
    context = {"groups": groups, "nothing": not alive, "may_write": acting.may(Capability.WRITE_LETTERS)}
    return render(request, "bureau/texts.html", context)


def _rows(kind: Kind, alive: list[LetterText]) -> list[Mapping[str, object]]:
    rows: list[Mapping[str, object]] = []
    for purpose in Purpose:
        mine = [text for text in alive if (text.kind, text.purpose) == (kind.value, purpose.value)]
        used = next((text for text in mine if text.state == "in-gebruik"), None)
        draft = next((text for text in mine if text.state == "concept"), None)
        if mine or (kind is Kind.LETTER) != (purpose is Purpose.NOTICE):
            rows.append(
                {"kind": kind.value, "purpose": purpose.value, "word": PURPOSE_WORDS[purpose], "used": used, "draft": draft}
            )
    return rows


@require_POST
@capability(Capability.WRITE_LETTERS)
def start_texts(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Begin with the standard texts, as drafts."""
    drafts = start_from_standard(municipality=town_of(acting), actor=acting.actor, at=clock.now())
    messages.success(request, f"{len(drafts)} standaardteksten staan klaar als concept. Lees ze en neem ze in gebruik.")
    return redirect("bureau:letters")


@require_http_methods(["GET", "POST"])
@capability(Capability.PUBLISH_LETTERS)
def text_page(request: HttpRequest, acting: Acting, kind: str, purpose: str) -> HttpResponse:
    """One text: its words with an example beside it; writing makes a draft."""
    town, what = town_of(acting), _what(kind, purpose)
    draft, used = draft_text(town, *what), published_text(town, *what)
    newest = versions_of(town, *what).first()
    start: dict[str, object] = {"versie": newest.version if newest else 0}
    if shown := draft or used:
        start |= {"onderwerp": shown.subject, "tekst": shown.body}
    form = TextForm(what[0], request.POST) if request.method == "POST" else TextForm(what[0], initial=start)
    if request.method == "POST" and form.is_valid() and "bewaar" in request.POST and _written(request, acting, what, form):
        return redirect("bureau:text", kind, purpose)
    context = {
        "form": form,
        "draft": draft,
        "used": used,
        "kind": kind,
        "purpose": purpose,
        "word": PURPOSE_WORDS[what[1]],
        "example": _example(what[0], form),
        "placeholders": [one for one in PLACEHOLDERS.values() if what[0] is Kind.LETTER or one.in_notices],
        "own": draft is not None and draft.written_by_id == acting.person.pk,
        "may_write": acting.may(Capability.WRITE_LETTERS),
        "longest": LONGEST[what[0]],
        "versions": versions_of(town, *what)[:10],
    }
    return render(request, "bureau/text.html", context, status=400 if form.errors else 200)


def _what(kind: str, purpose: str) -> tuple[Kind, Purpose]:
    try:
        return Kind(kind), Purpose(purpose)
    except ValueError:
        raise Http404 from None


def _example(kind: Kind, form: TextForm) -> Mapping[str, object]:
    """Subject and blocks with made-up values; or why there is no example."""
    subject, body = str(form["onderwerp"].value() or ""), str(form["tekst"].value() or "").replace("\r\n", "\n")
    if objections := list(text_objections(kind, subject, body)):
        return {"objections": objections if body else []}
    subject, body = preview(subject, body)
    return {"subject": subject, "blocks": blocks(body)}


def _written(request: HttpRequest, acting: Acting, what: tuple[Kind, Purpose], form: TextForm) -> bool:
    if not acting.may(Capability.WRITE_LETTERS):
        form.add_error(None, "Alleen een coördinator kan teksten wijzigen.")
        return False
    try:
        write_text(
            municipality=town_of(acting),
            kind=what[0],
            purpose=what[1],
            subject=form.cleaned_data["onderwerp"],
            body=form.cleaned_data["tekst"],
            based_on=form.cleaned_data["versie"],
            writer=acting.person,
            actor=acting.actor,
            at=clock.now(),
        )
    except TextError as error:
        form.add_error("tekst", str(error))
        return False
    messages.success(request, "Het concept is bewaard. Een collega kan het nu lezen en in gebruik nemen.")
    return True


@require_POST
@capability(Capability.PUBLISH_LETTERS)
def publish(request: HttpRequest, acting: Acting, kind: str, purpose: str) -> HttpResponse:
    """Take a draft into use; not by who wrote it."""
    draft = draft_text(town_of(acting), *_what(kind, purpose))
    if draft is None or str(draft.version) != request.POST.get("versie"):
        messages.error(request, "Dit concept is intussen gewijzigd. Lees eerst de nieuwste versie.")
        return redirect("bureau:text", kind, purpose)
    try:
        publish_text(text=draft, publisher=acting.person, actor=acting.actor, at=clock.now())
        messages.success(request, "De tekst is in gebruik.")
    except TextError as error:
        messages.error(request, str(error))
    return redirect("bureau:text", kind, purpose)
