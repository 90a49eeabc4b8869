from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdig.foundation.places import areas
from tijdig.foundation.places.editions import Edition
from tijdig.foundation.places.locate import ADDRESS, find, locate

ON = date(2026, 7, 1)
Make = Callable[..., Edition]
Record = tuple[str, int | None, str | None, int]
Asked = tuple[str | None, int | None, str | None, str | None]
Answer = tuple[str | None, str | None, str | None, list[str] | None]

BORDER: list[Record] = [
    ("9354TB", 3, "", 1969),
    ("9354TB", 4, "", 1969),
    ("9354TB", 4, "A", 1699),
    ("9354TB", 7, "e", 1969),
    ("9354TC", 1, "", 1969),
    ("9354TC", 9000, "", 1969),
]


def answers(edition: Edition, rows: list[Asked], on: date = ON) -> list[Answer]:
    frame = pl.DataFrame(rows, schema=ADDRESS, orient="row")
    return locate(frame, edition, on).drop(*ADDRESS, "place_number_unknown").rows()


def answer(
    edition: Edition,
    postcode: str,
    number: int | None = None,
    letter: str | None = None,
    addition: str | None = None,
    *,
    on: date = ON,
) -> Answer:
    found = find(edition, postcode, number, letter, addition, on)
    [row] = answers(edition, [(postcode, number, letter, addition)], on)
    assert tuple(found.values()) == row
    return row


@pytest.fixture
def border(make_edition: Make) -> Edition:
    return make_edition(BORDER)


def test_an_area_in_one_municipality_needs_no_number(border: Edition) -> None:
    assert answer(border, "9354TC") == ("GM1969", "postcode", None, None)
    assert answer(border, "9354TC", 1) == ("GM1969", "postcode", None, None)


def test_an_unknown_number_in_such_an_area_is_said_and_the_municipality_is_given(border: Edition) -> None:
    for number in (0, 2, 8999, 9001, 99999, 2**31 - 1):
        assert answer(border, "9354TC", number) == ("GM1969", "postcode", "huisnummer-onbekend", None)


def test_a_number_far_from_the_rest_is_known(border: Edition) -> None:
    assert answer(border, "9354TC", 9000) == ("GM1969", "postcode", None, None)


def test_the_number_settles_a_border_area_where_it_can(border: Edition) -> None:
    assert answer(border, "9354TB", 7, "x") == ("GM1969", "huisnummer", None, None)


def test_the_letter_settles_what_the_number_does_not(border: Edition) -> None:
    assert answer(border, "9354TB", 4) == ("GM1969", "huisletter", None, None)
    for letter, addition in (("A", None), ("a", None), (None, "A"), ("a", "")):
        assert answer(border, "9354TB", 4, letter, addition) == ("GM1699", "huisletter", None, None)


def test_what_nothing_settles_is_ambiguous_with_all_candidates(border: Edition) -> None:
    ambiguous = (None, None, "adres-meerduidig", ["GM1699", "GM1969"])
    assert answer(border, "9354TB") == ambiguous
    assert answer(border, "9354TB", 99) == ambiguous
    assert answer(border, "9354TB", 4, "B") == ambiguous


def test_exact_case_wins_when_it_gives_one_answer(make_edition: Make) -> None:
    edition = make_edition([("1234AB", 1, "A", 363), ("1234AB", 1, "a", 34), ("1234AB", 2, "b", 363), ("1234AB", 2, "B", 34)])
    assert answer(edition, "1234AB", 1, "A")[0] == "GM0363"
    assert answer(edition, "1234AB", 1, "a")[0] == "GM0034"
    assert answer(edition, "1234AB", 2, "b")[0] == "GM0363"


def test_one_suffix_in_two_municipalities_is_ambiguous(make_edition: Make) -> None:
    edition = make_edition([("1234AB", 1, "A", 363), ("1234AB", 1, "A", 34), ("1234AB", 1, "", 34)])
    assert answer(edition, "1234AB", 1, "A") == (None, None, "adres-meerduidig", ["GM0034", "GM0363"])
    assert answer(edition, "1234AB", 1)[0] == "GM0034"


def test_an_unknown_or_malformed_postcode_is_said(border: Edition) -> None:
    for postcode in ("9354TD", "9354", "x", "", "9354SA"):
        assert answer(border, postcode, 1) == (None, None, "postcode-onbekend", None)


def test_without_a_postcode_nothing_is_said(border: Edition) -> None:
    assert answers(border, [(None, 1, None, None), (None, None, None, None)]) == [(None, None, None, None)] * 2


def test_without_numbers_in_the_source_their_existence_is_not_judged(make_edition: Make) -> None:
    edition = make_edition([("1234AB", None, None, 363), ("1234AC", None, None, 363), ("1234AC", None, None, 0)])
    assert answer(edition, "1234AB", 999) == ("GM0363", "postcode", None, None)
    assert answer(edition, "1234AC", 999) == (None, None, "adres-meerduidig", ["GM0363"])


def test_a_source_with_letters_knows_better_than_one_without(make_edition: Make) -> None:
    edition = make_edition([*BORDER, ("9354TB", 4, None, 1699)])
    assert answer(edition, "9354TB", 4)[0] == "GM1969"


