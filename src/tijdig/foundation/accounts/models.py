"""The tables of people: who they are, and for which organisation they may act."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from tijdig.foundation.accounts.rules import Role
from tijdig.foundation.parties.models import Creditor, Municipality

MUNICIPAL = (Role.CASE_WORKER, Role.COORDINATOR, Role.MANAGER, Role.PRIVACY_OFFICER)


class Person(AbstractBaseUser):
    """Somebody with an account of their own; group accounts do not exist. Signs in with the e-mail address."""

    email = models.EmailField(max_length=254, unique=True)  # lower case
    name = models.CharField(max_length=200)
    pseudonym = models.CharField(max_length=24, unique=True)  # how the ledger knows this person
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    objects = BaseUserManager["Person"]()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="accounts_person_has_a_name"),
            models.CheckConstraint(condition=~Q(pseudonym=""), name="accounts_person_has_a_pseudonym"),
        )

    def __str__(self) -> str:
        return self.pseudonym


class Membership(models.Model):
    """A person has a role in one organisation during a span: a municipality, a creditor, or (operators) the platform."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", null=True)
    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="+", null=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="accounts_membership_role_is_known"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="accounts_membership_until_after_from",
            ),
            models.CheckConstraint(
                condition=(Q(role__in=[role.value for role in MUNICIPAL]) & Q(municipality__isnull=False, creditor__isnull=True))
                | Q(role=Role.CREDITOR.value, creditor__isnull=False, municipality__isnull=True)
                | Q(role=Role.OPERATOR.value, creditor__isnull=True, municipality__isnull=True),
                name="accounts_membership_fits_its_role",
            ),
            # Three, because SQLite takes two empty columns for different ones.
            models.UniqueConstraint(
                fields=["person", "role", "municipality", "valid_from"], condition=Q(municipality__isnull=False),
                name="accounts_municipal_membership_starts_once",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "creditor", "valid_from"], condition=Q(creditor__isnull=False),
                name="accounts_creditor_membership_starts_once",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "valid_from"], condition=Q(municipality__isnull=True, creditor__isnull=True),
                name="accounts_operator_membership_starts_once",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"
