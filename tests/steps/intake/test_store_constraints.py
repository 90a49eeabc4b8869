"""What the tables of deliveries refuse, each rule by its name."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from crash import delivery_world as there
from crash.delivery_world import UTRECHT, World, line
from tijdig.foundation.ledger.models import Entry
from tijdig.foundation.parties.models import Creditor
from tijdig.steps.intake.models import Delivery, DeliveryPart, Refusal, Signal, State, StoredFinding

pytestmark = pytest.mark.django_db
EDITION = there.edition_of(there.ADDRESSES)

# By rule: the table, the change that breaks it, and the columns by which SQLite names a rule of uniqueness.
BREACHES = {
    "intake_same_bytes_are_one_delivery": (Delivery, {"digest": "0" * 64}, "intake_delivery.sender_kvk, intake_delivery.digest"),
    "intake_delivery_digest_is_sha256": (Delivery, {"digest": "0" * 63}, ""),
    "intake_delivery_accounts_for_every_line": (Delivery, {"lines": 99}, ""),
    "intake_part_once": (DeliveryPart, {"delivery": 1}, "intake_deliverypart.municipality_id, intake_deliverypart.delivery_id"),
    "intake_signal_line_once": (Signal, {"line": 2, "delivery": 1}, "intake_signal.delivery_id, intake_signal.line"),
    "intake_signal_state_is_known": (Signal, {"state": "gone"}, ""),
    "intake_signal_has_reference": (Signal, {"reference": ""}, ""),
    "intake_accepted_has_municipality": (Signal, {"state": "accepted", "municipality": None}, ""),
    "intake_accepted_has_amount_and_name": (Signal, {"state": "accepted", "amount_cents": 0}, ""),
    "intake_refused_is_erased": (Signal, {"state": "refused"}, ""),
    "intake_refusal_line_once": (Refusal, {"line": 4, "delivery": 1}, "intake_refusal.delivery_id, intake_refusal.line"),
    "intake_finding_severity_is_known": (StoredFinding, {"severity": "fatal"}, ""),
}


@pytest.fixture(autouse=True)
def world() -> World:
    there.settle_in()
    world = World(EDITION)
    for at in range(2):
        world.deliver(line(kenmerk=f"A{at}"), line(kenmerk=f"B{at}", at=UTRECHT), line(kenmerk=f"C{at}", bedrag="0"))
    return world


def refuses(rule: str, told_as: str, rows: models.QuerySet, **change: object) -> None:
    if "delivery" in change:
        change["delivery"] = Delivery.objects.first()
    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        rows.update(**change)
    assert (told_as if told_as and connection.vendor == "sqlite" else rule) in str(raised.value)


@pytest.mark.parametrize("rule", BREACHES)
def test_every_rule_of_the_tables_holds_and_is_told_by_its_name(rule: str) -> None:
    model, change, told_as = BREACHES[rule]
    refuses(rule, told_as, model.objects.all(), **change)


def test_every_rule_of_the_tables_has_a_breach_here() -> None:
    stated = {rule.name for model in apps.get_app_config("intake").get_models() for rule in model._meta.constraints}
    assert stated == set(BREACHES)


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("intake_accepted_has_amount_and_name", {"amount_cents": None}),
        ("intake_accepted_has_amount_and_name", {"surname": None}),
        ("intake_accepted_has_amount_and_name", {"amount_cents": -1}),
        ("intake_refused_is_erased", {"state": "refused", "surname": None}),
        ("intake_refused_is_erased", {"state": "refused", "salt": None}),
    ],
)
def test_each_half_of_a_rule_counts(rule: str, change: dict[str, object]) -> None:
    refuses(rule, "", Signal.objects.filter(state="accepted"), **change)


def test_a_withdrawal_may_be_accepted_without_amount_and_name() -> None:
    accepted = Signal.objects.filter(state="accepted")
    assert accepted.update(signal_type="intrekking", amount_cents=None, surname=None) == 2


def test_what_is_erased_may_be_refused() -> None:
    assert Signal.objects.filter(state="held").update(state=State.REFUSED, surname=None, salt=None) == 2


def test_a_number_of_a_delivery_is_given_once() -> None:
    refuses("intake_delivery_number", "intake_delivery.number", Delivery.objects.all(), number="L-1")


@pytest.mark.parametrize("column", ["line", "assessment", "house_number", "reminder_count"])
def test_counts_are_never_negative(column: str) -> None:
    refuses(column, "", Signal.objects.filter(pk=Signal.objects.first().pk), **{column: -1})


@pytest.mark.parametrize("model", [Delivery, Entry, Creditor])
def test_nothing_that_others_refer_to_can_be_deleted(model: type[models.Model]) -> None:
    with pytest.raises(ProtectedError):
        model.objects.all().delete()
