"""Checks over frames, and the findings that come out of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import polars as pl


class Severity(StrEnum):
    """How bad a finding is; the values cross the door."""

    FATAL = "fatal"  # the file cannot be read
    REFUSED = "refused"  # this signal may not be shared or cannot be processed
    HELD = "held"  # kept, waits for a named cause
    WARNING = "warning"


FINDINGS_SCHEMA = {
    "line": pl.UInt32,
    "column": pl.String,
    "code": pl.String,
    "severity": pl.String,
    "message": pl.String,
    "source": pl.String,
}


_NONE = pl.DataFrame(schema=FINDINGS_SCHEMA)


@dataclass(frozen=True, eq=False)
class Check:
    """One thing that may be wrong; ``breach`` is an expression over the frame, true where it is (null counts as fine)."""

    code: str
    column: str  # the Dutch column name of the open format that the reader should look at
    severity: Severity
    breach: pl.Expr
    message: str  # plain Dutch: what is wrong and what to do
    source: str  # the rule it comes from


def no_findings() -> pl.DataFrame:
    """An empty table of findings."""
    return _NONE


def one_finding(
    code: str, message: str, source: str, *, line: int = 1, column: str = "", severity: Severity = Severity.FATAL
) -> pl.DataFrame:
    """A table with the one finding given."""
    return pl.DataFrame([[line, column, code, severity.value, message, source]], schema=FINDINGS_SCHEMA, orient="row")


def harvest(frame: pl.DataFrame, checks: Sequence[Check]) -> pl.DataFrame:
    """The findings of all checks over a frame with a column ``line``; one row a breach, in the order of the checks."""
    flags = frame.select(_flags(tuple(checks)))
    if frame.height == 1:
        return _of_one(frame.get_column("line")[0], [check for check, hit in zip(checks, flags.row(0), strict=True) if hit])
    lines = frame.get_column("line").cast(pl.UInt32)
    found = [
        _findings(check, lines.filter(flags.to_series(at).fill_null(value=False)))
        for at, (check, count) in enumerate(zip(checks, flags.sum().row(0), strict=True))
        if count
    ]
    return pl.concat([no_findings(), *found]) if found else no_findings()


def _of_one(line: int, breached: Sequence[Check]) -> pl.DataFrame:
    if not breached:
        return no_findings()
    rows = [[line, check.column, check.code, check.severity.value, check.message, check.source] for check in breached]
    return pl.DataFrame(rows, schema=FINDINGS_SCHEMA, orient="row")


@lru_cache(maxsize=256)
def _flags(checks: tuple[Check, ...]) -> list[pl.Expr]:
    return [check.breach.alias(str(at)) for at, check in enumerate(checks)]


def _findings(check: Check, lines: pl.Series) -> pl.DataFrame:
    said = [check.column, check.code, check.severity.value, check.message, check.source]
    columns = [
        pl.Series(name, [value], pl.String).new_from_index(0, len(lines))
        for name, value in zip(list(FINDINGS_SCHEMA)[1:], said, strict=True)
    ]
    return pl.DataFrame([lines.alias("line"), *columns])
