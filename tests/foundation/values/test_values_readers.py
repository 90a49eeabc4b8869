"""What holds for every reader: it never raises, and reads one value as it reads a column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tijdig.foundation.values import amounts, contacts, dates, house_numbers, names, numbers, postcodes, text
from tijdig.foundation.values.one_value import read

Reader = Callable[[pl.Expr], pl.Expr]
READERS: dict[str, Reader] = {
    reader.__name__: reader
    for reader in (
        amounts.cents,
        contacts.email,
        contacts.lost_its_zero,
        contacts.phone,
        dates.day,
        house_numbers.house_number,
        house_numbers.is_made_into_date,
        house_numbers.joined_addition,
        house_numbers.joined_letter,
        house_numbers.joined_number,
        names.folded,
        names.initials,
        names.surname,
        numbers.kvk,
        numbers.may_hold_bsn,
        numbers.whole_number,
        postcodes.postcode,
        text.clean,
        text.is_readable,
        text.is_short_enough,
    )
}
NEARLY_VALUES = st.text(alphabet="0123456789-.,/ €+@abAB\u00e9\u0000", max_size=14)
ANY_TEXT = st.one_of(st.none(), st.text(max_size=40), NEARLY_VALUES)


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@example(texts=["20260-7-01", "99999-1-01", "+9999-1-01", "-999999-01"])
@example(texts=["\ud7ff", "\U0010ffff", "\x00", "ß", "ﬁ", "İ", "１２３４AB"])
@given(texts=st.lists(ANY_TEXT, max_size=4))
@settings(max_examples=40)
def test_no_text_whatever_makes_a_reader_raise(reader: Reader, texts: list[str | None]) -> None:
    column = pl.DataFrame({"text": texts}, schema={"text": pl.String}).select(reader(pl.col("text"))).to_series()

    assert len(column.to_list()) == len(texts)


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@given(texts=st.lists(ANY_TEXT, min_size=1, max_size=6))
@settings(max_examples=20)
def test_one_value_reads_as_a_column_of_values_does(reader: Reader, texts: list[str | None]) -> None:
    column = pl.DataFrame({"text": texts}, schema={"text": pl.String}).select(reader(pl.col("text"))).to_series()

    assert [read(reader, one) for one in texts] == column.to_list()


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_nothing_reads_as_nothing(reader: Reader) -> None:
    assert read(reader, None) is None


@given(texts=st.lists(ANY_TEXT, min_size=1, max_size=6))
@settings(max_examples=60)
def test_the_prefix_of_a_name_is_read_from_any_two_texts(texts: list[str | None]) -> None:
    frame = pl.DataFrame({"own": texts, "name": texts[::-1]}, schema={"own": pl.String, "name": pl.String})

    found = frame.select(names.prefix(pl.col("own"), pl.col("name"))).to_series()

    assert len(found) == len(texts)


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [("  a b\t\n", "a b"), ("a", "a"), ("", None), (" \r\n\t ", None), ("\u00a0a\u00a0", "a"), ("a  b", "a  b")],
)
def test_white_space_around_a_text_is_left_out(given_text: str, cleaned: str | None) -> None:
    assert read(text.clean, given_text) == cleaned


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0b", "\x1f", "\x7f", "\x80", "\x9f", "\ufffd"])
def test_a_control_sign_is_not_readable(sign: str) -> None:
    assert read(text.is_readable, f"a{sign}b") is False


@pytest.mark.parametrize("sign", ["\t", "\n", "\r", "é", "\u00a0", "😀", "ж"])
def test_white_space_and_letters_of_any_script_are_readable(sign: str) -> None:
    assert read(text.is_readable, f"a{sign}b") is True


@pytest.mark.parametrize("sign", ["a", "é", "😀"])
def test_a_text_may_have_two_hundred_signs_of_any_kind(sign: str) -> None:
    assert read(text.is_short_enough, sign * 200) is True
    assert read(text.is_short_enough, sign * 201) is False


def test_a_date_comes_out_as_a_date() -> None:
    assert read(dates.day, "2026-07-01") == date(2026, 7, 1)
