"""The compact index of one edition: which areas exist, their municipality, their house numbers, and the border areas.

A municipality is its CBS number here (363 for GM0363); 0 stands for "more than one" and, among the candidates of a
border area, for a neighbour the source does not name. Stored (Tables): a bitmap of the existing areas; runs of equal
municipality over the sorted areas; for each area a stretch of house numbers (first, span) in one bit array, with
numbers far from the rest in a sorted list; and full rules for the border areas only.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tijdig.foundation.places import areas

SEVERAL = 0
NUMBER_BITS = np.uint64(32)

Kind = TypeVar("Kind", np.int32, np.uint16)
Narrowed = tuple[str, tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class Tables:
    """What is on disk. ``border_*`` have one row per area and municipality, ``number_*`` one per area, number and
    municipality, ``detail_*`` one per address whose number does not settle it (suffix: house letter + addition, UTF-8).
    """

    existing: NDArray[np.uint8]  # bitmap over all area numbers
    run_starts: NDArray[np.int32]  # rank among the existing areas
    run_municipalities: NDArray[np.uint16]
    first_numbers: NDArray[np.int32]  # by rank
    spans: NDArray[np.int32]  # by rank, in bits; 0 where the sources know no numbers
    bits: NDArray[np.uint8]
    far_numbers: NDArray[np.uint64]  # area << 32 | number, sorted
    border_areas: NDArray[np.int32]
    border_municipalities: NDArray[np.uint16]
    number_areas: NDArray[np.int32]
    number_numbers: NDArray[np.int32]
    number_municipalities: NDArray[np.uint16]
    detail_areas: NDArray[np.int32]
    detail_numbers: NDArray[np.int32]
    detail_suffixes: NDArray[np.bytes_]
    detail_municipalities: NDArray[np.uint16]


@dataclass(frozen=True)
class Border:
    """The rules of one area that lies in more than one municipality."""

    candidates: tuple[int, ...]
    numbers: dict[int, tuple[int, ...]]
    details: dict[int, tuple[tuple[str, int], ...]]

    def narrow(self, number: int | None, suffix: str) -> Narrowed:
        """The municipalities an address can lie in, and how far the address was needed for that.

        The exact suffix wins; without a distinct answer case does not count. A suffix not in the list says nothing.
        """
        found = None if number is None else self.numbers.get(number)
        if number is None or found is None:
            return "postcode", self.candidates
        if len(found) == 1:
            return "huisnummer", found
        known = self.details.get(number, ())
        exact = {municipality for text, municipality in known if text == suffix}
        loose = {municipality for text, municipality in known if text.casefold() == suffix.casefold()}
        narrowed = exact if len(exact) == 1 else loose
        return ("huisletter", tuple(sorted(narrowed))) if narrowed else ("huisnummer", found)


class Index:
    """The tables, unfolded for constant-time gathers; every array by rank has one more row for "no such area" (-1)."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.areas: NDArray[np.int32] = np.flatnonzero(np.unpackbits(tables.existing, count=areas.COUNT)).astype(np.int32)
        self.rank_of: NDArray[np.int32] = np.full(areas.COUNT + 1, -1, dtype=np.int32)
        self.rank_of[self.areas] = np.arange(self.areas.size, dtype=np.int32)
        runs = np.diff(tables.run_starts, append=self.areas.size)
        self.municipality_of = _with_none(np.repeat(tables.run_municipalities, runs))
        self.first = _with_none(tables.first_numbers)
        self.span = _with_none(tables.spans)
        ends = np.cumsum(tables.spans, dtype=np.int64)
        # the address of number 0, so that one addition finds the bit of any number
        self.zero = _with_none((ends - tables.spans - tables.first_numbers).astype(np.int32))
        self.bits = np.append(tables.bits, np.uint8(0))
        self.border = _borders(tables)
        named = {*tables.run_municipalities.tolist(), *tables.border_municipalities.tolist()}
        self.municipalities = tuple(sorted(named - {SEVERAL}))

    @property
    def size(self) -> int:
        """Bytes in memory, the border rules left out."""
        own = (self.areas, self.rank_of, self.municipality_of, self.first, self.span, self.zero, self.bits)
        stored = [getattr(self.tables, field.name) for field in fields(Tables)]
        return sum(array.nbytes for array in (*own, *stored))

    def unknown_numbers(self, ranks: NDArray[np.int32], codes: NDArray[np.int32], numbers: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Where the edition knows the numbers of the area and this one is not among them; shapes (n,)."""
        span = self.span[ranks]
        offset = numbers - self.first[ranks]
        inside = offset.view(np.uint32) < span.view(np.uint32)  # one comparison: below zero becomes very large
        at = np.where(inside, numbers + self.zero[ranks], 0)
        bit = (self.bits[at >> 3] >> (7 - (at & 7)).astype(np.uint8)) & 1
        missing: NDArray[np.bool_] = (span > 0) & ~(inside & (bit == 1))
        rows = np.flatnonzero(missing)
        if rows.size and self.tables.far_numbers.size:
            missing[rows] = ~_contains(self.tables.far_numbers, number_keys(codes[rows], numbers[rows]))
        return missing


def number_keys(codes: NDArray[np.int32], numbers: NDArray[np.int32]) -> NDArray[np.uint64]:
    """Area and house number as one sortable number; a number below zero becomes one that is never in a list."""
    low = numbers.astype(np.int64) & 0xFFFFFFFF
    return (codes.astype(np.uint64) << NUMBER_BITS) | low.astype(np.uint64)


def _contains(sorted_keys: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> NDArray[np.bool_]:
    at = np.minimum(np.searchsorted(sorted_keys, wanted), sorted_keys.size - 1)
    return np.asarray(sorted_keys[at] == wanted, dtype=np.bool_)


def _with_none(values: NDArray[Kind]) -> NDArray[Kind]:
    return np.append(values, np.zeros(1, dtype=values.dtype))


def _borders(tables: Tables) -> dict[int, Border]:
    candidates: dict[int, list[int]] = defaultdict(list)
    for area, municipality in _rows(tables.border_areas, tables.border_municipalities):
        candidates[area].append(municipality)
    numbers: dict[int, dict[int, tuple[int, ...]]] = defaultdict(dict)
    triples = zip(tables.number_areas.tolist(), _rows(tables.number_numbers, tables.number_municipalities), strict=True)
    for area, (number, municipality) in triples:
        numbers[area][number] = (*numbers[area].get(number, ()), municipality)
    details = _details(tables)
    return {area: Border(tuple(found), numbers[area], details[area]) for area, found in candidates.items()}


def _details(tables: Tables) -> dict[int, dict[int, tuple[tuple[str, int], ...]]]:
    details: dict[int, dict[int, tuple[tuple[str, int], ...]]] = defaultdict(dict)
    suffixes = [bytes(text).decode() for text in tables.detail_suffixes]
    places = _rows(tables.detail_areas, tables.detail_numbers)
    found = zip(suffixes, tables.detail_municipalities.tolist(), strict=True)
    for (area, number), one in zip(places, found, strict=True):
        details[area][number] = (*details[area].get(number, ()), one)
    return details


def _rows(first: NDArray[np.int32], second: NDArray[np.int32] | NDArray[np.uint16]) -> list[tuple[int, int]]:
    return list(zip(first.tolist(), second.tolist(), strict=True))
