"""Canonical JSON of a whole frame is, row for row, what canonical JSON of one value is."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from tijdig.foundation.ledger import canonical_rows
from tijdig.foundation.ledger.canonical import canonical_text

SCHEMA = {"line": pl.UInt32, "b_text": pl.String, "a_text": pl.String, "on": pl.Date, "number": pl.Int64, "small": pl.Int32}
text = (
    st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(['"', "\\", "\n", "\x00", "\x7f"])
)
rows = st.lists(
    st.tuples(
        st.integers(0, 9), text, text, st.none() | st.dates(),
        st.none() | st.integers(-(2**53) + 1, 2**53 - 1), st.none() | st.integers(-9, 9),
    ),
    min_size=1, max_size=5,
)  # fmt: skip


def expected(frame: pl.DataFrame) -> list[str]:
    return [
        canonical_text(
            {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items() if value is not None}
        )
        for row in frame.iter_rows(named=True)
    ]


@given(rows)
@example([(1, "".join(map(chr, range(128))), None, None, None, None)])
@example([(1, None, None, None, None, None), (2, '€"\u2028', "\\", date(1, 1, 1), 0, None)])
def test_few_and_many_rows_give_the_same_canonical_text(drawn: list[tuple]) -> None:
    frame = pl.DataFrame(drawn, schema=SCHEMA, orient="row")
    many = pl.concat([frame] * (canonical_rows._ONE_BY_ONE + 1))
    assert canonical_rows.canonical_texts(frame).to_list() == expected(frame)
    assert canonical_rows.canonical_texts(many).to_list() == expected(many)


def test_where_nothing_has_a_value_the_object_is_empty() -> None:
    nothing = pl.DataFrame({"a": [None] * 100, "b": [None] * 100}, schema={"a": pl.String, "b": pl.Date})
    assert set(canonical_rows.canonical_texts(nothing)) == {"{}"}
    assert canonical_rows.canonical_texts(nothing.clear()).to_list() == []
