"""Handing over the signals of who moved, and what the creditor hears of it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import transaction

from crash import delivery_world as there
from crash.delivery_world import AMSTERDAM, GRONINGEN, UTRECHT
from steps.followup.desk_world import TODAY, Desk, line, settled
from tijdig.foundation.ledger.models import SealedReceipt
from tijdig.foundation.ledger.receipt_check import Outcome as Checked
from tijdig.foundation.ledger.receipt_check import verify
from tijdig.journey.follow import NotCovered, Transferred, transfer_case
from tijdig.steps.agreements.operations import admit_experiment_pair
from tijdig.steps.agreements.rules import PairFacts
from tijdig.steps.feedback.models import Feedback
from tijdig.steps.feedback.queries import feedback_for
from tijdig.steps.followup.models import Case, CaseSignal
from tijdig.steps.intake.models import Delivery, Signal
from tijdig.steps.intake.queries import deliveries_received

pytestmark = pytest.mark.django_db


@dataclass
class Mover:
    """A desk with one case of somebody who moved."""

    desk: Desk
    case: Case

    def transfer(self, to: str = UTRECHT) -> Transferred:
        return transfer_case(
            case=self.case.number, version=self.case.version, to=to, places_edition="editie", sealer=self.desk.world.sealer,
            **self.desk.told(),
        )  # fmt: skip


@pytest.fixture
def mover() -> Mover:
    desk = settled()
    lines = (line(kenmerk="A", telefoon="0612345678", straat="Oudeweg"), line("energie", kenmerk="B", klantnummer="K9"))
    return Mover(desk, desk.case(*lines))


def test_the_signals_arrive_at_the_other_municipality_as_they_were_told(mover: Mover) -> None:
    there.give_destination(UTRECHT)
    done = mover.transfer()
    told = ("creditor", "reference", "kind", "surname", "postcode", "house_number", "phone", "amount_cents", "arose_on")
    here = Signal.objects.filter(municipality=AMSTERDAM).order_by("pk").values_list(*told)
    elsewhere = Signal.objects.filter(municipality=UTRECHT).order_by("line")
    assert list(here) == list(elsewhere.values_list(*told))
    assert set(elsewhere.values_list("state", "system", "signal_date")) == {("accepted", "vps", TODAY)}
    assert (done.signals, done.case.state, done.case.outcome) == (2, "closed", "not-a-resident")
    assert set(CaseSignal.objects.values_list("status", flat=True)) == {"not-a-resident"}


def test_the_handing_municipality_gets_receipts_that_are_genuine(mover: Mover) -> None:
    there.give_destination(UTRECHT)
    done = mover.transfer()
    assert len(done.receipts) == 2
    for number in done.receipts:
        verdict = verify(SealedReceipt.objects.get(pk=number).document.encode(), [mover.desk.world.sealer.public_key])
        assert (verdict.outcome, verdict.receipt["afzender"]) == (Checked.GENUINE, AMSTERDAM)
    assert mover.desk.world.report().intact
    assert [(one.sender, one.accepted) for one in deliveries_received(UTRECHT)] == [("Amsterdam", 2)]


def test_the_creditor_hears_that_the_person_lives_elsewhere_and_not_where(mover: Mover) -> None:
    there.give_destination(UTRECHT)
    mover.transfer()
    creditor = there.creditor_id(there.CARE)
    [told] = feedback_for(creditor, TODAY)
    assert told.sentence == "De persoon is geen inwoner (meer) van deze gemeente."
    assert (told.reference, told.municipality, told.pause_until) == ("A", "Amsterdam", None)
    assert "Utrecht" not in repr(told)
    assert UTRECHT not in repr(told)


@pytest.mark.parametrize(
    ("to", "said"), [(UTRECHT, "waar die gemeente signalen ontvangt"), (GRONINGEN, "overeenkomst"), (AMSTERDAM, "eigen gemeente")]
)
def test_where_it_is_not_covered_nothing_goes_and_it_says_what_to_do(mover: Mover, to: str, said: str) -> None:
    before = Delivery.objects.count()
    with pytest.raises(NotCovered, match=said), transaction.atomic():
        mover.transfer(to)
    mover.case.refresh_from_db()
    assert (mover.case.state, mover.case.version, Delivery.objects.count(), Feedback.objects.count()) == ("new", 1, before, 0)


def test_every_signal_must_be_covered(mover: Mover) -> None:
    there.give_destination_of_groningen()
    there.sign(there.CARE)
    with pytest.raises(NotCovered, match="Niet elke schuldeiser"), transaction.atomic():
        mover.transfer(GRONINGEN)
    there.sign(there.ENERGY)
    assert mover.transfer(GRONINGEN).signals == 2


def test_the_experiment_counts_there_too() -> None:
    desk = settled()
    there.give_destination(UTRECHT)
    pair = PairFacts(there.TAX, AMSTERDAM, there.START, None, "Stcrt. 2025, 17636")
    admit_experiment_pair(pair=pair, actor=there.WHO, at=there.NOW)
    mover = Mover(desk, desk.case(line("belastingdienst", kenmerk="T")))
    with pytest.raises(NotCovered, match="experiment"), transaction.atomic():
        mover.transfer()
