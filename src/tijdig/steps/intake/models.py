"""What is kept of a delivery: its digest, its signals, what was refused, and why. The raw file is not kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from tijdig.foundation.parties.models import Creditor, Municipality
from tijdig.steps.intake.facts import Facts, read


class Delivery(models.Model):
    """One file or call of one sender; the same bytes from the same sender are the same delivery.

    Its ledger entry is found through its receipt (``ledger.queries.entry_behind``): the entry is written last.
    """

    number = models.CharField(max_length=30, unique=True)
    sender_kvk = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)  # sha256 of the received bytes
    received_at = models.DateTimeField()
    signal_date = models.DateField()
    policy_version = models.CharField(max_length=16)
    places_edition = models.CharField(max_length=40)
    lines = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()  # when it was delivered; held signals may be accepted later
    held = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["sender_kvk", "digest"], name="intake_same_bytes_are_one_delivery"),
            models.CheckConstraint(condition=Exact(Length("digest"), 64), name="intake_delivery_digest_is_sha256"),
            models.CheckConstraint(
                condition=Q(lines=models.F("accepted") + models.F("held") + models.F("refused")),
                name="intake_delivery_accounts_for_every_line",
            ),
        )

    def __str__(self) -> str:
        return self.number


class DeliveryPart(models.Model):
    """How many signals of a delivery a municipality got: so that its desk need not count a million rows to list deliveries."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="parts")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", db_index=False)
    accepted = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["municipality", "delivery"], name="intake_part_once"),)

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.municipality_id}"


class State(models.TextChoices):
    """Where a stored signal stands."""

    ACCEPTED = "accepted"
    HELD = "held"
    REFUSED = "refused"  # was held, and could not be shared after all; its personal data are erased
    WITHDRAWN = "withdrawn"


class Signal(models.Model):
    """A signal as the creditor may share it, with its leaf in the delivery's Merkle tree (leaves in the order of lines).

    Personal data: tenant is the creditor until it is shared, then the municipality as well. Texts that a creditor leaves
    empty are null, so that "not said" and "said nothing" never differ.
    """

    # No key here has a constraint in the database: a million rows would each be looked up (decisions 0010 and 0015).
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="signals", db_index=False, db_constraint=False)
    line = models.PositiveIntegerField()
    salt = models.BinaryField(max_length=16, null=True)
    leaf = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, choices=State.choices)
    assessment = models.PositiveSmallIntegerField(default=1)  # how many times it was assessed
    signal_date = models.DateField()
    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", null=True, db_index=False, db_constraint=False
    )
    system = models.CharField(max_length=10, null=True)  # where it goes: the municipality's desk or its system

    reference = models.TextField()
    kind = models.CharField(max_length=20)
    signal_type = models.CharField(max_length=20)
    initials = models.TextField(null=True)
    prefix = models.TextField(null=True)
    surname = models.TextField(null=True)
    born_on = models.DateField(null=True)
    postcode = models.CharField(max_length=6, null=True)
    house_number = models.PositiveIntegerField(null=True)
    house_letter = models.TextField(null=True)
    addition = models.TextField(null=True)
    phone = models.CharField(max_length=16, null=True)
    email = models.TextField(null=True)
    amount_cents = models.BigIntegerField(null=True)
    arose_on = models.DateField(null=True)
    in_crisis = models.CharField(max_length=3, null=True)
    facts = models.TextField(null=True)  # all that nobody searches for, as canonical JSON; read through ``told``

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["delivery", "line"], name="intake_signal_line_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="intake_signal_state_is_known"),
            models.CheckConstraint(condition=~Q(reference=""), name="intake_signal_has_reference"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(signal_type="intrekking") | Q(municipality__isnull=False),
                name="intake_accepted_has_municipality",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | Q(signal_type="intrekking")
                | Q(amount_cents__isnull=False, amount_cents__gt=0, surname__isnull=False),
                name="intake_accepted_has_amount_and_name",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | Q(surname__isnull=True, salt__isnull=True, facts__isnull=True),
                name="intake_refused_is_erased",
            ),
        )
        indexes = (
            models.Index(fields=["creditor", "reference"], name="intake_signal_reference"),
            models.Index(fields=["delivery"], condition=Q(state="held"), name="intake_signal_held"),
        )

    def __str__(self) -> str:
        return f"{self.delivery_id}-{self.line}"

    @property
    def told(self) -> Facts:
        """The facts that have no column of their own."""
        return read(self.facts)


class Refusal(models.Model):
    """A line that was refused: only that it was, under which reference; no personal data are kept."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="refusals", db_index=False, db_constraint=False)
    line = models.PositiveIntegerField()
    reference = models.TextField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["delivery", "line"], name="intake_refusal_line_once"),)

    def __str__(self) -> str:
        return f"{self.delivery_id}-{self.line}"


class StoredFinding(models.Model):
    """What was said about a line at an assessment; messages hold rules and dates, never a value from the row."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="findings", db_constraint=False)
    line = models.PositiveIntegerField()
    assessment = models.PositiveSmallIntegerField(default=1)
    column = models.TextField(blank=True)
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=10)
    message = models.TextField()
    source = models.TextField()

    class Meta:
        db_table = "intake_finding"
        constraints = (
            models.CheckConstraint(
                condition=Q(severity__in=["refused", "held", "warning"]), name="intake_finding_severity_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.delivery_id}-{self.line} {self.code}"
