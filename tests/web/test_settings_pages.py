"""Settings, districts, people, deliveries, team and theme in pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.core import mail
from django.test import Client
from django.urls import reverse

from tijdig.config import environment
from tijdig.foundation.accounts.models import Person
from tijdig.steps.followup.models import Case
from tijdig.steps.followup.setup.queries import districts_of, settings_on
from web.world import CREDITORS, HERE, Desk

Browse = Callable[[str], Client]
CHOICES = {
    "bewaartermijn": "200", "crisisdagen": "kalenderdagen", "drempel": "75,50", "volgorde0": "crisis", "volgorde1": "amount",
    "afzender": "Team", "telefoon": "030 1", "mail": "team@voorbeeld.example", "adres": "Straat 1",
}  # fmt: skip


def test_what_must_be_decided_is_listed_until_it_is(db):
    desk = Desk()
    desk.settle_in(decided=False)
    mark = Client()
    mark.force_login(desk.people["mark"], backend="allauth.account.auth_backends.AuthenticationBackend")
    page = mark.get(reverse("bureau:settings")).text
    assert "Nog nodig voordat het bureau open kan" in page
    page = mark.post(reverse("bureau:settings"), CHOICES, follow=True).text
    assert "Het bureau is open." in page
    decided = settings_on(HERE, desk.today)
    assert (decided.retention_days, decided.crisis_in_working_days, decided.threshold_cents) == (200, False, 7550)
    assert decided.priority == ("crisis", "amount")
    assert 'value="75,50"' in page


def test_a_wrong_choice_is_explained_and_nothing_is_lost(desk: Desk, browse: Browse):
    answer = browse("mark").post(
        reverse("bureau:settings"), {**CHOICES, "bewaartermijn": "", "volgorde1": "crisis", "afzender": "Ons team"}
    )
    assert answer.status_code == 400
    assert "Vul een aantal dagen in" in answer.text
    assert 'value="Ons team"' in answer.text
    answer = browse("mark").post(reverse("bureau:settings"), {**CHOICES, "volgorde1": "crisis"})
    assert "Noem elk gegeven waarop u ordent één keer" in answer.text


def test_districts_move_cases_and_a_wrong_area_is_refused(busy: Desk, browse: Browse):
    mark = browse("mark")
    mark.post(reverse("bureau:districts"), {"naam": ["Oost", "West", ""], "gebieden": ["3991", "3992 3994", ""]})
    assert [(name, areas) for _, name, areas in districts_of(HERE)] == [("Oost", ("3991",)), ("West", ("3992", "3994"))]
    assert set(Case.objects.filter(postcode__startswith="3994").values_list("district__name", flat=True)) <= {"West"}
    answer = mark.post(reverse("bureau:districts"), {"naam": ["Oost"], "gebieden": ["39"]})
    assert answer.status_code == 400
    assert 'value="39"' in answer.text


def test_inviting_sends_a_link_without_content_and_the_new_colleague_comes_in(desk: Desk, browse: Browse):
    mark = browse("mark")
    mark.post(reverse("bureau:people"), {"name": "Noor Jansen", "email": "noor@voorbeeld.example", "role": "case-worker"})
    assert len(mail.outbox) == 1
    assert "Houten" not in mail.outbox[0].body
    link = next(word for word in mail.outbox[0].body.split() if "/wachtwoord/nieuw/" in word)
    noor = Client()
    page = noor.get(link.partition("testserver")[2], follow=True)
    answer = noor.post(
        page.redirect_chain[-1][0],
        {"password1": "een heel lang nieuw woord", "password2": "een heel lang nieuw woord"},
        follow=True,
    )
    assert "Uw wachtwoord is gewijzigd" in answer.text
    answer = noor.post("/inloggen/", {"login": "noor@voorbeeld.example", "password": "een heel lang nieuw woord"}, follow=True)
    assert "Mijn dag" in answer.text


def test_somebody_who_works_here_already_is_not_invited_again(desk: Desk, browse: Browse):
    form = {"name": "Sanne", "email": "sanne@voorbeeld.example", "role": "case-worker"}
    answer = browse("mark").post(reverse("bureau:people"), form)
    assert answer.status_code == 400
    assert "heeft deze rol hier al" in answer.text
    assert Person.objects.filter(email="sanne@voorbeeld.example").count() == 1


def test_deliveries_show_only_what_is_of_this_municipality(busy: Desk, browse: Browse):
    page = browse("petra").get(reverse("bureau:deliveries")).text
    assert any(name in page for name, _ in CREDITORS.values())
    assert "Nog niets ontvangen" in browse("ursula").get(reverse("bureau:deliveries")).text


def test_the_team_page_names_no_resident(busy: Desk, browse: Browse):
    page = browse("mark").get(reverse("bureau:team")).text
    assert "Sanne de Vries" in page
    assert not [name for name in Case.objects.values_list("name", flat=True) if name in page]
    assert "termijn=te-laat" not in page  # a manager may not open cases
    assert "termijn=te-laat" in browse("carla").get(reverse("bureau:team")).text


def test_a_theme_of_a_municipality_is_a_sheet_of_its_own(desk: Desk, browse: Browse):
    file: Path = environment.data_directory() / "themes.toml"
    file.write_text(f'[{HERE}]\naccent = "#1b5e9b"\n')
    try:
        assert f'href="/thema/{HERE}.css"' in browse("sanne").get(reverse("bureau:my_day")).text
        answer = Client().get(f"/thema/{HERE}.css")
        assert answer["Content-Type"] == "text/css"
        assert "#1b5e9b" in answer.text
    finally:
        file.unlink()
