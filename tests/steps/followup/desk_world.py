"""A desk to test with: a municipality that decided, workers, signals that were delivered, and groups as matching leaves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

from crash import delivery_world as there
from crash.delivery_world import AMSTERDAM, UTRECHT, World, line
from tijdig.foundation.accounts.models import Membership, Person
from tijdig.foundation.accounts.rules import Role, capabilities_of
from tijdig.foundation.ledger.actor import Actor
from tijdig.steps.followup import operations
from tijdig.steps.followup.gathering.operations import Followed, follow_groups
from tijdig.steps.followup.models import Case, CaseSignal
from tijdig.steps.followup.rules import Worker
from tijdig.steps.followup.setup.operations import decide_settings
from tijdig.steps.followup.setup.queries import Decided
from tijdig.steps.intake.models import Signal
from tijdig.steps.matching.models import Group, Household, Placement

EDITION = there.edition_of(there.ADDRESSES)
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
TODAY = date(2026, 7, 1)  # a Wednesday
DECIDED = Decided(retention_days=180, crisis_in_working_days=True)
HERE = AMSTERDAM
_numbers = count(1)


def person(name: str = "Anna de Wit") -> Person:
    """Somebody with an account."""
    number = next(_numbers)
    return Person.objects.create(email=f"w{number}@gemeente.example", name=name, pseudonym=f"P-{number}", joined_at=NOW)


@dataclass
class Desk:
    """The verbs of the tests, in one municipality."""

    world: World = field(default_factory=lambda: World(EDITION))
    municipality: str = HERE

    def __post_init__(self) -> None:
        self.anna, self.bram = person(), person("Bram Smit")
        for who in (self.anna, self.bram):
            Membership.objects.create(person=who, role=Role.CASE_WORKER, municipality_id=self.municipality, valid_from=TODAY)

    def by(self, who: Person | None = None, role: Role = Role.COORDINATOR) -> Worker:
        """A worker with everything a coordinator may do, unless another role is named."""
        return Worker((who or self.anna).pk, capabilities_of([role]))

    def actor(self, who: Person | None = None) -> Actor:
        """The same person as the ledger knows it."""
        return Actor("person", (who or self.anna).pseudonym)

    def told(self, who: Person | None = None, at: datetime = NOW, role: Role = Role.COORDINATOR) -> dict[str, object]:
        """The arguments every operation takes."""
        return {"by": self.by(who, role), "actor": self.actor(who), "at": at, "municipality": self.municipality}

    def decide(self, at: datetime = NOW, **changes: object) -> None:
        """The decisions of the municipality."""
        decided = replace(DECIDED, **changes)
        decide_settings(municipality=self.municipality, decided=decided, actor=self.actor(), at=at)

    def signals(self, *lines: dict[str, str], on: date = TODAY) -> list[Signal]:
        """Delivered signals, a delivery for each kind."""
        known = set(Signal.objects.values_list("pk", flat=True))
        for kind in dict.fromkeys(one["soort"] for one in lines):
            self.world.deliver(*(one for one in lines if one["soort"] == kind), on=on)
        return list(Signal.objects.exclude(pk__in=known).order_by("pk"))

    def group(self, *signals: Signal, into: Group | None = None, household: Household | None = None) -> Group:
        """Put signals in a group, as matching does."""
        group = into or Group.objects.create(municipality_id=self.municipality, household=household)
        for one in signals:
            Placement.objects.update_or_create(
                signal=one,
                defaults={
                    "municipality_id": self.municipality, "group": group, "postcode": one.postcode,
                    "house_number": one.house_number, "addition": f"{one.house_letter or ''}{one.addition or ''}" or None,
                },
            )  # fmt: skip
        return group

    def follow(self, *groups: Group, at: datetime = NOW, everything: bool = False) -> Followed:
        """Let the cases follow: all groups, or those named."""
        named = None if everything or not groups else [group.pk for group in groups]
        return follow_groups(municipality=self.municipality, groups=named, actor=Actor("system", "matching"), at=at)

    def case(self, *lines: dict[str, str], on: date = TODAY, at: datetime = NOW) -> Case:
        """The open case of one group with these signals."""
        group = self.group(*self.signals(*(lines or (line(),)), on=on))
        self.follow(group, at=at)
        return self.case_of(group)

    def case_of(self, group: Group) -> Case:
        """The open case of a group."""
        return Case.objects.get(group=group, closed_at__isnull=True)

    def members(self, case: Case) -> list[int]:
        """The signals of a case."""
        return list(CaseSignal.objects.filter(case=case).order_by("signal").values_list("signal", flat=True))

    def take_up(self, case: Case, who: Person | None = None) -> Case:
        """The case after somebody took it up."""
        return operations.take_up(case=case.number, version=case.version, **self.told(who))


def settled() -> Desk:
    """Parties registered, the municipality has decided; nothing else."""
    there.settle_in()
    desk = Desk()
    desk.decide()
    return desk


def later(days: int) -> datetime:
    """The same hour so many days later."""
    return NOW + timedelta(days=days)


def numbered(lines: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Lines with references of their own."""
    return [{**one, "kenmerk": f"K{at}"} for at, one in enumerate(lines)]


__all__ = ["AMSTERDAM", "UTRECHT", "Desk", "line"]
