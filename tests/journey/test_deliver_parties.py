"""Delivering for others, under agreements, to destinations and within the experiment."""

from __future__ import annotations

from datetime import date

import pytest

from crash import delivery_world as there
from crash.delivery_world import (
    AGENT,
    AMSTERDAM,
    CARE,
    ENERGY,
    GRONINGEN,
    NOW,
    START,
    TAX,
    TODAY,
    UTRECHT,
    WHO,
    World,
    line,
)
from tijdig.foundation.parties import operations as parties
from tijdig.foundation.parties.rules import MunicipalityFacts, OrganisationFacts, PlaceFacts
from tijdig.steps.agreements import operations as agreements
from tijdig.steps.agreements.rules import PairFacts
from tijdig.steps.intake.models import Signal

pytestmark = pytest.mark.django_db
EDITION = there.edition_of(there.ADDRESSES)
ACCEPTED, HELD, REFUSED = (1, 0, 0), (0, 1, 0), (0, 0, 1)
BODY = "55555555"


@pytest.fixture
def world() -> World:
    there.settle_in()
    there.give_destination_of_groningen()
    return World(EDITION)


def test_an_intermediary_with_a_mandate_delivers_for_the_creditor(world: World) -> None:
    there.mandate()
    assert there.outcome(world.deliver(line(namens_kvk=CARE), sender=AGENT)) == ACCEPTED
    signal = Signal.objects.get()
    assert (signal.creditor.kvk, signal.delivery.sender_kvk) == (CARE, AGENT)


def test_a_creditor_delivers_for_itself_whether_or_not_it_names_itself(world: World) -> None:
    assert there.outcome(world.deliver(line(), line(kenmerk="K2", namens_kvk=f" {CARE} "), sender=CARE)) == (2, 0, 0)
    assert set(Signal.objects.values_list("creditor__kvk", flat=True)) == {CARE}


def test_without_a_mandate_an_intermediary_is_refused(world: World) -> None:
    assert there.outcome(world.deliver(line(namens_kvk=CARE), sender=AGENT)) == REFUSED
    assert there.codes() == ["machtiging-ontbreekt"]


@pytest.mark.parametrize(("until", "expected"), [(TODAY, REFUSED), (date(2026, 7, 2), ACCEPTED)])
def test_a_mandate_does_not_count_on_the_day_it_ends(world: World, until: date, expected: tuple[int, int, int]) -> None:
    there.mandate(until=until)
    assert there.outcome(world.deliver(line(namens_kvk=CARE), sender=AGENT)) == expected


def test_a_mandate_for_another_kind_or_creditor_is_none(world: World) -> None:
    there.mandate(kinds=frozenset({"huur"}))
    there.mandate(ENERGY)
    assert there.outcome(world.deliver(line(namens_kvk=CARE), sender=AGENT)) == REFUSED
    assert there.codes() == ["machtiging-ontbreekt"]


def test_an_intermediary_says_for_whom_it_delivers(world: World) -> None:
    there.mandate()
    lines = (line(namens_kvk=""), line(kenmerk="K2", namens_kvk=CARE))
    assert there.outcome(world.deliver(*lines, sender=AGENT)) == (1, 0, 1)
    assert "veld-ontbreekt" in there.codes("refused")


def test_an_intermediary_for_a_stranger_is_refused_for_the_mandate(world: World) -> None:
    assert there.outcome(world.deliver(line(namens_kvk="77777777"), sender=AGENT)) == REFUSED
    assert there.codes("refused") == ["machtiging-ontbreekt"]


def test_a_number_that_is_no_kvk_number_is_refused(world: World) -> None:
    there.mandate()
    assert there.outcome(world.deliver(line(namens_kvk="1111111"), sender=AGENT)) == REFUSED
    assert "kvk-ongeldig" in there.codes()


def test_a_creditor_may_not_deliver_for_another_without_a_mandate(world: World) -> None:
    assert there.outcome(world.deliver(line(namens_kvk=CARE), sender=ENERGY)) == REFUSED
    assert there.codes() == ["machtiging-ontbreekt"]


def test_a_kind_that_the_creditor_is_not_registered_for_is_refused(world: World) -> None:
    assert there.outcome(world.deliver(line("energie"), sender=CARE)) == REFUSED
    assert there.codes() == ["grondslag-ontbreekt"]


