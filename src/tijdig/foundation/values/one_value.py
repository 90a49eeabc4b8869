"""One value at a time, by the same expressions that read whole columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

Scalar = str | int | date | None


def read(reader: Callable[[pl.Expr], pl.Expr], text: str | None) -> Scalar:
    """What a reader makes of one text, e.g. ``read(amounts.cents, "1.234,56") == 123456``."""
    frame = pl.DataFrame({"text": [text]}, schema={"text": pl.String})
    found: Scalar = frame.select(reader(pl.col("text"))).item()
    return found
