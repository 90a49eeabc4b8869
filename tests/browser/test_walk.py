"""The walk of a day: match, judge, take up, call twice, print, close; the creditor sees only what it may."""

from __future__ import annotations

import re
from contextlib import suppress

from playwright.sync_api import Browser, Error, Page, expect

from browser.screens import context_of, sign_in
from tijdig.steps.followup.models import Case, ContactAttempt
from tijdig.steps.matching.queries import suggestion_counts
from web.world import HERE, PASSWORD, Desk


def test_a_day_at_the_desk(transactional_db, live_server, chromium: Browser):
    desk = Desk()
    desk.settle_in()
    desk.populate(10)
    desk.publish_letters()
    with context_of(chromium) as window:
        page = window.new_page()
        sign_in(page, live_server.url, "sanne")
        expect(page.get_by_role("heading", name="Uw dag is leeg")).to_be_visible()
        match_and_judge(page)
        number, name = take_up(page)
        call(page, "Niet bereikt")
        call(page, "Gesproken")
        assert ContactAttempt.objects.filter(case__number=number).count() == 2
        print_a_letter(page)
        close_with_help(page)
    sees_only_what_it_may(chromium, live_server.url, number, name)


def match_and_judge(page: Page) -> None:
    """Start matching, wait for it, and judge two pairs with keys."""
    page.get_by_role("navigation", name="Hoofdmenu").get_by_text("Koppelen").click()
    page.get_by_role("button", name="Koppelen starten").click()
    expect(page.get_by_text("signalen bekeken")).to_be_visible(timeout=60_000)
    page.reload()
    before = suggestion_counts(HERE)["open"]
    assert before >= 2
    page.get_by_role("link", name=re.compile("beoordelen")).click()
    for key, said in (("1", "dezelfde persoon"), ("2", "niet dezelfde persoon")):
        page.wait_for_load_state("load")
        expect(page.get_by_role("button", name="Weet ik niet")).to_be_visible()
        page.keyboard.press(key)
        expect(page.get_by_text(f"Uw laatste oordeel: {said}")).to_be_visible()
    assert suggestion_counts(HERE)["open"] == before - 2


