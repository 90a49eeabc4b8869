"""Files that are made, or broken, to hurt: refused with a clear message, in little time and memory."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from steps.intake.deliveries import bytes_of, said, xlsx_of
from tijdig.steps.intake import reading
from tijdig.steps.intake.reading import read_table

HEADER = ["kenmerk", "soort", "bedrag"]
SHEET = "xl/worksheets/sheet1.xml"
SOUND = xlsx_of([HEADER, ["a", "huur", 1.5], ["b", "huur", "=1+1"]])
FATAL = [(1, "", "bestand-onleesbaar", "fatal")]
# Reads one file in a process with 2 GB of memory, and prints what was found.
READING = """
    import resource, sys
    from pathlib import Path
    from tijdig.steps.intake.reading import read_table
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    print(*read_table(Path(sys.argv[1]).read_bytes()).findings["severity"].unique())
"""


def with_part(data: bytes, name: str, content: bytes, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO(data)
    with zipfile.ZipFile(packed, "a", packing) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def with_sheet(data: bytes, old: bytes, new: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old, new) if name == SHEET else source.read(name))
    return packed.getvalue()


def message(data: bytes) -> str:
    found = read_table(data).findings
    assert said(found) == FATAL
    return str(found["message"].item())


def read_apart(data: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    file = folder / "delivery.xlsx"
    file.write_bytes(data)
    command = [sys.executable, "-c", textwrap.dedent(READING), str(file)]
    return subprocess.run(command, capture_output=True, text=True, timeout=50, check=False)


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/VBAPROJECT.BIN", "xl/macrosheets/sheet1.xml"])
def test_macros_are_refused(part: str) -> None:
    assert "macro" in message(with_part(SOUND, part, b"x"))


def test_a_bomb_is_not_opened() -> None:
    assert "te groot" in message(with_part(SOUND, "xl/media/image1.png", bytes(30_000_000)))


def test_a_bomb_in_the_sheet_itself_is_not_opened() -> None:
    text = b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"x" * 30_000_000 + b"</t></is></c></row></sheetData>"

    assert "te groot" in message(with_sheet(SOUND, b"</sheetData>", text))


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = with_sheet(SOUND, b"</sheetData>", b"<!--" + b"x" * 30_000_000 + b"--></sheetData>")
    size = zipfile.ZipFile(io.BytesIO(bomb)).getinfo(SHEET).file_size

    message(bomb.replace(size.to_bytes(4, "little"), (5000).to_bytes(4, "little")))


def test_a_cell_in_the_farthest_corner_does_not_fill_the_memory(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(SOUND))
    book.active["XFD1048576"] = "zwerfcel"

    finished = read_apart(bytes_of(book), tmp_path)

    assert (finished.returncode, finished.stdout.strip()) == (0, "fatal"), finished.stderr[-300:]


@pytest.mark.parametrize("reference", [b"A1:A4294967295", b"A1:A99999999999"])
def test_a_merge_of_more_rows_than_a_sheet_has_does_not_fill_the_memory(tmp_path: Path, reference: bytes) -> None:
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="' + reference + b'"/></mergeCells>'

    finished = read_apart(with_sheet(SOUND, b"</sheetData>", merged), tmp_path)

    assert finished.returncode == 0, finished.stderr[-300:]


def test_a_merge_of_a_whole_column_gives_a_finding_for_each_signal_only() -> None:
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:A1048576"/></mergeCells>'

    table = read_table(with_sheet(SOUND, b"</sheetData>", merged))

    assert table.findings.filter(pl.col("code") == "cel-samengevoegd")["line"].to_list() == [2, 3]


@pytest.mark.parametrize("text", [b'<!DOCTYPE a [<!ENTITY b "c">]>', b"<!ENTITY b 'c'>"])
def test_entities_in_the_list_of_sheets_are_refused(text: bytes) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SOUND)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            target.writestr(name, text + source.read(name) if name == "xl/workbook.xml" else source.read(name))

    message(packed.getvalue())


def test_a_zip_that_is_no_spreadsheet_says_so() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("signalen.csv", "kenmerk;soort")

    assert "zip-bestand" in message(packed.getvalue())


def test_an_old_or_locked_spreadsheet_says_what_to_do() -> None:
    assert ".xlsx of CSV" in message(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_half_a_spreadsheet_is_refused(share: float) -> None:
    message(SOUND[: int(len(SOUND) * share)])


def damaged(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5])):
        changed[chance.randrange(4, len(changed))] = chance.randrange(256)
    return bytes(changed)


def test_no_damaged_spreadsheet_makes_reading_raise() -> None:
    chance = random.Random(20260701)  # noqa: S311 - chance for a test, not for a secret

    for _ in range(1500):
        table = read_table(damaged(SOUND, chance))
        assert table.names or table.findings["severity"].to_list() == ["fatal"]


def test_a_newer_kind_of_zip_is_refused() -> None:
    newer = SOUND.replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xc8")

    assert newer != SOUND
    message(newer)


@pytest.mark.parametrize("data", [b"kenmerk;soort\na;huur\n", SOUND, b'{"kenmerk":"a"}'], ids=["csv", "xlsx", "json"])
def test_a_file_beyond_the_largest_size_is_refused_before_it_is_read(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", len(data) - 1)

    assert "groter dan" in message(data)


def test_a_file_of_exactly_the_largest_size_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"kenmerk;soort\na;huur\n"
    monkeypatch.setattr(reading, "LARGEST_FILE", len(data))

    assert read_table(data).rows.height == 1


def test_two_hundred_megabytes_are_allowed() -> None:
    assert reading.LARGEST_FILE >= 200 * 1024 * 1024
