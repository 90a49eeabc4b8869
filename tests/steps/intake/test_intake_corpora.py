"""The public corpora beside the project: csv-spectrum, naughty strings and the JSON parsing suite."""

from __future__ import annotations

import csv
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.exceptions import IllegalCharacterError

from steps.intake.deliveries import SUITES, bytes_of, cells
from tijdig.steps.intake.formats.csv_file import read_csv
from tijdig.steps.intake.reading import read_table
from tijdig.steps.intake.table import Unreadable

SPECTRUM = (
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf", "quotes_and_newlines",
    "simple", "simple_crlf", "utf8",
)  # fmt: skip
TWO_COLUMNS = "kenmerk;achternaam\n"


def there(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"the public corpus beside the project is not here ({path.parent.name}/{path.name})")
    return path


@pytest.fixture(scope="module")
def naughty() -> list[str]:
    return [text for text in json.loads(there(SUITES / "naughty/blns.json").read_text("utf-8")) if text]


def renamed(data: bytes) -> tuple[bytes, list[str]]:
    """The file with names of the format instead of its own, and how many columns it had."""
    first, end, rest = data.partition(b"\r\n" if b"\r\n" in data else b"\n")
    names = ["kenmerk", "soort", "achternaam", "straat", "woonplaats"][: first.count(b",") + 1]
    return ",".join(names).encode() + end + rest, names


@pytest.mark.parametrize("name", SPECTRUM)
def test_the_spectrum_of_csv_reads_as_expected(name: str) -> None:
    data, names = renamed(there(SUITES / f"csv/csvs/{name}.csv").read_bytes())
    wanted = json.loads(there(SUITES / f"csv/json/{name}.json").read_text("utf-8"))

    table = read_table(data)

    assert table.findings.is_empty()
    found = [[text or "" for text in row[1:]] for row in table.rows.select("line", *names).rows()]
    assert found == [list(row.values()) for row in wanted]


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_naughty_strings_come_through_csv_unchanged(naughty: list[str], quoting: int) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";", quoting=quoting, lineterminator="\n").writerows(
        [["kenmerk", "achternaam"], *([str(at), string] for at, string in enumerate(naughty))]
    )

    table = read_table(text.getvalue().encode("utf-8", errors="surrogatepass"))

    assert [row[2] for row in cells(table)] == naughty
    assert table.findings.is_empty()


def test_naughty_strings_come_through_json_unchanged(naughty: list[str]) -> None:
    for ascii_only in (True, False):
        document = json.dumps([{"kenmerk": "a", "achternaam": string} for string in naughty], ensure_ascii=ascii_only)

        assert [row[2] for row in cells(read_table(document.encode()))] == naughty


def kept_by_spreadsheets(strings: list[str]) -> Iterator[str]:
    """Those a cell can hold as text: no control signs, no formula, no half pairs, no escapes of its own."""
    sheet = openpyxl.Workbook().active
    for string in strings:
        try:
            sheet["A1"] = string
        except IllegalCharacterError:
            continue
        if sheet["A1"].data_type == "s" and string.strip() and "_x" not in string and "\r" not in string:
            yield string


def test_naughty_strings_come_through_spreadsheets_unchanged(naughty: list[str]) -> None:
    strings = list(kept_by_spreadsheets(naughty))
    book = openpyxl.Workbook()
    book.active.append(["kenmerk", "achternaam"])
    for at, string in enumerate(strings):
        book.active.append([str(at), string])

    table = read_table(bytes_of(book))

    assert len(strings) > 400
    assert [row[2] for row in cells(table)] == strings


def test_no_naughty_string_alone_makes_reading_raise(naughty: list[str]) -> None:
    for string in naughty:
        for data in (string, TWO_COLUMNS + string, f'{{"kenmerk":{string}}}'):
            table = read_table(data.encode("utf-8", errors="surrogatepass"))
            assert table.names or table.findings["severity"].to_list() == ["fatal"]


def json_suite(kind: str) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(there(SUITES / "json/test_parsing.tar.gz")) as archive:
        for member in archive.getmembers():
            name = Path(member.name).name
            if name.startswith(kind) and name.endswith(".json"):
                yield name, archive.extractfile(member).read()


def inside_a_signal(value: bytes) -> bytes:
    return b'[{"kenmerk": "a", "soort": ' + value + b"}]"


def test_every_document_that_json_accepts_can_stand_in_a_field() -> None:
    for name, document in json_suite("y_"):
        if "duplicated" in name:
            continue  # doubled names are refused here on purpose
        table = read_table(inside_a_signal(document))
        assert table.names == ("kenmerk", "soort"), name


def test_every_document_that_json_refuses_is_refused() -> None:
    for name, document in json_suite("n_"):
        table = read_table(document)
        assert table.findings["severity"].to_list() == ["fatal"], name


def test_every_document_that_json_leaves_free_is_read_or_refused_without_raising() -> None:
    for name, document in json_suite("i_"):
        for data in (document, inside_a_signal(document)):
            table = read_table(data)
            assert table.names or table.findings["severity"].to_list() == ["fatal"], name


def test_reading_csv_by_itself_tells_an_unreadable_file_by_its_own_error() -> None:
    with pytest.raises(Unreadable, match="leeg"):
        read_csv(b"")
