"""What other rooms ask about agreements."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import polars as pl
from django.db.models import Q

from tijdig.foundation.parties.models import JointBodyMember, in_force
from tijdig.steps.agreements.models import Agreement, ExperimentPair, signed

PAIRS_SCHEMA = {"creditor_kvk": pl.String, "intermediary_kvk": pl.String, "municipality": pl.String}
EXPERIMENT_SCHEMA = {"creditor_kvk": pl.String, "municipality": pl.String}


def covered_pairs(on: date, *, parties: Collection[str] | None = None) -> pl.DataFrame:
    """Who may share with which municipality on a date: creditor_kvk, intermediary_kvk, municipality; for ``covered``.

    One of the two numbers is null: the agreement is the creditor's own, or that of the intermediary. Agreements with a
    joint body give a row for each municipality that is a member on that date. ``parties`` narrows to agreements of
    these numbers (the sender and the creditors it names): one signal need not read the agreements of the whole country.
    """
    agreements = Agreement.objects.filter(signed(on))
    if parties is not None:
        agreements = agreements.filter(Q(creditor__kvk__in=parties) | Q(intermediary__kvk__in=parties))
    # A private landlord has no number and is not found by one.
    agreements = agreements.filter(Q(creditor__kvk__isnull=False) | Q(intermediary__isnull=False)).order_by("pk")
    sides = ("creditor__kvk", "intermediary__kvk")
    rows = list(agreements.filter(municipality__isnull=False).values_list(*sides, "municipality_id"))
    if joint := list(agreements.filter(joint_body__isnull=False).values_list(*sides, "joint_body_id")):
        members = _members(on)
        rows += [(creditor, intermediary, one) for creditor, intermediary, body in joint for one in members.get(body, ())]
    return pl.DataFrame(rows, schema=PAIRS_SCHEMA, orient="row")


def _members(on: date) -> dict[int, list[str]]:
    members: dict[int, list[str]] = {}
    rows = JointBodyMember.objects.filter(in_force(on)).order_by("pk").values_list("joint_body_id", "municipality_id")
    for body, municipality in rows:
        members.setdefault(body, []).append(municipality)
    return members


def experiment_pairs(on: date) -> pl.DataFrame:
    """The pairs that the experiment admits on a date: creditor_kvk, municipality; each once."""
    pairs = ExperimentPair.objects.filter(in_force(on), creditor__kvk__isnull=False)
    rows = pairs.order_by("creditor__kvk", "municipality").values_list("creditor__kvk", "municipality_id").distinct()
    return pl.DataFrame(list(rows), schema=EXPERIMENT_SCHEMA, orient="row")
