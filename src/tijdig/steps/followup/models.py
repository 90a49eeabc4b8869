"""The tables of the desk. Personal data: tenant is the municipality of the case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tijdig.foundation.accounts.models import Person
from tijdig.foundation.parties.models import Municipality
from tijdig.steps.intake.models import Signal
from tijdig.steps.matching.models import Group


class District(models.Model):
    """A part of the municipality, by postcode areas (four digits), for dividing the work."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["municipality", "name"], name="followup_district_once"),)

    def __str__(self) -> str:
        return self.name


class DistrictArea(models.Model):
    """A postcode area (four digits) of a district."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="areas")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=4)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["municipality", "area"], name="followup_area_in_one_district"),)

    def __str__(self) -> str:
        return self.area


class DeskSettings(models.Model):
    """What a municipality decided about its desk, from a date; earlier rows stay. Null: not decided yet."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    threshold_cents = models.PositiveBigIntegerField(null=True)  # below it a signal is not taken up
    crisis_in_working_days = models.BooleanField(null=True)  # Wgs art. 4 leaves the kind of days open
    priority = models.TextField()  # JSON: the published facts that order the work list, first one first
    match_at_delivery = models.BooleanField(default=False)
    retention_days = models.PositiveIntegerField(null=True)  # required before the desk goes live
    sender_name = models.CharField(max_length=120, blank=True)  # in letters
    sender_phone = models.CharField(max_length=20, blank=True)
    sender_email = models.EmailField(blank=True)
    sender_address = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["municipality", "valid_from"], name="followup_settings_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.valid_from}"


class Case(models.Model):
    """Vroegsignaalzaak: what the municipality does about the signals of one person.

    Facts of the signals that the work list shows and orders by are copied here when signals join or leave; ``version`` counts
    the changes, so that the second of two workers is told.
    """

    number = models.CharField(max_length=30, unique=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", db_index=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=20)  # rules.CaseState
    version = models.PositiveIntegerField(default=1)
    worker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    opened_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True)
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)  # rules.Outcome
    reason = models.CharField(max_length=40, blank=True)  # behind "andere reden", or why it waits; never leaves the desk
    waits_until = models.DateField(null=True)
    safety = models.BooleanField(default=False)  # kept from creditors and from the visit list

    name = models.TextField(blank=True)  # as on letters
    postcode = models.CharField(max_length=6, blank=True)
    house_number = models.PositiveIntegerField(null=True)
    house_letter = models.TextField(blank=True)
    addition = models.TextField(blank=True)
    several_additions = models.BooleanField(default=False)  # signals name more than one addition and nobody chose
    street = models.TextField(blank=True)
    town = models.TextField(blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    crisis = models.BooleanField(default=False)
    sort = models.CharField(max_length=10)  # matching.kinds.Kind: single, combined, successive
    kinds = models.CharField(max_length=200)  # of arrears, in the order of the format, comma between
    signal_count = models.PositiveSmallIntegerField()
    amount_cents = models.PositiveBigIntegerField()
    arose_on = models.DateField(null=True)  # the oldest arrears
    signalled_on = models.DateField()  # the newest signal
    attempts = models.PositiveSmallIntegerField(default=0)
    last_attempt_at = models.DateTimeField(null=True)
    last_attempt_kind = models.CharField(max_length=30, blank=True)
    reached = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["group"], condition=~Q(state="closed"), name="followup_one_open_case_a_group"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(outcome="")
                | (~Q(state="closed") & Q(closed_at__isnull=True, outcome="")),
                name="followup_closed_has_outcome",
            ),
        )
        indexes = (
            models.Index(fields=["municipality", "due_on", "id"], condition=~Q(state="closed"), name="followup_open_by_deadline"),
            models.Index(fields=["municipality", "worker", "due_on"], condition=~Q(state="closed"), name="followup_open_by_worker"),
            models.Index(
                fields=["municipality", "district", "due_on"], condition=~Q(state="closed"), name="followup_open_by_district"
            ),
        )

    def __str__(self) -> str:
        return self.number


class CaseSignal(models.Model):
    """A signal belongs to one case; ``status`` is its DDAS status."""

    signal = models.OneToOneField(
        Signal, on_delete=models.PROTECT, primary_key=True, related_name="case_signal", db_constraint=False
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="case_signals")
    status = models.CharField(max_length=40)
    joined_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id}-{self.signal_id}"


class ContactAttempt(models.Model):
    """Contactpoging: when, how, and whether somebody was reached (DDAS kinds and day parts)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contact_attempts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=30)
    day_part = models.CharField(max_length=10)
    reached = models.BooleanField()
    on = models.DateField()
    at = models.DateTimeField()  # when it was written down
    note = models.TextField(blank=True)
    form_key = models.CharField(max_length=40, unique=True, null=True)  # the same form sent twice counts once

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class CaseEvent(models.Model):
    """One line of the timeline; appended, never changed. ``content`` is JSON in the words of ``rules``."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    action = models.CharField(max_length=40)
    content = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.case_id} {self.action}"


class SavedView(models.Model):
    """Filters of the work list that a worker keeps under a name."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    filters = models.TextField()  # JSON

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "municipality", "name"], name="followup_view_name_once"),)

    def __str__(self) -> str:
        return self.name
