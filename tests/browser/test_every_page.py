"""Every page at two widths: no objection of axe, nothing wider than the window, no complaint of the browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from browser.screens import VIEWPORTS, context_of, look, sign_in
from tijdig.journey.follow import close_case
from tijdig.steps.followup.models import Case
from tijdig.steps.followup.operations import take_up
from tijdig.steps.followup.outcomes import Outcome
from tijdig.steps.matching.runs.operations import start_run
from web.world import BY, HERE, THERE, Desk

OPEN = {"inloggen": "/inloggen/", "wachtwoord-vergeten": "/wachtwoord/vergeten/", "niet-gevonden": "/nergens/", "hulp": "/hulp/"}
PAGES = {
    "sanne": {
        "mijn-dag": "/bureau/",
        "werklijst": "/bureau/werklijst/",
        "werklijst-gefilterd": "/bureau/werklijst/?soort=huur&termijn=later",
        "werklijst-leeg": "/bureau/werklijst/?soort=duo",
        "zaak": "/bureau/zaken/{case}/",
        "zaak-afsluiten": "/bureau/zaken/{case}/eindresultaat/",
        "zaak-afgesloten": "/bureau/zaken/{closed}/",
        "brief-kiezen": "/bureau/zaken/{case}/brieven/",
        "brief-maken": "/bureau/zaken/{case}/brieven/?brief=eerste-brief",
        "brief-kan-nog-niet": "/bureau/zaken/{case}/brieven/?brief=huisbezoek-gepland",
        "koppelen": "/bureau/koppelen/",
        "koppelen-beoordelen": "/bureau/koppelen/beoordelen/",
        "huisbezoek": "/bureau/huisbezoek/",
        "huisbezoek-leeg": "/bureau/huisbezoek/?dag=2020-01-01",
        "leveringen": "/bureau/leveringen/",
        "geen-toegang": "/bureau/instellingen/",
        "account": "/account/",
        "account-app": "/account/app/aan/",
        "wachtwoord-wijzigen": "/wachtwoord/wijzigen/",
    },
    "carla": {
        "werklijst-verdelen": "/bureau/werklijst/?wie=niemand",
        "mijn-dag-leeg": "/bureau/",
        "team": "/bureau/team/",
        "brieven": "/bureau/brieven/",
        "brief-schrijven": "/bureau/brieven/brief/eerste-brief/",
        "sms-schrijven": "/bureau/brieven/sms/bericht/",
    },
    "mark": {
        "instellingen": "/bureau/instellingen/",
        "wijken": "/bureau/instellingen/wijken/",
        "mensen": "/bureau/instellingen/mensen/",
    },
    "henk": {"terugkoppelingen": "/schuldeiser/terugkoppelingen/"},
    "ursula": {
        "koppelen-nog-niet": "/bureau/koppelen/",
        "leveringen-leeg": "/bureau/leveringen/",
        "brieven-leeg": "/bureau/brieven/",
    },
}


def prepare(town: Desk) -> dict[str, str]:
    """A case with much to show, and one that was closed: its creditors were told."""
    mine = Case.objects.filter(municipality=HERE, worker=town.people["sanne"], closed_at__isnull=True)
    case, *others = mine.order_by("-attempts", "-signal_count", "pk")
    closed = next(one for one in others if "huur" in one.kinds.split(","))
    if closed.state == "new":
        take_up(case=closed.number, version=closed.version, **town.told("sanne"))
        closed.refresh_from_db()
    close_case(case=closed.number, version=closed.version, outcome=Outcome.HELP_FINANCIAL, **town.told("sanne"))
    return {"case": case.number, "closed": closed.number}


@pytest.mark.parametrize("width", VIEWPORTS)
def test_every_page_can_be_used_by_everybody(town: Desk, live_server, chromium: Browser, width: str):
    names, objections = prepare(town), []
    objections += looked_at(chromium, live_server.url, None, OPEN, width)
    for first, pages in PAGES.items():
        objections += looked_at(
            chromium, live_server.url, first, {name: path.format(**names) for name, path in pages.items()}, width
        )
    assert not objections, "\n".join(objections)


def looked_at(chromium: Browser, base: str, first: str | None, pages: dict[str, str], width: str) -> list[str]:
    """What is wrong with the pages of one person."""
    said: list[str] = []
    with context_of(chromium, width) as window:
        page = window.new_page()
        page.on(
            "console", lambda message: said.append(f"{page.url}: {message.text}") if complains(message.type, message.text) else None
        )
        page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
        if first:
            sign_in(page, base, first)
        for name, path in pages.items():
            page.goto(f"{base}{path}")
            said += look(page, name, width)
            said += opened(page, name, width)
    return said


def complains(kind: str, text: str) -> bool:
    """Whether the browser says something is wrong; a page that is refused or not there says so itself."""
    return kind in ("error", "warning") and "the server responded with a status of 40" not in text


def opened(page: Page, name: str, width: str) -> list[str]:
    """The same with everything unfolded."""
    if not page.locator("main details").count():
        return []
    page.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
    return look(page, f"{name}-uitgeklapt", width)


@pytest.mark.parametrize("width", VIEWPORTS)
def test_pages_with_errors_and_work_under_way_can_be_used_by_everybody(town: Desk, live_server, chromium: Browser, width: str):
    names, said = prepare(town), []
    start_run(municipality=THERE, actor=BY, at=town.now)
    with context_of(chromium, width) as window:
        page = window.new_page()
        page.goto(f"{live_server.url}/inloggen/")
        page.get_by_role("button", name="Inloggen").click()
        said += look(page, "inloggen-fout", width)
        sign_in(page, live_server.url, "ursula")
        page.goto(f"{live_server.url}/bureau/koppelen/")
        said += look(page, "koppelen-bezig", width)
    with context_of(chromium, width) as window:
        page = window.new_page()
        sign_in(page, live_server.url, "sanne")
        page.goto(f"{live_server.url}/bureau/zaken/{names['case']}/")
        page.evaluate("document.querySelectorAll('input[name=versie]').forEach((one) => (one.value = 0))")
        page.get_by_text("Opzij leggen").first.click()
        page.get_by_label("Er is een afspraak gemaakt").check()
        page.get_by_label("Tot welke dag?").fill(town.today.replace(year=town.today.year + 1).isoformat())
        page.locator("#id_asideform_notitie").fill("De inwoner belt morgen terug.")
        page.get_by_role("button", name="Opzij leggen").click()
        assert page.get_by_text("Een collega was u voor").is_visible()
        assert page.locator("#id_asideform_notitie").input_value() == "De inwoner belt morgen terug."
        said += look(page, "zaak-ingehaald", width)
    with context_of(chromium, width) as window:
        page = window.new_page()
        sign_in(page, live_server.url, "mark")
        page.goto(f"{live_server.url}/bureau/instellingen/")
        page.get_by_label("Hoeveel dagen").fill("")
        page.get_by_role("button", name="Keuzes bewaren").click()
        said += look(page, "instellingen-fout", width)
    assert not said, "\n".join(said)


def test_an_objection_would_be_seen(chromium: Browser):
    with context_of(chromium, "smal") as window:
        page = window.new_page()
        page.set_content("<main><h1>Kop</h1><img src='x.png'><div style='width: 900px'>breed</div></main>")
        said = " ".join(look(page, "geplant-uitgeklapt", "smal"))
    assert "image-alt" in said
    assert "wider than the window" in said
