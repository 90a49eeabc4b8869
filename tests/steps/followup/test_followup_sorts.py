"""What signals are called beside the others at their door: as matching says it."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tijdig.steps.followup.gathering.sorts import named
from tijdig.steps.followup.reading import AtDoor
from tijdig.steps.matching.kinds import kinds

SIGNALS = st.lists(
    st.tuples(st.sampled_from(["1011AA", "1011AB"]), st.integers(1, 2), st.sampled_from([None, "A"]), st.integers(0, 800)),
    max_size=30,
)


@given(SIGNALS)
def test_one_door_at_a_time_says_the_same_as_the_whole_frame(signals: list[tuple[str, int, str | None, int]]) -> None:
    days = [date(2025, 1, 1) + timedelta(days=day) for *_, day in signals]
    here = [
        AtDoor(at, postcode, number, addition, day.year * 12 + day.month)
        for at, ((postcode, number, addition, _), day) in enumerate(zip(signals, days, strict=True))
    ]
    rows = [(at, "GM0363", *door, day) for at, ((*door, _), day) in enumerate(zip(signals, days, strict=True))]
    schema = {
        "signal": pl.Int64, "municipality": pl.String, "postcode": pl.String, "house_number": pl.Int32, "addition": pl.String,
        "signal_date": pl.Date,
    }  # fmt: skip
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.lit(None, pl.String).alias("house_letter"))
    told = kinds(frame)
    assert named(here) == dict(zip(told["signal"].to_list(), told["kind"].to_list(), strict=True))
