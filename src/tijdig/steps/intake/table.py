"""What reading a file gives: a table of texts with the line each row stands on, and what was wrong with the file."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from tijdig.foundation.findings.checks import Severity, no_findings, one_finding

FORMAT = "Open formaat voor aanlevering"


class Unreadable(Exception):
    """The file holds no table to read; the message is a Dutch sentence with the line where that is known."""

    def __init__(self, message: str, *, line: int = 1, column: str = "", code: str = "bestand-onleesbaar") -> None:
        super().__init__(message)
        self.line, self.column, self.code = line, column, code

    def finding(self) -> pl.DataFrame:
        """The fatal finding this is."""
        return one_finding(self.code, str(self), FORMAT, line=self.line, column=self.column)


@dataclass(frozen=True)
class Table:
    """Texts as they stood in the file.

    ``rows`` has ``line`` (UInt32, 1 is the line of column names; in JSON the first object is 1) and one String column
    for each name in ``names``, in the spelling of the file. Empty cells are null, empty lines are left out.
    """

    names: tuple[str, ...]
    rows: pl.DataFrame
    findings: pl.DataFrame = field(default_factory=no_findings)
    suspicious: bool = True  # whether control signs may be among the texts
    has_columns: bool = True  # whether a column can be missing; in JSON a field that is left out is just empty


def line_finding(code: str, lines: pl.Series, column: str, message: str, severity: Severity = Severity.REFUSED) -> pl.DataFrame:
    """The same finding for several lines."""
    frames = [one_finding(code, message, FORMAT, column=column, severity=severity)] * bool(len(lines))
    repeated = [frame.drop("line").join(pl.DataFrame({"line": lines.cast(pl.UInt32)}), how="cross") for frame in frames]
    return pl.concat([no_findings(), *(found.select(no_findings().columns) for found in repeated)])
