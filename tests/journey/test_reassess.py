"""Held signals once more: what became of them, and that nothing else changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crash import delivery_world as there
from crash.delivery_world import AGENT, AMSTERDAM, BORDER, CARE, GRONINGEN, TODAY, UTRECHT, Refusing, World, line
from journey.test_deliver import stored_leaves
from tijdig.foundation.ledger import merkle
from tijdig.foundation.ledger.models import Entry, SealedReceipt
from tijdig.foundation.ledger.queries import entry_behind
from tijdig.foundation.ledger.receipt_check import Outcome, verify
from tijdig.journey.reassess import Settled
from tijdig.steps.intake.models import Delivery, Signal, StoredFinding
from tijdig.steps.intake.queries import deliveries_with_held, held_signals

pytestmark = pytest.mark.django_db
EDITION = there.edition_of(there.ADDRESSES)
LATER = date(2026, 7, 20)
TOO_LATE = date(2026, 5, 10) + timedelta(days=101)  # care debts are shared until they are 100 days old
PLANTED = "Zandbergenstein"


@pytest.fixture
def world() -> World:
    there.settle_in()
    return World(EDITION)


def withdrawal() -> dict[str, str]:
    return line(at=UTRECHT, signaaltype="intrekking")


def test_a_signal_goes_on_when_the_agreement_is_signed(world: World) -> None:
    there.give_destination_of_groningen()
    world.deliver(line(at=GRONINGEN), line(kenmerk="K2"))
    there.sign(signed=(LATER, LATER))
    assert world.reassess(LATER - timedelta(days=1)) == Settled(1, 0, 0)
    assert world.reassess(LATER) == Settled(1, 1, 0)
    signal = Signal.objects.get(reference="K1")
    assert (signal.state, signal.signal_date, signal.municipality_id, signal.system) == ("accepted", LATER, GRONINGEN, "vps")


def test_a_signal_goes_on_when_the_destination_is_known(world: World) -> None:
    world.deliver(line(at=UTRECHT))
    there.give_destination(UTRECHT)
    assert world.reassess(LATER) == Settled(1, 1, 0)
    assert Signal.objects.get().system == "vps"


def test_whoever_sent_it_gets_a_new_receipt_that_is_genuine(world: World) -> None:
    delivery = world.deliver(line(at=UTRECHT)).delivery
    before = set(SealedReceipt.objects.values_list("id", flat=True))
    there.give_destination(UTRECHT)
    world.reassess(LATER)
    [receipt] = SealedReceipt.objects.exclude(id__in=before)
    verdict = verify(receipt.document.encode(), [world.sealer.public_key])
    assert (receipt.kind, receipt.subject, verdict.outcome) == ("beoordeeld", delivery.number, Outcome.GENUINE)
    assert verdict.receipt["inhoud"]["regels"] == [{"regel": 2, "uitkomst": "geaccepteerd"}]
    assert Entry.objects.get(pk=receipt.entry_id).action == "delivery.reassessed"
    assert world.report().intact


def test_the_new_receipt_is_missed_when_it_disappears(world: World) -> None:
    world.deliver(line(at=UTRECHT))
    there.give_destination(UTRECHT)
    world.reassess(LATER)
    SealedReceipt.objects.filter(entry__action="delivery.reassessed").delete()
    assert not world.report().intact


def test_a_signal_says_how_many_times_it_was_assessed(world: World) -> None:
    world.deliver(line(at=UTRECHT))
    there.give_destination(UTRECHT)
    world.reassess(LATER)
    assert Signal.objects.get().assessment == 2


def test_a_signal_that_is_too_old_by_then_is_refused_and_erased(world: World) -> None:
    world.deliver(line(at=UTRECHT, achternaam=PLANTED, straat="Plantweg", email="planted@mail.example", geboortedatum="1966-06-07"))
    assert world.reassess(TOO_LATE) == Settled(1, 0, 1)
    signal = Signal.objects.get()
    assert (signal.state, signal.salt, signal.born_on, signal.facts, signal.reference) == ("refused", None, None, None, "K1")
    assert [there.tables_with(text) for text in (PLANTED, "zandbergen", "Plantweg", "planted@mail")] == [[]] * 4
    assert list(StoredFinding.objects.filter(assessment=2, severity="refused").values_list("code", flat=True)) == [
        "achterstand-te-oud"
    ]


@pytest.mark.parametrize(("days", "expected"), [(100, Settled(1, 1, 0)), (101, Settled(1, 0, 1))])
def test_care_is_shared_until_the_hundredth_day(world: World, days: int, expected: Settled) -> None:
    world.deliver(line(at=UTRECHT))
    there.give_destination(UTRECHT)
    assert world.reassess(date(2026, 5, 10) + timedelta(days=days)) == expected


def test_after_an_erasure_the_proofs_of_the_others_still_hold(world: World) -> None:
    delivery = world.deliver(*(line(kenmerk=f"K{at}", at=UTRECHT if at == 3 else AMSTERDAM) for at in range(7))).delivery
    world.reassess(TOO_LATE)
    leaves, root = stored_leaves(delivery), bytes.fromhex(entry_behind(delivery.number).merkle_root)
    assert Signal.objects.filter(salt=None).count() == 1
    assert all(merkle.verify_proof(leaf, at, 7, merkle.proof(leaves, at), root) for at, leaf in enumerate(leaves))


def test_after_acceptance_the_leaves_still_recompute(world: World) -> None:
    delivery = world.deliver(line(at=UTRECHT), line(kenmerk="K2", at=GRONINGEN)).delivery
    there.give_destination(UTRECHT)
    world.reassess(LATER)
    assert merkle.root(stored_leaves(delivery)).hex() == entry_behind(delivery.number).merkle_root


def test_a_newer_edition_settles_an_address_and_the_leaf_still_recomputes(world: World) -> None:
    delivery = world.deliver(line(at=BORDER, number=3)).delivery
    world.edition = there.edition_of([*there.ADDRESSES[:-2], (BORDER, 3, "", 363)])
    assert world.reassess(LATER) == Settled(1, 1, 0)
    signal = Signal.objects.get()
    assert (signal.municipality_id, signal.told.place_rule) == (AMSTERDAM, "huisnummer")
    assert merkle.root(stored_leaves(delivery)).hex() == entry_behind(delivery.number).merkle_root


def test_where_nothing_changed_nothing_is_written(world: World) -> None:
    world.deliver(line(at=UTRECHT), line(kenmerk="K2", at=GRONINGEN), line(kenmerk="K3", at=BORDER, number=3))
    before, rows = there.counted(), list(Signal.objects.order_by("pk").values())
    assert world.reassess(LATER) == Settled(3, 0, 0)
    assert (there.counted(), list(Signal.objects.order_by("pk").values())) == (before, rows)


def test_without_held_signals_nothing_is_looked_at(world: World) -> None:
    world.deliver(line())
    assert (world.reassess(), deliveries_with_held()) == (Settled(), [])
    assert held_signals(Delivery.objects.get()).is_empty()


def test_only_what_changed_is_settled_and_the_rest_waits_on(world: World) -> None:
    world.deliver(line(at=UTRECHT), line(kenmerk="K2", at=GRONINGEN))
    there.give_destination(UTRECHT)
    assert world.reassess(LATER) == Settled(2, 1, 0)
    assert there.states() == ["accepted", "held"]
    assert set(StoredFinding.objects.filter(assessment=2).values_list("line", flat=True)) <= {2}


def test_the_counts_of_the_delivery_stay_those_of_its_receipt(world: World) -> None:
    world.deliver(line(at=UTRECHT))
    there.give_destination(UTRECHT)
    world.reassess(LATER)
    assert Delivery.objects.values_list("accepted", "held", "refused").get() == (0, 1, 0)


def test_the_same_bytes_after_that_are_still_the_same_delivery(world: World) -> None:
    first = world.deliver(line(at=UTRECHT))
    there.give_destination(UTRECHT)
    world.reassess(LATER)
    before = there.counted()
    assert world.deliver(line(at=UTRECHT), on=LATER).delivery == first.delivery
    assert there.counted() == before


def test_what_an_intermediary_delivered_is_judged_by_its_mandate_of_then(world: World) -> None:
    there.mandate(until=LATER)
    world.deliver(line(at=UTRECHT, namens_kvk=CARE), line(at=GRONINGEN, kenmerk="K2", namens_kvk=CARE), sender=AGENT)
    there.give_destination(UTRECHT)
    assert world.reassess(LATER - timedelta(days=1)) == Settled(2, 1, 0)
    assert world.reassess(LATER) == Settled(1, 0, 1)
    assert set(Signal.objects.values_list("reference", "state")) == {("K1", "accepted"), ("K2", "refused")}


def test_an_interruption_between_deliveries_leaves_whole_ones_and_a_rerun_finishes(world: World) -> None:
    for at in range(3):
        world.deliver(line(kenmerk=f"K{at}", at=UTRECHT), line(kenmerk=f"L{at}", at=UTRECHT))
    there.give_destination(UTRECHT)
    with pytest.raises(OSError, match="unplugged"):
        world.reassess(LATER, Refusing(world.private, 1))
    assert there.states() == ["accepted"] * 2 + ["held"] * 4
    assert world.report().intact
    assert world.reassess(LATER) == Settled(4, 4, 0)
    assert SealedReceipt.objects.filter(kind="beoordeeld").count() == 6
    assert world.report().intact


def test_a_signal_withdrawn_meanwhile_stays_withdrawn(world: World) -> None:
    world.deliver(line(at=UTRECHT))
    there.give_destination(UTRECHT)
    with there.meanwhile(lambda: world.deliver(withdrawal(), on=LATER)):
        world.reassess(LATER)
    assert Signal.objects.get(signal_type="vroegsignaal").state == "withdrawn"


def test_two_that_reassess_at_once_settle_a_signal_once(world: World) -> None:
    world.deliver(line(at=UTRECHT))
    there.give_destination(UTRECHT)
    with there.meanwhile(lambda: world.reassess(LATER)):
        world.reassess(LATER)
    assert SealedReceipt.objects.filter(kind="beoordeeld").count() == 2
    assert StoredFinding.objects.filter(assessment=3).count() == 0


def test_a_signal_refused_meanwhile_gets_nothing_back(world: World) -> None:
    world.deliver(line(at=UTRECHT, achternaam=PLANTED))
    with there.meanwhile(lambda: world.reassess(TOO_LATE)):
        there.give_destination(UTRECHT)
        world.reassess(LATER)
    assert there.tables_with(PLANTED) == []
    assert there.states() == ["refused"]


def test_held_signals_of_every_kind_survive_the_second_look(world: World) -> None:
    for kind in ("zorg", "energie", "huur"):
        world.deliver(line(kind, at=UTRECHT), line(kind, kenmerk="K2", at=BORDER, number=3))
    there.give_destination(UTRECHT)
    assert world.reassess(TODAY) == Settled(6, 3, 0)


def test_an_update_that_waits_finds_the_first_signal_that_was_accepted(world: World) -> None:
    world.deliver(line("energie"))
    world.deliver(line("energie", at=UTRECHT, signaaltype="actualisatie", bedrag="150"), on=date(2026, 7, 10))
    there.give_destination(UTRECHT)
    assert world.reassess(LATER) == Settled(1, 1, 0)
