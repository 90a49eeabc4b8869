"""Which role may do what: one table, read by pages, API and tests. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Capability(StrEnum):
    """Something a person may do for the organisation they act for."""

    SEE_CASES = "see-cases"
    WORK_CASES = "work-cases"  # take up, log attempts, close
    DIVIDE_WORK = "divide-work"  # assign to others, hand over
    MATCH = "match"  # start a run, judge pairs
    WRITE_LETTERS = "write-letters"  # edit texts
    PUBLISH_LETTERS = "publish-letters"  # the second pair of eyes
    SEE_TEAM = "see-team"
    SEE_DELIVERIES = "see-deliveries"
    SET_UP = "set-up"  # settings of the municipality
    SEE_ACCESS = "see-access"  # who looked at what
    SEE_FEEDBACK = "see-feedback"  # of a creditor: what came of its signals
    DELIVER = "deliver"
    OPERATE = "operate"  # the platform itself; no persons


class Role(StrEnum):
    """What somebody is in an organisation; the Dutch word stands in ``ROLE_WORDS``."""

    CASE_WORKER = "case-worker"
    COORDINATOR = "coordinator"
    MANAGER = "manager"
    PRIVACY_OFFICER = "privacy-officer"
    CREDITOR = "creditor"
    OPERATOR = "operator"


_WORKER = {Capability.SEE_CASES, Capability.WORK_CASES, Capability.MATCH, Capability.SEE_DELIVERIES}
_COORDINATOR = _WORKER | {Capability.DIVIDE_WORK, Capability.SEE_TEAM, Capability.WRITE_LETTERS, Capability.PUBLISH_LETTERS}
CAPABILITIES: dict[Role, frozenset[Capability]] = {
    Role.CASE_WORKER: frozenset(_WORKER),
    Role.COORDINATOR: frozenset(_COORDINATOR),
    Role.MANAGER: frozenset({Capability.SEE_TEAM, Capability.SEE_DELIVERIES, Capability.SET_UP, Capability.PUBLISH_LETTERS}),
    Role.PRIVACY_OFFICER: frozenset({Capability.SEE_ACCESS, Capability.SEE_DELIVERIES}),
    Role.CREDITOR: frozenset({Capability.DELIVER, Capability.SEE_FEEDBACK}),
    Role.OPERATOR: frozenset({Capability.OPERATE}),
}
ROLE_WORDS: dict[Role, str] = {
    Role.CASE_WORKER: "consulent",
    Role.COORDINATOR: "coördinator",
    Role.MANAGER: "manager",
    Role.PRIVACY_OFFICER: "privacyfunctionaris",
    Role.CREDITOR: "schuldeiser",
    Role.OPERATOR: "beheerder",
}


def capabilities_of(roles: Iterable[str]) -> frozenset[Capability]:
    """Everything that somebody with these roles may do. Raises ValueError for a role that does not exist."""
    return frozenset[Capability]().union(*(CAPABILITIES[Role(role)] for role in roles))
