"""Where cases and groups differ: signals that are new, stand elsewhere, or were taken back; and claims reported before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from tijdig.steps.followup import reading
from tijdig.steps.followup.facts import Claim, SignalFacts, only_repeats
from tijdig.steps.followup.gathering.moves import Move

_NEW = """
    SELECT DISTINCT placement.group_id FROM matching_placement placement
    JOIN intake_signal signal ON signal.id = placement.signal_id AND signal.state = 'accepted'
    LEFT JOIN followup_casesignal member ON member.signal_id = placement.signal_id
    WHERE placement.municipality_id = %s AND member.signal_id IS NULL ORDER BY placement.group_id
"""
_MOVED = """
    SELECT member.signal_id, member.case_id, placement.group_id FROM matching_placement placement
    JOIN followup_casesignal member ON member.signal_id = placement.signal_id
    JOIN followup_case old ON old.id = member.case_id AND old.closed_at IS NULL
    WHERE {ours} AND old.group_id <> placement.group_id
"""
_STALE = """
    SELECT old.id FROM followup_case old JOIN followup_casesignal member ON member.case_id = old.id
    JOIN intake_signal signal ON signal.id = member.signal_id
    WHERE {ours} AND old.closed_at IS NULL {narrowed}
    GROUP BY old.id, old.signal_count HAVING SUM(CASE WHEN signal.state = 'accepted' THEN 1 ELSE 0 END) <> old.signal_count
"""
_REPEATED = """
    SELECT old.group_id, signal.creditor_id, signal.reference, signal.amount_cents
    FROM followup_case old JOIN followup_casesignal member ON member.case_id = old.id
    JOIN intake_signal signal ON signal.id = member.signal_id
    WHERE {ours} AND old.state = 'closed' AND {among}
"""


def moves(municipality: str, groups: Collection[int] | None) -> list[Move]:
    """The signals of open cases that matching put in another group than that of their case."""
    if groups is None:
        found = reading.rows(_MOVED.format(ours="placement.municipality_id = %s"), [municipality])
    else:
        query = f"{_MOVED.format(ours=reading.ours('placement.municipality_id'))} AND {reading.among('placement.group_id')}"
        found = reading.rows(query, [municipality, reading.numbers(groups)])
    return [Move(*(int(str(part)) for part in row)) for row in found]


def groups_with_new_signals(municipality: str) -> list[int]:
    """The groups that hold signals without a case, in order."""
    return [int(str(row[0])) for row in reading.rows(_NEW, [municipality])]


def withdrawn(municipality: str, groups: Collection[int] | None) -> list[int]:
    """The open cases of which another number of signals stands than they say."""
    if groups is None:
        query, parameters = _STALE.format(ours="old.municipality_id = %s", narrowed=""), [municipality]
        return [int(str(row[0])) for row in reading.rows(query, parameters)]
    query = _STALE.format(ours=reading.ours("old.municipality_id"), narrowed=f"AND {reading.among('old.group_id')}")
    return [int(str(row[0])) for row in reading.rows(query, [municipality, reading.numbers(groups)])]


def open_cases_of(municipality: str, groups: Collection[int]) -> dict[int, int]:
    """The open case (row number) of each group."""
    condition = f"{reading.ours('municipality_id')} AND closed_at IS NULL AND {reading.among('group_id')}"
    query = f"SELECT group_id, id FROM followup_case WHERE {condition}"  # noqa: S608 - fixed conditions
    return {int(str(group)): int(str(case)) for group, case in reading.rows(query, [municipality, reading.numbers(groups)])}


def sizes(cases: Collection[int]) -> dict[int, int]:
    """How many signals cases hold."""
    query = f"SELECT case_id, COUNT(*) FROM followup_casesignal WHERE {reading.among('case_id')} GROUP BY case_id"  # noqa: S608 - a fixed condition
    return {int(str(case)): int(str(count)) for case, count in reading.rows(query, [reading.numbers(cases)])}


def repeats(municipality: str, fresh: Mapping[int, Sequence[SignalFacts]]) -> set[int]:
    """The groups of which every claim was in a closed case before and has not risen since."""
    groups, query = list(fresh), _REPEATED.format(ours=reading.ours("old.municipality_id"), among=reading.among("old.group_id"))
    before: dict[int, list[Claim]] = {}
    for part in reading.parts(groups):
        for group, *claim in reading.rows(query, [municipality, reading.numbers(part)]):
            before.setdefault(int(str(group)), []).append(Claim(*claim))  # type: ignore[arg-type]  # columns of the query
    now = {group: [Claim(one.creditor, one.reference, one.amount_cents) for one in fresh[group]] for group in before}
    return {group for group, claims in now.items() if only_repeats(claims, before[group])}
