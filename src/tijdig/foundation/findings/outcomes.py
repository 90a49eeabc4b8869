"""What findings mean together: whether a row is refused, held or accepted, and which findings say the same twice. Pure.

Of a few rows plain Python knows it long before an expression has started.
"""

from __future__ import annotations

import polars as pl

from tijdig.foundation.findings.checks import Severity

_FEW = 100
_WORST_FIRST = (Severity.REFUSED.value, Severity.HELD.value)
_ACCEPTED = "accepted"
OUTCOMES = (_ACCEPTED, Severity.HELD.value, Severity.REFUSED.value)


def outcomes(lines: pl.Series, findings: pl.DataFrame) -> pl.Series:
    """The outcome of each line: refused before held before accepted."""
    if findings.is_empty():
        return pl.Series("outcome", [_ACCEPTED], pl.String).new_from_index(0, lines.len())
    if lines.len() + findings.height <= _FEW:
        said = set(findings.select("line", "severity").iter_rows())
        worst = [next((found for found in _WORST_FIRST if (line, found) in said), _ACCEPTED) for line in lines.to_list()]
        return pl.Series("outcome", worst, pl.String)
    refused, held = (findings.filter(pl.col("severity") == found)["line"].unique().implode() for found in _WORST_FIRST)
    line = pl.col(lines.name)
    outcome = pl.when(line.is_in(refused)).then(pl.lit("refused")).when(line.is_in(held)).then(pl.lit("held"))
    return lines.to_frame().select(outcome.otherwise(pl.lit(_ACCEPTED)).alias("outcome")).to_series()


def not_silenced(later: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """Later findings without those about a value that was refused already: they would only say it twice."""
    if later.is_empty() or earlier.is_empty():
        return later
    refused = earlier.filter(pl.col("severity") == Severity.REFUSED.value).select("line", "column")
    if later.height + refused.height > _FEW:
        return later.join(refused, on=["line", "column"], how="anti", maintain_order="left")
    places = set(refused.iter_rows())
    return later.filter(pl.Series([place not in places for place in later.select("line", "column").iter_rows()], dtype=pl.Boolean))
