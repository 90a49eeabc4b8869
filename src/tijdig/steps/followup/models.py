"""The tables of the desk. Personal data: tenant is the municipality of the case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tijdig.foundation.accounts.models import Person
from tijdig.foundation.parties.models import Municipality
from tijdig.steps.followup.outcomes import ContactKind, DayPart, Outcome, SignalStatus
from tijdig.steps.followup.rules import OPEN
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


# Without a parameter, so that both databases see that a query for open cases may use an index of open cases.
_OPEN = Q(closed_at__isnull=True)


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
    reason = models.CharField(max_length=40, blank=True)  # behind "andere reden"; never leaves the desk
    help_until = models.DateField(null=True)  # until when help of others runs, as far as the worker knows (exclusive)
    waits_for = models.CharField(max_length=40, blank=True)  # rules.SetAside
    waits_until = models.DateField(null=True)
    safety = models.BooleanField(default=False)  # kept from creditors and from the visit list
    visit_on = models.DateField(null=True)  # a visit is planned on this day
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, related_name="merged", null=True)
    order_key = models.CharField(max_length=80)  # order.order_key: the facts that order the list, laid side by side
    profile = models.CharField(max_length=260)  # order.Profile: the sides with few values, laid side by side

    name = models.TextField(blank=True)  # as on letters
    postcode = models.CharField(max_length=6, blank=True)
    house_number = models.PositiveIntegerField(null=True)
    house_letter = models.TextField(blank=True)
    addition = models.TextField(blank=True)
    several_additions = models.BooleanField(default=False)  # signals name more than one addition and nobody chose
    addition_chosen = models.BooleanField(default=False)
    street = models.TextField(blank=True)
    town = models.TextField(blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    crisis = models.BooleanField(default=False)
    crisis_kinds = models.CharField(max_length=200, blank=True)  # of arrears by which something threatens
    crisis_on = models.DateField(null=True)  # the oldest threatening signal
    repeat = models.BooleanField(default=False)  # every claim was reported before and none has risen
    sort = models.CharField(max_length=10)  # matching.kinds.Kind: single, combined, successive
    kinds = models.CharField(max_length=200)  # of arrears, in the order of facts.KINDS, comma between
    signal_count = models.PositiveSmallIntegerField()
    amount_cents = models.PositiveBigIntegerField()
    arose_on = models.DateField(null=True)  # the oldest arrears
    first_signalled_on = models.DateField()
    signalled_on = models.DateField()  # the newest signal
    has_phone = models.BooleanField(default=False)
    has_email = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_attempt_at = models.DateTimeField(null=True)
    last_attempt_kind = models.CharField(max_length=30, blank=True)
    reached = models.BooleanField(default=False)  # spoken to, since the newest threat

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["group"], condition=_OPEN, name="followup_one_open_case_a_group"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, outcome__in=[one.value for one in Outcome])
                | Q(state="merged", closed_at__isnull=False, outcome="", reason="")
                | Q(state__in=[state.value for state in OPEN], closed_at__isnull=True, outcome="", reason=""),
                name="followup_state_fits_its_end",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="followup_merged_says_where",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", waits_until__isnull=False) & ~Q(waits_for="")
                | (~Q(state="waiting") & Q(waits_until__isnull=True, waits_for="")),
                name="followup_waiting_says_why_and_how_long",
            ),
            models.CheckConstraint(
                condition=Q(crisis=True) & ~Q(crisis_kinds="") | Q(crisis=False, crisis_kinds=""), name="followup_crisis_has_a_kind"
            ),
        )
        # The work list reads one of these from where the last page ended; each holds open cases only.
        indexes = (
            models.Index(fields=["municipality", "order_key", "id"], condition=_OPEN, name="followup_open_in_order"),
            models.Index(fields=["municipality", "due_on", "order_key", "id"], condition=_OPEN, name="followup_open_by_deadline"),
            models.Index(fields=["municipality", "worker", "order_key", "id"], condition=_OPEN, name="followup_open_by_worker"),
            models.Index(fields=["municipality", "district", "order_key", "id"], condition=_OPEN, name="followup_open_by_district"),
            models.Index(fields=["municipality", "profile", "order_key", "id"], condition=_OPEN, name="followup_open_by_profile"),
            models.Index(
                fields=["municipality", "worker", "visit_on"], condition=Q(visit_on__isnull=False), name="followup_visits"
            ),
            models.Index(fields=["municipality", "postcode", "house_number"], name="followup_by_door"),
        )

    def __str__(self) -> str:
        return self.number


class CaseSignal(models.Model):
    """A signal belongs to one case; ``status`` is its DDAS status (outcomes.SignalStatus)."""

    signal = models.OneToOneField(
        Signal, on_delete=models.PROTECT, primary_key=True, related_name="case_signal", db_constraint=False
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="case_signals")
    status = models.CharField(max_length=40)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=[one.value for one in SignalStatus]), name="followup_signal_status_is_known"
            ),
        )

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

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in ContactKind]), name="followup_attempt_kind_is_known"),
            models.CheckConstraint(
                condition=Q(day_part__in=[one.value for one in DayPart]), name="followup_attempt_day_part_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Tally(models.Model):
    """How many open cases of a municipality have a value (of profile, deadline, district or worker).

    Counting a few hundred thousand cases anew for every page would take most of its time; every write that changes an open
    case changes these too, in the same transaction.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", db_index=False)
    dimension = models.CharField(max_length=10)
    value = models.CharField(max_length=200)
    count = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["municipality", "dimension", "value"], name="followup_tally_once"),)

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.dimension} {self.value}"


class CaseEvent(models.Model):
    """One line of the timeline; appended, never changed. ``content`` is JSON in the words of ``rules``."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    action = models.CharField(max_length=40)  # rules.Action, or what follow_groups did
    version = models.PositiveIntegerField()  # which the case got by it
    content = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["case", "id"], name="followup_timeline"),)

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
