"""What is stored about matching, read in one form: of a whole municipality, or of the signals that a change reaches."""

# ruff: noqa: S608 - the texts are put together from this package only; values go along as parameters.
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import polars as pl

from tijdig.foundation.tables.sets import Parameter, Schema, among, many, read
from tijdig.steps.matching.changes import Kept, Stored, Word
from tijdig.steps.matching.numbering import Standing
from tijdig.steps.matching.outcome import LinkRow
from tijdig.steps.matching.rows import Value, number, rows_of
from tijdig.steps.matching.words import words_in

_LINK = "left_id, right_id, id, tier, decision, features"
_SUGGESTION = "left_id, right_id, id, tier, reason, features, state"
_ACCEPTED = "SELECT id FROM intake_signal WHERE state = 'accepted' AND signal_type <> 'intrekking' AND municipality_id = %s AND "
_GROUP = "id, household_id, merged_into_id"


def accepted_among(municipality: str, signals: Collection[int]) -> set[int]:
    """Those of the signals that are accepted in the municipality now."""
    return {number(row[0]) for row in rows_of(_ACCEPTED + among("id"), [municipality, many(signals)])} if signals else set()


def placement_frame(municipality: str, schema: Schema) -> pl.DataFrame:
    """The placements of a municipality, with these columns."""
    return read(f"SELECT {', '.join(schema)} FROM matching_placement WHERE municipality_id = %s", [municipality], schema)


def stored_in(municipality: str) -> Stored:
    """Everything about a municipality."""
    own = "municipality_id = %s"
    query = f"SELECT signal_id, group_id, home_id FROM matching_placement WHERE {own}"
    standing = {number(signal): Standing(number(group), number(home)) for signal, group, home in rows_of(query, [municipality])}
    groups, retired = _groups(own, [municipality])
    return Stored(standing, groups, retired, _links(own, [municipality]), _suggestions(own, [municipality]), words_in(municipality))


def stored_around(signals: Collection[int], standing: Mapping[int, Standing], words: Mapping[tuple[int, int], Word]) -> Stored:
    """About some signals, which are ``standing`` so, and all their pairs."""
    numbers = {group for one in standing.values() for group in one}
    found = rows_of(_all_around(), [many(signals), many(signals), many(signals), many(signals), many(numbers)])
    by_table: dict[Value, list[tuple[Value, ...]]] = {"suggestion": [], "link": [], "group": []}
    for table, *row in found:
        by_table[table].append(tuple(row))
    households, retired = _groups_from(by_table["group"])
    return Stored(standing, households, retired, _links_from(by_table["link"]), _suggestions_from(by_table["suggestion"]), words)


def _all_around() -> str:
    """Three tables in one question: the way to the server and back takes longer than the answer."""
    either = f"({among('left_id')} OR {among('right_id')})"
    return (
        f"SELECT 'suggestion', {_SUGGESTION} FROM matching_suggestion WHERE {either}"
        f" UNION ALL SELECT 'link', {_LINK}, NULL FROM matching_link WHERE ended_at IS NULL AND {either}"
        f" UNION ALL SELECT 'group', {_GROUP}, NULL, NULL, NULL, NULL FROM matching_group WHERE {among('id')}"
    )


def households_of(groups: Collection[int]) -> dict[int, int | None]:
    """The household of each of these groups, None where it has none."""
    return _groups(among("id"), [many(groups)])[0]


def _links(condition: str, parameters: Iterable[Parameter]) -> dict[LinkRow, int]:
    return _links_from(rows_of(f"SELECT {_LINK} FROM matching_link WHERE ended_at IS NULL AND {condition}", parameters))


def _links_from(found: Iterable[tuple[Value, ...]]) -> dict[LinkRow, int]:
    return {LinkRow(number(row[0]), number(row[1]), number(row[3]), str(row[4]), str(row[5])): number(row[2]) for row in found}


def _suggestions(condition: str, parameters: Iterable[Parameter]) -> dict[tuple[int, int], Kept]:
    return _suggestions_from(rows_of(f"SELECT {_SUGGESTION} FROM matching_suggestion WHERE {condition}", parameters))


def _suggestions_from(found: Iterable[tuple[Value, ...]]) -> dict[tuple[int, int], Kept]:
    return {
        (number(row[0]), number(row[1])): Kept(number(row[2]), number(row[3]), str(row[4]), str(row[5]), str(row[6]))
        for row in found
    }


def _groups(condition: str, parameters: Iterable[Parameter]) -> tuple[dict[int, int | None], dict[int, int]]:
    return _groups_from(rows_of(f"SELECT {_GROUP} FROM matching_group WHERE {condition}", parameters))


def _groups_from(found: Sequence[tuple[Value, ...]]) -> tuple[dict[int, int | None], dict[int, int]]:
    """The household of each group, and into which it was merged."""
    households = {number(row[0]): None if row[1] is None else number(row[1]) for row in found}
    return households, {number(row[0]): number(row[2]) for row in found if row[2] is not None}
