"""What a creditor hears about its signals: sentences of a closed list, and until when collection waits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tijdig.foundation.accounts.rules import Capability
from tijdig.steps.feedback.queries import PAGE, feedback_for
from tijdig.web import clock
from tijdig.web.access import Acting, capability


@require_GET
@capability(Capability.SEE_FEEDBACK)
def feedback(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The newest messages first."""
    rows = feedback_for(acting.creditor, clock.today(), before=request.GET.get("na"))
    return render(request, "schuldeiser/feedback.html", {"rows": rows, "later": rows[-1].number if len(rows) == PAGE else ""})
