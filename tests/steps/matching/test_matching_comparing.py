"""A few signals compared in memory come to the same pairs as DuckDB, to the last bit of the similarity."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.matching.test_matching_engines import crowded
from tijdig.steps.matching.comparing import comparison
from tijdig.steps.matching.engine import edges
from tijdig.steps.matching.features import FEATURES
from tijdig.steps.matching.keys import matching_frame
from tijdig.steps.matching.similarity import jaro_winkler_similarity


@pytest.mark.parametrize("seed", [31, 32])
def test_in_memory_the_same_pairs_are_judged_and_held(seed: int) -> None:
    frame = matching_frame(crowded(seed, 150))
    with comparison() as compared:
        compared.add(frame.rows())
        compared.judge(frame["signal"].to_list())
        mine = {(*edge[:3], *edge.features, edge.held) for edge in compared.guarded()}
    columns = ("left_signal", "right_signal", "tier", *FEATURES, "held")
    assert mine == {(*row[:-1], row[-1] == 1) for row in edges(frame).select(columns).rows()}
    assert any(edge[-1] for edge in mine)


def test_a_comparison_leaves_nothing_behind() -> None:
    frame = matching_frame(crowded(33, 30))
    with comparison() as compared:
        compared.add(frame.rows())
        assert compared.judge(range(1, 31))
    with comparison() as compared:
        assert compared.judge(range(1, 31)) == compared.guarded() == []


@given(st.lists(st.tuples(st.text("abcde", min_size=1, max_size=12), st.text("abcde", min_size=1, max_size=12)), min_size=1))
def test_similarity_is_that_of_duckdb_to_the_last_bit(pairs: list[tuple[str, str]]) -> None:
    values = ", ".join(f"('{one}', '{other}')" for one, other in pairs)
    with duckdb.connect(":memory:") as database:
        query = f"SELECT a, b, jaro_winkler_similarity(a, b) FROM (VALUES {values}) t(a, b)"  # noqa: S608 - letters only
        found = database.execute(query).fetchall()
    assert [jaro_winkler_similarity(one, other) for one, other, _ in found] == [similarity for *_, similarity in found]
