"""Address -> municipality on a date, for one row or millions. Pure.

In: postcode ('1234AB' or null), house_number (Int32 or null), house_letter and addition (String or null). Out: the same
frame plus municipality (GM code that holds on the date, or null), place_rule (what settled it: postcode, huisnummer or
huisletter, with +opvolger where the municipality of the edition has ended and +voorganger where it had not begun),
place_problem (null or a finding code), place_candidates (codes, only where ambiguous) and place_number_unknown (the
edition knows the numbers of the area and this one is not among them; in a border area too). Only rows in border areas, or
in municipalities that were split, are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tijdig.foundation.places import areas, register
from tijdig.foundation.places.editions import Edition
from tijdig.foundation.places.index import SEVERAL, Border, Index

BASES = ("postcode", "huisnummer", "huisletter")
STEPS = {register.Step.SAME: "", register.Step.SUCCESSOR: "+opvolger", register.Step.PREDECESSOR: "+voorganger"}
RULES = pl.Series([None, *(base + step for step in STEPS.values() for base in BASES)], dtype=pl.String)
UNKNOWN_POSTCODE, UNKNOWN_NUMBER, AMBIGUOUS = 1, 2, 3
PROBLEMS = pl.Series([None, "postcode-onbekend", "huisnummer-onbekend", "adres-meerduidig"], dtype=pl.String)
NUMBERS = 10_000  # CBS numbers have four digits
CODES = pl.Series([None, *(f"GM{number:04}" for number in range(1, NUMBERS))], dtype=pl.String)
ADDRESS = {"postcode": pl.String, "house_number": pl.Int32, "house_letter": pl.String, "addition": pl.String}
NO_NUMBER = -1

Finals = tuple[tuple[int, ...], register.Step]


@dataclass(frozen=True, eq=False)
class Standing:
    """What each municipality of an edition is on a date; arrays by CBS number, 0 where one code does not settle it."""

    final: NDArray[np.uint16]
    rule: NDArray[np.uint8]  # of an area that lies in one municipality
    unsettled: dict[int, Finals]

    def of(self, municipalities: tuple[int, ...]) -> Finals:
        """The municipalities that stand for these on the date, and the largest step taken; 0 stays 0."""
        found: set[int] = set()
        step = register.Step.SAME
        for number in municipalities:
            finals, taken = self.unsettled.get(number) or self._settled(number)
            found.update(finals)
            step = max(step, taken)
        return tuple(sorted(found)), step

    def _settled(self, number: int) -> Finals:
        if number == SEVERAL:
            return (SEVERAL,), register.Step.SAME
        return (int(self.final[number]),), register.Step(int(self.rule[number]) // len(BASES))


@dataclass(frozen=True, eq=False)
class Found:
    """The answers by row, as numbers into CODES, RULES and PROBLEMS; candidates only where there are any."""

    municipality: NDArray[np.uint16]
    rule: NDArray[np.uint8]
    problem: NDArray[np.uint8]
    candidates: dict[int, list[str]]


def locate(frame: pl.DataFrame, edition: Edition, on: date) -> pl.DataFrame:
    """The frame with the columns of the answer; shapes and rules are described above."""
    codes = areas.codes(frame["postcode"])
    numbers = _numbers(frame["house_number"])
    index = edition.index
    ranks = index.rank_of[codes]
    standing = standing_on(index.municipalities, on)
    unknown = index.unknown_numbers(ranks, codes, numbers) & (numbers != NO_NUMBER) & (ranks >= 0)
    found = _by_area(index, standing, ranks, unknown)
    if frame["postcode"].null_count():
        found.problem[frame["postcode"].is_null().to_numpy()] = 0
    rows = np.flatnonzero((found.municipality == SEVERAL) & (ranks >= 0))
    if rows.size:
        _one_by_one(frame, rows, codes, index, standing, found)
    return frame.hstack([*_columns(found), pl.Series("place_number_unknown", unknown)])


def find(
    edition: Edition, postcode: str, number: int | None, letter: str | None, addition: str | None, on: date
) -> dict[str, str | list[str] | None]:
    """The answer for one address: municipality, place_rule, place_problem and place_candidates by name."""
    row = pl.DataFrame([[postcode], [number], [letter], [addition]], schema=ADDRESS)
    return locate(row, edition, on).drop(*ADDRESS, "place_number_unknown").row(0, named=True)


@lru_cache(maxsize=64)
def standing_on(municipalities: tuple[int, ...], on: date) -> Standing:
    """How these municipalities (CBS numbers) stand on a date. Raises UnknownMunicipality."""
    standing = Standing(np.zeros(NUMBERS, dtype=np.uint16), np.zeros(NUMBERS, dtype=np.uint8), {})
    for number in municipalities:
        reached = register.resolve(f"GM{number:04}", on)
        if reached.code is None:
            standing.unsettled[number] = ((SEVERAL, *(_cbs(code) for code in reached.candidates)), reached.step)
        else:
            standing.final[number] = _cbs(reached.code)
            standing.rule[number] = _rule("postcode", reached.step)
    return standing


def _by_area(index: Index, standing: Standing, ranks: NDArray[np.int32], unknown: NDArray[np.bool_]) -> Found:
    """What the area alone says; border areas stay at 0."""
    area = index.municipality_of[ranks]
    municipality = standing.final[area]
    problem = (unknown & (municipality != SEVERAL)).astype(np.uint8) * np.uint8(UNKNOWN_NUMBER)
    problem[ranks < 0] = UNKNOWN_POSTCODE
    return Found(municipality, standing.rule[area], problem, {})


def _one_by_one(
    frame: pl.DataFrame,
    rows: NDArray[np.int64],
    codes: NDArray[np.int32],
    index: Index,
    standing: Standing,
    found: Found,
) -> None:
    """Settle the rows the area does not settle, with number, letter and the register."""
    addresses = _within_area(frame, rows)
    for row, code, address in zip(rows.tolist(), codes[rows].tolist(), addresses, strict=True):
        number, letter, addition = address
        border = index.border.get(code) or Border((int(index.municipality_of[index.rank_of[code]]),), {}, {})
        base, possible = border.narrow(number, f"{letter or ''}{addition or ''}".strip())
        finals, step = standing.of(possible)
        if len(finals) == 1 and finals[0] != SEVERAL:
            found.municipality[row] = finals[0]
            found.rule[row] = _rule(base, step)
            unknown = number is not None and border.numbers and number not in border.numbers
            found.problem[row] = UNKNOWN_NUMBER if unknown else 0
        else:
            found.problem[row] = AMBIGUOUS
            found.candidates[row] = [f"GM{final:04}" for final in finals if final != SEVERAL]


def _within_area(frame: pl.DataFrame, rows: NDArray[np.int64]) -> Iterator[tuple[int | None, str | None, str | None]]:
    """House number, letter and addition of some rows."""
    columns = [frame[name] for name in ("house_number", "house_letter", "addition")]
    if len(frame) <= areas.PIECE_BY_PIECE:
        return (tuple(column[row] for column in columns) for row in rows.tolist())
    return zip(*(column.gather(rows).to_list() for column in columns), strict=True)


def _columns(found: Found) -> list[pl.Series]:
    return [
        _texts("municipality", CODES, found.municipality),
        _texts("place_rule", RULES, found.rule),
        _texts("place_problem", PROBLEMS, found.problem),
        _candidates(found),
    ]


def _texts(name: str, table: pl.Series, at: NDArray[np.uint16] | NDArray[np.uint8]) -> pl.Series:
    if at.size <= areas.PIECE_BY_PIECE:
        return pl.Series(name, [table[number] for number in at.tolist()], dtype=pl.String)
    return table.gather(pl.Series(at)).alias(name)


def _candidates(found: Found) -> pl.Series:
    """One list for each row that has one, null elsewhere."""
    size, name, kind = found.problem.size, "place_candidates", pl.List(pl.String)
    if size <= areas.PIECE_BY_PIECE:
        return pl.Series(name, [found.candidates.get(row) for row in range(size)], dtype=kind)
    at = np.zeros(size, dtype=np.uint32)
    at[list(found.candidates)] = np.arange(1, len(found.candidates) + 1)
    return pl.Series([None, *found.candidates.values()], dtype=kind).gather(pl.Series(at)).alias(name)


def _numbers(values: pl.Series) -> NDArray[np.int32]:
    """The house numbers as Int32; -1 for null."""
    plain = values.to_numpy()  # becomes floating point, with NaN, only where there are nulls
    if values.null_count():
        plain = np.nan_to_num(plain, nan=NO_NUMBER)
    return plain.astype(np.int32)


def _rule(base: str, step: register.Step) -> int:
    return 1 + BASES.index(base) + len(BASES) * step


def _cbs(code: str) -> int:
    return int(code.removeprefix("GM"))
