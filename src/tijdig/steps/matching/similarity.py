"""Jaro-Winkler similarity for engines that do not have it (SQLite, PostgreSQL): the same numbers as DuckDB's. Pure."""

from __future__ import annotations

from fractions import Fraction

_BOOST_FROM = 0.7
_PREFIX_WEIGHT = 0.1
_PREFIX_LENGTH = 4


def jaro_winkler_similarity(one: str | None, other: str | None) -> float | None:
    """From 0 (nothing alike) to 1 (equal); a common beginning counts extra. None where a side is None.

    Both are folded names: beyond ASCII, DuckDB compares bytes.
    """
    if one is None or other is None:
        return None
    jaro = _jaro(one, other)
    if jaro <= _BOOST_FROM:
        return jaro
    # Rounded once, as DuckDB's fused multiply-add does: a last bit decides on which side of a limit a pair falls.
    boost = Fraction(_common_beginning(one, other) * _PREFIX_WEIGHT) * Fraction(1 - jaro)
    return float(Fraction(jaro) + boost)


def _common_beginning(one: str, other: str) -> int:
    for place, (left, right) in enumerate(zip(one[:_PREFIX_LENGTH], other[:_PREFIX_LENGTH], strict=False)):
        if left != right:
            return place
    return min(len(one), len(other), _PREFIX_LENGTH)


def _jaro(one: str, other: str) -> float:
    if one == other:
        return 1.0
    mine, theirs = _matches(one, other)
    if not mine:
        return 0.0
    swapped = sum(left != right for left, right in zip(mine, theirs, strict=True)) // 2
    count = len(mine)
    return (count / len(one) + count / len(other) + (count - swapped) / count) / 3


def _matches(one: str, other: str) -> tuple[list[str], list[str]]:
    """The signs of each that have a partner in the other, not too far away; in the order of each."""
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    free = [True] * len(other)
    mine: list[str] = []
    for place, sign in enumerate(one):
        for at in range(max(place - reach, 0), min(place + reach + 1, len(other))):
            if free[at] and other[at] == sign:
                free[at] = False
                mine.append(sign)
                break
    return mine, [sign for sign, is_free in zip(other, free, strict=True) if not is_free]
