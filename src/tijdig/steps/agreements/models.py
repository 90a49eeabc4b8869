"""The tables of the agreements. ``valid_until`` is the first day that no longer counts; null has no end."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from tijdig.foundation.parties.models import Creditor, Dated, Intermediary, JointBody, Municipality, in_force


def _exactly_one(one: str, other: str) -> Q:
    return Q(**{f"{one}__isnull": True}) ^ Q(**{f"{other}__isnull": True})


def _starts_once(one: str, other: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=[one, other, "valid_from"],
        name=f"agreements_{one}_{other}_starts_once".replace("_joint_body_", "_body_"),
    )


class Agreement(Dated):
    """Overeenkomst: a creditor, or the intermediary that collects for it, and a municipality, or its joint body."""

    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements")
    intermediary = models.ForeignKey(Intermediary, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements")
    joint_body = models.ForeignKey(JointBody, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements")
    signed_by_creditor_on = models.DateField(null=True, blank=True)
    signed_by_municipality_on = models.DateField(null=True, blank=True)
    text_version = models.CharField(max_length=100, blank=True)

    class Meta(Dated.Meta):
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=_exactly_one("creditor", "intermediary"), name="agreements_agreement_has_one_creditor_side"
            ),
            models.CheckConstraint(
                condition=_exactly_one("municipality", "joint_body"), name="agreements_agreement_has_one_municipal_side"
            ),
            _starts_once("creditor", "municipality"),
            _starts_once("creditor", "joint_body"),
            _starts_once("intermediary", "municipality"),
            _starts_once("intermediary", "joint_body"),
        )


def signed(on: date) -> Q:
    """The condition that an agreement is in force on a date: in its span, and both sides signed on or before it."""
    return in_force(on) & Q(signed_by_creditor_on__lte=on, signed_by_municipality_on__lte=on)


class ExperimentPair(Dated):
    """A creditor that a municipality may receive signals from under the experiment of Wgs art. 10."""

    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="experiment_pairs")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="experiment_pairs")
    source = models.CharField(max_length=500)

    class Meta(Dated.Meta):
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["creditor", "municipality", "valid_from"], name="agreements_pair_is_admitted_once"),
            models.CheckConstraint(condition=~Q(source=""), name="agreements_pair_has_a_source"),
        )
