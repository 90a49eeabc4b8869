"""From checks over a frame to findings, the same for one row and for many."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tijdig.foundation.findings.checks import (
    FINDINGS_SCHEMA,
    Check,
    Severity,
    harvest,
    no_findings,
    one_finding,
)

NEGATIVE = Check("negatief", "getal", Severity.REFUSED, pl.col("n") < 0, "Te laag.", "Bron")
ODD = Check("oneven", "getal", Severity.WARNING, pl.col("n") % 2 == 1, "Oneven.", "Bron")


def frame_of(*numbers: int | None) -> pl.DataFrame:
    lines = pl.Series("line", range(2, len(numbers) + 2), dtype=pl.UInt32)
    return pl.DataFrame([lines, pl.Series("n", numbers, dtype=pl.Int64)])


def test_a_breach_becomes_a_finding_with_everything_the_check_says() -> None:
    found = harvest(frame_of(4, -2), [NEGATIVE])

    assert found.rows() == [(3, "getal", "negatief", "refused", "Te laag.", "Bron")]
    assert dict(found.schema) == FINDINGS_SCHEMA


def test_one_row_may_breach_every_check() -> None:
    assert harvest(frame_of(-1), [NEGATIVE, ODD])["code"].to_list() == ["negatief", "oneven"]


@pytest.mark.parametrize("numbers", [(None,), (None, None), (2,), ()])
def test_what_is_unknown_or_fine_gives_no_finding(numbers: tuple[int | None, ...]) -> None:
    found = harvest(frame_of(*numbers), [NEGATIVE, ODD])

    assert found.is_empty()
    assert found.schema == no_findings().schema


@given(numbers=st.lists(st.one_of(st.none(), st.integers(-5, 5)), max_size=8))
@settings(max_examples=60)
def test_a_frame_has_the_findings_of_its_rows(numbers: list[int | None]) -> None:
    frame = frame_of(*numbers)

    alone = [row for at in range(frame.height) for row in harvest(frame.slice(at, 1), [NEGATIVE, ODD]).rows()]

    assert sorted(harvest(frame, [NEGATIVE, ODD]).rows()) == sorted(alone)


def test_one_finding_is_fatal_on_the_first_line_unless_said_otherwise() -> None:
    assert one_finding("a", "b", "c").rows() == [(1, "", "a", "fatal", "b", "c")]
    assert one_finding("a", "b", "c", line=7, column="d", severity=Severity.HELD).row(0)[:4] == (7, "d", "a", "held")


def test_the_severities_are_those_of_the_format() -> None:
    assert {severity.value for severity in Severity} == {"fatal", "refused", "held", "warning"}
