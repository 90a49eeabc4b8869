"""Who may judge and start runs: whoever has the capability in that municipality on that day."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from tijdig.foundation.accounts.models import Membership, Person
from tijdig.foundation.accounts.rules import Capability, capabilities_of
from tijdig.steps.matching.refusals import Refused


def refuse_unless(person: Person, municipality: str, at: datetime) -> None:
    """Raises Refused where this person may not match for the municipality at that moment."""
    on = at.date()
    current = Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gt=on))
    roles = Membership.objects.filter(current, person=person, person__is_active=True, municipality=municipality)
    if Capability.MATCH not in capabilities_of(roles.values_list("role", flat=True)):
        raise Refused("U mag voor deze gemeente geen signalen koppelen.")
