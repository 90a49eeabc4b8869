"""What doors ask about people: for whom they may act, and who works where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tijdig.foundation.accounts.models import MUNICIPAL, Membership, Person
from tijdig.foundation.accounts.rules import CAPABILITIES, ROLE_WORDS, Capability, Role, capabilities_of
from tijdig.foundation.parties.models import in_force


@dataclass(frozen=True)
class Organisation:
    """Somebody one may act for, and what one may do there. ``key`` names it in a session or a form, never personal."""

    key: str
    name: str
    municipality: str | None
    creditor: int | None
    roles: tuple[str, ...]
    capabilities: frozenset[Capability]

    def may(self, capability: Capability) -> bool:
        """Whether the person may do this here."""
        return capability in self.capabilities

    @property
    def role_words(self) -> str:
        """The roles in Dutch, such as: consulent en manager."""
        return " en ".join(ROLE_WORDS[Role(role)] for role in self.roles)


@dataclass(frozen=True)
class Colleague:
    """Somebody who works for a municipality today."""

    membership: int
    person: int
    name: str
    email: str
    role: str

    @property
    def role_word(self) -> str:
        """The role in Dutch."""
        return ROLE_WORDS[Role(self.role)]


def organisations_of(person: Person, on: date) -> list[Organisation]:
    """Everybody this person may act for on a date: municipalities first, then creditors, each by name."""
    rows = Membership.objects.filter(in_force(on), person=person).values_list(
        "municipality_id", "municipality__name", "creditor_id", "creditor__name", "role"
    )
    grouped: dict[tuple[str | None, int | None], list[tuple[str, str]]] = {}
    for code, town, creditor, creditor_name, role in rows.order_by("role"):
        name = f"Gemeente {town or code}" if code else (creditor_name or "Beheer van het platform")
        grouped.setdefault((code, creditor), []).append((name, role))
    found = [_organisation(code, creditor, told) for (code, creditor), told in grouped.items()]
    return sorted(found, key=lambda one: (one.municipality is None, one.creditor is None, one.name))


def _organisation(code: str | None, creditor: int | None, told: list[tuple[str, str]]) -> Organisation:
    key = code or (f"schuldeiser-{creditor}" if creditor else "platform")
    roles = tuple(role for _, role in told)
    return Organisation(key, told[0][0], code, creditor, roles, capabilities_of(roles))


def colleagues(municipality: str, on: date) -> list[Colleague]:
    """Everybody with a role in a municipality on a date, by name."""
    roles = [role.value for role in MUNICIPAL]
    rows = Membership.objects.filter(in_force(on), municipality=municipality, role__in=roles).order_by("person__name", "role")
    return [Colleague(*row) for row in rows.values_list("pk", "person_id", "person__name", "person__email", "role")]


def case_workers(municipality: str, on: date) -> dict[int, str]:
    """The names of those who may work on cases of a municipality on a date, by row number, in the order of names."""
    roles = [role.value for role, capabilities in CAPABILITIES.items() if Capability.WORK_CASES in capabilities]
    rows = Membership.objects.filter(in_force(on), municipality=municipality, role__in=roles, person__is_active=True)
    return dict(rows.order_by("person__name").values_list("person_id", "person__name"))


def who_may(capability: Capability) -> list[str]:
    """The Dutch words of the roles that have a capability."""
    return [ROLE_WORDS[role] for role, capabilities in CAPABILITIES.items() if capability in capabilities]
