"""Spreadsheets: values as they are stored, and everything a spreadsheet hides is said."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steps.intake.deliveries import RENT, bytes_of, cells, said, walk_file, xlsx_of
from tijdig.steps.intake.columns import NAMES
from tijdig.steps.intake.reading import read_table

HEADER = ["kenmerk", "soort", "bedrag"]
PARTS = "xl/worksheets/sheet1.xml"


def repacked(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The same file with the sheet's XML changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == PARTS else old.read(name))
    return packed.getvalue()


def book_of(*rows: list[object]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def the_one_fatal_message(data: bytes) -> str:
    table = read_table(data)
    assert (table.names, table.rows.height) == ((), 0)
    assert said(table.findings) == [(1, "", "bestand-onleesbaar", "fatal")]
    return str(table.findings["message"].item())


def test_a_sheet_reads_like_the_csv_of_the_same_rows() -> None:
    table = read_table(xlsx_of([NAMES, [RENT.get(name) for name in NAMES]]))

    assert table.findings.is_empty()
    assert table.rows.row(0, named=True) == {"line": 2, **dict.fromkeys(NAMES), **RENT}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12, "12"),
        (12.0, "12"),
        (1234.5, "1234.5"),
        (0.1 + 0.2, "0.3"),
        (-3, "-3"),
        (date(2026, 7, 1), "2026-07-01"),
        (datetime(2026, 7, 1, 13, 30), "2026-07-01"),  # noqa: DTZ001 - spreadsheets know no time zones
        (time(9, 30), "09:30:00"),
        (True, "ja"),
        (False, "nee"),
        (None, None),
        ("0612345678", "0612345678"),
        ("=niet echt", None),
        ("é\nŁ", "é\nŁ"),
    ],
    ids=str,
)
def test_a_cell_says_what_the_format_would_have_said(cell: object, text: str | None) -> None:
    assert read_table(xlsx_of([HEADER, ["a", "huur", cell]])).rows["bedrag"].item() == text


@given(rows=st.lists(st.tuples(*[st.text(alphabet='aé€Ł "\n;1-_x', max_size=8).map(str.strip)] * 3), min_size=1, max_size=4))
@settings(max_examples=25)
def test_texts_in_a_sheet_read_back(rows: list[tuple[str, str, str]]) -> None:
    table = read_table(xlsx_of([HEADER, *rows]))

    expected = [(line, *(text or None for text in row)) for line, row in enumerate(rows, 2) if any(row)]
    assert cells(table) == expected


def test_rows_keep_their_number_in_the_sheet_and_empty_rows_are_no_signals() -> None:
    table = read_table(xlsx_of([HEADER, ["a", "huur", 1], [], [None, None, None], ["b", "water", 2]]))

    assert [row[:2] for row in cells(table)] == [(2, "a"), (5, "b")]


def test_columns_may_begin_further_to_the_right() -> None:
    table = read_table(xlsx_of([[None, *HEADER], [None, "a", "huur", 1]]))

    assert cells(table) == [(2, "a", "huur", "1")]


def test_a_formula_is_refused_on_its_line_only() -> None:
    table = read_table(xlsx_of([HEADER, ["a", "huur", 1], ["b", "huur", "=1+1"], ["c", "huur", 3]]))

    assert said(table.findings) == [(3, "", "formule-niet-toegestaan", "refused")]
    assert [row[1] for row in cells(table)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x="),
        lambda xml: xml.replace(b'<c r="C3"', b'<c s="0" r="C3"'),
        lambda xml: xml.replace(b'<c r="C3"', b"<c r='C3'"),
        lambda xml: re.sub(rb' r="[A-Z]+[0-9]+"', b"", xml),
        lambda xml: xml.replace(b"<f>", b"\n<f>"),
        lambda xml: xml.replace(b"<f>1+1</f><v></v>", b"<v>2</v><f>1+1</f>").replace(b"<f>1+1</f><v/>", b"<v>2</v><f>1+1</f>"),
    ],
    ids=["prefixed", "other order", "single quotes", "no references", "on a line of its own", "behind the value"],
)
def test_a_formula_is_found_however_the_program_wrote_the_sheet(change: Callable[[bytes], bytes]) -> None:
    data = repacked(xlsx_of([HEADER, ["a", "huur", 1], ["b", "huur", "=1+1"]]), change)

    assert (3, "", "formule-niet-toegestaan", "refused") in said(read_table(data).findings)


def test_merged_cells_are_refused_on_every_line_they_touch() -> None:
    book = book_of(HEADER, ["a", "huur", 1], ["b", "huur", 2], ["c", "huur", 3])
    book.active.merge_cells("A2:A3")

    assert said(read_table(bytes_of(book)).findings) == [
        (2, "", "cel-samengevoegd", "refused"),
        (3, "", "cel-samengevoegd", "refused"),
    ]


def test_merged_cells_below_the_last_row_are_nobody_s_concern() -> None:
    book = book_of(HEADER, ["a", "huur", 1])
    book.active.merge_cells("A9:C1000")

    assert read_table(bytes_of(book)).findings.is_empty()


def test_a_number_of_more_than_fifteen_digits_was_rounded_and_is_refused() -> None:
    table = read_table(xlsx_of([HEADER, ["a", "huur", 1], [123456789012345678, "huur", 2]]))

    assert said(table.findings) == [(3, "", "getal-afgerond", "refused")]


def test_numbers_that_lost_their_leading_zeros_are_told_of() -> None:
    row = RENT | {"telefoon": 612345678, "namens_kvk": 1234567, "huisnummer": 12}

    found = walk_file(xlsx_of([list(row), list(row.values())])).findings

    assert said(found) == [(2, "namens_kvk", "kvk-ongeldig", "refused"), (2, "telefoon", "voorloopnul-verdwenen", "warning")]


def test_other_sheets_are_named_and_not_read() -> None:
    book = book_of(HEADER, ["a", "huur", 1])
    book.create_sheet("Uitleg").append(["zo vult u dit in"])
    book.create_sheet("Leeg")

    table = read_table(bytes_of(book))

    assert said(table.findings) == [(1, "", "blad-niet-gelezen", "warning")]
    assert "Uitleg" in table.findings["message"].item()
    assert "Leeg" not in table.findings["message"].item()
    assert cells(table) == [(2, "a", "huur", "1")]


def test_the_sheet_with_signals_need_not_be_the_first() -> None:
    book = book_of(["Overzicht"])
    book.create_sheet("Signalen").append(HEADER)
    book["Signalen"].append(["a", "huur", "=1+1"])

    table = read_table(bytes_of(book))

    assert (2, "", "formule-niet-toegestaan", "refused") in said(table.findings)


def test_two_sheets_with_signals_are_refused_by_name() -> None:
    book = book_of(HEADER, ["a", "huur", 1])
    book.create_sheet("Tweede").append(HEADER)

    assert "Sheet, Tweede" in the_one_fatal_message(bytes_of(book))


def test_a_hidden_sheet_is_not_read() -> None:
    book = book_of(HEADER, ["a", "huur", 1])
    book.create_sheet("Verborgen").append(HEADER)
    book["Verborgen"].sheet_state = "hidden"

    assert cells(read_table(bytes_of(book))) == [(2, "a", "huur", "1")]


@pytest.mark.parametrize("rows", [[], [[]], [["x", "y"]], [[], HEADER, ["a", "huur", 1]]], ids=str)
def test_a_sheet_without_names_on_its_first_row_is_refused(rows: list[list[object]]) -> None:
    assert "eerste rij" in the_one_fatal_message(xlsx_of(rows))


def test_a_value_beside_the_columns_is_an_unknown_column() -> None:
    found = read_table(xlsx_of([HEADER, ["a", "huur", 1, "zwerfcel"]])).findings

    assert said(found) == [(1, "(kolom 4 zonder naam)", "kolom-onbekend", "fatal")]


def test_a_control_sign_in_a_cell_is_suspicious() -> None:
    data = repacked(xlsx_of([HEADER, ["a", "huur", 1]]), lambda xml: xml)

    assert read_table(data).suspicious
