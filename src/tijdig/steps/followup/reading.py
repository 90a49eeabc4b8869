"""Reading many signals at once for their cases; the one place that knows where the table of signals keeps what."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from tijdig.steps.followup.facts import SignalFacts, additions
from tijdig.steps.followup.models import Case

# Dates as text: parsing them one by one would cost more than all the rest. Columns in the order of SignalFacts.
SIGNALS = """
    SELECT {group_of}, signal.id, signal.creditor_id, signal.reference, signal.kind, signal.signal_type,
           signal.state = 'accepted', CAST(signal.signal_date AS TEXT), signal.in_crisis = 'ja', signal.amount_cents,
           CAST(signal.arose_on AS TEXT), signal.initials, signal.prefix, signal.surname, signal.postcode, signal.house_number,
           signal.house_letter, signal.addition, signal.phone IS NOT NULL, signal.email IS NOT NULL, signal.street, signal.town
    FROM intake_signal signal {joined}
"""


def among(column: str) -> str:
    """A condition with one parameter (``numbers``), for however many row numbers."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s::bigint[])"
    return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - a name of our own column


def ours(column: str) -> str:
    """A condition on the municipality that SQLite does not look up: it would read all of it to find a few groups."""
    return f"{column} = %s" if connection.vendor == "postgresql" else f"+{column} = %s"


def numbers(ids: Collection[int]) -> list[int] | str:
    """The parameter of ``among``."""
    return list(ids) if connection.vendor == "postgresql" else json.dumps(list(ids))


Parameter = str | int | list[int]


def rows(sql: str, parameters: Sequence[Parameter]) -> list[tuple[object, ...]]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def signals_of_cases(municipality: str, cases: Collection[int]) -> dict[int, list[SignalFacts]]:
    """The signals of cases (row numbers) of one municipality, by case."""
    joined = f"""
        JOIN followup_casesignal member ON member.signal_id = signal.id
        WHERE signal.municipality_id = %s AND {among("member.case_id")}"""
    query = SIGNALS.format(group_of="member.case_id", joined=joined)
    return _by_first(rows(query, [municipality, numbers(cases)]))


def signals_of_groups(municipality: str, groups: Collection[int]) -> dict[int, list[SignalFacts]]:
    """The signals that stand in groups (row numbers) and have no case yet, by group; only those that stand."""
    joined = f"""
        JOIN matching_placement placement ON placement.signal_id = signal.id
        LEFT JOIN followup_casesignal member ON member.signal_id = signal.id
        WHERE {ours("placement.municipality_id")} AND signal.municipality_id = %s AND signal.state = 'accepted'
              AND member.signal_id IS NULL AND {among("placement.group_id")}"""
    query = SIGNALS.format(group_of="placement.group_id", joined=joined)
    return _by_first(rows(query, [municipality, municipality, numbers(groups)]))


def _by_first(found: list[tuple[object, ...]]) -> dict[int, list[SignalFacts]]:
    days: dict[object, date | None] = {None: None}
    grouped: dict[int, list[SignalFacts]] = {}
    for one in _typed(found, days):
        grouped.setdefault(one.group, []).append(one)
    return grouped


def _typed(found: list[tuple[object, ...]], days: dict[object, date | None]) -> Iterator[SignalFacts]:
    """With dates and truth values; a million rows hold a few hundred different days."""
    for row in found:
        for text in (row[7], row[10]):
            if text not in days:
                days[text] = date.fromisoformat(str(text)[:10])
        yield SignalFacts._make((*row[:6], bool(row[6]), days[row[7]], bool(row[8]), row[9] or 0, days[row[10]], *row[11:18],
                                 bool(row[18]), bool(row[19]), *row[20:]))  # fmt: skip


class AtDoor(NamedTuple):
    """A signal at a door; ``month`` counts from the year 0."""

    signal: int
    postcode: str
    house_number: int
    addition: str | None  # in one spelling
    month: int


_AT_DOORS = """
    SELECT signal.id, placement.postcode, placement.house_number, placement.addition, SUBSTR(CAST(signal.signal_date AS TEXT), 1, 7)
    FROM matching_placement placement JOIN intake_signal signal ON signal.id = placement.signal_id
    WHERE placement.municipality_id = %s AND placement.postcode {} AND placement.house_number {}
"""


def signals_at_doors(municipality: str, doors: Collection[tuple[str, int]] | None) -> Iterator[AtDoor]:
    """The signals of a municipality at doors (postcode, house number), or at all of them."""
    found: list[tuple[object, ...]] = []
    if doors is None:
        found = rows(_AT_DOORS.format("IS NOT NULL", "IS NOT NULL"), [municipality])
    for postcode, number in doors or ():
        found += rows(_AT_DOORS.format("= %s", "= %s"), [municipality, postcode, number])
    months: dict[object, int] = {}
    for signal, code, house, addition, month in found:
        if month not in months:
            months[month] = int(str(month)[:4]) * 12 + int(str(month)[5:7])
        yield AtDoor(int(str(signal)), str(code), int(str(house)), str(addition) if addition else None, months[month])


def additions_of(municipality: str, case: Case) -> list[tuple[str, str]]:
    """The house letters with additions that the signals of a case name at its door."""
    signals = signals_of_cases(municipality, [case.pk]).get(case.pk, [])
    return additions(signals, case.postcode or None, case.house_number)


def parts(values: Sequence[int]) -> Iterator[Sequence[int]]:
    """Row numbers in parts that fit in one query of either database."""
    return (values[start : start + 10_000] for start in range(0, len(values), 10_000))