def test_one_reference_of_two_creditors_are_two_signals(world: World) -> None:
    there.mandate()
    there.mandate(ENERGY)
    lines = (line(namens_kvk=CARE), line("energie", namens_kvk=ENERGY))
    assert there.outcome(world.deliver(*lines, sender=AGENT)) == (2, 0, 0)


def test_one_reference_twice_is_doubled_even_when_the_creditor_names_itself_once(world: World) -> None:
    assert there.outcome(world.deliver(line(), line(namens_kvk=CARE, bedrag="90"), sender=CARE)) == (1, 0, 1)
    assert there.codes() == ["kenmerk-dubbel"]


def test_without_an_agreement_a_signal_waits(world: World) -> None:
    assert there.outcome(world.deliver(line(at=GRONINGEN))) == HELD
    assert there.codes() == ["overeenkomst-ontbreekt"]


def test_an_agreement_with_a_joint_body_covers_its_members(world: World) -> None:
    parties.form_joint_bodies(
        bodies=[OrganisationFacts(BODY, "GR Noord")], members=[PlaceFacts(BODY, GRONINGEN, START)], actor=WHO, at=NOW
    )
    there.sign(CARE, None, None, BODY)
    assert there.outcome(world.deliver(line(at=GRONINGEN))) == ACCEPTED


def test_an_agreement_of_the_intermediary_covers_what_it_delivers_and_nothing_else(world: World) -> None:
    there.mandate()
    there.sign(None, AGENT)
    assert there.outcome(world.deliver(line(at=GRONINGEN, namens_kvk=CARE), sender=AGENT)) == ACCEPTED
    assert there.outcome(world.deliver(line(at=GRONINGEN, kenmerk="K2"))) == HELD


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ({"until": TODAY}, HELD),  # the first day without it
        ({"until": date(2026, 7, 2)}, ACCEPTED),
        ({"signed": (START, None)}, HELD),
        ({"signed": (None, START)}, HELD),
        ({"signed": (START, date(2026, 7, 2))}, HELD),
        ({"signed": (TODAY, TODAY)}, ACCEPTED),
    ],
)
def test_an_agreement_counts_while_it_lasts_and_once_both_have_signed(world: World, ending: dict, expected: tuple) -> None:
    there.sign(**ending)
    assert there.outcome(world.deliver(line(at=GRONINGEN))) == expected


def test_an_agreement_of_another_creditor_is_none(world: World) -> None:
    there.sign(ENERGY)
    assert there.outcome(world.deliver(line(at=GRONINGEN))) == HELD


def test_where_no_destination_is_known_a_signal_waits(world: World) -> None:
    assert there.outcome(world.deliver(line(at=UTRECHT))) == HELD
    assert (there.codes(), Signal.objects.get().system) == (["kanaal-onbekend"], None)


def test_a_destination_of_later_does_not_count_yet(world: World) -> None:
    there.give_destination(UTRECHT, date(2026, 7, 2))
    assert there.outcome(world.deliver(line(at=UTRECHT))) == HELD


@pytest.mark.parametrize(("until", "expected"), [(None, ACCEPTED), (TODAY, REFUSED), (date(2026, 7, 2), ACCEPTED)])
def test_a_kind_of_the_experiment_needs_an_admitted_pair(world: World, until: date | None, expected: tuple) -> None:
    pair = PairFacts(TAX, AMSTERDAM, START, until, "Stcrt. 2025, 17636")
    agreements.admit_experiment_pair(pair=pair, actor=WHO, at=NOW)
    assert there.outcome(world.deliver(line("belastingdienst"))) == expected


@pytest.mark.parametrize(("creditor", "place"), [(CARE, AMSTERDAM), (TAX, UTRECHT)])
def test_another_pair_of_the_experiment_is_none(world: World, creditor: str, place: str) -> None:
    pair = PairFacts(creditor, place, START, None, "Stcrt. 2025, 17636")
    agreements.admit_experiment_pair(pair=pair, actor=WHO, at=NOW)
    assert there.outcome(world.deliver(line("belastingdienst"))) == REFUSED
    assert there.codes() == ["experiment-niet-toegelaten"]


def test_only_agreements_in_the_register_count_not_the_name_of_the_municipality(world: World) -> None:
    parties.register_municipalities(municipalities=[MunicipalityFacts(GRONINGEN, "Amsterdam")], actor=WHO, at=NOW)
    assert there.outcome(world.deliver(line(at=GRONINGEN))) == HELD
