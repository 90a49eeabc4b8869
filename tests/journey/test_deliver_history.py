"""Delivering what was delivered before: repeats, updates, withdrawals, and held lines sent again."""

from __future__ import annotations

from datetime import date

import pytest

from crash import delivery_world as there
from crash.delivery_world import (
    AMSTERDAM,
    BORDER,
    CARE,
    GRONINGEN,
    NEXT_MONTH,
    TODAY,
    UTRECHT,
    World,
    line,
)
from tijdig.steps.intake.models import Refusal, Signal
from tijdig.steps.intake.queries import earlier_signals

pytestmark = pytest.mark.django_db
EDITION = there.edition_of(there.ADDRESSES)
ACCEPTED, HELD, REFUSED = (1, 0, 0), (0, 1, 0), (0, 0, 1)
REPEAT, RECEIVED, ORDER = "herhaling-niet-hoger", "al-ontvangen", "signaalvolgorde-onjuist"


@pytest.fixture
def world() -> World:
    there.settle_in()
    return World(EDITION)


def withdrawal(**changes: str) -> dict[str, str]:
    return {"kenmerk": "K1", "soort": "zorg", "signaaltype": "intrekking", **dict.fromkeys(
        ("achternaam", "postcode", "huisnummer", "bedrag", "ontstaansdatum"), ""), **changes}  # fmt: skip


@pytest.mark.parametrize("sort", ["actualisatie", "eindelevering"])
def test_energy_is_not_updated_before_a_first_signal_from_2026_on(world: World, sort: str) -> None:
    later = line("energie", signaaltype=sort, einde_levering_op="2026-09-30")
    assert there.outcome(world.deliver(later)) == REFUSED
    assert there.codes() == [ORDER]


def test_energy_is_updated_after_a_first_signal(world: World) -> None:
    world.deliver(line("energie"))
    later = line("energie", signaaltype="actualisatie", bedrag="150")
    assert there.outcome(world.deliver(later, on=NEXT_MONTH)) == ACCEPTED
    assert there.states() == ["accepted", "accepted"]


def test_the_first_signal_of_another_reference_is_none(world: World) -> None:
    world.deliver(line("energie", kenmerk="K2"))
    assert there.outcome(world.deliver(line("energie", signaaltype="actualisatie"))) == REFUSED


def test_before_2026_energy_may_be_updated_without_a_first_signal(world: World) -> None:
    later = line("energie", signaaltype="actualisatie", ontstaansdatum="2025-10-01", contact_gezocht_op="")
    assert there.outcome(world.deliver(later, on=date(2025, 12, 31))) == ACCEPTED


def test_a_first_signal_in_the_same_file_is_no_earlier_one(world: World) -> None:
    lines = (line("energie"), line("energie", kenmerk="K2", signaaltype="actualisatie"))
    assert there.outcome(world.deliver(*lines)) == (1, 0, 1)


@pytest.mark.parametrize("amount", ["100,00", "99,99"])
def test_a_repeat_that_is_not_higher_is_accepted_with_a_warning(world: World, amount: str) -> None:
    world.deliver(line())
    assert there.outcome(world.deliver(line(bedrag=amount), on=NEXT_MONTH)) == ACCEPTED
    assert there.codes() == [REPEAT]


def test_a_repeat_that_is_higher_gets_no_warning(world: World) -> None:
    world.deliver(line())
    assert there.outcome(world.deliver(line(bedrag="100,01"), on=NEXT_MONTH)) == ACCEPTED
    assert there.codes() == []


def test_a_repeat_is_held_against_the_newest_amount(world: World) -> None:
    world.deliver(line(bedrag="100"))
    world.deliver(line(bedrag="300"), on=date(2026, 7, 10))
    world.deliver(line(bedrag="200"), on=NEXT_MONTH)
    assert there.codes() == [REPEAT]


def test_the_same_line_in_another_file_on_the_same_day_was_received_already(world: World) -> None:
    world.deliver(line())
    assert there.outcome(world.deliver(line(), line(kenmerk="K2"))) == (1, 0, 1)
    assert there.codes("refused") == [RECEIVED]


@pytest.mark.parametrize("written", ["  K1 ", "K1\t"])
def test_white_space_around_a_reference_does_not_make_it_another(world: World, written: str) -> None:
    world.deliver(line())
    assert there.outcome(world.deliver(line(kenmerk=written))) == REFUSED
    assert there.codes("refused") == [RECEIVED]


@pytest.mark.parametrize("change", [{"bedrag": "101"}, {"ontstaansdatum": "2026-05-11"}])
def test_another_amount_or_origin_on_the_same_day_is_no_doubling(world: World, change: dict[str, str]) -> None:
    world.deliver(line())
    assert there.outcome(world.deliver(line(**change))) == ACCEPTED


def test_the_same_line_next_month_is_a_repeat(world: World) -> None:
    world.deliver(line())
    assert there.outcome(world.deliver(line(), line(kenmerk="K2"), on=NEXT_MONTH)) == (2, 0, 0)
    assert there.codes() == [REPEAT]


def test_one_reference_of_another_creditor_has_no_history_here(world: World) -> None:
    world.deliver(line("energie"))
    assert there.outcome(world.deliver(line())) == ACCEPTED
    assert there.codes() == []


