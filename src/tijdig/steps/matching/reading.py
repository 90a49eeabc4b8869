"""What is stored about matching, read in one form: of a whole municipality, or of the signals that a change reaches."""

# ruff: noqa: S608 - the texts are put together from this package only; values go along as parameters.
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import polars as pl

from tijdig.foundation.tables.sets import Parameter, Schema, among, many, read
from tijdig.steps.matching.changes import Kept, Stored, Word
from tijdig.steps.matching.neighbourhood import Placed, rows_of
from tijdig.steps.matching.numbering import Standing
from tijdig.steps.matching.outcome import LinkRow

_LINKS = "SELECT left_id, right_id, tier, decision, features, id FROM matching_link WHERE ended_at IS NULL AND "
_SUGGESTIONS = "SELECT left_id, right_id, id, tier, reason, features, state FROM matching_suggestion WHERE "
_WORDS = """SELECT j.left_id, j.right_id, j.verdict, j.features FROM matching_judgement j
            LEFT JOIN matching_judgement t ON t.takes_back_id = j.id
            WHERE t.id IS NULL AND j.verdict <> 'taken-back' AND """
_ACCEPTED = "SELECT id FROM intake_signal WHERE state = 'accepted' AND signal_type <> 'intrekking' AND municipality_id = %s AND "
_GROUPS = "SELECT id, household_id, merged_into_id FROM matching_group WHERE "


def accepted_among(municipality: str, signals: Collection[int]) -> set[int]:
    """Those of the signals that are accepted in the municipality now."""
    return {_number(row[0]) for row in rows_of(_ACCEPTED + among("id"), [municipality, many(signals)])} if signals else set()


def placement_frame(municipality: str, schema: Schema) -> pl.DataFrame:
    """The placements of a municipality, with these columns."""
    return read(f"SELECT {', '.join(schema)} FROM matching_placement WHERE municipality_id = %s", [municipality], schema)


def stored_in(municipality: str) -> Stored:
    """Everything about a municipality."""
    own = "municipality_id = %s"
    query = f"SELECT signal_id, group_id, home_id FROM matching_placement WHERE {own}"
    standing = {_number(signal): Standing(_number(group), _number(home)) for signal, group, home in rows_of(query, [municipality])}
    groups, retired = _groups(own, [municipality])
    return Stored(standing, groups, retired, _links(own, [municipality]), _suggestions(own, [municipality]), words_in(municipality))


def stored_around(signals: Collection[int], placed: Mapping[int, Placed], words: Mapping[tuple[int, int], Word]) -> Stored:
    """About some signals, which are ``placed`` so, and all their pairs."""
    either, both = f"({among('left_id')} OR {among('right_id')})", [many(signals), many(signals)]
    standing = {signal: placed[signal].standing for signal in signals if signal in placed}
    numbers = {number for one in standing.values() for number in one}
    groups, retired = _groups(among("id"), [many(numbers)])
    return Stored(standing, groups, retired, _links(either, both), _suggestions(either, both), words)


def households_of(groups: Collection[int]) -> dict[int, int | None]:
    """The household of each of these groups, None where it has none."""
    return _groups(among("id"), [many(groups)])[0]


def words_in(municipality: str) -> dict[tuple[int, int], Word]:
    """What stands of what people said about pairs, in a municipality."""
    return _words("j.municipality_id = %s ORDER BY j.turn", [municipality])


def words_about(signals: Collection[int]) -> dict[tuple[int, int], Word]:
    """The same for the pairs in which one of these signals takes part."""
    return _words(f"({among('j.left_id')} OR {among('j.right_id')}) ORDER BY j.turn", [many(signals), many(signals)])


def _words(condition: str, parameters: Iterable[Parameter]) -> dict[tuple[int, int], Word]:
    """The last word about a pair stands."""
    found = rows_of(_WORDS + condition, parameters)
    return {(_number(left), _number(right)): Word(str(verdict), str(features)) for left, right, verdict, features in found}


def _links(condition: str, parameters: Iterable[Parameter]) -> dict[LinkRow, int]:
    found = rows_of(_LINKS + condition, parameters)
    return {LinkRow(*row[:5]): row[5] for row in found}  # type: ignore[arg-type,misc]  # the columns have these types


def _suggestions(condition: str, parameters: Iterable[Parameter]) -> dict[tuple[int, int], Kept]:
    found = rows_of(_SUGGESTIONS + condition, parameters)
    return {row[:2]: Kept(*row[2:]) for row in found}  # type: ignore[arg-type,misc]  # the columns have these types


def _groups(condition: str, parameters: Iterable[Parameter]) -> tuple[dict[int, int | None], dict[int, int]]:
    """The household of each group, and into which it was merged."""
    found = rows_of(_GROUPS + condition, parameters)
    households = {_number(row[0]): None if row[1] is None else _number(row[1]) for row in found}
    return households, {_number(row[0]): _number(row[2]) for row in found if row[2] is not None}


def _number(value: str | int | None) -> int:
    return int(value or 0)
