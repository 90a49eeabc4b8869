"""Amounts of money: every notation people use, to whole cents, and nothing that may mean two things."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tijdig.foundation.values.amounts import cents
from tijdig.foundation.values.one_value import read

CENTS = st.integers(min_value=0, max_value=99_999_999_999)


def grouped(whole: int, sign: str) -> str:
    return f"{whole:,}".replace(",", sign)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1234", 123400),
        ("1234,5", 123450),
        ("1234.5", 123450),
        ("1234.56", 123456),
        ("1234,56", 123456),
        ("1.234,56", 123456),
        ("1,234.56", 123456),
        ("1.234,5", 123450),
        ("1.234.567", 123456700),
        ("1,234,567", 123456700),
        ("1.234.567,89", 123456789),
        ("0", 0),
        ("0,01", 1),
        ("007", 700),
        ("€ 12,50", 1250),
        ("€12,50", 1250),
        ("EUR 12,50", 1250),
        ("EUR12", 1200),
        ("€ 1.234,56", 123456),
        ("999999999.99", 99999999999),
    ],
)
def test_an_amount_is_read_to_cents(written: str, expected: int) -> None:
    assert read(cents, written) == expected


@pytest.mark.parametrize("written", ["1.234", "1,234", "€ 1.234", "EUR 1,234", "12.345", "999,999", "1234.567"])
def test_one_separator_with_three_digits_is_ambiguous(written: str) -> None:
    assert read(cents, written) is None


@pytest.mark.parametrize("written", ["-5", "€ -5", "-0", "(5)", "5-", "\u22125"])
def test_a_negative_amount_is_not_read(written: str) -> None:
    assert read(cents, written) is None


@pytest.mark.parametrize(
    "written",
    [
        "",
        "€",
        "EUR",
        "twaalf",
        "1e3",
        "12,",
        ".5",
        ",5",
        "1 234,56",
        "12.34.56",
        "1.23.456",
        "1,234.567",
        "0,005",
        "€€1",
        "12 EUR",
        "NaN",
        "inf",
        "1_000",
        "１２",
        "$ 5",
        "UE 5",
        "R5",
        "1000000000",
        "1.234.56",
        "1.234,56,78",
    ],
)
def test_what_is_no_amount_is_not_read(written: str) -> None:
    assert read(cents, written) is None


@given(amount=CENTS, separator=st.sampled_from(",."), mark=st.sampled_from(["", "€", "€ ", "EUR ", "EUR"]))
@settings(max_examples=80)
def test_a_plain_amount_reads_back_to_the_cent(amount: int, separator: str, mark: str) -> None:
    assert read(cents, f"{mark}{amount // 100}{separator}{amount % 100:02}") == amount


@given(amount=CENTS, notation=st.sampled_from([(".", ","), (",", ".")]))
@settings(max_examples=80)
def test_a_grouped_amount_reads_back_to_the_cent(amount: int, notation: tuple[str, str]) -> None:
    group, separator = notation

    assert read(cents, f"{grouped(amount // 100, group)}{separator}{amount % 100:02}") == amount


@given(euros=st.integers(min_value=1_000_000, max_value=999_999_999), group=st.sampled_from(".,"))
@settings(max_examples=40)
def test_two_groups_without_cents_read_back(euros: int, group: str) -> None:
    assert read(cents, grouped(euros, group)) == euros * 100


@given(dimes=st.integers(min_value=0, max_value=9_999_999), separator=st.sampled_from(",."))
@settings(max_examples=40)
def test_one_digit_behind_the_separator_is_tens_of_cents(dimes: int, separator: str) -> None:
    assert read(cents, f"{dimes // 10}{separator}{dimes % 10}") == dimes * 10
