"""Matching in pages: a person starts it, sees how far it is, judges pairs and can take a judgement back."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tijdig.steps.followup.models import Case
from tijdig.steps.matching.models import Judgement, MatchRun, Suggestion
from tijdig.steps.matching.queries import suggestion_counts
from tijdig.steps.matching.runs.operations import claim_run, start_run
from tijdig.web.municipality.comparison import differing
from web.world import BY, HERE, Desk

Browse = Callable[[str], Client]


def open_suggestions(municipality: str) -> int:
    return suggestion_counts(municipality)["open"]


def judge(browser: Client, verdict: str):
    number = re.search(r'action="/bureau/koppelen/beoordelen/(\d+)/"', browser.get(reverse("bureau:review")).text)[1]
    return browser.post(reverse("bureau:judge", args=[number]), {"oordeel": verdict}, follow=True)


@pytest.mark.django_db(transaction=True)
def test_a_run_goes_on_after_its_page_was_sent_and_gives_cases(transactional_db):
    desk = Desk()
    desk.settle_in()
    desk.populate(6)
    sanne = Client()
    sanne.force_login(desk.people["sanne"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Nog niet gekoppeld" in sanne.get(reverse("bureau:matching")).text
    assert sanne.post(reverse("bureau:start_matching")).status_code == 302
    finish()
    page = sanne.get(reverse("bureau:matching")).text
    assert "signalen bekeken" in page
    assert MatchRun.objects.get().state == "done"
    assert Case.objects.filter(municipality=HERE).exists()


def test_a_run_shows_how_far_it_is_with_and_without_javascript(busy: Desk, browse: Browse):
    start_run(municipality=HERE, actor=BY, at=busy.now)
    sanne = browse("sanne")
    page = sanne.get(reverse("bureau:matching")).text
    assert 'hx-trigger="every 1s"' in page
    assert "Ververs de voortgang" in page
    part = sanne.get(reverse("bureau:matching"), headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "Bezig met koppelen" in part


@pytest.mark.django_db(transaction=True)
def test_a_run_whose_process_ended_is_taken_up_again(transactional_db):
    desk = Desk()
    desk.settle_in()
    desk.populate(4)
    sanne = Client()
    sanne.force_login(desk.people["sanne"], backend="allauth.account.auth_backends.AuthenticationBackend")
    hour = timedelta(hours=1)
    run = start_run(municipality=HERE, actor=BY, at=desk.now - 2 * hour)
    claim_run(run=run, worker="weg", until=desk.now - hour, actor=BY, at=desk.now - 2 * hour)
    assert "Het koppelen staat stil" in sanne.get(reverse("bureau:matching")).text
    sanne.post(reverse("bureau:start_matching"))
    finish()
    assert MatchRun.objects.get().state == "done"


def finish() -> None:
    """Wait for the work that goes on after a page was sent."""
    for thread in threading.enumerate():
        if thread.name.startswith("koppelronde"):
            thread.join(60)


def test_a_second_run_is_refused_with_the_reason(busy: Desk, browse: Browse):
    start_run(municipality=HERE, actor=BY, at=busy.now)
    answer = browse("sanne").post(reverse("bureau:start_matching"), follow=True)
    assert "Er loopt al een koppelronde" in answer.text


def test_nothing_is_matched_before_the_municipality_decided(db):
    desk = Desk()
    desk.settle_in(decided=False)
    sanne = Client()
    sanne.force_login(desk.people["sanne"], backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = sanne.post(reverse("bureau:start_matching"), follow=True)
    assert "Leg vast hoe lang de gegevens bewaard worden" in answer.text
    assert not MatchRun.objects.exists()


def test_a_pair_is_shown_field_by_field_with_the_difference_marked(busy: Desk, browse: Browse):
    page = browse("sanne").get(reverse("bureau:review")).text
    assert "Is dit dezelfde persoon?" in page
    assert "<mark>" in page
    assert "Deze regel koppelt nooit vanzelf" in page
    assert page.count("verdict--") == 6


def test_judging_gives_the_next_pair_and_the_same_person_becomes_one_case(busy: Desk, browse: Browse):
    sanne, before = browse("sanne"), open_suggestions(HERE)
    pair = Suggestion.objects.filter(municipality=HERE, state="open").order_by("rank", "pk").first()
    page = judge(sanne, "dezelfde").text
    assert open_suggestions(HERE) == before - 1
    assert "Uw laatste oordeel: dezelfde persoon" in page
    assert pair.left.case_signal.case_id == pair.right.case_signal.case_id


def test_a_judgement_can_be_taken_back_and_the_case_splits(busy: Desk, browse: Browse):
    sanne, before = browse("sanne"), open_suggestions(HERE)
    judge(sanne, "dezelfde")
    last = Judgement.objects.latest("pk")
    page = sanne.post(reverse("bureau:undo"), {"oordeel": last.pk}, follow=True).text
    assert "teruggenomen" in page
    assert open_suggestions(HERE) == before
    assert last.left.case_signal.case_id != last.right.case_signal.case_id


def test_nobody_takes_back_what_a_colleague_said(busy: Desk, browse: Browse):
    judge(browse("sanne"), "niet-dezelfde")
    last = Judgement.objects.latest("pk")
    page = browse("bilal").post(reverse("bureau:undo"), {"oordeel": last.pk}, follow=True).text
    assert "Er is geen oordeel van u" in page


def test_a_pair_of_another_municipality_does_not_exist(busy: Desk, browse: Browse):
    pair = Suggestion.objects.filter(municipality=HERE).first()
    assert browse("ursula").post(reverse("bureau:judge", args=[pair.pk]), {"oordeel": "dezelfde"}).status_code == 404
    assert not Judgement.objects.exists()


def test_when_all_is_judged_the_page_says_so(busy: Desk, browse: Browse):
    sanne = browse("sanne")
    while open_suggestions(HERE):
        judge(sanne, "niet-dezelfde")
    assert "Niets meer te beoordelen" in sanne.get(reverse("bureau:review")).text


@given(st.text(max_size=20), st.text(max_size=20))
def test_marking_a_difference_never_changes_a_text(left: str, right: str):
    shown = differing(left, right)
    assert ("".join(text for text, _ in shown[0]), "".join(text for text, _ in shown[1])) == (left, right)
    assert any(marked for side in shown for _, marked in side) == (left != right)
