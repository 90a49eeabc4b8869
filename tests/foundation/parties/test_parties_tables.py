"""The database keeps the rules of the parties, whoever writes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, models, transaction

from tijdig.foundation.parties.models import (
    Creditor,
    CreditorKind,
    Executor,
    ExecutorTask,
    Intermediary,
    JointBody,
    JointBodyMember,
    Mandate,
    MandateKind,
    Municipality,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
START = date(2025, 1, 1)


def refused(rule: str, row: models.Model) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    assert rule in {constraint.name for constraint in type(row)._meta.constraints}


def creditor(kvk: str | None = "12345678") -> Creditor:
    return Creditor.objects.create(kvk=kvk, name="Verhuur Slotstra", registered_at=NOW)


def intermediary() -> Intermediary:
    return Intermediary.objects.create(kvk="87654321", name="Incasso Noord", role="bailiff", registered_at=NOW)


def municipality() -> Municipality:
    return Municipality.objects.create(code="GM0344", name="Utrecht")


@pytest.mark.parametrize(
    ("model", "label", "extra"),
    [
        (Creditor, "creditor", {}),
        (Intermediary, "intermediary", {"role": "other"}),
        (JointBody, "jointbody", {}),
        (Executor, "executor", {}),
    ],
)
def test_an_organisation_has_eight_digits_and_a_name_and_stands_there_once(
    model: type[models.Model], label: str, extra: dict[str, str]
) -> None:
    refused(f"parties_{label}_kvk_has_8_digits", model(kvk="1234567", name="A", registered_at=NOW, **extra))
    refused(f"parties_{label}_kvk_has_8_digits", model(kvk="1234567a", name="A", registered_at=NOW, **extra))
    refused(f"parties_{label}_kvk_has_8_digits", model(kvk="", name="A", registered_at=NOW, **extra))
    refused(f"parties_{label}_has_a_name", model(kvk="12345678", name="", registered_at=NOW, **extra))
    model(kvk="12345678", name="A", registered_at=NOW, **extra).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        model(kvk="12345678", name="B", registered_at=NOW, **extra).save()


def test_several_private_landlords_have_no_number() -> None:
    creditor(None)
    creditor(None)
    assert Creditor.objects.filter(kvk=None).count() == 2


def test_a_creditor_has_a_known_kind_once() -> None:
    one = creditor()
    refused("parties_creditorkind_is_known", CreditorKind(creditor=one, kind="gemeentebelasting"))
    CreditorKind.objects.create(creditor=one, kind="huur")
    refused("parties_creditor_has_a_kind_once", CreditorKind(creditor=one, kind="huur"))


def test_an_intermediary_has_a_known_role() -> None:
    refused("parties_intermediary_role_is_known", Intermediary(kvk="11111111", name="A", role="x", registered_at=NOW))


def test_a_mandate_ends_after_it_began_and_starts_once() -> None:
    sides = {"intermediary": intermediary(), "creditor": creditor(), "valid_from": START}
    refused("parties_mandate_until_after_from", Mandate(**sides, valid_until=START))
    Mandate.objects.create(**sides)
    refused("parties_mandate_starts_once", Mandate(**sides))


def test_a_mandate_is_limited_to_a_known_kind_once() -> None:
    mandate = Mandate.objects.create(intermediary=intermediary(), creditor=creditor(), valid_from=START)
    refused("parties_mandatekind_is_known", MandateKind(mandate=mandate, kind="auto"))
    MandateKind.objects.create(mandate=mandate, kind="zorg")
    refused("parties_mandate_has_a_kind_once", MandateKind(mandate=mandate, kind="zorg"))


@pytest.mark.parametrize("code", ["GM344", "gm0344", "0344", "GMO344", ""])
def test_a_municipality_has_the_code_of_statistics_netherlands(code: str) -> None:
    refused("parties_municipality_code_is_gm_and_4_digits", Municipality(code=code, name="A"))


def test_a_member_leaves_after_it_joined_and_joins_once() -> None:
    body = JointBody.objects.create(kvk="22222222", name="GR Lek", registered_at=NOW)
    sides = {"joint_body": body, "municipality": municipality(), "valid_from": START}
    refused("parties_jointbodymember_until_after_from", JointBodyMember(**sides, valid_until=date(2024, 1, 1)))
    JointBodyMember.objects.create(**sides)
    refused("parties_member_joins_once", JointBodyMember(**sides))


def test_a_task_ends_after_it_began_and_starts_once() -> None:
    executor = Executor.objects.create(kvk="33333333", name="Stadsring", registered_at=NOW)
    sides = {"executor": executor, "municipality": municipality(), "valid_from": START}
    refused("parties_executortask_until_after_from", ExecutorTask(**sides, valid_until=START))
    ExecutorTask.objects.create(**sides)
    refused("parties_task_starts_once", ExecutorTask(**sides))
