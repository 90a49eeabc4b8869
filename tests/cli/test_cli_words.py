"""What people read: short, in Dutch, and with the same words everywhere."""

from __future__ import annotations

import argparse
import errno
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from architecture.source import ROOT
from tijdig.cli import main, verify, wording
from tijdig.cli.arguments import parser
from tijdig.cli.dutch import in_dutch
from tijdig.cli.failure import unreadable
from tijdig.cli.places_find import STEPS
from tijdig.foundation.places.locate import RULES as PLACE_RULES
from tijdig.foundation.policy.parameters import STATUSES, national
from tijdig.steps.gate.assessment import rules_on
from tijdig.steps.gate.rules import RULES
from tijdig.steps.intake.columns import KINDS

EXAMPLE = ROOT / "example"
ENGLISH = ("usage", "options", "required", "argument:", "invalid", "expected", "choose", "unrecognized", "show this")


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The addresses of the example, on a screen of eighty columns."""
    monkeypatch.setenv("TIJDIG_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "80")
    assert (
        main(["places", "load", *(str(EXAMPLE / name) for name in ("places.csv", "areas.csv")), "--valid-from", "2026-01-01"]) == 0
    )
    capsys.readouterr()


def checked(capsys: pytest.CaptureFixture[str], file: Path) -> list[str]:
    main(["check", str(file), "--on", "2026-07-01"])
    return capsys.readouterr().out.splitlines()


@pytest.mark.usefixtures("loaded")
def test_twenty_five_rows_with_eleven_sorts_of_findings_fit_on_fifty_lines(capsys: pytest.CaptureFixture[str]) -> None:
    told = checked(capsys, EXAMPLE / "corporatie.csv")
    assert len(told) < 50
    assert max(map(len, told)) <= 80
    assert told[:2] == ["corporatie.csv: 25 regels op signaaldatum 01-07-2026", "15 goed, 1 wacht, 9 geweigerd."]
    assert "   15  huisnummer          adres-meerduidig      wacht" in told
    assert [line for line in told if "Regel 1 bevat de kolomnamen" in line]


@pytest.mark.usefixtures("loaded")
def test_a_narrow_screen_shortens_no_code(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    wide = {word for line in checked(capsys, EXAMPLE / "corporatie.csv") for word in line.split()}
    monkeypatch.setenv("COLUMNS", "30")
    narrow = {word for line in checked(capsys, EXAMPLE / "corporatie.csv") for word in line.split()}
    codes = {word for word in wide if word in {rule.code for rule in RULES}}
    assert len(codes) > 2
    assert codes <= narrow


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("file", "there", "not_there"),
    [("corporatie.csv", "de bezwaartermijn (huur)", "facturen"), ("energie.csv", "facturen (energie)", "bezwaartermijn")],
)
def test_only_what_could_not_be_judged_for_this_file_is_told(
    capsys: pytest.CaptureFixture[str], file: str, there: str, not_there: str
) -> None:
    told = " ".join(line for line in checked(capsys, EXAMPLE / file))
    assert f"Niet beoordeeld: {there}" in told.replace("het aantal onbetaalde ", "")
    assert not_there not in told


@pytest.mark.usefixtures("loaded")
def test_lines_of_json_are_not_said_to_start_with_names(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "een.json"
    file.write_text('[{"kenmerk": "1", "soort": "gemeentebelasting", "achternaam": "X", "postcode": "9351AA", "huisnummer": 1,'
                    ' "bedrag": "100.00", "ontstaansdatum": "2026-05-01"}]')  # fmt: skip
    told = checked(capsys, file)
    assert told[0].startswith("een.json: 1 regel op")
    assert "Regel 1 bevat" not in " ".join(told)


@pytest.mark.usefixtures("loaded")
def test_the_rules_say_what_is_not_settled_and_name_all_kinds_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--on", "2026-07-01"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "? dagen" not in said
    assert "het aantal dagen is nog niet vastgesteld" in said
    assert "signaalvolgorde-onjuist alle soorten geweigerd" in said
    assert "Nog open: de bezwaartermijn (huur)." in said


@pytest.mark.parametrize("day", [date(2022, 6, 1), date(2026, 7, 1)], ids=str)
def test_no_rule_names_a_source_twice(day: date) -> None:
    for line in rules_on(day, national()):
        parts = line.source.split("; ")
        assert len(parts) == len(set(parts)), line.rule.code


@pytest.mark.parametrize(("count", "said"), [(0, "0 wachten"), (1, "1 wacht"), (2, "2 wachten"), (1234, "1.234 wachten")])
def test_counts_are_singular_or_plural(count: int, said: str) -> None:
    assert wording.outcomes(3, count, 0) == ("3 goed", said, "0 geweigerd")


def test_kinds_are_named_together_where_they_are_all() -> None:
    assert wording.kinds(KINDS) == "alle soorten"
    assert wording.kinds(KINDS[:-1]) == "alle soorten behalve gemeentebelasting"
    assert wording.kinds(KINDS[:2]) == "huur, energie"


def test_every_open_parameter_and_status_has_dutch_words() -> None:
    assert {found.name for found in national().parameters if found.status == "open"} <= set(wording.OPEN)
    assert set(STATUSES) == set(wording.STATUSES)
    assert set(wording.EFFECTS) == set(wording.COLOURS) >= {rule.severity.value for rule in RULES}


def test_every_way_to_find_a_municipality_has_dutch_words() -> None:
    assert {f"+{rule.partition('+')[2]}" for rule in PLACE_RULES.drop_nulls() if "+" in rule} == set(STEPS)


def test_the_glossary_has_the_words_of_the_screens() -> None:
    assert f"| {', '.join(wording.EFFECTS.values())} |" in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def parsers(command: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield command
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from parsers(inner)


def test_every_argument_says_what_it_is() -> None:
    silent = [(one.prog, action.dest) for one in parsers(parser()) for action in one._actions
              if not action.help and not isinstance(action, argparse._SubParsersAction)]  # fmt: skip
    assert silent == []


def test_help_is_in_dutch() -> None:
    said = "".join(one.format_help() for one in parsers(parser()))
    assert "gebruik: tijdig" in said
    assert "opties:" in said
    assert [word for word in ENGLISH if word in said] == []


@pytest.mark.parametrize("arguments", [[], ["places"], ["ledger"]])
def test_without_a_command_the_commands_are_shown(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "opdrachten:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chekc"], "'chekc' bestaat niet. Kies uit: check, rules,"),
        (["check"], "de volgende argumenten zijn verplicht: BESTAND"),
        (["check", "x", "--on", "gisteren"], "--on: Schrijf de datum als 2026-07-01"),
        (["check", "x", "--on"], "--on: hier hoort een waarde achter"),
        (["check", "x", "y"], "dit argument is onbekend: y"),
        (["check", "x", "--json=1"], "--json: hier hoort geen waarde achter"),
        (["places", "load", "--valid-from", "2026-01-01"], "zijn verplicht: BESTAND"),
        (["places", "find", "--on", "2026-01-01"], "zijn verplicht: ADRES"),
        (["deliver", "x", "--creditor", "12"], "--creditor: Een KvK-nummer heeft acht cijfers"),
    ],
)
def test_what_was_mistyped_is_told_in_dutch(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    told = capsys.readouterr().err
    assert (ended.value.code, said in told) == (2, True), told
    assert [word for word in ENGLISH if word in told] == []


def test_an_error_that_is_not_known_stays_as_it_is() -> None:
    assert in_dutch("something new") == "something new"


def test_a_file_that_cannot_be_read_is_told_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file, said in ((tmp_path / "weg", "Dit bestand is er niet"), (tmp_path, "Dit is een map")):
        assert main(["verify", str(file)]) == 2
        assert capsys.readouterr().err == f"{said}: {file}\n"


def test_a_file_one_may_not_read_is_told_so() -> None:
    told = unreadable("geheim", PermissionError(errno.EACCES, "Permission denied"))
    assert str(told) == "U mag dit bestand niet lezen: geheim"
    assert str(unreadable("x", OSError("odd"))) == "Dit bestand is niet te lezen: x"


def test_a_file_that_is_no_receipt_is_not_called_false(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "brief.txt").write_text("Geachte heer")
    assert main(["verify", str(tmp_path / "brief.txt")]) == 1
    assert capsys.readouterr().out.startswith("Dit is geen ontvangstbewijs.\n")


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2026-07-01T10:00:00.5Z", "01-07-2026 12:00:00"),
        ("2026-01-01T10:00:00Z", "01-01-2026 11:00:00"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_moments_are_shown_as_the_clock_here_showed_them(moment: str, told: str) -> None:
    assert verify._local(moment) == told
