"""What came in for this municipality, and from whom."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tijdig.foundation.accounts.rules import Capability
from tijdig.foundation.parties.models import Creditor, Intermediary
from tijdig.foundation.parties.queries import names_of
from tijdig.steps.intake.received import received_by
from tijdig.web.access import Acting, capability


@require_GET
@capability(Capability.SEE_DELIVERIES)
def deliveries(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The newest deliveries with signals for the municipality."""
    received = received_by(acting.municipality)
    numbers = {one.sender_kvk for one in received}
    names = names_of(Intermediary, numbers) | names_of(Creditor, numbers)
    rows = [(one, names.get(one.sender_kvk, f"KvK {one.sender_kvk}")) for one in received]
    return render(request, "bureau/deliveries.html", {"rows": rows})
