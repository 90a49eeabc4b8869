"""Enkelvoudig, meervoudig or opeenvolgend: the national definitions of what arrives about one address. Pure.

Source: Divosa, landelijke definities. Meervoudig: several signals on the same address in the same delivery month.
Opeenvolgend: another signal on that address in the six months before. Enkelvoudig: neither. Where both hold, meervoudig is
told, because it says most about this month; a signal without a full address is told by itself.
"""

from __future__ import annotations

from enum import StrEnum

import polars as pl

from tijdig.steps.matching.keys import one_addition

ENTERS = ("signal", "municipality", "postcode", "house_number", "house_letter", "addition", "signal_date")
MONTHS_BEFORE = 6
_DOOR = ("municipality", "postcode", "house_number", "addition")


class Kind(StrEnum):
    """How a signal stands beside the others on its address."""

    SINGLE = "single"
    COMBINED = "combined"
    SUCCESSIVE = "successive"


def kinds(signals: pl.DataFrame) -> pl.DataFrame:
    """For every signal (ENTERS, those of the six months before included) its ``kind``, in the order of the rows."""
    addition = one_addition(pl.col("house_letter"), pl.col("addition")).alias("addition")
    placed = signals.lazy().select("signal", *_DOOR[:3], addition, _month())
    doors = placed.group_by(*_DOOR, "month").agg(pl.len().alias("in_month")).sort("month")
    before = pl.col("month") - pl.col("month").shift(1).over(*_DOOR, order_by="month")
    told = doors.with_columns((before <= MONTHS_BEFORE).fill_null(value=False).alias("earlier"))
    joined = placed.join(told, on=[*_DOOR, "month"], how="left", nulls_equal=True, maintain_order="left")
    return joined.select("signal", _kind().alias("kind")).collect()


def _month() -> pl.Expr:
    """Months since the year 0: the month before is one less, over the turn of the year as well."""
    date = pl.col("signal_date").dt
    return (date.year() * 12 + date.month().cast(pl.Int32)).alias("month")


def _kind() -> pl.Expr:
    addressed = pl.col("postcode").is_not_null() & pl.col("house_number").is_not_null()
    return (
        pl.when(addressed & (pl.col("in_month") > 1)).then(pl.lit(Kind.COMBINED.value))
        .when(addressed & pl.col("earlier")).then(pl.lit(Kind.SUCCESSIVE.value))
        .otherwise(pl.lit(Kind.SINGLE.value))
    )  # fmt: skip
