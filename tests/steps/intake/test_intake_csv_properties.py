"""Whatever the separators, quotes, line ends and encoding: what was written is what is read."""

from __future__ import annotations

import csv
import io

from hypothesis import example, given, settings
from hypothesis import strategies as st

from steps.intake.deliveries import cells, said
from tijdig.steps.intake.columns import NAMES
from tijdig.steps.intake.reading import read_table

TEXTS = st.text(alphabet='abé€Ł😀 ;,\t"\n-1', max_size=8).map(lambda text: text.strip())
CELLS = st.one_of(st.just(""), TEXTS)
TABLES = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6)
HEADER = ("kenmerk", "soort", "achternaam")
Cells = tuple[str, str, str]


def written(rows: list[Cells], separator: str, quoting: int, end: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, quoting=quoting, lineterminator=end)
    writer.writerows([HEADER, *rows])
    return text.getvalue()


def filled_in(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return [tuple(text or None for text in row) for row in rows]


def expected(rows: list[Cells], first: int = 2) -> list[tuple[object, ...]]:
    return [(line, *(text or None for text in row)) for line, row in enumerate(rows, first) if any(row)]


@given(
    rows=TABLES,
    separator=st.sampled_from(";,\t"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig"]),
)
@settings(max_examples=150)
def test_every_table_reads_back(rows: list[Cells], separator: str, quoting: int, end: str, encoding: str) -> None:
    table = read_table(written(rows, separator, quoting, end).encode(encoding))

    assert table.findings.is_empty()
    assert filled_in(cells(table)) == expected(rows)


@given(rows=st.lists(st.tuples(*[st.text(alphabet="abéëü", max_size=6)] * 3), min_size=1, max_size=5))
@settings(max_examples=60)
def test_a_table_in_windows_1252_reads_back_with_a_warning(rows: list[Cells]) -> None:
    data = written(rows, ";", csv.QUOTE_MINIMAL, "\r\n").encode("cp1252")

    table = read_table(data)

    assert filled_in(cells(table)) == expected(rows)
    assert {code for _, _, code, _ in said(table.findings)} == ({"bestand-windows-1252"} if not data.isascii() else set())


@given(rows=TABLES, separator=st.sampled_from(";,\t"))
@settings(max_examples=80)
def test_a_shifted_line_at_the_end_harms_no_other(rows: list[Cells], separator: str) -> None:
    text = written(rows, separator, csv.QUOTE_MINIMAL, "\n") + separator.join("wxyz") + "\n"

    table = read_table(text.encode())

    assert filled_in(cells(table)) == expected(rows)
    assert said(table.findings) == [(len(rows) + 2, "", "regel-verschoven", "refused")]


@given(body=st.text(alphabet='a";\n ', max_size=16))
@example(body='"a;"\n')
@example(body='a"b"c;d\n')
@example(body='a"b;c\nd"e;f\n')
@settings(max_examples=250)
def test_whole_and_by_record_a_text_reads_the_same(body: str) -> None:
    text = "kenmerk;soort\n" + body
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]
    good = [(line, *(cell or None for cell in found)) for line, found in enumerate(records, 2) if len(found) == 2]
    filled = [row for row in good if any(str(cell or "").strip() for cell in row[1:])]

    table = read_table(text.encode())

    if text.count('"') % 2 == 0:  # elsewhere fields with line ends cannot be told from a lost quote
        assert [(line, *(cell or None for cell in row)) for line, *row in cells(table)] == filled


SOUND_STARTS = st.sampled_from([b"", b"kenmerk;soort\n", b'{"kenmerk":"a"', b"PK\x03\x04", b"\xef\xbb\xbf", b"\xff\xfe", b"["])


@given(start=SOUND_STARTS, data=st.one_of(st.binary(max_size=200), st.text(max_size=80).map(str.encode)), drop=st.booleans())
@settings(max_examples=300)
def test_no_bytes_whatever_make_reading_raise(start: bytes, data: bytes, drop: bool) -> None:
    table = read_table(start + data, drop_unknown=drop)

    assert table.names or "fatal" in table.findings["severity"].to_list()
    assert table.rows.columns == ["line", *NAMES]
    assert set(table.names) <= set(NAMES)