def take_up(page: Page) -> tuple[str, str]:
    """Walk the list with j and open the first case about rent with Enter."""
    page.goto(page.url.split("/bureau/")[0] + "/bureau/werklijst/?soort=huur")
    page.keyboard.press("j")
    expect(page.locator("tr.here")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/bureau/zaken/**")
    page.get_by_role("button", name="Zaak oppakken").click()
    expect(page.get_by_text("De zaak is van u.")).to_be_visible()
    case = Case.objects.get(number=re.search(r"/zaken/([^/]+)/", page.url)[1])
    return case.number, case.name


def call(page: Page, result: str) -> None:
    """An attempt in two clicks: how, and whether somebody was reached."""
    page.get_by_role("radio", name="Telefoon").check()
    page.get_by_role("button", name=result).click()
    expect(page.get_by_text("De contactpoging is vastgelegd.")).to_be_visible()


def print_a_letter(page: Page) -> None:
    """Read the letter, make it, and open the file."""
    page.get_by_role("link", name="Brief maken").click()
    page.get_by_role("link", name="Wij spraken hulp af").click()
    page.get_by_role("button", name="Maak de brief om te printen").click()
    expect(page.get_by_text("door een tweede programma nagelezen")).to_be_visible(timeout=30_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Open de pdf").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def close_with_help(page: Page) -> None:
    """The outcome says what the creditor hears before it is chosen."""
    page.goto(re.sub(r"/brieven/.*", "/", page.url))
    page.get_by_role("link", name="Zaak afsluiten").click()
    page.get_by_label("Vervolghulp en/of verwijzing financieel", exact=True).check()
    page.get_by_label("Notitie").fill("Schulden door scheiding.")
    page.get_by_role("button", name="Afsluiten").click()
    expect(page.get_by_text("De zaak is afgesloten.")).to_be_visible()
    expect(page.locator(".timeline .secret").first).to_be_visible()


def sees_only_what_it_may(chromium: Browser, base: str, number: str, name: str) -> None:
    """The landlord reads that help was accepted and until when it waits; nothing about who, why or which help."""
    with context_of(chromium) as window:
        page = window.new_page()
        sign_in(page, base, "henk")
        expect(page.get_by_text("De inwoner heeft hulp aanvaard.")).to_be_visible()
        expect(page.get_by_text("incasso wacht")).to_be_visible()
        text = page.content()
        assert not [word for word in (name, number, "scheiding", "financieel") if word in text]
        answer = page.goto(f"{base}/bureau/zaken/{number}/")
        assert answer is not None
        assert answer.status == 403


def test_the_desk_works_without_javascript(town: Desk, live_server, chromium: Browser):
    with context_of(chromium, java_script_enabled=False) as window:
        page = window.new_page()
        sign_in(page, live_server.url, "sanne")
        page.get_by_role("link", name="Werklijst").first.click()
        page.locator("a[data-open]").first.click()
        page.get_by_role("radio", name="Huisbezoek").check()
        page.get_by_role("button", name="Niet bereikt").click()
        expect(page.get_by_text("De contactpoging is vastgelegd.")).to_be_visible()
        page.goto(f"{live_server.url}/bureau/koppelen/beoordelen/")
        page.get_by_role("button", name="Weet ik niet").click()
        expect(page.get_by_text("Uw laatste oordeel: weet ik niet")).to_be_visible()


def test_a_visit_without_reception_is_kept_and_sent_once_later(town: Desk, live_server, chromium: Browser):
    with context_of(chromium, "smal") as window:
        page = window.new_page()
        sign_in(page, live_server.url, "sanne")
        page.goto(f"{live_server.url}/bureau/huisbezoek/")
        number = re.search(r"/zaken/([^/]+)/poging/", page.locator("form[data-queue]").get_attribute("action"))[1]
        before = ContactAttempt.objects.filter(case__number=number).count()
        page.get_by_label("Notitie").fill("Licht brandde, niemand deed open.")
        window.set_offline(True)
        page.get_by_role("button", name="Niemand thuis").click()
        expect(page.get_by_text("1 uitkomst wacht")).to_be_visible()
        expect(page.get_by_text("Bewaard op deze telefoon")).to_be_visible()
        assert ContactAttempt.objects.filter(case__number=number).count() == before
        window.set_offline(False)
        assert arrived(page, number, before + 1)
        assert forgotten(page)
        assert ContactAttempt.objects.filter(case__number=number).count() == before + 1


def test_a_visit_outlives_a_session_that_ended(town: Desk, live_server, chromium: Browser):
    with context_of(chromium, "smal") as window:
        page = window.new_page()
        sign_in(page, live_server.url, "sanne")
        page.goto(f"{live_server.url}/bureau/huisbezoek/")
        number = re.search(r"/zaken/([^/]+)/poging/", page.locator("form[data-queue]").get_attribute("action"))[1]
        before = ContactAttempt.objects.filter(case__number=number).count()
        page.get_by_label("Notitie").fill("Buurvrouw gesproken.")
        window.clear_cookies()
        page.get_by_role("button", name="Niemand thuis").click()
        expect(page.get_by_text("Log opnieuw in")).to_be_visible()
        assert ContactAttempt.objects.filter(case__number=number).count() == before
        page.get_by_role("link", name="Inloggen").click()
        page.fill("#id_login", "sanne@voorbeeld.example")
        page.fill("#id_password", PASSWORD)
        page.get_by_role("button", name="Inloggen").click()
        page.wait_for_url("**/bureau/huisbezoek/")
        assert arrived(page, number, before + 1)
        assert ContactAttempt.objects.get(case__number=number, note="Buurvrouw gesproken.")
        assert forgotten(page)


def forgotten(page: Page) -> bool:
    """Whether nothing is kept on the phone any more, soon; the page may be on its way to the next address meanwhile."""
    for _ in range(50):
        with suppress(Error):
            if page.evaluate("sessionStorage.length") == 0:
                return True
        page.wait_for_timeout(200)
    return False


def arrived(page: Page, number: str, count: int) -> bool:
    """Whether a case has so many attempts, soon."""
    for _ in range(100):
        if ContactAttempt.objects.filter(case__number=number).count() == count:
            return True
        page.wait_for_timeout(200)
    return False


def test_keys_that_were_switched_off_do_nothing(town: Desk, live_server, chromium: Browser):
    with context_of(chromium) as window:
        page = window.new_page()
        sign_in(page, live_server.url, "sanne")
        page.goto(f"{live_server.url}/hulp/")
        page.get_by_role("button", name="Sneltoetsen uitzetten").click()
        page.goto(f"{live_server.url}/bureau/werklijst/")
        page.keyboard.press("j")
        expect(page.locator("tr.here")).to_have_count(0)
