"""What a creditor is told about a signal, and the pause of collection. Tenant is the creditor, and the municipality."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tijdig.foundation.parties.models import Creditor, Municipality
from tijdig.steps.feedback.rules import Message
from tijdig.steps.intake.models import Signal


class Feedback(models.Model):
    """One message of the closed list (rules.Message) about one signal; a later one replaces nothing, it follows."""

    number = models.CharField(max_length=30, unique=True)
    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="feedback", db_constraint=False)
    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="+", db_index=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", db_index=False)
    message = models.CharField(max_length=40)
    shown_until = models.DateField(null=True)  # until when help runs (exclusive), where the message says that it does
    told_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(message__in=[one.value for one in Message]), name="feedback_message_is_on_the_list"),
            models.CheckConstraint(
                condition=Q(shown_until__isnull=True) | Q(message="help-runs"), name="feedback_only_help_that_runs_has_an_end"
            ),
        )
        indexes = (models.Index(fields=["creditor", "-id"], name="feedback_of_a_creditor"),)

    def __str__(self) -> str:
        return self.number


class CollectionPause(models.Model):
    """Opschorting: from ``starts_on`` until ``ends_on`` (exclusive) the creditor takes no further steps."""

    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="pauses", db_constraint=False)
    feedback = models.OneToOneField(Feedback, on_delete=models.PROTECT, related_name="pause")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="feedback_pause_has_length"),)

    def __str__(self) -> str:
        return f"{self.signal_id} {self.ends_on}"
