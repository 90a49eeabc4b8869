"""Who works for this municipality: invite somebody, end a role."""

from __future__ import annotations

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tijdig.foundation.accounts.models import MUNICIPAL
from tijdig.foundation.accounts.operations import AccountError, Place, end_membership, invite
from tijdig.foundation.accounts.queries import colleagues
from tijdig.foundation.accounts.rules import ROLE_WORDS, Capability, Role
from tijdig.web import clock
from tijdig.web.access import Acting, capability


class InviteForm(forms.Form):
    """A colleague to be."""

    name = forms.CharField(label="Naam", max_length=200)
    email = forms.EmailField(label="E-mailadres van het werk", max_length=254)
    role = forms.ChoiceField(
        label="Rol", choices=[(role.value, ROLE_WORDS[role].capitalize()) for role in MUNICIPAL], widget=forms.RadioSelect
    )


@require_http_methods(["GET", "POST"])
@capability(Capability.SET_UP)
def people(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Everybody who works here, and a form to invite somebody."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invited(request, acting, form):
        return redirect("bureau:people")
    rows = colleagues(acting.municipality, clock.today())
    return render(
        request, "bureau/people.html", {"form": form, "rows": rows, "section": "people"}, status=400 if form.errors else 200
    )


def _invited(request: HttpRequest, acting: Acting, form: InviteForm) -> bool:
    said, now = form.cleaned_data, clock.now()
    try:
        person = invite(
            email=said["email"], name=said["name"], role=Role(said["role"]), place=Place(acting.municipality),
            valid_from=now.date(), actor=acting.actor, at=now,
        )  # fmt: skip
    except AccountError as error:
        form.add_error("email", str(error))
        return False
    if not person.has_usable_password():
        _mail(request, person.email)
    messages.success(request, f"{person.name} is uitgenodigd als {ROLE_WORDS[Role(said['role'])]}.")
    return True


def _mail(request: HttpRequest, address: str) -> None:
    """The link to choose a password; when the mail server is away the invitation still stands."""
    reset = ResetPasswordForm(data={"email": address})
    try:
        if reset.is_valid():
            reset.save(request)
    except OSError:
        messages.warning(request, "De mail kon niet worden verstuurd. Laat uw collega zelf kiezen voor Wachtwoord vergeten.")


@require_POST
@capability(Capability.SET_UP)
def end(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Take a role away from today."""
    now, number = clock.now(), request.POST.get("rol", "")
    membership, place = int(number) if number.isdecimal() else 0, Place(acting.municipality)
    try:
        ended = end_membership(membership=membership, place=place, valid_until=now.date(), actor=acting.actor, at=now)
        messages.success(request, f"{ended.person.name} heeft deze rol niet meer.")
    except AccountError as error:
        messages.error(request, str(error))
    return redirect("bureau:people")
