"""A desk with people and some work, and browsers without JavaScript that are signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.test import Client

if TYPE_CHECKING:
    from web.world import Desk


@pytest.fixture(autouse=True)
def _quick_entrance(settings) -> None:
    """A password of a made-up person need not be hard to guess from its hash: that is half a second each."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()  # how often somebody signed in is counted there


@pytest.fixture
def desk(db) -> Desk:
    """A municipality that decided, without signals."""
    from web.world import Desk  # noqa: PLC0415 - pytest reads this file before Django knows its settings

    made = Desk()
    made.settle_in()
    return made


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """The same with residents, matched signals and some days of work."""
    desk.populate(14)
    desk.match()
    desk.work()
    desk.publish_letters()
    return desk


@pytest.fixture
def browse(desk: Desk) -> Callable[[str], Client]:
    """A browser in which somebody is signed in, by first name."""

    def signed_in(first: str) -> Client:
        client = Client()
        client.force_login(desk.people[first], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in
