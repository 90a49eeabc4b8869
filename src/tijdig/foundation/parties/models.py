"""The tables of the parties. ``valid_until`` is the first day that no longer counts; null has no end."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tijdig.foundation.parties.rules import KINDS, ROLES

KIND_CHOICES = tuple((kind, kind) for kind in KINDS)
ROLE_CHOICES = tuple((role, word) for word, role in ROLES.items())


def in_force(on: date) -> Q:
    """The condition that a dated row counts on a date."""
    return Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gt=on))


class Dated(models.Model):
    """A row that counts during a span."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="%(app_label)s_%(class)s_until_after_from",
            ),
        )


class Named(models.Model):
    """Somebody with a name."""

    name = models.CharField(max_length=200)
    registered_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(condition=~Q(name=""), name="%(app_label)s_%(class)s_has_a_name"),
        )

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


def eight_digits() -> models.CheckConstraint:
    """A number in the trade register has eight digits."""
    return models.CheckConstraint(condition=Q(kvk__regex=r"^[0-9]{8}$"), name="%(app_label)s_%(class)s_kvk_has_8_digits")


class Organisation(Named):
    """Somebody in the trade register."""

    kvk = models.CharField(max_length=8, unique=True)

    class Meta(Named.Meta):
        abstract = True
        constraints = (*Named.Meta.constraints, eight_digits())


class Creditor(Named):
    """Schuldeiser, vastelastenpartner: whose claim it is. A private landlord has no number in the trade register."""

    kvk = models.CharField(max_length=8, unique=True, null=True, blank=True)

    class Meta(Named.Meta):
        constraints = (*Named.Meta.constraints, eight_digits())


class CreditorKind(models.Model):
    """A kind of arrears that this creditor may have claims of."""

    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="kinds")
    kind = models.CharField(max_length=20, choices=KIND_CHOICES)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["creditor", "kind"], name="parties_creditor_has_a_kind_once"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="parties_creditorkind_is_known"),
        )


class Intermediary(Organisation):
    """Gemachtigde: who delivers in the name of creditors."""

    role = models.CharField(max_length=20, choices=ROLE_CHOICES)

    class Meta(Organisation.Meta):
        constraints = (
            *Organisation.Meta.constraints,
            models.CheckConstraint(condition=Q(role__in=tuple(ROLES.values())), name="parties_intermediary_role_is_known"),
        )


class Mandate(Dated):
    """Machtiging: the intermediary may deliver for the creditor; without rows in ``kinds`` for every kind."""

    intermediary = models.ForeignKey(Intermediary, on_delete=models.PROTECT, related_name="mandates")
    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="mandates")
    proof = models.CharField(max_length=500, blank=True)

    class Meta(Dated.Meta):
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["intermediary", "creditor", "valid_from"], name="parties_mandate_starts_once"),
        )


class MandateKind(models.Model):
    """A kind of arrears to which a mandate is limited."""

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="kinds")
    kind = models.CharField(max_length=20, choices=KIND_CHOICES)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["mandate", "kind"], name="parties_mandate_has_a_kind_once"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="parties_mandatekind_is_known"),
        )


class Municipality(models.Model):
    """Gemeente that takes part, by the code of Statistics Netherlands (GM and four digits)."""

    code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(code__regex=r"^GM[0-9]{4}$"), name="parties_municipality_code_is_gm_and_4_digits"),
        )


class JointBody(Organisation):
    """Gemeenschappelijke regeling: acts for the municipalities that are its members."""

    class Meta(Organisation.Meta):
        pass


class JointBodyMember(Dated):
    """A municipality takes part in a joint body during a span."""

    joint_body = models.ForeignKey(JointBody, on_delete=models.PROTECT, related_name="members")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="memberships")

    class Meta(Dated.Meta):
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["joint_body", "municipality", "valid_from"], name="parties_member_joins_once"),
        )


class Executor(Organisation):
    """Uitvoerder: does the work for a municipality, which stays responsible."""

    class Meta(Organisation.Meta):
        pass


class ExecutorTask(Dated):
    """An executor works for a municipality during a span."""

    executor = models.ForeignKey(Executor, on_delete=models.PROTECT, related_name="tasks")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="executor_tasks")

    class Meta(Dated.Meta):
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["executor", "municipality", "valid_from"], name="parties_task_starts_once"),
        )
