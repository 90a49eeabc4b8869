"""However signals come in - in one run, one by one, in parts, with judgements and withdrawals between - the outcome is one."""

from __future__ import annotations

import random

import pytest

from crash.delivery_world import AMSTERDAM, NOW, UTRECHT, WHO
from steps.matching import stored_world as stored
from tijdig.journey import match
from tijdig.steps.intake.models import Signal, State
from tijdig.steps.matching.models import Placement, SharedContact
from tijdig.steps.matching.refusals import Refused

pytestmark = pytest.mark.django_db


def _place(signals: list[int], municipality: str = AMSTERDAM) -> None:
    match.place_signals(municipality=municipality, signals=signals, actor=WHO, at=NOW)


def test_a_run_stores_what_the_engine_found() -> None:
    here = stored.world()
    stored.delivered(here, stored.crowd(1, 200))
    stored.run()
    found = stored.assert_as_expected()
    assert set(found.links["tier"]) >= {1, 2, 3, 6}
    assert stored.asked()


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_signals_placed_one_by_one_come_out_as_in_a_run(seed: int) -> None:
    here = stored.world()
    signals = stored.delivered(here, stored.crowd(seed, 120))
    random.Random(seed).shuffle(signals)  # noqa: S311 - an order, no secrets
    for signal in signals:
        _place([signal])
    found = stored.assert_as_expected()
    assert {"ambiguous", "unsure"} <= set(found.review["reason"])
    assert SharedContact.objects.exists()


def test_signals_placed_beside_a_run_come_out_as_in_a_run() -> None:
    here = stored.world()
    stored.delivered(here, stored.crowd(5, 100))
    stored.run()
    later = stored.delivered(here, stored.crowd(6, 40), "L")
    _place(later[:1])
    _place(later[1:20])
    _place(later[20:])
    stored.assert_as_expected()
    before = stored.groups()
    stored.run()
    stored.assert_as_expected()
    assert stored.groups() == before


@pytest.mark.parametrize("seed", [7, 8])
def test_judgements_and_withdrawals_between_leave_the_outcome_one(seed: int) -> None:
    here, person = stored.world(), stored.case_worker()
    signals = stored.delivered(here, stored.crowd(seed, 60))
    draw = random.Random(seed)  # noqa: S311 - a walk, no secrets
    judged = []
    for step, signal in enumerate(signals):
        _place([signal])
        if step > 10 and step % 5 == 0:
            left, right = draw.choice(stored.asked())[:2] if draw.random() < 0.7 else draw.sample(signals[:step], 2)
            try:
                verdict = draw.choice(["same", "different", "unsure"])
                judged.append(match.judge(left=left, right=right, verdict=verdict, reason="", person=person, actor=WHO, at=NOW))
            except Refused:
                continue
        if judged and step % 17 == 0:
            back = judged.pop(draw.randrange(len(judged)))
            match.take_back(judgement=back, reason="", person=person, actor=WHO, at=NOW)
        if step % 20 == 19:
            gone = draw.choice(list(Placement.objects.values_list("pk", flat=True)))
            stored.withdrawn([gone])
            _place([gone])
            stored.assert_as_expected()
    stored.assert_as_expected()
    stored.run()
    stored.assert_as_expected()


def test_signals_that_went_and_come_back_come_out_as_in_a_run() -> None:
    here = stored.world()
    signals = stored.delivered(here, stored.crowd(9, 60))
    _place(signals)
    for signal in signals[::4]:
        stored.withdrawn([signal])
        _place([signal])
        Signal.objects.filter(pk=signal).update(state=State.ACCEPTED)
        _place([signal])
    stored.assert_as_expected()


def test_two_municipalities_never_meet() -> None:
    here = stored.world()
    same = [stored.told(postcode="1011AA"), stored.told(postcode="3511AA", telefoon="0612345678")]
    here_and_there = stored.delivered(here, same)
    _place([here_and_there[0]])
    _place([here_and_there[1]], UTRECHT)
    assert stored.groups() == [[here_and_there[0]]]
    assert stored.groups(UTRECHT) == [[here_and_there[1]]]
    assert stored.links() == stored.asked() == []
