from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdig.foundation.places import areas

NONE_AT_ALL = [
    "1234SA",
    "1234SD",
    "1234SS",
    "1234FA",
    "1234AI",
    "0999AA",
    "1234ab",
    "123é4",
    "1234A",
    "1234 AB",
    "",
    "ABCDEF",
]


def plain(text: str) -> int:
    digits, letters = text[:4], text[4:]
    pair = areas.LETTERS.index(letters[0]) * 20 + areas.LETTERS.index(letters[1])
    return (int(digits) - 1000) * 400 + pair


postcodes = st.builds(
    lambda digits, first, second: f"{digits}{first}{second}",
    st.integers(1000, 9999),
    st.sampled_from(areas.LETTERS),
    st.sampled_from(areas.LETTERS),
).filter(lambda text: text[4:] not in areas.NEVER)


@given(st.lists(postcodes, min_size=1, max_size=20))
def test_a_postcode_and_its_number_name_each_other(texts: list[str]) -> None:
    found = areas.codes(pl.Series(texts))
    assert found.tolist() == [plain(text) for text in texts]
    assert [areas.text(int(code)) for code in found] == texts


@pytest.mark.parametrize("text", NONE_AT_ALL)
def test_a_text_that_is_no_postcode_has_no_number(text: str) -> None:
    assert areas.code(text) == areas.NO_AREA


@given(st.text(max_size=8))
def test_any_text_has_a_number_only_if_it_is_a_postcode(text: str) -> None:
    code = areas.code(text)
    assert code == areas.NO_AREA or areas.text(code) == text


def test_many_rows_give_the_same_numbers_as_few_rows() -> None:
    texts = [*NONE_AT_ALL, None, "9999ZZ", "1000AA"] * 200
    many = areas.codes(pl.Series(texts, dtype=pl.String))
    few = np.concatenate([areas.codes(pl.Series([text], dtype=pl.String)) for text in texts])
    assert len(texts) > areas.PIECE_BY_PIECE
    assert many.tolist() == few.tolist()


def test_a_number_outside_the_scheme_is_no_area() -> None:
    with pytest.raises(ValueError, match="no postcode area"):
        areas.text(areas.COUNT)
