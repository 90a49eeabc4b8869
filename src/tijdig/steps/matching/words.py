"""What stands of what people said about pairs."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tijdig.foundation.tables.sets import Parameter, among, many
from tijdig.steps.matching.changes import Word
from tijdig.steps.matching.rows import number, rows_of

_STANDING = """SELECT j.left_id, j.right_id, j.verdict, j.features FROM matching_judgement j
               LEFT JOIN matching_judgement t ON t.takes_back_id = j.id
               WHERE t.id IS NULL AND j.verdict <> 'taken-back' AND """


def words_in(municipality: str) -> dict[tuple[int, int], Word]:
    """The last word about each pair in a municipality that was not taken back."""
    return _words("j.municipality_id = %s", [municipality])


def words_about(signals: Collection[int]) -> dict[tuple[int, int], Word]:
    """The same for the pairs in which one of these signals takes part."""
    return _words(f"({among('j.left_id')} OR {among('j.right_id')})", [many(signals), many(signals)])


def _words(condition: str, parameters: Iterable[Parameter]) -> dict[tuple[int, int], Word]:
    found = rows_of(f"{_STANDING}{condition} ORDER BY j.turn", parameters)
    return {(number(left), number(right)): Word(str(verdict), str(features)) for left, right, verdict, features in found}