def test_a_number_in_two_municipalities_without_letters_is_ambiguous(make_edition: Make) -> None:
    edition = make_edition([("1234AB", 4, None, 363), ("1234AB", 4, None, 34), ("1234AB", 5, None, 34), ("1234AB", 6, None, 14)])
    assert answer(edition, "1234AB", 4, "A") == (None, None, "adres-meerduidig", ["GM0034", "GM0363"])


def test_the_successor_is_given_when_the_municipality_has_ended(make_edition: Make) -> None:
    edition = make_edition([("1381AB", 1, "", 457), ("1381AC", 1, "", 457), ("1381AC", 2, "", 363)])
    assert answer(edition, "1381AB", 1) == ("GM0363", "postcode+opvolger", None, None)
    assert answer(edition, "1381AB", 1, on=date(2022, 3, 23)) == ("GM0457", "postcode", None, None)


def test_a_border_that_a_merger_took_away_asks_nothing_any_more(make_edition: Make) -> None:
    edition = make_edition([("1381AC", 1, "", 457), ("1381AC", 2, "", 363)])
    assert answer(edition, "1381AC") == ("GM0363", "postcode+opvolger", None, None)
    assert answer(edition, "1381AC", 3) == ("GM0363", "postcode+opvolger", "huisnummer-onbekend", None)
    assert answer(edition, "1381AC", 1) == ("GM0363", "huisnummer+opvolger", None, None)
    assert answer(edition, "1381AC", on=date(2022, 1, 1))[2] == "adres-meerduidig"


def test_a_split_municipality_gives_its_parts_as_candidates(make_edition: Make) -> None:
    edition = make_edition([("8831AB", 1, "", 140)])
    assert answer(edition, "8831AB", 1) == (None, None, "adres-meerduidig", ["GM0080", "GM1900", "GM1949"])


def test_the_predecessor_is_given_before_the_municipality_began(make_edition: Make) -> None:
    edition = make_edition([("6561AB", 1, "", 1945)])
    assert answer(edition, "6561AB", 1, on=date(2015, 12, 31)) == ("GM0241", "postcode+voorganger", None, None)


def test_an_unknown_number_on_a_border_is_said_to_be_unknown_as_well(border: Edition) -> None:
    frame = pl.DataFrame([["9354TB", 60_000, None, None], ["9354TB", 4, "A", None]], schema=ADDRESS, orient="row")
    assert locate(frame, border, ON)["place_number_unknown"].to_list() == [True, False]


def test_other_columns_stay_as_they_were(border: Edition) -> None:
    frame = pl.DataFrame([["9354TC"], [1], [None], [None]], schema=ADDRESS).with_columns(line=pl.lit(7))
    found = locate(frame, border, ON)
    added = ["municipality", "place_rule", "place_problem", "place_candidates", "place_number_unknown"]
    assert found.columns == [*ADDRESS, "line", *added]
    assert found["line"].to_list() == [7]


def test_no_rows_give_no_rows(border: Edition) -> None:
    found = locate(pl.DataFrame(schema=ADDRESS), border, ON)
    assert found.is_empty()
    assert found.schema["place_candidates"] == pl.List(pl.String)


POSTCODES = ["1011AB", "1011AC", "1012ZZ", "9999ZZ", "1000AA"]
numbers = st.one_of(st.integers(1, 8), st.sampled_from([1500, 1501, 40_000, 99_999]))
letters = st.sampled_from(["", "a", "A", "B", "bis"])
records = st.tuples(st.sampled_from(POSTCODES[:-1]), numbers, letters, st.sampled_from([363, 34, 1969]))
asked = st.tuples(
    st.one_of(st.none(), st.sampled_from(POSTCODES)), st.one_of(st.none(), numbers), letters, st.sampled_from(["", "1"])
)


def by_hand(rows: list[Record], address: Asked) -> Answer:
    """The same answer from a plain look through the list."""
    postcode, number, letter, addition = address
    area = [row for row in rows if row[0] == postcode]
    if not area:
        return None, None, None if postcode is None else "postcode-onbekend", None
    if len({row[3] for row in area}) == 1:
        unknown = number is not None and number not in {row[1] for row in area}
        return f"GM{area[0][3]:04}", "postcode", "huisnummer-onbekend" if unknown else None, None
    suffix = f"{letter}{addition}"
    narrowing = {"huisnummer": [row for row in area if row[1] == number]}
    same = narrowing["huisnummer"]
    if len({row[3] for row in same}) > 1:
        exact = [row for row in same if row[2] == suffix]
        loose = [row for row in same if (row[2] or "").lower() == suffix.lower()]
        narrowing = {"huisletter": exact if len({row[3] for row in exact}) == 1 else loose or same}
    [(rule, left)] = narrowing.items()
    found = {row[3] for row in left or area}
    if len(found) == 1:
        return f"GM{found.pop():04}", rule, None, None
    return None, None, "adres-meerduidig", [f"GM{one:04}" for one in sorted(found)]


@given(st.lists(records, min_size=1, max_size=40), st.lists(asked, max_size=20))
def test_the_index_answers_what_a_look_through_the_list_answers(
    make_edition: Make, rows: list[Record], questions: list[Asked]
) -> None:
    edition = make_edition(rows)
    expected = [by_hand(rows, one) for one in questions]
    assert answers(edition, questions) == expected
    often = areas.PIECE_BY_PIECE // max(len(questions), 1) + 1
    assert answers(edition, questions * often) == expected * often
