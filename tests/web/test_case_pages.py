"""Working on a case without JavaScript: every step is a form, nothing typed is lost, the second of two is told."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tijdig.steps.followup.models import Case, ContactAttempt
from tijdig.steps.followup.operations import hand_over, set_aside
from tijdig.steps.followup.outcomes import OUTCOMES, Outcome
from tijdig.steps.followup.rules import SetAside
from web.world import HERE, THERE, Desk

Browse = Callable[[str], Client]
INSIDE = "niet zichtbaar voor de schuldeiser"


def a_case(desk: Desk, **wanted: object) -> Case:
    return Case.objects.filter(municipality=HERE, closed_at__isnull=True, **wanted).order_by("order_key", "pk").first()


def do(browser: Client, case: Case, deed: str, **fields: str):
    return browser.post(reverse("bureau:act", args=[case.number, deed]), {"versie": case.version, **fields})


def attempt(desk: Desk, **fields: str) -> dict[str, str]:
    return {
        "soort": "phone",
        "dagdeel": "morning",
        "bereikt": "nee",
        "op": desk.today.isoformat(),
        "notitie": "",
        "sleutel": "k1",
        **fields,
    }


def test_a_case_shows_who_what_why_and_what_to_do(busy: Desk, browse: Browse):
    case = a_case(busy, signal_count__gt=1)
    page = browse("sanne").get(reverse("bureau:case", args=[case.number])).text
    assert case.name in page
    assert f"{case.signal_count} signalen" in page
    assert "Nu doen" in page
    assert page.count("nl-button--primary") == 1
    assert f"<title>Zaak {case.number} - Tijdig</title>" in page  # a name in the title would stand in the history of a browser


def test_taking_up_an_attempt_setting_aside_and_resuming(busy: Desk, browse: Browse):
    sanne, case = browse("sanne"), a_case(busy, worker=None, state="new")
    assert do(sanne, case, "oppakken").status_code == 302
    case.refresh_from_db()
    assert (case.state, case.worker_id) == ("taken-up", busy.people["sanne"].pk)
    do(sanne, case, "poging", **attempt(busy, bereikt="ja", notitie="Fijn gesprek."))
    case.refresh_from_db()
    assert (case.attempts, case.reached) == (1, True)
    until = busy.today.replace(year=busy.today.year + 1).isoformat()
    do(sanne, case, "opzij", reden="appointment", tot=until)
    case.refresh_from_db()
    assert case.state == "waiting"
    page = sanne.get(reverse("bureau:case", args=[case.number])).text
    assert "Fijn gesprek." in page
    assert INSIDE in page
    do(sanne, case, "verder")
    case.refresh_from_db()
    assert case.state == "taken-up"


def test_the_same_attempt_sent_twice_counts_once(busy: Desk, browse: Browse):
    sanne, case = browse("sanne"), a_case(busy, attempts=0)
    for _ in range(2):
        assert do(sanne, case, "poging", **attempt(busy, sleutel="een-en-dezelfde")).status_code == 302
    assert ContactAttempt.objects.filter(case=case).count() == 1


def test_an_attempt_needs_to_say_whether_somebody_was_reached(busy: Desk, browse: Browse):
    answer = do(browse("sanne"), a_case(busy), "poging", **attempt(busy, bereikt="", notitie="Dit mag niet weg."))
    assert answer.status_code == 400
    assert "Dit mag niet weg." in answer.text
    assert 'href="#id_attemptform_bereikt' in answer.text


def test_the_second_of_two_is_told_and_finds_what_was_typed(busy: Desk, browse: Browse):
    case = a_case(busy, state="taken-up")
    told = busy.told("bilal")
    hand_over(case=case.number, version=case.version, to=busy.people["bilal"].pk, note="", **told)
    until = busy.today.replace(year=busy.today.year + 1).isoformat()
    answer = do(browse("sanne"), case, "opzij", reden="something-else", tot=until, notitie="Belt morgen terug.")
    assert answer.status_code == 409
    assert "Een collega was u voor" in answer.text
    assert "Belt morgen terug." in answer.text
    assert f'value="{until}"' in answer.text
    again = re.search(r'name="versie" value="(\d+)"', answer.text)[1]
    case.refresh_from_db()
    assert int(again) == case.version
    assert do(browse("sanne"), case, "opzij", reden="something-else", tot=until, notitie="Belt morgen terug.").status_code == 302


def test_closing_keeps_what_was_typed_when_a_colleague_was_first(busy: Desk, browse: Browse):
    case = a_case(busy, state="taken-up")
    set_aside(
        case=case.number,
        version=case.version,
        reason=SetAside.APPOINTMENT,
        until=busy.today.replace(year=busy.today.year + 1),
        **busy.told("bilal"),
    )
    answer = do(browse("sanne"), case, "afsluiten", resultaat="other", reden="detention", notitie="Zit tot mei.")
    assert answer.status_code == 409
    assert "Zit tot mei." in answer.text
    assert re.search(r'value="other"[^>]*checked', answer.text)
    assert re.search(r'value="detention"[^>]*checked', answer.text)


def test_the_page_to_close_says_for_every_outcome_what_the_creditor_hears(busy: Desk, browse: Browse):
    page = browse("sanne").get(reverse("bureau:close", args=[a_case(busy, state="taken-up").number])).text
    for outcome in Outcome:
        assert f'value="{outcome.value}"' in page
        assert OUTCOMES[outcome].value.replace("&", "&amp;") in page
    assert page.count("De schuldeiser hoort:") == len(Outcome)


def test_the_creditor_hears_that_and_never_why(busy: Desk, browse: Browse):
    case = next(one for one in Case.objects.filter(municipality=HERE, closed_at__isnull=True) if "huur" in one.kinds.split(","))
    answer = do(browse("sanne"), case, "afsluiten", resultaat="other", reden="detention", notitie="Zit in de gevangenis.")
    assert answer.status_code == 302
    desk_page = browse("sanne").get(reverse("bureau:case", args=[case.number])).text
    assert "Inwoner zit in detentie" in desk_page
    page = browse("henk").get(reverse("creditor:feedback")).text
    assert "De gemeente heeft dit signaal niet opgepakt." in page
    for word in ("detentie", "gevangenis", case.number, case.name):
        assert word not in page


def test_other_reason_asks_for_the_reason(busy: Desk, browse: Browse):
    answer = do(browse("sanne"), a_case(busy), "afsluiten", resultaat="other")
    assert answer.status_code == 409
    assert "Kies de reden" in answer.text


def test_help_that_was_accepted_pauses_collection(busy: Desk, browse: Browse):
    case = next(
        one for one in Case.objects.filter(municipality=HERE, closed_at__isnull=True, state="taken-up") if "huur" in one.kinds
    )
    do(browse("sanne"), case, "afsluiten", resultaat="help-financial")
    page = browse("henk").get(reverse("creditor:feedback")).text
    assert "De inwoner heeft hulp aanvaard." in page
    assert "incasso wacht" in page


def test_a_case_kept_safe_is_marked_and_not_on_a_visit_list(busy: Desk, browse: Browse):
    sanne, case = browse("sanne"), a_case(busy, worker=busy.people["sanne"], visit_on=busy.today)
    assert case.street in sanne.get(reverse("bureau:visits")).text
    do(sanne, case, "afschermen", notitie="Let op de hond.")
    assert f"/zaken/{case.number}/" not in sanne.get(reverse("bureau:visits")).text
    assert "afgeschermd" in sanne.get(reverse("bureau:case", args=[case.number])).text


def test_an_unknown_step_or_case_does_not_exist(busy: Desk, browse: Browse):
    sanne, case = browse("sanne"), a_case(busy)
    assert do(sanne, case, "weggooien").status_code == 404
    assert sanne.get(reverse("bureau:case", args=["Z-AAAA-AAAA-AAAA-AAAA"])).status_code == 404
    assert sanne.get(reverse("bureau:act", args=[case.number, "oppakken"])).status_code == 405


def test_a_visit_is_written_down_and_the_next_address_follows(busy: Desk, browse: Browse):
    sanne = browse("sanne")
    page = sanne.get(reverse("bureau:visits")).text
    number = re.search(r"/bureau/zaken/([^/]+)/poging/", page)[1]
    case = Case.objects.get(number=number)
    answer = do(sanne, case, "poging", **attempt(busy, soort="visit", terug="huisbezoek", sleutel="bezoek"))
    assert answer["Location"] == reverse("bureau:visits")
    assert f"/zaken/{number}/poging/" not in sanne.get(reverse("bureau:visits")).text


@pytest.mark.parametrize("page", ["case", "close"])
def test_a_page_of_a_case_asks_the_database_a_fixed_number_of_times(
    busy: Desk, browse: Browse, page: str, django_assert_max_num_queries
):
    case = a_case(busy, signal_count__gt=2) or a_case(busy)
    sanne = browse("sanne")
    with django_assert_max_num_queries(24):
        sanne.get(reverse(f"bureau:{page}", args=[case.number]))


def test_the_signals_of_who_moved_go_to_the_other_municipality(busy: Desk, browse: Browse):
    sanne, case = browse("sanne"), a_case(busy, state="taken-up")
    assert do(sanne, case, "verhuisd", naar="GM9999").status_code == 400
    assert do(sanne, case, "verhuisd", naar=THERE, notitie="Staat daar ingeschreven.").status_code == 302
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "not-a-resident")
    assert f"{case.signal_count}</td>" in browse("ursula").get(reverse("bureau:deliveries")).text
