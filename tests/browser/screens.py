"""Signing in, looking with axe, and taking a picture: what the browser tests share."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from web.world import PASSWORD

VIEWPORTS = {"breed": (1280, 900), "smal": (390, 844)}
SCREENSHOTS = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
WANTED = "SCREENSHOTS"  # tests/conftest.py takes away what begins with TIJDIG_
LONGEST = 2200
axe = Axe()


def context_of(chromium: Browser, width: str = "breed", **options: object) -> BrowserContext:
    """A browser window of a width, Dutch, without anything of an earlier one."""
    wide, high = VIEWPORTS[width]
    return chromium.new_context(viewport={"width": wide, "height": high}, locale="nl-NL", timezone_id="Europe/Amsterdam", **options)


def sign_in(page: Page, base: str, first: str) -> None:
    """Through the form, as people do."""
    page.goto(f"{base}/inloggen/")
    page.fill("#id_login", f"{first}@voorbeeld.example")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_url(lambda url: "/inloggen/" not in url)


def look(page: Page, name: str, width: str) -> list[str]:
    """What axe objects to on this page, and whether it is wider than the window; takes a picture when asked to."""
    said = [
        f"{name} {width}: {one['id']} {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in axe.run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        said.append(f"{name} {width}: wider than the window")
    if os.environ.get(WANTED) and not name.endswith("-uitgeklapt"):
        keep(page.screenshot(full_page=True), SCREENSHOTS / f"{name}-{width}.png")
    return said


def keep(picture: bytes, file: Path) -> None:
    """A picture for the docs: the first screens of a long page, in few colours, so that the repository stays small."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(BytesIO(picture)) as found:
        shown = found.crop((0, 0, found.width, min(found.height, LONGEST)))
        shown.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(file, optimize=True)
