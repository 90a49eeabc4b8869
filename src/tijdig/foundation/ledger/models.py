"""The tables of the log: entries that chain, and the receipts that were handed out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact


class Entry(models.Model):
    """One line of the log. It is written once by ``operations.append`` and never changed; it holds no personal data."""

    index = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.TextField()
    action = models.TextField()
    subject = models.TextField()
    content = models.TextField()
    merkle_root = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger_entry"
        constraints = (
            models.CheckConstraint(name="ledger_entry_counts_from_one", condition=Q(index__gte=1)),
            models.CheckConstraint(name="ledger_entry_has_actor", condition=~Q(actor="")),
            models.CheckConstraint(name="ledger_entry_has_action", condition=~Q(action="")),
            models.CheckConstraint(
                name="ledger_entry_root_is_sha256", condition=Q(merkle_root="") | Q(Exact(Length("merkle_root"), 64))
            ),
            models.CheckConstraint(name="ledger_entry_previous_is_sha256", condition=Exact(Length("previous"), 64)),
            models.CheckConstraint(name="ledger_entry_digest_is_sha256", condition=Exact(Length("digest"), 64)),
            models.UniqueConstraint(name="ledger_entry_digest_once", fields=["digest"]),
        )

    def __str__(self) -> str:
        return f"{self.index} {self.action} {self.subject}"


class SealedReceipt(models.Model):
    """A receipt exactly as it was handed out: the same delivery offered again gets these same bytes."""

    class Kind(models.TextChoices):
        STORED = "ontvangen"
        ASSESSED = "beoordeeld"

    id = models.TextField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    subject = models.TextField()
    document = models.TextField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="receipts")

    class Meta:
        db_table = "ledger_receipt"
        constraints = (
            models.CheckConstraint(name="ledger_receipt_has_number", condition=~Q(id="")),
            models.CheckConstraint(name="ledger_receipt_has_document", condition=~Q(document="")),
            models.CheckConstraint(name="ledger_receipt_kind_known", condition=Q(kind__in=["ontvangen", "beoordeeld"])),
            # Stored happens once; assessed may happen again, each time with an entry of its own.
            models.UniqueConstraint(name="ledger_receipt_stored_once", fields=["subject"], condition=Q(kind="ontvangen")),
            models.UniqueConstraint(name="ledger_receipt_once_per_entry", fields=["subject", "kind", "entry"]),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
