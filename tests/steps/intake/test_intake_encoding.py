"""Bytes that are UTF-8, Windows-1252, both, or no text at all."""

from __future__ import annotations

import pytest

from steps.intake.deliveries import cells, said
from tijdig.steps.intake.reading import read_table

HEADER = b"kenmerk;achternaam\n"
WARNED = "bestand-windows-1252"


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    table = read_table(b"\xef\xbb\xbf" + HEADER + "a;Müller\n".encode())

    assert cells(table) == [(2, "a", "Müller")]
    assert table.findings.is_empty()


def test_windows_1252_is_read_and_said_with_the_first_line_that_shows_it() -> None:
    table = read_table(HEADER + b"a;Jansen\nb;M\xfcller \x80\n")

    assert cells(table) == [(2, "a", "Jansen"), (3, "b", "Müller €")]
    assert said(table.findings) == [(3, "", WARNED, "warning")]
    assert "Vanaf regel 3" in table.findings["message"].item()


def test_the_line_is_right_in_a_file_with_old_line_ends_too() -> None:
    table = read_table(b"kenmerk;achternaam\ra;Jansen\rb;M\xfcller\r")

    assert said(table.findings) == [(3, "", WARNED, "warning")]


def test_a_file_with_both_encodings_is_read_sign_by_sign() -> None:
    table = read_table(HEADER + "a;Müller\n".encode() + b"b;M\xfcller\n")

    assert cells(table) == [(2, "a", "Müller"), (3, "b", "Müller")]


@pytest.mark.parametrize("nothing", [b"\x81", b"\x8d", b"\x9d"])
def test_a_byte_that_means_nothing_in_either_encoding_stays_visible(nothing: bytes) -> None:
    table = read_table(HEADER + b"a;M" + nothing + b"ller\n")

    assert cells(table) == [(2, "a", "M\ufffdller")]
    assert table.suspicious


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wider_encodings_are_refused_with_what_to_do(encoding: str) -> None:
    data = "kenmerk;achternaam\na;Müller\n".encode(encoding)

    found = read_table(data).findings

    assert said(found) == [(1, "", "bestand-onleesbaar", "fatal")]
    assert "CSV UTF-8" in found["message"].item()


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x00" * 5000, b"\x89PNG\r\n\x1a\n" + bytes(500)])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    assert said(read_table(data).findings) == [(1, "", "bestand-onleesbaar", "fatal")]


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x7f", "\u0080", "\u009f", "\ufffd"])
def test_a_control_sign_makes_a_file_suspicious(sign: str) -> None:
    assert read_table(HEADER + f"a;Jan{sign}sen\n".encode()).suspicious


@pytest.mark.parametrize("name", ["Müller", "Łukasz", "Ж", "😀", "O'Neill", "Jan\tsen", "\u00a0"])
def test_letters_of_any_script_do_not(name: str) -> None:
    assert not read_table(HEADER + f"a;{name}\n".encode()).suspicious
