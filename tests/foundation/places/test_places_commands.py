from __future__ import annotations

from pathlib import Path

import pytest

from tijdig.cli import main

HEADER = "straat;huisnummer;huisletter;huisnummertoevoeging;postcode;woonplaats;gemeente;provincie;lat;lon\n"
ROWS = (
    "Commissiebos;4;;;9354TB;x;Westerkwartier;y;1;1\n"
    "Commissiebos;4;A;;9354TB;x;Noordenveld;y;1;1\n"
    "Bosweg;1;;;9351AA;x;Westerkwartier;y;1;1\n"
)


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What loading a small edition printed."""
    monkeypatch.setenv("TIJDIG_DATA", str(tmp_path / "data"))
    (tmp_path / "addresses.csv").write_text(HEADER + ROWS)
    assert main(["places", "load", str(tmp_path / "addresses.csv"), "--valid-from", "2026-06-20"]) == 0
    return capsys.readouterr().out


def test_load_says_what_the_edition_holds(loaded: str) -> None:
    assert "Editie 2026-06-20: geladen uit addresses.csv" in loaded
    assert "2 postcodes, waarvan 1 in meer gemeenten." in loaded
    assert "3 adressen met huisnummer." in loaded


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("address", "code", "line"),
    [
        ("9354TB 4 A", 0, "9354TB 4 A -> Noordenveld (GM1699)\nbepaald door: huisletter, editie 2026-06-20"),
        ("9354tb 4a", 0, "9354TB 4 a -> Noordenveld (GM1699)\nbepaald door: huisletter, editie 2026-06-20"),
        ("9354 TB 4 A", 0, "9354TB 4 A -> Noordenveld (GM1699)\n"),
        ("9354TB 5", 1, "9354TB 5 -> Noordenveld (GM1699) of Westerkwartier (GM1969)\nDit adres kan in meer gemeenten liggen "),
        ("9351AA 1", 0, "9351AA 1 -> Westerkwartier (GM1969)\nbepaald door: postcode, editie 2026-06-20\n"),
        ("9351AA 3", 0, "9351AA 3 -> Westerkwartier (GM1969)\nbepaald door: postcode, editie 2026-06-20\nLet op: "),
        ("1000AA 1", 1, "1000AA 1 -> geen gemeente\nDeze postcode staat niet in de adressen "),
    ],
)
def test_find_names_the_municipality_and_the_rule(capsys: pytest.CaptureFixture[str], address: str, code: int, line: str) -> None:
    assert main(["places", "find", *address.split(), "--on", "2026-07-01"]) == code
    assert capsys.readouterr().out.startswith(line)


@pytest.mark.usefixtures("loaded")
def test_find_without_an_edition_on_the_day_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["places", "find", "9351AA", "1", "--on", "2020-01-01"]) == 2
    assert "tijdig places load" in capsys.readouterr().err


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("9351AA x", "'x' is geen huisnummer"),
        ("9351AA", "huisnummer ontbreekt"),
        ("935 1", "'935' is geen postcode"),
        ("9351 1", "'9351' is geen postcode"),
    ],
)
def test_find_refuses_what_is_no_address(capsys: pytest.CaptureFixture[str], address: str, said: str) -> None:
    assert main(["places", "find", *address.split()]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.usefixtures("loaded")
def test_a_file_that_cannot_be_used_leaves_the_edition(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "addresses.csv").write_text(HEADER + ROWS.replace("9351AA", "9351"))
    assert main(["places", "load", str(tmp_path / "addresses.csv"), "--valid-from", "2026-06-20"]) == 2
    assert "Niets geladen. addresses.csv, regel 4, kolom postcode" in capsys.readouterr().err
    assert main(["places", "find", "9351AA", "1", "--on", "2026-07-01"]) == 0


def test_a_municipality_that_does_not_exist_yet_is_warned_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TIJDIG_DATA", str(tmp_path / "data"))
    (tmp_path / "areas.csv").write_text("pc6;gm\n3231AB;GM1992\n")
    assert main(["places", "load", str(tmp_path / "areas.csv"), "--valid-from", "2022-06-01"]) == 0
    said = capsys.readouterr()
    assert "Let op: Gemeente Voorne aan Zee (GM1992) bestaat pas vanaf 2023-01-01" in said.err
    assert "De huisnummers staan niet in deze bestanden." in said.out
