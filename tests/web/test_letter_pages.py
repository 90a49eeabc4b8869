"""Letters in pages: texts are written by one and published by another; a letter is read before it is made."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from tijdig.foundation.letters.models import Letter, LetterText
from tijdig.steps.followup.models import Case
from tijdig.web.municipality.paper import blocks
from web.world import HERE, Desk

Browse = Callable[[str], Client]
FIRST = ("brief", "eerste-brief")


def text_of(browser: Client) -> dict[str, str]:
    page = browser.get(reverse("bureau:text", args=FIRST)).text
    return {
        "versie": re.search(r'name="versie" value="(\d+)"', page)[1],
        "onderwerp": "Wij helpen u",
        "tekst": "{aanhef},\n\nBel ons op {telefoon}.",
    }


def a_case() -> Case:
    return Case.objects.filter(municipality=HERE, closed_at__isnull=True).order_by("pk").first()


def test_a_municipality_begins_with_the_standard_texts(desk: Desk, browse: Browse):
    carla = browse("carla")
    assert "Beginnen met de standaardteksten" in carla.get(reverse("bureau:letters")).text
    page = carla.post(reverse("bureau:start_texts"), follow=True).text
    assert "standaardteksten staan klaar" in page
    assert page.count("te lezen") == LetterText.objects.filter(municipality=HERE).count()


def test_who_wrote_a_text_cannot_publish_it_and_a_colleague_can(busy: Desk, browse: Browse):
    carla = browse("carla")
    page = carla.post(reverse("bureau:text", args=FIRST), {**text_of(carla), "bewaar": "ja"}, follow=True).text
    assert "U schreef dit concept zelf" in page
    draft = LetterText.objects.get(municipality=HERE, kind="brief", purpose="eerste-brief", state="concept")
    carla.post(reverse("bureau:publish_text", args=FIRST), {"versie": draft.version})
    draft.refresh_from_db()
    assert draft.state == "concept"
    page = browse("mark").post(reverse("bureau:publish_text", args=FIRST), {"versie": draft.version}, follow=True).text
    assert "De tekst is in gebruik." in page


def test_what_a_colleague_changed_meanwhile_is_not_published_unread(busy: Desk, browse: Browse):
    carla, mark = browse("carla"), browse("mark")
    carla.post(reverse("bureau:text", args=FIRST), {**text_of(carla), "bewaar": "ja"})
    page = mark.post(reverse("bureau:publish_text", args=FIRST), {"versie": "1"}, follow=True).text
    assert "intussen gewijzigd" in page


def test_a_text_that_cannot_be_keeps_its_words_and_says_why(busy: Desk, browse: Browse):
    carla = browse("carla")
    answer = carla.post(reverse("bureau:text", args=FIRST), {**text_of(carla), "tekst": "Beste {buurman}", "bewaar": "ja"})
    assert answer.status_code == 400
    assert "Beste {buurman}" in answer.text
    assert "{buurman} bestaat niet" in answer.text


def test_an_example_can_be_looked_at_without_keeping_it(busy: Desk, browse: Browse):
    carla, before = browse("carla"), LetterText.objects.count()
    page = carla.post(reverse("bureau:text", args=FIRST), {**text_of(carla), "voorbeeld": "ja"}).text
    assert "Beste S. Bakker," in page
    assert LetterText.objects.count() == before


def test_a_letter_is_read_first_then_made_and_counts_as_an_attempt(busy: Desk, browse: Browse):
    sanne, case = browse("sanne"), a_case()
    page = sanne.get(reverse("bureau:case_letters", args=[case.number]), {"brief": "eerste-brief"}).text
    assert f"Beste {case.name}," in page
    assert not Letter.objects.exists()
    page = sanne.post(
        reverse("bureau:case_letters", args=[case.number]), {"brief": "eerste-brief", "poging": "ja"}, follow=True
    ).text
    assert "door een tweede programma nagelezen" in page
    letter = Letter.objects.get()
    answer = sanne.get(reverse("bureau:letter_file", args=[case.number, letter.number]))
    assert answer.content.startswith(b"%PDF")
    assert case.name not in answer["Content-Disposition"]
    case.refresh_from_db()
    assert case.last_attempt_kind == "letter"


def test_a_letter_to_one_of_several_additions_is_refused_until_one_is_chosen(desk: Desk, browse: Browse):
    who, door = ("K.", "Toevoeging", "1990-01-01"), ("3992CC", 77)
    rows = [
        desk.row("huur", who, door, cents=50000, ago=4, old=60, toevoeging=addition, kenmerk=f"T{addition}")
        for addition in ("A", "B")
    ]
    desk.deliver("30124358", rows, ago=4)
    desk.match()
    desk.publish_letters()
    case = Case.objects.filter(municipality=HERE, several_additions=True).first()
    if case is None:  # matching keeps the two doors apart: then there is nothing to choose
        assert Case.objects.filter(municipality=HERE).count() == 2
        return
    sanne = browse("sanne")
    answer = sanne.post(reverse("bureau:case_letters", args=[case.number]), {"brief": "eerste-brief"})
    assert answer.status_code == 409
    assert "Kies bij de zaak eerst de juiste toevoeging" in answer.text


def test_a_letter_about_a_visit_asks_for_day_and_time(busy: Desk, browse: Browse):
    sanne, case = browse("sanne"), a_case()
    page = sanne.get(reverse("bureau:case_letters", args=[case.number]), {"brief": "huisbezoek-gepland"}).text
    assert "ontbreekt nog: bezoekdatum" in page
    told = {"brief": "huisbezoek-gepland", "bezoekdatum": "2026-12-01", "bezoektijd": "tussen 10.00 en 12.00 uur"}
    page = sanne.get(reverse("bureau:case_letters", args=[case.number]), told).text
    assert "dinsdag 1 december 2026" in page


def test_a_letter_of_another_case_or_municipality_is_not_given(busy: Desk, browse: Browse):
    sanne, case = browse("sanne"), a_case()
    sanne.post(reverse("bureau:case_letters", args=[case.number]), {"brief": "eerste-brief"})
    letter, other = Letter.objects.get(), Case.objects.filter(municipality=HERE).exclude(pk=case.pk).first()
    assert sanne.get(reverse("bureau:letter_file", args=[other.number, letter.number])).status_code == 404
    assert browse("ursula").get(reverse("bureau:letter_file", args=[case.number, letter.number])).status_code == 404


def test_words_become_headings_paragraphs_and_lists():
    found = blocks("Beste A,\n\n## Kop\n\n- een\n- twee\n\nRegel 1\nRegel 2")
    assert [(block.sort, block.lines) for block in found] == [
        ("paragraph", ("Beste A,",)), ("heading", ("Kop",)), ("list", ("een", "twee")), ("paragraph", ("Regel 1", "Regel 2")),
    ]  # fmt: skip
