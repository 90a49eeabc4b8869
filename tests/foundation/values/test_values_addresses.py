"""Postcodes, and house numbers with or without letter and addition in one field."""

from __future__ import annotations

import string

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tijdig.foundation.values import house_numbers as houses
from tijdig.foundation.values.one_value import read
from tijdig.foundation.values.postcodes import postcode

NUMBERS = st.integers(min_value=1, max_value=99_999)
LETTERS = st.sampled_from(string.ascii_letters)


def parts(written: str) -> tuple[object, object, object]:
    return (
        read(houses.joined_number, written),
        read(houses.joined_letter, written),
        read(houses.joined_addition, written),
    )


@given(digits=st.integers(1000, 9999), letters=st.text(alphabet=string.ascii_uppercase, min_size=2, max_size=2))
@settings(max_examples=80)
def test_every_postcode_reads_with_or_without_space_in_either_case(digits: int, letters: str) -> None:
    expected = f"{digits}{letters}"

    for written in (expected, f"{digits} {letters}", expected.lower(), f"{digits} {letters.lower()}"):
        assert read(postcode, written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "0123AB",
        "123AB",
        "12345AB",
        "1234A",
        "1234ABC",
        "AB1234",
        "1234  AB",
        "1234-AB",
        "12341",
        "1234A1",
        "1234",
        "１２３４AB",
        "1234ÀB",
        "1234AB 12",
        "1234\nAB",
    ],
)
def test_what_is_no_dutch_postcode_is_not_read(written: str) -> None:
    assert read(postcode, written) is None


@pytest.mark.parametrize("written", ["1234ß", "1234ﬁ", "1234ﬆ", "1234ıı", "1234ſt"])
def test_a_letter_that_only_becomes_latin_as_a_capital_makes_no_postcode(written: str) -> None:
    assert read(postcode, written) is None


@pytest.mark.parametrize("written", ["12 34AB", "1 234AB", "1234A B"])
def test_a_space_belongs_between_the_digits_and_the_letters(written: str) -> None:
    assert read(postcode, written) is None


@given(number=NUMBERS)
@settings(max_examples=60)
def test_every_house_number_reads_alone(number: int) -> None:
    for written in (str(number), f"{number:05}", f"{number}.0", f"{number},00"):
        assert read(houses.house_number, written) == number


@pytest.mark.parametrize(
    "written", ["", "0", "00000", "100000", "-1", "12A", "A12", "12.5", "1e3", "１２", "12 ", "twaalf", "0x1F", "12-"]
)
def test_what_is_more_or_less_than_a_number_is_no_house_number(written: str) -> None:
    assert read(houses.house_number, written) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12A", (12, "A", None)),
        ("12a", (12, "a", None)),
        ("12 A", (12, "A", None)),
        ("12-A", (12, "A", None)),
        ("12/A", (12, "A", None)),
        ("12A2", (12, "A", "2")),
        ("12 A-2", (12, "A", "2")),
        ("12 A bis", (12, "A", "bis")),
        ("12A-bis", (12, "A", "bis")),
        ("12-3", (12, None, "3")),
        ("12 3", (12, None, "3")),
        ("12/3", (12, None, "3")),
        ("12hs", (12, None, "hs")),
        ("12 hs", (12, None, "hs")),
        ("12bis", (12, None, "bis")),
        ("12 bis", (12, None, "bis")),
        ("12-III", (12, None, "III")),
        ("12 1e verd", (12, None, "1e verd")),
        ("0012A", (12, "A", None)),
        ("99999Z", (99999, "Z", None)),
    ],
)
def test_number_letter_and_addition_in_one_field_are_taken_apart(
    written: str, expected: tuple[int, str | None, str | None]
) -> None:
    assert parts(written) == expected


@given(number=NUMBERS, letter=LETTERS, separator=st.sampled_from(["", " ", "-", "/"]))
@settings(max_examples=60)
def test_every_letter_behind_every_number_is_found(number: int, letter: str, separator: str) -> None:
    assert parts(f"{number}{separator}{letter}") == (number, letter, None)


@given(number=NUMBERS, addition=st.integers(1, 9999), separator=st.sampled_from([" ", "-", "/"]))
@settings(max_examples=40)
def test_every_addition_of_digits_is_found(number: int, addition: int, separator: str) -> None:
    assert parts(f"{number}{separator}{addition}") == (number, None, str(addition))


@pytest.mark.parametrize("written", ["", "12", "0A", "A", "12-", "12 -", "123456A", "A12", "bis", "12²", "12.5", "-3"])
def test_what_cannot_be_taken_apart_gives_no_number(written: str) -> None:
    assert read(houses.joined_number, written) is None


@pytest.mark.parametrize("written", ["12-mrt", "3-Okt", "1-jan.", "2026-03-12", "12-3-2026", "12/3/2026", "1-1-2026"])
def test_a_house_number_that_a_spreadsheet_made_into_a_date_is_seen_and_not_read(written: str) -> None:
    assert read(houses.is_made_into_date, written) is True
    assert read(houses.joined_number, written) is None


@pytest.mark.parametrize("written", ["12", "12-3", "12 A", "12-mart", "12hs", "1-13"])
def test_an_ordinary_house_number_was_not_made_into_a_date(written: str) -> None:
    assert read(houses.is_made_into_date, written) is False


@pytest.mark.parametrize(
    ("written", "letter", "addition", "same"),
    [
        ("12A", "a", None, True),
        ("12 A bis", "A", "BIS", True),
        ("12-3", None, "3", True),
        ("12A", "B", None, False),
        ("12A", "A", "2", False),
    ],
)
def test_the_parts_behind_the_number_are_compared_with_their_own_fields(
    written: str, letter: str | None, addition: str | None, same: bool
) -> None:
    row = pl.DataFrame([[written], [letter], [addition]], schema=dict.fromkeys("tla", pl.String))

    assert row.select(houses.same_parts(pl.col("t"), pl.col("l"), pl.col("a"))).item() is same


@pytest.mark.parametrize("written", ["12 t/m 14", "12 tm 14", "12 en 14"])
def test_a_range_of_house_numbers_has_no_letter(written: str) -> None:
    assert read(houses.joined_letter, written) is None
    assert read(houses.joined_addition, written) != "m 14"
