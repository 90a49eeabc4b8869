"""Closing a case and telling the creditor: one transaction, so that neither happens without the other."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tijdig.foundation.ledger.actor import Actor
from tijdig.steps.feedback.operations import tell
from tijdig.steps.followup import operations as followup
from tijdig.steps.followup.models import Case
from tijdig.steps.followup.outcomes import Outcome
from tijdig.steps.followup.rules import Worker


@transaction.atomic
def close_case(
    *, municipality: str, case: str, version: int, outcome: Outcome, reason: str = "", note: str = "",
    help_until: date | None = None, by: Worker, actor: Actor, at: datetime,
) -> Case:  # fmt: skip
    """End a case and tell the creditors of its signals what they may know. Raises NotAllowed, Overtaken, NoSuchCase."""
    closed = followup.close(
        municipality=municipality, case=case, version=version, outcome=outcome, reason=reason, note=note, help_until=help_until,
        by=by, actor=actor, at=at,
    )  # fmt: skip
    tell(municipality=municipality, case=case, actor=actor, at=at)
    return closed
