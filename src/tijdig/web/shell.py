"""What every page shows around its own words: for whom one acts, where one can go, which theme."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from tijdig import __version__
from tijdig.foundation.accounts.rules import Capability
from tijdig.web.access import Acting, acting_of

KEYS_COOKIE = "sneltoetsen"


@dataclass(frozen=True)
class Way:
    """A place in the navigation."""

    word: str
    route: str
    icon: str
    needs: Capability


WAYS = (
    Way("Mijn dag", "bureau:my_day", "sun", Capability.WORK_CASES),
    Way("Werklijst", "bureau:worklist", "list", Capability.SEE_CASES),
    Way("Huisbezoek", "bureau:visits", "door", Capability.WORK_CASES),
    Way("Koppelen", "bureau:matching", "link", Capability.MATCH),
    Way("Team", "bureau:team", "users", Capability.SEE_TEAM),
    Way("Leveringen", "bureau:deliveries", "inbox", Capability.SEE_DELIVERIES),
    Way("Brieven", "bureau:letters", "letter", Capability.PUBLISH_LETTERS),
    Way("Instellingen", "bureau:settings", "gear", Capability.SET_UP),
    Way("Terugkoppelingen", "creditor:feedback", "inbox", Capability.SEE_FEEDBACK),
)


@dataclass(frozen=True)
class Shown:
    """A place in the navigation as this page shows it."""

    word: str
    url: str
    icon: str
    current: bool


def ways(acting: Acting, path: str) -> list[Shown]:
    """Where somebody may go; the current one is the longest that the page's own path starts with."""
    allowed = [(way, reverse(way.route)) for way in WAYS if acting.may(way.needs)]
    where = reverse("bureau:worklist") if path.startswith(f"{reverse('bureau:my_day')}zaken/") else path
    here = max((url for _, url in allowed if where.startswith(url)), key=len, default="")
    return [Shown(way.word, url, way.icon, url == here) for way, url in allowed]


def shell(request: HttpRequest) -> dict[str, object]:
    """For templates: acting, ways, theme (the address of the municipality's own colours) and version."""
    acting = acting_of(request) if hasattr(request, "user") else None
    return {
        "acting": acting,
        "ways": ways(acting, request.path) if acting else [],
        "theme": acting.organisation.municipality if acting else None,
        "version": __version__,
        "keys": request.COOKIES.get(KEYS_COOKIE) != "uit",
    }


def home_of(acting: Acting) -> str:
    """The page somebody starts on: the first of the navigation."""
    found = ways(acting, "")
    return found[0].url if found else reverse("help")
