"""Enkelvoudig, meervoudig, opeenvolgend."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tijdig.steps.matching.kinds import kinds

JULY = date(2026, 7, 1)
SCHEMA = {"signal": pl.Int64, "municipality": pl.String, "postcode": pl.String, "house_number": pl.Int32, "house_letter": pl.String,
          "addition": pl.String, "signal_date": pl.Date}  # fmt: skip


def told(*rows: dict[str, object]) -> list[str]:
    """The kinds of signals at one address, unless a row says otherwise."""
    home = {"municipality": "GM0106", "postcode": "9401AB", "house_number": 12, "signal_date": JULY}
    made = pl.DataFrame([{"signal": number, **home, **row} for number, row in enumerate(rows)], schema=SCHEMA)
    return list(kinds(made)["kind"])


@pytest.mark.parametrize(
    ("earlier", "kind"),
    [
        (date(2026, 7, 31), "combined"),
        (date(2026, 6, 30), "successive"),
        (date(2026, 1, 1), "successive"),
        (date(2025, 12, 31), "single"),
    ],
)
def test_another_signal_on_the_address(earlier: date, kind: str) -> None:
    assert told({}, {"signal_date": earlier})[0] == kind


def test_over_the_turn_of_the_year() -> None:
    assert told({"signal_date": date(2026, 2, 1)}, {"signal_date": date(2025, 9, 1)}) == ["successive", "single"]


def test_combined_goes_before_successive() -> None:
    assert told({}, {}, {"signal_date": date(2026, 5, 1)}) == ["combined", "combined", "single"]


@pytest.mark.parametrize("other", [{"house_number": 14}, {"addition": "A"}, {"municipality": "GM0114"}, {"postcode": "9401AC"}])
def test_another_address_is_another_story(other: dict[str, object]) -> None:
    assert told({}, other) == ["single", "single"]


def test_one_spelling_of_additions() -> None:
    assert told({"addition": "huis"}, {"addition": "HS"}) == ["combined", "combined"]


def test_without_an_address_a_signal_stands_alone() -> None:
    assert told({"postcode": None}, {"postcode": None}) == ["single", "single"]


def test_nothing() -> None:
    assert told() == []
