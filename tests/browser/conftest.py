"""A real browser on a live server. Screenshots go to docs/screenshots only when TIJDIG_SCREENSHOTS asks for them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Playwright, sync_playwright

if TYPE_CHECKING:
    from web.world import Desk

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-quic",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _quick_entrance(settings) -> None:
    """A password of a made-up person need not be hard to guess from its hash: that is half a second each."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()  # how often somebody signed in is counted there


@pytest.fixture(scope="module")
def _playwright() -> Iterator[Playwright]:
    if not CHROMIUM.exists():
        pytest.skip("there is no chromium here: on Debian or Ubuntu, apt-get install chromium")
    # Playwright keeps an event loop in this thread; Django would refuse the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as running:
        yield running
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def chromium(_playwright: Playwright) -> Iterator[Browser]:
    """One browser for all tests; each opens contexts of its own."""
    browser = _playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
    yield browser
    browser.close()


@pytest.fixture
def town(transactional_db) -> Desk:
    """A municipality with residents and work, as the browser finds it."""
    from web.world import Desk  # noqa: PLC0415 - pytest reads this file before Django knows its settings

    made = Desk()
    made.settle_in()
    made.populate(24)
    made.match()
    made.work()
    made.publish_letters()
    return made
