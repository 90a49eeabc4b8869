"""The work list: one's own day, filters as chips, views that are kept, and work that is divided."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from tijdig.steps.followup.models import Case
from tijdig.steps.followup.queries import PAGE, Filters
from tijdig.steps.followup.rules import CaseState
from tijdig.steps.followup.terms import Bucket
from tijdig.web.municipality.filters import Asked
from web.world import HERE, Desk

Browse = Callable[[str], Client]
LIST = "/bureau/werklijst/"


def rows(page: str) -> int:
    return page.count("data-row")


def test_a_day_starts_with_what_is_too_late(busy: Desk, browse: Browse):
    page = browse("sanne").get(reverse("bureau:my_day")).text
    heads = re.findall(r"<h2[^>]*>([^<]+)</h2>", page)
    assert heads == [
        head
        for head in ("Te laat", "Vandaag", "Weer aan de beurt", "Deze week", "Later", "Gesproken: afspraken nakomen")
        if head in heads
    ]
    assert heads[0] == "Te laat"
    assert rows(page) == Case.objects.filter(worker=busy.people["sanne"], closed_at__isnull=True).count()


def test_an_empty_day_says_how_to_get_work(busy: Desk, browse: Browse):
    page = browse("carla").get(reverse("bureau:my_day")).text
    assert "Uw dag is leeg" in page
    assert 'href="/bureau/werklijst/?wie=niemand"' in page


def test_every_row_says_why_it_stands_there(busy: Desk, browse: Browse):
    page = browse("sanne").get(LIST).text
    assert rows(page) == Case.objects.filter(municipality=HERE, closed_at__isnull=True).count()
    assert page.count("omdat ") >= rows(page)


def test_a_chip_tells_how_many_and_shows_exactly_those(busy: Desk, browse: Browse):
    browser = browse("carla")
    page = browser.get(LIST).text
    chips = re.findall(r'class="chip" href="(\?[^"]+)"[^>]*>[^<]+<span>(\d+)</span>', page)
    assert len(chips) > 6
    for query, count in chips:
        assert rows(browser.get(LIST + query.replace("&amp;", "&")).text) == int(count), query


def test_filters_go_together_and_each_can_be_switched_off(busy: Desk, browse: Browse):
    browser = browse("carla")
    both = browser.get(LIST, {"soort": "huur", "wie": "niemand"}).text
    assert 'href="?wie=niemand" aria-current="true"' in both  # the chip of huur leads to the list without it
    for one in Case.objects.filter(municipality=HERE, closed_at__isnull=True):
        shown = one.worker_id is None and "huur" in one.kinds.split(",")
        assert (f"/zaken/{one.number}/" in both) == shown


def test_nonsense_in_the_address_is_left_out(busy: Desk, browse: Browse):
    answer = browse("carla").get(LIST, {"termijn": "'; drop", "wie": "iedereen", "soort": "goud", "na": "Z-NIETS"})
    assert answer.status_code == 200
    assert rows(answer.text) == Case.objects.filter(municipality=HERE, closed_at__isnull=True).count()


def test_an_address_means_the_same_when_it_is_written_again():
    words = {"termijn": "te-laat", "wie": "niemand", "soort": "huur", "vorm": "meervoudig", "stand": "nieuw", "crisis": "ja"}
    asked = Asked.from_address({**words, "vreemd": "1"})
    assert dict(pair.split("=") for pair in asked.query()[1:].split("&")) == words
    assert asked.filters() == Filters(Bucket.OVERDUE, "huur", None, 0, "combined", CaseState.NEW, crisis=True)


def test_a_coordinator_divides_work_and_hears_what_was_left(busy: Desk, browse: Browse):
    carla, bilal = browse("carla"), busy.people["bilal"]
    fresh, changed = Case.objects.filter(municipality=HERE, worker=None, closed_at__isnull=True)[:2]
    ticked = [f"{fresh.number}:{fresh.version}", f"{changed.number}:{changed.version + 5}"]
    page = carla.post(reverse("bureau:assign"), {"zaak": ticked, "aan": bilal.pk, "wie": "niemand"}, follow=True)
    assert page.redirect_chain[-1][0] == f"{LIST}?wie=niemand"
    assert "1 zaak toegewezen aan Bilal Aydin" in page.text
    assert "Deze zaak is intussen veranderd" in page.text
    fresh.refresh_from_db()
    assert fresh.worker_id == bilal.pk


def test_a_case_worker_cannot_divide_work(busy: Desk, browse: Browse):
    sanne = browse("sanne")
    assert "Toewijzen" not in sanne.get(LIST).text
    assert sanne.post(reverse("bureau:assign"), {"zaak": [], "aan": "niemand"}).status_code == 403


def test_work_goes_to_people_who_work_here_only(busy: Desk, browse: Browse):
    case = Case.objects.filter(municipality=HERE, worker=None).first()
    answer = browse("carla").post(
        reverse("bureau:assign"), {"zaak": [f"{case.number}:{case.version}"], "aan": busy.people["ursula"].pk}, follow=True
    )
    assert "kies een consulent" in answer.text
    case.refresh_from_db()
    assert case.worker_id is None


def test_a_view_is_kept_under_a_name_and_forgotten(busy: Desk, browse: Browse):
    sanne = browse("sanne")
    sanne.post(reverse("bureau:views"), {"naam": "Huur te laat", "soort": "huur", "termijn": "te-laat"})
    assert re.search(r'href="\?termijn=te-laat&amp;soort=huur"[^>]*>Huur te laat<', sanne.get(LIST).text)
    assert "Huur te laat" not in browse("bilal").get(LIST).text
    sanne.post(reverse("bureau:views"), {"naam": "Huur te laat", "vergeet": "ja"})
    assert "Huur te laat" not in sanne.get(LIST).text


def test_a_long_list_comes_in_pages_that_leave_nobody_out(desk: Desk, browse: Browse):
    desk.populate(PAGE + 12)
    desk.match()
    browser, query, seen = browse("carla"), "", []
    for _ in range(5):
        page = browser.get(LIST + query).text
        seen += re.findall(r'data-open href="/bureau/zaken/([^/]+)/', page)
        found = re.search(r'href="(\?[^"]*na=[^"]+)"', page)
        if not found:
            break
        query = found[1].replace("&amp;", "&")
    assert sorted(seen) == sorted(Case.objects.filter(municipality=HERE).values_list("number", flat=True))


def test_the_list_asks_the_database_as_often_for_many_rows_as_for_few(desk: Desk, browse: Browse, django_assert_max_num_queries):
    desk.populate(30)
    desk.match()
    desk.work()
    carla = browse("carla")
    for page in (LIST, reverse("bureau:my_day"), reverse("bureau:team")):
        with django_assert_max_num_queries(16):
            carla.get(page)


def test_without_decisions_the_page_says_what_is_missing(db):
    undecided = Desk()
    undecided.settle_in(decided=False)
    client = Client()
    client.force_login(undecided.people["sanne"], backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("bureau:my_day")).text
    assert "moet nog iets vastleggen" in page
    assert "Vraag dit aan uw manager" in page
