"""Names, ways to reach somebody, and numbers that identify."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tijdig.foundation.values import contacts, names, numbers
from tijdig.foundation.values.one_value import read


def surname_and_prefix(own: str | None, name: str) -> tuple[str | None, str | None]:
    row = pl.DataFrame([[own], [name]], schema={"own": pl.String, "name": pl.String})
    return row.select(names.surname(pl.col("name")), names.prefix(pl.col("own"), pl.col("name")).alias("prefix")).row(0)


@pytest.mark.parametrize(
    ("own", "name", "expected"),
    [
        (None, "Jansen", ("Jansen", None)),
        ("van", "Dijk", ("Dijk", "van")),
        ("v.d.", "Berg", ("Berg", "van de")),
        ("v.d.r.", "Berg", ("Berg", "van der")),
        ("vd", "Berg", ("Berg", "van de")),
        ("v. d.", "Berg", ("Berg", "van de")),
        ("v/d", "Berg", ("Berg", "van de")),
        (None, "van der Berg", ("Berg", "van der")),
        (None, "v.d. Berg", ("Berg", "van de")),
        (None, "Berg, van den", ("Berg", "van den")),
        (None, "De Groot", ("Groot", "de")),
        (None, "'t Hart", ("Hart", "t")),
        (None, "van 't Hof", ("Hof", "van t")),
        (None, "van het Hof", ("Hof", "van t")),
        (None, "Fam. de Vries", ("Vries", "de")),
        (None, "mevr. Jansen", ("Jansen", None)),
        (None, "de heer De Vries", ("Vries", "de")),
        (None, "Vandenberg", ("Vandenberg", None)),
        (None, "Wiśniewski-de Groot", ("Wiśniewski-de Groot", None)),
    ],
)
def test_a_prefix_is_found_on_whichever_side_it_stands(own: str | None, name: str, expected: tuple[str, str]) -> None:
    assert surname_and_prefix(own, name) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("j.p.", "JP"),
        ("JP", "JP"),
        ("Jan Pieter", "JP"),
        ("J.", "J"),
        ("Th.J.", "TJ"),
        ("Jean-Pierre", "JP"),
        ("é.", "E"),
        ("...", None),
        ("", None),
    ],
)
def test_initials_are_capitals_without_dots(written: str, expected: str | None) -> None:
    assert read(names.initials, written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Wiśniewski-de Groot", "wisniewski de groot"),
        ("Müller", "muller"),
        ("Straße", "strasse"),
        ("ØRSTED", "orsted"),
        ("Łukasz", "lukasz"),
        ("Đorđe", "dorde"),
        ("ĳsbrand", "ijsbrand"),
        ("IJsbrand", "ijsbrand"),
        ("Nguyễn", "nguyen"),
        ("O'Neill", "o neill"),
        ("  A   B ", "a b"),
    ],
)
def test_the_folded_form_forgets_spelling_habits(written: str, expected: str) -> None:
    assert read(names.folded, written) == expected


@given(written=st.text(max_size=30))
@settings(max_examples=80)
def test_folding_twice_changes_nothing(written: str) -> None:
    once = read(names.folded, written)

    assert read(names.folded, str(once)) == once


@given(written=st.text(alphabet="abcdefgéüßøł ABC", max_size=20))
@settings(max_examples=40)
def test_capitals_do_not_matter_to_the_folded_form(written: str) -> None:
    assert read(names.folded, written) == read(names.folded, written.lower())


def test_the_name_itself_keeps_its_diacritics() -> None:
    assert surname_and_prefix(None, "Müller-Łaska")[0] == "Müller-Łaska"


@pytest.mark.parametrize(
    "written",
    [
        "0612345678",
        "06-12345678",
        "06 1234 5678",
        "+31612345678",
        "+31 (0)6 12345678",
        "0031612345678",
        "612345678",
        "0031 (0)6-12.34.56.78",
        "(06)12345678",
    ],
)
def test_a_dutch_number_has_one_notation(written: str) -> None:
    assert read(contacts.phone, written) == "+31612345678"


@pytest.mark.parametrize(
    ("written", "expected"),
    [("(020) 123 45 67", "+31201234567"), ("+32470123456", "+32470123456"), ("0049 30 1234567", "+49301234567")],
)
def test_other_numbers_are_read_as_well(written: str, expected: str) -> None:
    assert read(contacts.phone, written) == expected


@pytest.mark.parametrize(
    "written", ["", "112", "06123", "061234567890", "abc", "0000000000", "+3161234567", "+0612345678", "06-1234567a"]
)
def test_what_is_no_telephone_number_is_not_read(written: str) -> None:
    assert read(contacts.phone, written) is None


@given(number=st.integers(100_000_000, 999_999_999), before=st.sampled_from(["0", "+31", "0031", "+31(0)", "+31 0"]))
@settings(max_examples=40)
def test_every_dutch_number_reads_from_each_notation(number: int, before: str) -> None:
    assert read(contacts.phone, f"{before}{number}") == f"+31{number}"


@pytest.mark.parametrize(
    ("written", "lost"), [("612345678", True), ("201234567", True), ("0612345678", False), ("61234567", False)]
)
def test_nine_digits_without_a_first_zero_lost_it(written: str, lost: bool) -> None:
    assert read(contacts.lost_its_zero, written) is lost


@pytest.mark.parametrize("written", ["a@b.nl", "Jan.Jansen+huur@sub.voorbeeld.example", "o'neill@x-y.nl", "a@B.NL"])
def test_an_address_for_mail_is_read(written: str) -> None:
    assert str(read(contacts.email, written)).lower() == written.lower()


@pytest.mark.parametrize(
    "written",
    [
        "",
        "jan",
        "jan@@x.nl",
        "jan@x",
        "a b@c.nl",
        "a@b.c",
        "a@-b.nl",
        "a@b..nl",
        "@b.nl",
        "a@b.nl,c@d.nl",
        "a@b.nl\n",
        "a" * 250 + "@b.nl",
        "jan@localhost",
        "<a@b.nl>",
    ],
)
def test_what_is_no_address_for_mail_is_not_read(written: str) -> None:
    assert read(contacts.email, written) is None


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("12345678", True),
        ("01234567", True),
        ("1234567", False),
        ("123456789", False),
        ("1234 5678", False),
        ("1234567a", False),
        ("１２３４５６７８", False),
    ],
)
def test_a_kvk_number_has_eight_digits(written: str, known: bool) -> None:
    assert read(numbers.kvk, written) == (written if known else None)


@pytest.mark.parametrize("written", ["123456782", "111222333", "1234.56.782", "1234 56 782", "bsn:123456782!"])
def test_nine_digits_that_pass_the_eleven_test_may_be_a_citizen_number(written: str) -> None:
    assert read(numbers.may_hold_bsn, written) is True
    assert numbers.holds_bsn(written)


@pytest.mark.parametrize("written", ["", "123456789", "000000000", "12345678", "0123456782", "1234567821", "Jansen"])
def test_other_digits_are_no_citizen_number(written: str) -> None:
    assert not numbers.holds_bsn(written)


@given(written=st.text(alphabet="0123456789. a", max_size=24))
@settings(max_examples=150)
def test_the_sieve_lets_no_citizen_number_through(written: str) -> None:
    if numbers.holds_bsn(written):
        assert read(numbers.may_hold_bsn, written) is True


@pytest.mark.parametrize(
    ("written", "expected"),
    [("3", 3), ("3.0", 3), ("03", 3), ("999", 999), ("1000", None), ("-1", None), ("3.5", None), ("drie", None)],
)
def test_a_small_whole_number_is_read(written: str, expected: int | None) -> None:
    assert read(numbers.whole_number, written) == expected
