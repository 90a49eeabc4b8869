"""CSV as it really comes: separators, quotes, empty lines, lines that shifted."""

from __future__ import annotations

import pytest

from steps.intake.deliveries import RENT, cells, csv_of, said
from tijdig.steps.intake.columns import NAMES
from tijdig.steps.intake.reading import read_table

HEADER = b"kenmerk;soort\n"
SHIFTED = [("", "regel-verschoven", "refused")]


def rows_of(text: bytes) -> list[tuple[object, ...]]:
    table = read_table(text)
    assert table.findings.is_empty(), table.findings.rows()
    return cells(table)


def shifted_lines(text: bytes) -> list[int]:
    found = said(read_table(text).findings)
    assert {(column, code, severity) for _, column, code, severity in found} <= set(SHIFTED)
    return [line for line, *_ in found]


def the_one_fatal_message(data: bytes) -> str:
    table = read_table(data)
    assert (table.names, table.rows.height) == ((), 0)
    assert table.rows.columns == ["line", *NAMES]
    assert said(table.findings) == [(1, "", "bestand-onleesbaar", "fatal")]
    return str(table.findings["message"].item())


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_found(separator: str) -> None:
    table = read_table(csv_of([RENT], separator=separator))

    assert table.names == NAMES
    assert table.rows.row(0, named=True) == {"line": 2, **dict.fromkeys(NAMES), **RENT}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(end: str) -> None:
    assert rows_of(f"kenmerk;soort{end}a;huur{end}b;water{end}".encode()) == [(2, "a", "huur"), (3, "b", "water")]


def test_the_last_line_needs_no_end() -> None:
    assert rows_of(HEADER + b"a;huur") == [(2, "a", "huur")]


def test_empty_cells_are_nothing_and_quoted_ones_as_well() -> None:
    assert rows_of(HEADER + b'a;\nb;""\n') == [(2, "a", None), (3, "b", None)]


def test_quotes_keep_separators_quotes_and_line_ends() -> None:
    assert rows_of(HEADER + b'"a;b";huur\n"c""d";huur\n"e\nf";huur\ng;huur\n') == [
        (2, "a;b", "huur"),
        (3, 'c"d', "huur"),
        (4, "e\nf", "huur"),
        (5, "g", "huur"),
    ]


@pytest.mark.parametrize("empty", [b"\n", b";\n", b"   \n", b" ; \n", b'"";""\n', b"\r\n"])
def test_an_empty_line_counts_and_is_no_signal(empty: bytes) -> None:
    assert rows_of(HEADER + b"a;huur\n" + empty + b"b;water\n") == [(2, "a", "huur"), (4, "b", "water")]


@pytest.mark.parametrize("empty", [b"\n", b";\n", b"   \n", b" ; \n", b'"";""\n'])
def test_an_empty_line_is_no_signal_where_another_line_shifted_either(empty: bytes) -> None:
    text = HEADER + b"a;huur\n" + empty + b"b;water\nc;d;e\n"

    assert shifted_lines(text) == [5]
    assert cells(read_table(text)) == [(2, "a", "huur"), (4, "b", "water")]


@pytest.mark.parametrize("bad", [b"x;huur;te veel\n", b"te weinig\n", b'"te weinig"\n', b'"x;huur\n', b'x";huur\n'])
def test_a_line_that_shifted_is_named_and_the_good_lines_stay_unharmed(bad: bytes) -> None:
    text = HEADER + b"a;huur\n" + bad + b"b;water\n"

    assert shifted_lines(text) == [3]
    assert cells(read_table(text)) == [(2, "a", "huur"), (4, "b", "water")]


def test_a_trailing_separator_on_every_line_is_an_empty_column() -> None:
    assert rows_of(b"kenmerk;soort;\na;huur;\n") == [(2, "a", "huur")]


def test_a_trailing_separator_on_every_line_stays_harmless_where_a_line_shifted() -> None:
    text = b"kenmerk;soort;\na;huur;\nb;huur;x;y\n"

    assert shifted_lines(text) == [3]
    assert cells(read_table(text)) == [(2, "a", "huur")]


@pytest.mark.parametrize("sign", ["\u2028", "\x0b", "\x0c", "\x1c", "\x85"])
def test_a_sign_that_is_no_line_end_does_not_move_the_line_numbers(sign: str) -> None:
    text = HEADER + f'a{sign}b;huur\n"lost;huur\nc;water\n'.encode()

    assert shifted_lines(text) == [3]
    assert [row[0] for row in cells(read_table(text))] == [2, 4]


def test_a_header_without_rows_is_an_empty_table() -> None:
    table = read_table(HEADER)

    assert (table.names, table.rows.height, table.findings.height) == (("kenmerk", "soort"), 0, 0)


@pytest.mark.parametrize("data", [b"", b"\n\n", b" \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_an_empty_file_says_so(data: bytes) -> None:
    assert "leeg" in the_one_fatal_message(data)


@pytest.mark.parametrize(
    "data",
    [
        b"a;huur;Jansen\nb;huur;De Vries\n",
        b"\nkenmerk;soort\na;huur\n",
        b"Deze export is gemaakt op 1 juli\nkenmerk;soort\n",
        b"hallo",
        b";;;\n",
        b"<html><body>Inloggen</body></html>",
        b"%PDF-1.7\n%text\n",
    ],
)
def test_a_file_without_column_names_says_to_put_them_on_the_first_line(data: bytes) -> None:
    assert "eerste regel" in the_one_fatal_message(data)


def test_thousands_of_columns_are_refused_with_their_number() -> None:
    assert "5001 kolommen" in the_one_fatal_message(b"kenmerk" + b";x" * 5000 + b"\n")


@pytest.mark.parametrize("start", [b"", b"kenmerk;", b"kenmerk;soort", b"kenmerk;soort;", b'"kenmerk"', b'"kenmerk;'])
def test_a_file_of_one_huge_line_is_refused_in_a_few_words(start: bytes) -> None:
    found = read_table(start + b"x" * 20_000_000).findings

    assert found["severity"].to_list() == ["fatal"]
    assert len(found["message"].item()) + len(found["column"].item()) < 2_000


@pytest.mark.parametrize("huge", [b"x" * 200_000 + b"\n", b"x;" + b"y" * 200_000 + b";z\n"])
def test_a_huge_line_among_good_ones_is_named_and_they_stay_unharmed(huge: bytes) -> None:
    text = HEADER + b"a;huur\n" + huge + b"b;water\n"

    assert shifted_lines(text) == [3]
    assert cells(read_table(text)) == [(2, "a", "huur"), (4, "b", "water")]


def test_a_huge_value_comes_through_to_be_judged_as_too_long() -> None:
    assert rows_of(HEADER + b"x" * 200_000 + b";huur\n") == [(2, "x" * 200_000, "huur")]


def test_nul_bytes_stay_in_the_texts_for_the_rules_to_refuse() -> None:
    table = read_table(HEADER + b"a\x00b;huur\nc;water\n")

    assert cells(table) == [(2, "a\x00b", "huur"), (3, "c", "water")]
    assert table.suspicious


def test_an_ordinary_file_holds_nothing_suspicious() -> None:
    assert not read_table(csv_of([RENT])).suspicious
