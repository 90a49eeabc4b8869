"""The table of the destinations. ``valid_until`` is the first day that no longer counts; null has no end."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tijdig.foundation.parties.models import Dated, Municipality


class System(models.TextChoices):
    """Where a municipality reads its signals; the label is the word of the door. A missing row means: not known."""

    DESK = "desk", "loket"
    VPS = "vps", "vps"
    XXLLNC = "xxllnc", "xxllnc"
    OTHER = "other", "anders"


class Destination(Dated):
    """Bestemming: the system of one municipality during a span, with the evidence for it and who confirmed it."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="destinations")
    system = models.CharField(max_length=10, choices=System.choices)
    evidence = models.CharField(max_length=500)
    confirmed_by = models.CharField(max_length=200)
    confirmed_on = models.DateField()

    class Meta(Dated.Meta):
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "valid_from"], name="routing_destination_starts_once"),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(valid_until__isnull=True),
                name="routing_one_destination_without_end",
            ),
            models.CheckConstraint(condition=Q(system__in=System.values), name="routing_destination_system_is_known"),
            models.CheckConstraint(condition=~Q(evidence="") & ~Q(confirmed_by=""), name="routing_destination_has_evidence"),
        )
