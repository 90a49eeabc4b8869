"""The tables of texts, letters and messages. Letters and messages hold personal data: tenant is the municipality.

Nothing points at a letter but its file, so that retention can remove both without a trace elsewhere.
"""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from tijdig.foundation.accounts.models import Person
from tijdig.foundation.letters.rules import LARGEST_NUMBER, LetterState, TextState
from tijdig.foundation.letters.sending_rules import Channel, MessageState
from tijdig.foundation.letters.wording import Kind, Purpose
from tijdig.foundation.parties.models import Municipality


def _one_of(field: str, values: type[StrEnum], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": [value.value for value in values]}), name=name)


class LetterText(models.Model):
    """Brieftekst: one version of the words of a letter, e-mail or SMS. A version that was published is never changed.

    Without a writer it is a standard text of this package, as it came.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)
    purpose = models.CharField(max_length=30)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=120, blank=True)
    body = models.TextField()
    state = models.CharField(max_length=10, default=TextState.DRAFT.value)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    written_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            _one_of("kind", Kind, "letters_text_kind_is_known"),
            _one_of("purpose", Purpose, "letters_text_purpose_is_known"),
            _one_of("state", TextState, "letters_text_state_is_known"),
            models.CheckConstraint(condition=Q(version__gte=1) & ~Q(body=""), name="letters_text_has_words"),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | Q(written_by__isnull=True) | ~Q(published_by=F("written_by")),
                name="letters_text_publisher_is_not_the_writer",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True, published_at__isnull=True)
                | Q(published_by__isnull=False, published_at__isnull=False),
                name="letters_text_published_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=TextState.DRAFT.value, published_at__isnull=True, retired_at__isnull=True)
                | Q(state=TextState.PUBLISHED.value, published_at__isnull=False, retired_at__isnull=True)
                | Q(state=TextState.RETIRED.value, retired_at__isnull=False),
                name="letters_text_state_has_its_moments",
            ),
            models.UniqueConstraint(fields=["municipality", "kind", "purpose", "version"], name="letters_text_version_once"),
            models.UniqueConstraint(
                fields=["municipality", "kind", "purpose"],
                condition=Q(state=TextState.PUBLISHED.value),
                name="letters_text_one_published",
            ),
            models.UniqueConstraint(
                fields=["municipality", "kind", "purpose"], condition=Q(state=TextState.DRAFT.value), name="letters_text_one_draft"
            ),
        )

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.kind} {self.purpose} {self.version}"


class Manifest(models.Model):
    """Paklijst: what was released to a printer together: a sealed JSON document with a digest per file and no names."""

    number = models.CharField(max_length=30, unique=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    letters = models.PositiveIntegerField()
    document = models.TextField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(letters__gte=1) & ~Q(document=""), name="letters_manifest_has_letters"),)

    def __str__(self) -> str:
        return self.number


class Letter(models.Model):
    """Brief: what it says and to whom, each part of the address apart, and how far it is. The PDF is in ``LetterFile``."""

    number = models.CharField(max_length=30, unique=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", db_index=False)
    case_number = models.CharField(max_length=30)
    text = models.ForeignKey(LetterText, on_delete=models.PROTECT, related_name="+", db_index=False)
    dated_on = models.DateField()
    name = models.TextField()
    street = models.TextField()
    house_number = models.PositiveIntegerField()
    house_letter = models.TextField(blank=True)
    addition = models.TextField(blank=True)
    postcode = models.CharField(max_length=6)
    town = models.TextField()
    amount_cents = models.PositiveBigIntegerField(null=True)  # null when the text names no amount
    sender = models.TextField()  # JSON: rules.Sender as it was
    values = models.TextField()  # JSON: what filled the other placeholders
    checksum = models.CharField(max_length=11)
    digest = models.CharField(max_length=64)  # sha256 of the PDF
    pages = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=15, default=LetterState.RENDERED.value)
    faults = models.TextField(blank=True)  # codes, a space between
    made_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = (
            _one_of("state", LetterState, "letters_letter_state_is_known"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(street="") & ~Q(town="") & Q(postcode__regex=r"^[1-9][0-9]{3}[A-Z]{2}$"),
                name="letters_letter_has_an_address",
            ),
            models.CheckConstraint(
                condition=Q(house_number__gte=1, house_number__lte=LARGEST_NUMBER), name="letters_letter_has_a_house_number"
            ),
            models.CheckConstraint(condition=Exact(Length("digest"), 64), name="letters_letter_digest_is_sha256"),
            models.CheckConstraint(condition=Q(pages__gte=1), name="letters_letter_has_pages"),
            models.CheckConstraint(
                condition=Q(state=LetterState.RENDERED.value, checked_at__isnull=True)
                | (~Q(state=LetterState.RENDERED.value) & Q(checked_at__isnull=False)),
                name="letters_letter_goes_nowhere_unchecked",
            ),
            models.CheckConstraint(
                condition=(Q(state=LetterState.REFUSED.value) & ~Q(faults=""))
                | (~Q(state=LetterState.REFUSED.value) & Q(faults="")),
                name="letters_letter_refused_for_a_fault",
            ),
            models.CheckConstraint(
                condition=Q(state=LetterState.RELEASED.value, manifest__isnull=False)
                | (~Q(state=LetterState.RELEASED.value) & Q(manifest__isnull=True)),
                name="letters_letter_released_on_a_manifest",
            ),
            models.UniqueConstraint(
                fields=["municipality", "case_number", "text", "dated_on"],
                condition=~Q(state=LetterState.REFUSED.value),
                name="letters_letter_once_a_day",
            ),
        )
        indexes = (
            models.Index(fields=["municipality", "case_number"], name="letters_letter_of_case"),
            models.Index(
                fields=["municipality", "id"],
                condition=~Q(state=LetterState.RELEASED.value),
                name="letters_letter_unreleased",
            ),
        )

    def __str__(self) -> str:
        return self.number


class LetterFile(models.Model):
    """The PDF of one letter, apart so that lists do not carry it."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, primary_key=True, related_name="file")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", db_index=False)
    pdf = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.letter_id}"


class Message(models.Model):
    """Bericht: an e-mail or SMS without content that waits to be sent, or was. The table is the work list.

    ``claimed_until`` is the lease of the process that is sending it; a dead process's lease runs out.
    """

    number = models.CharField(max_length=30, unique=True)  # also the Message-ID, the same at every try
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", db_index=False)
    case_number = models.CharField(max_length=30)
    text = models.ForeignKey(LetterText, on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=10)
    address = models.TextField()
    subject = models.CharField(max_length=120, blank=True)
    body = models.TextField()
    state = models.CharField(max_length=10, default=MessageState.QUEUED.value)
    tries = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=30, blank=True)  # a code of sending_rules.Failure; never what a server said
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            _one_of("channel", Channel, "letters_message_channel_is_known"),
            _one_of("state", MessageState, "letters_message_state_is_known"),
            models.CheckConstraint(condition=~Q(address="") & ~Q(body=""), name="letters_message_is_complete"),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT.value, sent_at__isnull=False, failure="")
                | (~Q(state=MessageState.SENT.value) & Q(sent_at__isnull=True)),
                name="letters_message_sent_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.FAILED.value) | ~Q(failure=""), name="letters_message_failed_for_a_reason"
            ),
        )
        indexes = (
            models.Index(fields=["next_at", "id"], condition=Q(state=MessageState.QUEUED.value), name="letters_message_waiting"),
            models.Index(fields=["municipality", "case_number"], name="letters_message_of_case"),
        )

    def __str__(self) -> str:
        return self.number
