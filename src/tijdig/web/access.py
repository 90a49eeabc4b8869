"""Who asks, for whom they act, and whether they may: the first thing every page does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from tijdig.foundation.accounts.models import Person
from tijdig.foundation.accounts.queries import Organisation, organisations_of, who_may
from tijdig.foundation.accounts.rules import Capability
from tijdig.foundation.ledger.actor import Actor
from tijdig.web import clock

P = ParamSpec("P")
SESSION_KEY = "acts-for"
_CACHE = "tijdig.acting"

WHAT = {
    Capability.SEE_CASES: "zaken van inwoners bekijken",
    Capability.WORK_CASES: "zaken oppakken en contactpogingen vastleggen",
    Capability.DIVIDE_WORK: "werk verdelen",
    Capability.MATCH: "signalen koppelen",
    Capability.WRITE_LETTERS: "brieven schrijven",
    Capability.PUBLISH_LETTERS: "brieven goedkeuren",
    Capability.SEE_TEAM: "het werk van het team bekijken",
    Capability.SEE_DELIVERIES: "leveringen bekijken",
    Capability.SET_UP: "instellingen wijzigen",
    Capability.SEE_ACCESS: "zien wie wat heeft bekeken",
    Capability.SEE_FEEDBACK: "terugkoppelingen bekijken",
    Capability.DELIVER: "signalen aanleveren",
    Capability.OPERATE: "het platform beheren",
}


@dataclass(frozen=True)
class Acting:
    """A person who acts for one organisation at this moment, and the others they could act for."""

    person: Person
    organisation: Organisation
    others: tuple[Organisation, ...]

    @property
    def actor(self) -> Actor:
        """How the ledger names this person."""
        return Actor("person", self.person.pseudonym)

    @property
    def municipality(self) -> str:
        """The code of the municipality; every query about residents is bounded by it. Raises Refused for others."""
        if self.organisation.municipality is None:
            raise Refused("Deze pagina is van een gemeente. U werkt nu voor een andere organisatie.")
        return self.organisation.municipality

    @property
    def creditor(self) -> int:
        """The row number of the creditor. Raises Refused for others."""
        if self.organisation.creditor is None:
            raise Refused("Deze pagina is van een schuldeiser. U werkt nu voor een andere organisatie.")
        return self.organisation.creditor

    def may(self, capability: Capability) -> bool:
        """Whether the person may do this for the organisation they act for."""
        return self.organisation.may(capability)


class Refused(PermissionDenied):
    """Somebody who is signed in may not do this; the text says why and what to do, in Dutch."""


def acting_of(request: HttpRequest) -> Acting | None:
    """For whom the person of this request acts; None for somebody who is not signed in or acts for nobody."""
    if _CACHE not in request.META:
        request.META[_CACHE] = _acting_of(request)
    found = request.META[_CACHE]
    return found if isinstance(found, Acting) else None


def _acting_of(request: HttpRequest) -> Acting | None:
    person = request.user
    if not isinstance(person, Person):
        return None
    found = organisations_of(person, clock.today())
    chosen = next((one for one in found if one.key == request.session.get(SESSION_KEY)), found[0] if found else None)
    if chosen is None:
        return None
    return Acting(person, chosen, tuple(one for one in found if one.key != chosen.key))


def capability(
    needed: Capability,
) -> Callable[[Callable[Concatenate[HttpRequest, Acting, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Let a page be seen only by who may do this for the organisation they act for; the page gets their ``Acting``."""

    def door(
        page: Callable[Concatenate[HttpRequest, Acting, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(page)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            acting = acting_of(request)
            if acting is None:
                raise Refused("Uw account hoort nog bij geen enkele organisatie. Vraag uw beheerder om een rol.")
            if not acting.may(needed):
                raise Refused(_sentence(acting, needed))
            return page(request, acting, *args, **kwargs)

        return guarded

    return door


def _sentence(acting: Acting, needed: Capability) -> str:
    roles = " of ".join(who_may(needed))
    elsewhere = next((one.name for one in acting.others if one.may(needed)), None)
    way_out = f" U mag dit wel voor {elsewhere}: wissel bovenaan van organisatie." if elsewhere else ""
    why = f"{acting.organisation.name}: als {acting.organisation.role_words} kunt u niet {WHAT[needed]}."
    return f"{why} Dat kan een {roles}.{way_out}"
