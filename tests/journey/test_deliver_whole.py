"""A delivery is stored whole or not at all, and once, whoever else is writing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DatabaseError, connection

from crash import delivery_world as there
from crash.delivery_world import CARE, ENERGY, GRONINGEN, Refusing, World, line
from tijdig.foundation.ledger.models import SealedReceipt
from tijdig.journey.deliver import Delivered
from tijdig.steps.intake import operations
from tijdig.steps.intake.models import Delivery, Signal

EDITION = there.edition_of(there.ADDRESSES)
THREE = (line(), line(kenmerk="K2", at=GRONINGEN), line(kenmerk="K3", bedrag="0"))


@pytest.fixture
def world(db: None) -> World:
    there.settle_in()
    return World(EDITION)


@pytest.fixture
def shared_world(transactional_db: None) -> World:
    there.settle_in()
    return World(EDITION)


@pytest.mark.parametrize("good", [0, 1])
def test_a_seal_that_breaks_at_either_receipt_leaves_nothing(world: World, good: int) -> None:
    before = there.counted()
    with pytest.raises(OSError, match="unplugged"):
        world.deliver(*THREE, sealer=Refusing(world.private, good))
    assert there.counted() == before
    assert world.report().intact


@pytest.mark.parametrize("step", ["append", "insert", "issue", "_insert_rest", "_delivery", "_hand_out"])
def test_a_failure_at_any_step_leaves_nothing(world: World, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise DatabaseError("disk full")

    before = there.counted()
    with monkeypatch.context() as patched:
        patched.setattr(operations, step, fail)
        with pytest.raises(DatabaseError, match="disk full"):
            world.deliver(*THREE)
    assert there.counted() == before
    assert there.outcome(world.deliver(*THREE)) == (1, 1, 1)


def test_a_failure_takes_back_what_was_withdrawn(world: World) -> None:
    world.deliver(line(at=GRONINGEN))
    with pytest.raises(OSError, match="unplugged"):
        world.deliver(line(at=GRONINGEN, bedrag="150"), sealer=Refusing(world.private))
    assert there.states() == ["held"]


def test_a_breach_of_a_constraint_is_told_as_it_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "new_number", lambda letter: f"{letter}-1")  # both receipts get one number
    with pytest.raises(DatabaseError):
        world.deliver(*THREE)
    assert not Delivery.objects.exists()


def at_once(world: World, *files: bytes, sender: str = CARE) -> list[Delivered]:
    """Deliver the files in threads that start together, each with a connection of its own."""
    barrier = Barrier(len(files))

    def one(data: bytes) -> Delivered:
        barrier.wait(10)
        try:
            return world.deliver(data=data, sender=sender)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(files)) as threads:
        return list(threads.map(one, files))


def test_the_same_bytes_delivered_by_two_at_once_are_one_delivery(shared_world: World) -> None:
    first, second = at_once(shared_world, *[there.file_of(*THREE)] * 2)
    assert first.delivery == second.delivery
    assert (first.assessment is None) != (second.assessment is None)
    assert there.counted() | {"Entry": 0} == {
        "Delivery": 1, "Signal": 2, "Refusal": 1, "StoredFinding": 3, "SealedReceipt": 2, "Entry": 0,
    }  # fmt: skip
    assert shared_world.report().intact


def test_four_at_once_are_one_delivery_with_two_receipts(shared_world: World) -> None:
    found = at_once(shared_world, *[there.file_of(*THREE)] * 4)
    assert len({delivered.delivery.number for delivered in found}) == 1
    assert SealedReceipt.objects.count() == 2


def test_two_files_at_once_with_one_reference_see_each_other(shared_world: World) -> None:
    files = [there.file_of(line(), line(kenmerk=f"K{at}")) for at in (2, 3)]
    at_once(shared_world, *files)
    assert Signal.objects.filter(reference="K1").count() == 1
    assert there.codes("refused") == ["al-ontvangen"]
    assert shared_world.report().intact


def test_different_senders_at_once_each_get_their_delivery(shared_world: World) -> None:
    barrier = Barrier(2)

    def one(sender: str, kind: str) -> Delivered:
        barrier.wait(10)
        try:
            return shared_world.deliver(line(kind), sender=sender)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        assert len({delivered.delivery.pk for delivered in threads.map(one, (CARE, ENERGY), ("zorg", "energie"))}) == 2
    assert shared_world.report().intact


@pytest.mark.parametrize("verb", [World.deliver, World.reassess])
def test_readers_see_nothing_of_a_delivery_before_its_commit(shared_world: World, verb: Callable) -> None:
    shared_world.deliver(line("energie", at=GRONINGEN))
    there.sign(ENERGY)
    there.give_destination(GRONINGEN)
    before, seen = there.counted(), []

    def look() -> None:
        with ThreadPoolExecutor(1) as thread:
            seen.append(thread.submit(_looked).result(20))

    with there.meanwhile(look, "tijdig.steps.intake.operations._hand_out"):
        verb(shared_world, *([*THREE] if verb is World.deliver else []))
    assert seen == [before]
    assert there.counted() != before


def _looked() -> dict[str, int]:
    try:
        return there.counted()
    finally:
        connection.close()
