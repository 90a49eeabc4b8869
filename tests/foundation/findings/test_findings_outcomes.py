"""The outcome of a line, the same for a few lines and for many."""

from __future__ import annotations

from unittest.mock import patch

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tijdig.foundation.findings import outcomes as module
from tijdig.foundation.findings.checks import FINDINGS_SCHEMA, no_findings
from tijdig.foundation.findings.outcomes import not_silenced, outcomes

finding = st.tuples(
    st.integers(2, 6),
    st.sampled_from("ab"),
    st.just("code"),
    st.sampled_from(["refused", "held", "warning"]),
    st.just(""),
    st.just(""),
)


def frame(rows: list[tuple]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=FINDINGS_SCHEMA, orient="row")


def lines(count: int) -> pl.Series:
    return pl.Series("line", range(2, 2 + count), dtype=pl.UInt32)


@given(st.lists(finding, max_size=8), st.integers(0, 5))
def test_a_line_is_refused_before_it_is_held_before_it_is_accepted(rows: list[tuple], count: int) -> None:
    said = {line: {row[3] for row in rows if row[0] == line} for line in range(2, 7)}
    expected = [next((name for name in ("refused", "held") if name in said[line]), "accepted") for line in lines(count)]
    assert outcomes(lines(count), frame(rows)).to_list() == expected
    with patch.object(module, "_FEW", -1):
        assert outcomes(lines(count), frame(rows)).to_list() == expected


@given(st.lists(finding, max_size=8), st.lists(finding, max_size=8))
def test_of_a_value_that_was_refused_nothing_more_is_said(later: list[tuple], earlier: list[tuple]) -> None:
    refused = {row[:2] for row in earlier if row[3] == "refused"}
    expected = [row for row in later if row[:2] not in refused]
    assert not_silenced(frame(later), frame(earlier)).rows() == expected
    with patch.object(module, "_FEW", -1):
        assert not_silenced(frame(later), frame(earlier)).rows() == expected


def test_without_findings_every_line_is_accepted() -> None:
    found = outcomes(lines(3), no_findings())
    assert (found.name, found.to_list()) == ("outcome", ["accepted"] * 3)
