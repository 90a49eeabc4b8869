"""Who sees which page: every role on every page, every municipality its own."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tijdig.foundation.accounts.models import Person
from tijdig.foundation.accounts.operations import Place, grant_membership
from tijdig.foundation.accounts.rules import Role
from tijdig.foundation.parties.models import Creditor
from tijdig.foundation.parties.queries import ids_of
from tijdig.steps.followup.models import Case
from web.world import BY, HERE, LANDLORD, PASSWORD, THERE, Desk

Browse = Callable[[str], Client]

WORKERS, COORDINATOR, MANAGER, PRIVACY = {"sanne", "bilal"}, {"carla"}, {"mark"}, {"petra"}
DESK = WORKERS | COORDINATOR
ALLOWED = {
    "bureau:my_day": DESK, "bureau:worklist": DESK, "bureau:visits": DESK, "bureau:matching": DESK, "bureau:review": DESK,
    "bureau:team": COORDINATOR | MANAGER, "bureau:deliveries": DESK | MANAGER | PRIVACY, "bureau:letters": COORDINATOR | MANAGER,
    "bureau:settings": MANAGER, "bureau:districts": MANAGER, "bureau:people": MANAGER, "creditor:feedback": {"henk"},
}  # fmt: skip
EVERYBODY = (*DESK, *MANAGER, *PRIVACY, "henk", "olga")


@pytest.mark.parametrize("page", ALLOWED)
def test_each_role_sees_its_own_pages_and_is_told_why_not(desk: Desk, browse: Browse, page: str):
    for first in EVERYBODY:
        answer = browse(first).get(reverse(page))
        expected = 200 if first in ALLOWED[page] else 403
        assert answer.status_code == expected, f"{first} on {page}"
        if expected == 403:
            assert "Deze pagina is niet voor u" in answer.text


def test_who_is_not_signed_in_is_asked_to_and_comes_back(desk: Desk):
    answer = Client().get(reverse("bureau:worklist"))
    assert (answer.status_code, answer["Location"]) == (302, "/inloggen/?next=/bureau/werklijst/")


def test_signing_in_leads_to_ones_own_first_page(desk: Desk):
    for first, page in (("sanne", "bureau:my_day"), ("mark", "bureau:team"), ("henk", "creditor:feedback"), ("olga", "help")):
        browser = Client()
        answer = browser.post("/inloggen/", {"login": f"{first}@voorbeeld.example", "password": PASSWORD}, follow=True)
        assert answer.redirect_chain[-1][0] == reverse(page), first


def test_a_wrong_password_says_so_and_keeps_the_address(desk: Desk):
    answer = Client().post("/inloggen/", {"login": "sanne@voorbeeld.example", "password": "iets heel anders"})
    assert 'value="sanne@voorbeeld.example"' in answer.text
    assert "Dit klopt nog niet" in answer.text


def test_nobody_can_make_an_account(desk: Desk):
    answer = Client().post(
        "/inloggen/aanmelden/", {"email": "nieuw@voorbeeld.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert "Een account krijgt u van uw organisatie" in answer.text
    assert not Person.objects.filter(email="nieuw@voorbeeld.example").exists()


def test_a_case_of_another_municipality_does_not_exist(busy: Desk, browse: Browse):
    case = Case.objects.filter(municipality=HERE).first()
    assert browse("sanne").get(reverse("bureau:case", args=[case.number])).status_code == 200
    stranger = browse("ursula")
    for name, more in (("case", []), ("close", []), ("case_letters", [])):
        assert stranger.get(reverse(f"bureau:{name}", args=[case.number, *more])).status_code == 404
    for deed in ("oppakken", "poging", "afsluiten", "afschermen"):
        assert stranger.post(reverse("bureau:act", args=[case.number, deed]), {"versie": case.version}).status_code == 404
    assert case.number not in stranger.get(reverse("bureau:worklist")).text


def test_who_acts_for_two_organisations_switches_and_sees_one_at_a_time(busy: Desk, browse: Browse):
    sanne = busy.people["sanne"]
    grant_membership(person=sanne, role=Role.CASE_WORKER, place=Place(THERE), valid_from=busy.today, actor=BY, at=busy.now)
    browser = browse("sanne")
    before = Case.objects.filter(municipality=HERE).count()
    assert f"{before} open zaken" in browser.get(reverse("bureau:worklist")).text
    browser.post(reverse("switch"), {"organisatie": THERE})
    page = browser.get(reverse("bureau:worklist")).text
    assert "Gemeente Utrecht" in page
    assert "0 open zaken" in page


def test_nobody_switches_to_an_organisation_that_is_not_theirs(desk: Desk, browse: Browse):
    browser = browse("sanne")
    browser.post(reverse("switch"), {"organisatie": f"schuldeiser-{ids_of(Creditor, [LANDLORD])[LANDLORD]}"})
    assert browser.get(reverse("creditor:feedback")).status_code == 403
    assert "Gemeente Houten" in browser.get(reverse("bureau:my_day")).text


def test_a_role_that_ended_opens_nothing_any_more(desk: Desk, browse: Browse):
    browser, manager = browse("sanne"), browse("mark")
    number = re.search(
        r'name="rol" value="(\d+)"><button[^>]*>Beëindigen<span class="hidden-text"> van Sanne',
        manager.get(reverse("bureau:people")).text,
    )[1]
    manager.post(reverse("bureau:end_membership"), {"rol": number})
    answer = browser.get(reverse("bureau:my_day"))
    assert answer.status_code == 403
    assert "hoort nog bij geen enkele organisatie" in answer.text


def test_no_address_holds_anything_personal(busy: Desk, browse: Browse):
    page = browse("carla").get(reverse("bureau:worklist")).text
    names = set(Case.objects.values_list("name", flat=True))
    addresses = " ".join(re.findall(r'(?:href|action|hx-get)="([^"]*)"', page)).lower()
    assert not [name for name in names if name.split()[-1].lower() in addresses]


@pytest.mark.parametrize("page", ["/", "/inloggen/", "/hulp/", "/bureau/werklijst/", "/nergens/"])
def test_every_answer_lets_only_our_own_scripts_and_styles_in(desk: Desk, browse: Browse, page: str):
    answer = browse("sanne").get(page, follow=True)
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=", answer.text)


def test_a_stale_form_is_explained(desk: Desk):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/inloggen/", {"login": "x"})
    assert answer.status_code == 403
    assert "Dit formulier is verlopen" in answer.text


def test_keys_of_one_letter_can_be_switched_off(desk: Desk, browse: Browse):
    browser = browse("sanne")
    assert 'data-keys="uit"' not in browser.get(reverse("bureau:worklist")).text
    browser.post(reverse("shortcuts"), {"sneltoetsen": "uit"})
    assert 'data-keys="uit"' in browser.get(reverse("bureau:worklist")).text
    browser.post(reverse("shortcuts"), {"sneltoetsen": "aan"})
    assert 'data-keys="uit"' not in browser.get(reverse("bureau:worklist")).text
