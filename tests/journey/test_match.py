"""A run as a work item, matching at a delivery, and the command line."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from django.db import IntegrityError

from crash.delivery_world import AMSTERDAM, CARE, NOW, UTRECHT, WHO
from steps.matching import stored_world as stored
from tijdig.cli import main
from tijdig.journey import match
from tijdig.steps.followup.models import DeskSettings
from tijdig.steps.intake.models import Delivery
from tijdig.steps.matching import engine
from tijdig.steps.matching.models import Group, Link, MatchRun, Placement
from tijdig.steps.matching.refusals import Refused
from tijdig.steps.matching.runs import operations as runs

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def _start(municipality: str = AMSTERDAM) -> MatchRun:
    return runs.start_run(municipality=municipality, actor=WHO, at=NOW)


def _switch_on(on: bool, since: date) -> None:
    DeskSettings.objects.create(municipality_id=AMSTERDAM, valid_from=since, priority="[]", match_at_delivery=on)


def test_one_run_at_a_time_in_a_municipality() -> None:
    stored.world()
    run = _start()
    _start(UTRECHT)
    with pytest.raises(Refused, match="loopt al"):
        _start()
    match.run_matching(run=run, worker="w", actor=WHO, at=NOW)
    assert _start().pk != run.pk
    with pytest.raises(IntegrityError):
        MatchRun.objects.create(municipality_id=AMSTERDAM, started_by="x", started_at=NOW)


def test_a_run_tells_what_it_came_to() -> None:
    stored.delivered(stored.world(), [stored.told(), stored.told(), stored.told(postcode="1012AZ", voorletters="J.")])
    summary = stored.run()
    run = summary.run
    assert (run.state, run.progress, run.signals, run.groups, run.several, run.links, run.suggestions) == (
        "done",
        100,
        3,
        2,
        1,
        1,
        2,
    )
    assert summary.kinds == {"combined": 2, "single": 1}
    assert set(summary.parts) == {"read", "compare", "store", "rank", "cases"}


def test_a_run_is_one_workers_until_its_lease_is_over() -> None:
    stored.world()
    run = _start()
    runs.claim_run(run=run, worker="one", until=NOW + match.LEASE, actor=WHO, at=NOW)
    with pytest.raises(Refused, match="wordt al gewerkt"):
        match.run_matching(run=run, worker="two", actor=WHO, at=NOW)
    match.run_matching(run=run, worker="two", actor=WHO, at=LATER)
    with pytest.raises(Refused, match="overgenomen"):
        runs.advance_run(run=run, worker="one", progress=50, until=LATER, actor=WHO, at=LATER)


def test_a_worker_that_lost_its_run_stores_nothing() -> None:
    stored.delivered(stored.world(), [stored.told(), stored.told()])
    run = _start()

    def slow(frame: pl.DataFrame) -> pl.DataFrame:
        MatchRun.objects.filter(pk=run.pk).update(claimed_by="somebody-else")
        return engine.edges(frame)

    with pytest.raises(Refused, match="overgenomen"):
        match.run_matching(run=run, worker="w", actor=WHO, at=NOW, engine=slow)
    assert not Placement.objects.exists()


def test_a_run_that_fails_leaves_nothing_and_another_can_start() -> None:
    stored.delivered(stored.world(), [stored.told(), stored.told()])

    def broken(frame: pl.DataFrame) -> pl.DataFrame:
        raise MemoryError

    run = _start()
    with pytest.raises(MemoryError):
        match.run_matching(run=run, worker="w", actor=WHO, at=NOW, engine=broken)
    run.refresh_from_db()
    assert run.state == "failed"
    assert [model.objects.count() for model in (Group, Link, Placement)] == [0, 0, 0]
    stored.run()
    assert len(stored.groups()) == 1


def test_a_judgement_given_while_the_engine_works_counts() -> None:
    one, two = stored.delivered(stored.world(), [stored.told(), stored.told()])
    stored.run()

    def meanwhile(frame: pl.DataFrame) -> pl.DataFrame:
        person = stored.case_worker()
        match.judge(left=one, right=two, verdict="different", reason="", person=person, actor=WHO, at=NOW)
        return engine.edges(frame)

    match.run_matching(run=_start(), worker="w", actor=WHO, at=NOW, engine=meanwhile)
    assert stored.groups() == [[one], [two]]
    stored.assert_as_expected()


def test_a_signal_placed_while_the_engine_works_stays() -> None:
    here = stored.world()
    stored.delivered(here, stored.crowd(21, 40))

    def meanwhile(frame: pl.DataFrame) -> pl.DataFrame:
        later = stored.delivered(here, stored.crowd(22, 20), "L")
        match.place_signals(municipality=AMSTERDAM, signals=later, actor=WHO, at=NOW)
        return engine.edges(frame)

    match.run_matching(run=_start(), worker="w", actor=WHO, at=NOW, engine=meanwhile)
    assert Placement.objects.count() == 60
    stored.assert_as_expected()


def test_a_person_may_start_a_run_only_where_he_may_match() -> None:
    stored.world()
    with pytest.raises(Refused, match="mag voor deze gemeente"):
        runs.start_run(municipality=UTRECHT, person=stored.case_worker(), actor=WHO, at=NOW)


def test_a_delivery_is_matched_where_that_is_switched_on() -> None:
    here = stored.world()
    _switch_on(on=True, since=date(2026, 1, 1))
    one, two, there = stored.delivered(here, [stored.told(), stored.told(), stored.told(postcode="3511AA")])
    groups = match.match_delivered(delivery=Delivery.objects.get(), actor=WHO, at=NOW)
    assert len(groups) == 1
    assert stored.groups() == [[one, two]]
    assert not Placement.objects.filter(pk=there).exists()
    assert match.match_delivered(delivery=Delivery.objects.get(), actor=WHO, at=NOW) == frozenset()


def test_the_newest_settings_decide_about_matching_at_delivery() -> None:
    here = stored.world()
    _switch_on(on=True, since=date(2026, 1, 1))
    _switch_on(on=False, since=date(2026, 6, 1))
    stored.delivered(here, [stored.told()])
    assert match.match_delivered(delivery=Delivery.objects.get(), actor=WHO, at=NOW) == frozenset()


def test_a_withdrawal_takes_the_signal_out_of_its_group() -> None:
    here = stored.world()
    _switch_on(on=True, since=date(2026, 1, 1))
    one, two = stored.delivered(here, [stored.told(), stored.told()])
    match.match_delivered(delivery=Delivery.objects.get(), actor=WHO, at=NOW)
    nothing = dict.fromkeys(stored.told(), "")
    here.deliver({**nothing, "kenmerk": "K00000", "soort": "zorg", "signaaltype": "intrekking"}, sender=CARE)
    match.match_delivered(delivery=Delivery.objects.latest("pk"), actor=WHO, at=NOW)
    assert stored.groups() == [[two]]
    assert one not in Placement.objects.values_list("pk", flat=True)


def test_a_large_delivery_is_matched_by_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    here = stored.world()
    _switch_on(on=True, since=date(2026, 1, 1))
    monkeypatch.setattr(match, "PLACED_AT_MOST", 1)
    stored.delivered(here, [stored.told(), stored.told()])
    match.match_delivered(delivery=Delivery.objects.get(), actor=WHO, at=NOW)
    assert MatchRun.objects.get().state == "done"
    assert Placement.objects.count() == 2


def test_the_command_line_matches_a_municipality(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    stored.delivered(stored.world(), [stored.told(), stored.told(), stored.told(postcode="1012AZ", voorletters="J.")])
    monkeypatch.setattr("tijdig.cli.database.open_database", lambda: None)
    assert main(["match", "--municipality", AMSTERDAM]) == 0
    told = capsys.readouterr().out
    assert "Amsterdam: 3 signalen van 2 personen." in told
    assert "1 persoon heeft meer dan een signaal." in told
    assert "Per adres: 1 enkelvoudig, 2 meervoudig, 0 opeenvolgend." in told
    assert "2 paren om zelf te beoordelen." in told
    assert main(["match"]) == 0
    assert "Er wacht geen koppelronde." in capsys.readouterr().out
    assert main(["match", "--municipality", "GM9999"]) == 2
    assert "niet bekend" in capsys.readouterr().err
