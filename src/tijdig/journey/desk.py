"""What opens a desk: a municipality decides, and what was matched before becomes cases."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tijdig.foundation.ledger.actor import Actor
from tijdig.journey.match import after_matching
from tijdig.steps.followup.models import DeskSettings
from tijdig.steps.followup.setup.operations import decide_settings
from tijdig.steps.followup.setup.queries import Decided


@transaction.atomic
def decide(*, municipality: str, decided: Decided, actor: Actor, at: datetime) -> DeskSettings:
    """Write what a municipality decided; when nothing is missing any more, what was matched before becomes cases.

    Raises what ``decide_settings`` raises.
    """
    row = decide_settings(municipality=municipality, decided=decided, actor=actor, at=at)
    after_matching(municipality=municipality, groups=None, actor=actor, at=at)
    return row