def test_a_withdrawal_takes_the_earlier_signal_back(world: World) -> None:
    world.deliver(line(), line(kenmerk="K2"))
    assert there.outcome(world.deliver(withdrawal(), on=NEXT_MONTH)) == ACCEPTED
    assert there.states() == ["withdrawn", "accepted", "accepted"]
    assert Signal.objects.get(signal_type="intrekking").municipality_id == AMSTERDAM


def test_a_withdrawal_of_an_unknown_reference_is_refused(world: World) -> None:
    world.deliver(line(kenmerk="K2"))
    assert there.outcome(world.deliver(withdrawal())) == REFUSED
    assert (there.codes(), there.states()) == ([ORDER], ["accepted"])


def test_a_signal_is_withdrawn_once(world: World) -> None:
    world.deliver(line())
    world.deliver(withdrawal())
    assert there.outcome(world.deliver(withdrawal(), line(kenmerk="K9"), on=NEXT_MONTH)) == (1, 0, 1)


def test_after_a_withdrawal_the_reference_starts_anew(world: World) -> None:
    world.deliver(line())
    world.deliver(withdrawal())
    assert there.outcome(world.deliver(line(bedrag="50"), on=NEXT_MONTH)) == ACCEPTED
    assert there.codes() == []


def test_a_withdrawal_needs_no_agreement_and_no_destination(world: World) -> None:
    world.deliver(line(at=UTRECHT), line(kenmerk="K2", at=GRONINGEN))
    assert there.outcome(world.deliver(withdrawal(), withdrawal(kenmerk="K2"))) == (2, 0, 0)
    assert there.states() == ["withdrawn", "withdrawn", "accepted", "accepted"]


def test_a_signal_that_waits_without_a_municipality_can_be_withdrawn(world: World) -> None:
    world.deliver(line(at=BORDER, number=3))
    delivered = world.deliver(withdrawal())
    assert there.outcome(delivered)[2] == 0
    assert there.states()[0] == "withdrawn"


def test_a_refused_line_does_not_replace_what_waits(world: World) -> None:
    world.deliver(line(at=UTRECHT))
    assert there.outcome(world.deliver(line(at=UTRECHT, bedrag="0"))) == REFUSED
    assert there.states() == ["held"]


@pytest.mark.parametrize("on", [TODAY, date(2026, 7, 20)])
def test_a_held_line_sent_again_unchanged_was_received_already(world: World, on: date) -> None:
    world.deliver(line(at=UTRECHT))
    assert there.outcome(world.deliver(line(at=UTRECHT), line(kenmerk="K2", bedrag="0"), on=on)) == (0, 0, 2)
    assert (RECEIVED in there.codes(), there.states()) == (True, ["held"])


def test_a_held_line_sent_again_with_another_amount_replaces_the_held_one(world: World) -> None:
    world.deliver(line(at=UTRECHT))
    assert there.outcome(world.deliver(line(at=UTRECHT, bedrag="150"))) == HELD
    assert there.states() == ["withdrawn", "held"]


def test_a_held_line_sent_again_with_its_address_put_right_replaces_the_held_one(world: World) -> None:
    world.deliver(line(at=BORDER, number=3))
    assert there.outcome(world.deliver(line(at=BORDER, number=3, huisletter="A"))) == ACCEPTED
    assert there.states() == ["withdrawn", "accepted"]


def test_an_update_of_a_first_signal_that_waits_does_not_take_the_first_signal_away(world: World) -> None:
    world.deliver(line("energie", at=UTRECHT))
    world.deliver(line("energie", at=UTRECHT, signaaltype="actualisatie", bedrag="150"), on=date(2026, 7, 10))
    there.give_destination(UTRECHT)
    world.reassess(date(2026, 7, 20))
    assert "accepted" in there.states()
    assert "refused" not in there.states()


def test_the_history_holds_accepted_and_held_signals_and_nothing_else(world: World) -> None:
    world.deliver(line(), line(kenmerk="K2", at=UTRECHT), line(kenmerk="K3"), line(kenmerk="K4", bedrag="0"))
    world.deliver(withdrawal(kenmerk="K3"))
    owner = Signal.objects.first().creditor_id
    found = earlier_signals({owner: ["K1", "K2", "K3", "K4", "K5", "'; --", '"']})
    assert found.select("reference", "state").rows() == [("K1", "accepted"), ("K2", "held")]
    assert earlier_signals({owner: ["K1"]}, excluding=found["id"].to_list()).is_empty()
    assert earlier_signals({}).columns == found.columns


def test_references_with_odd_signs_are_found_again(world: World) -> None:
    odd = ['a"b', "a'b", "a\\b", "{a,b}", "é𝔘", "null", "100", "a b", "%s"]
    world.deliver(*(line(kenmerk=text) for text in odd))
    assert there.outcome(world.deliver(*(line(kenmerk=text) for text in odd), line(kenmerk="new"))) == (1, 0, 9)
    assert Refusal.objects.count() == 9


def test_the_reference_is_all_that_a_refusal_keeps(world: World) -> None:
    world.deliver(line(), sender=CARE)
    world.deliver(line(), line(kenmerk="K2", achternaam=""), sender=CARE)
    assert set(Refusal.objects.values_list("reference", flat=True)) == {"K1", "K2"}
