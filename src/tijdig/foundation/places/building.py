"""From address records to the tables of an index. Pure.

Records: area (UInt32, number of the postcode area), number (UInt32, null where the source knows areas only), suffix
(String: house letter + addition; null where the source knows numbers only), municipality (UInt16, CBS number; 0 says
that the area also lies in a municipality the source does not name).
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tijdig.foundation.places import areas
from tijdig.foundation.places.index import NUMBER_BITS, SEVERAL, Tables, number_keys

RECORDS = {"area": pl.UInt32, "number": pl.UInt32, "suffix": pl.String, "municipality": pl.UInt16}
PLACE = ("area", "number")
NO_KEY = np.uint64(2**64 - 1)
MASK = np.uint64(2**32 - 1)
FAR = 1024  # a gap of more bits than this costs more than listing a few numbers apart


def build(records: pl.DataFrame) -> Tables:
    """The tables of the records; records that say the same are counted once. At least one record is needed."""
    pairs = records.select("area", "municipality").unique().sort("area", "municipality")
    counted = pairs.group_by("area", maintain_order=True).agg(pl.len().alias("count"), pl.col("municipality").first())
    found = counted["area"].to_numpy().astype(np.int32)
    settled = counted.select(pl.when(pl.col("count") > 1).then(SEVERAL).otherwise("municipality"))
    starts, of_runs = _runs(settled.to_series().to_numpy().astype(np.uint16))
    border = pairs.join(counted.filter(pl.col("count") > 1), on="area", how="semi", maintain_order="left")
    first, spans, bits, far = _numbers(records, found)
    by_number, details = _border_rules(records.join(border, on="area", how="semi").drop_nulls("number"))
    return Tables(
        existing=_bitmap(found, areas.COUNT),
        run_starts=starts,
        run_municipalities=of_runs,
        first_numbers=first,
        spans=spans,
        bits=bits,
        far_numbers=far,
        border_areas=_int32(border["area"]),
        border_municipalities=_uint16(border["municipality"]),
        number_areas=_int32(by_number["area"]),
        number_numbers=_int32(by_number["number"]),
        number_municipalities=_uint16(by_number["municipality"]),
        detail_areas=_int32(details["area"]),
        detail_numbers=_int32(details["number"]),
        detail_suffixes=np.array([suffix.encode() for suffix in details["suffix"]], dtype=np.bytes_),
        detail_municipalities=_uint16(details["municipality"]),
    )


def _runs(municipalities: NDArray[np.uint16]) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
    changes = np.flatnonzero(np.diff(municipalities)) + 1
    starts = np.concatenate([[0], changes]).astype(np.int32)
    return starts, municipalities[starts]


def _numbers(
    records: pl.DataFrame, found: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8], NDArray[np.uint64]]:
    """First number and span by rank, the bits, and the numbers too far off to stand in the bits."""
    with_number = records.select("area", "number").drop_nulls()
    keys = np.sort(number_keys(_int32(with_number["area"]), _int32(with_number["number"])))
    keys = keys[np.flatnonzero(np.diff(keys, prepend=NO_KEY))]
    known = pl.DataFrame({"area": keys >> NUMBER_BITS, "number": keys & MASK}, schema=dict.fromkeys(PLACE, pl.UInt32))
    is_near = _near(known)
    near, far = known.filter(is_near), known.filter(~is_near)
    ends = near.group_by("area", maintain_order=True).agg(pl.col("number").min(), pl.col("number").max().alias("last"))
    rank = np.searchsorted(found, _int32(ends["area"]))
    first = np.zeros(found.size, dtype=np.int32)
    spans = np.zeros(found.size, dtype=np.int32)
    first[rank] = _int32(ends["number"])
    spans[rank] = _int32(ends["last"]) - first[rank] + 1
    zero = np.cumsum(spans, dtype=np.int64) - spans - first
    at = zero[np.searchsorted(found, _int32(near["area"]))] + _int32(near["number"])
    return (
        first,
        spans,
        _bitmap(at, int(spans.sum(dtype=np.int64))),
        number_keys(_int32(far["area"]), _int32(far["number"])),
    )


def _near(numbers: pl.DataFrame) -> pl.Series:
    """Whether a number belongs to the largest cluster of its area, clusters being parted by gaps of more than FAR.

    Numbers must be sorted by area and number.
    """
    apart = (pl.col("number").diff() > FAR) | (pl.col("area").diff() != 0)
    clustered = numbers.with_columns(cluster=apart.fill_null(value=True).cum_sum())
    sized = clustered.with_columns(size=pl.len().over("cluster"))
    largest = pl.col("cluster").sort_by("size", descending=True, maintain_order=True).first().over("area")
    return sized.select(pl.col("cluster") == largest).to_series()


def _border_rules(records: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of the records in border areas: number -> municipalities, and the full addresses where that is more than one."""
    # a source with letters knows better than one without
    fine = (pl.col("suffix").is_not_null().any()).over(PLACE)
    records = records.filter(pl.col("suffix").is_not_null() | ~fine).unique().sort(*PLACE, "suffix", "municipality")
    by_number = records.select(*PLACE, "municipality").unique().sort(*PLACE, "municipality")
    several = by_number.filter(pl.len().over(PLACE) > 1)
    return by_number, records.join(several, on=PLACE, how="semi", maintain_order="left").drop_nulls("suffix")


def _bitmap(at: NDArray[np.int32] | NDArray[np.int64], size: int) -> NDArray[np.uint8]:
    flags = np.zeros(size, dtype=np.uint8)
    flags[at] = 1
    return np.packbits(flags)


def _int32(values: pl.Series) -> NDArray[np.int32]:
    return values.to_numpy().astype(np.int32)


def _uint16(values: pl.Series) -> NDArray[np.uint16]:
    return values.to_numpy().astype(np.uint16)
