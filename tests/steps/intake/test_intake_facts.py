"""Facts go into one text and come out of it as they were."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdig.steps.intake.columns import NAMES
from tijdig.steps.intake.facts import SCHEMA, Facts, folded, read, unfolded
from tijdig.steps.intake.rows import OWN_COLUMNS, STORED_FIELDS
from tijdig.steps.intake.typed import SIGNAL_FIELDS, typed_signals

VALUES = {
    pl.String: st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
    pl.Date: st.dates(date(1900, 1, 1)),
    pl.Int32: st.integers(0, 999),
}
row = st.fixed_dictionaries({name: st.none() | VALUES[kind] for name, kind in SCHEMA.items()})


@given(st.lists(row, max_size=4), st.sampled_from([1, 60]))
def test_what_is_folded_unfolds_again_as_frame_and_one_by_one(rows: list[dict], times: int) -> None:
    frame = pl.DataFrame(rows * times, schema=SCHEMA)
    texts = folded(frame)
    assert unfolded(texts).equals(frame)
    assert [asdict(read(text)) for text in texts] == frame.rows(named=True)


@pytest.mark.parametrize("text", [None, "{}"])
def test_of_an_erased_signal_nothing_is_told(text: str | None) -> None:
    assert read(text) == Facts()
    assert unfolded(pl.Series([text], dtype=pl.String)).rows() == [(None,) * len(SCHEMA)]


def test_facts_have_the_types_that_intake_gives_them() -> None:
    texts = {"line": pl.UInt32, "doubled": pl.Boolean}
    columns = pl.DataFrame(schema=texts | dict.fromkeys(NAMES, pl.String))
    kinds = typed_signals(columns, date(2026, 7, 1), suspicious=False)[0].schema
    assert {name: kinds[name] for name in SCHEMA if name != "place_rule"} == {
        name: kind for name, kind in SCHEMA.items() if name != "place_rule"
    }


def test_everything_a_creditor_tells_has_one_place() -> None:
    assert [field.name for field in fields(Facts)] == list(SCHEMA) == sorted(SCHEMA)
    assert set(STORED_FIELDS) == set(OWN_COLUMNS) | (set(SCHEMA) - {"place_rule"})
    assert set(SIGNAL_FIELDS) - set(STORED_FIELDS) == {"on_behalf_of_kvk"}
