"""What other rooms ask about parties."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TypeVar

import polars as pl
from django.db import connection

from tijdig.foundation.parties.models import (
    Creditor,
    CreditorKind,
    Executor,
    Intermediary,
    JointBody,
    Mandate,
    MandateKind,
    Municipality,
    in_force,
)
from tijdig.foundation.parties.rules import MandateFacts, RegisteredNumbers

KINDS_SCHEMA = {"creditor_kvk": pl.String, "kind": pl.String}
MANDATES_SCHEMA = {"intermediary_kvk": pl.String, "creditor_kvk": pl.String, "kind": pl.String}

Registered = TypeVar("Registered", Creditor, Intermediary, JointBody, Executor)


def registered_numbers() -> RegisteredNumbers:
    """Everybody that is registered; for checking a document before anything of it is written."""
    return RegisteredNumbers(
        frozenset(kvk for kvk in Creditor.objects.values_list("kvk", flat=True) if kvk),
        frozenset(Intermediary.objects.values_list("kvk", flat=True)),
        frozenset(Municipality.objects.values_list("code", flat=True)),
        frozenset(JointBody.objects.values_list("kvk", flat=True)),
        frozenset(Executor.objects.values_list("kvk", flat=True)),
    )


def ids_of(model: type[Registered], kvks: Iterable[str]) -> dict[str, int]:
    """The row numbers of organisations by their numbers in the trade register; unknown numbers are left out."""
    rows = model._default_manager.filter(kvk__in=set(kvks)).values_list("kvk", "pk")
    return {kvk: pk for kvk, pk in rows if kvk}


def names_of(model: type[Registered], kvks: Iterable[str]) -> dict[str, str]:
    """The names of organisations by their numbers in the trade register; unknown numbers are left out."""
    rows = model._default_manager.filter(kvk__in=set(kvks)).values_list("kvk", "name")
    return {kvk: name for kvk, name in rows if kvk}


def kinds_of(*, creditors: Collection[str] | None = None) -> pl.DataFrame:
    """The kinds that creditors are registered for: creditor_kvk, kind; ``creditors`` narrows to theirs."""
    kinds = CreditorKind.objects.filter(creditor__kvk__isnull=False)
    if creditors is not None:
        kinds = kinds.filter(creditor__kvk__in=creditors)
    rows = kinds.order_by("creditor__kvk", "kind").values_list("creditor__kvk", "kind")
    return pl.DataFrame(list(rows), schema=KINDS_SCHEMA, orient="row")


def mandates_on(on: date, *, intermediaries: Collection[str] | None = None) -> pl.DataFrame:
    """The mandates of a date: intermediary_kvk, creditor_kvk, kind (null covers every kind); a row for each kind.

    ``intermediaries`` narrows to theirs, so that one signal does not read the mandates of the whole country.
    """
    mandates = Mandate.objects.filter(in_force(on), creditor__kvk__isnull=False)
    if intermediaries is not None:
        mandates = mandates.filter(intermediary__kvk__in=intermediaries)
    rows = mandates.order_by("pk", "kinds__kind").values_list("intermediary__kvk", "creditor__kvk", "kinds__kind")
    return pl.DataFrame(list(rows), schema=MANDATES_SCHEMA, orient="row")


def stored_mandates(intermediaries: Collection[int]) -> dict[tuple[str, str, date], MandateFacts]:
    """All mandates of intermediaries (row numbers) for creditors with a number, as the facts that were told."""
    mandates = Mandate.objects.filter(intermediary__in=intermediaries, creditor__kvk__isnull=False)
    kinds: dict[int, set[str]] = {}
    for mandate, kind in MandateKind.objects.filter(mandate__in=mandates).values_list("mandate_id", "kind"):
        kinds.setdefault(mandate, set()).add(kind)
    rows = mandates.values_list("pk", "intermediary__kvk", "creditor__kvk", "valid_from", "valid_until", "proof")
    facts = [
        MandateFacts(intermediary, creditor or "", start, end, frozenset(kinds.get(pk, ())), proof)
        for pk, intermediary, creditor, start, end, proof in rows
    ]
    return {one.key: one for one in facts}


def unregistered_municipalities(codes: Collection[str]) -> list[str]:
    """Those of the codes that are not in the register of parties yet, sorted."""
    registered = Municipality.objects.filter(code__in=codes).values_list("code", flat=True)
    return sorted(set(codes) - set(registered))


def unregistered_creditors(ids: Collection[int]) -> list[int]:
    """Those of the row numbers that no creditor has, sorted; the others cannot be deleted before the transaction ends."""
    # What a foreign key does for each row, for all of them at once. SQLite has one writer and needs no lock.
    lock = " FOR KEY SHARE" if connection.vendor == "postgresql" else ""
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM parties_creditor WHERE id IN ({marks or 'NULL'}){lock}", list(ids))  # noqa: S608 - marks only
        registered = {row[0] for row in cursor.fetchall()}
    return sorted(set(ids) - registered)


def municipality_names() -> dict[str, str]:
    """The names of all municipalities that take part, by code, in the order of names."""
    rows = Municipality.objects.exclude(name="").order_by("name").values_list("code", "name")
    return dict(rows)
