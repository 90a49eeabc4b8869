"""``tijdig check``, ``rules`` and ``--help`` as whole processes: quick, without a database, and plain about what is wrong.

Times are medians of five, the best of two such rounds, since other tests run beside them; SLOW_MACHINE=3 in the environment
allows three times as much. (A name with TIJDIG_ before it would be dropped: see tests/conftest.py.)
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from crash import delivery_processes as processes
from crash.delivery_processes import Installation
from tijdig.steps.gate.rules import RULES

NOWHERE = "postgresql://nobody@127.0.0.1:1/nowhere"
ON = ("--on", "2026-07-01")
HEAVY = ("polars", "django", "numpy", "openpyxl", "rich", "cryptography")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Places and nothing else; whoever opens the database fails."""
    return Installation(processes.with_edition(tmp_path_factory.mktemp("data")), NOWHERE)


def checked(installation: Installation, file: Path, *options: str) -> dict:
    return json.loads(installation.run("check", file, *ON, "--json", *options).stdout)


def test_help_tells_what_this_is_for(installation: Installation) -> None:
    assert "Vroegsignalen" in installation.run("--help").stdout


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(installation: Installation, arguments: list[str]) -> None:
    code = (
        "import sys\nfrom tijdig.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print('loaded:', sorted(set(sys.modules) & set({HEAVY!r})))"
    )
    out, _ = installation.start(*arguments, code=code).communicate(timeout=60)
    assert out.splitlines()[-1] == "loaded: []"


def test_check_loads_no_database_layer(installation: Installation, tmp_path: Path) -> None:
    code = "import sys\nfrom tijdig.cli import main\nmain()\nprint('django' in sys.modules, 'psycopg' in sys.modules)"
    process = installation.start("check", processes.file_of(tmp_path, 20), *ON, code=code)
    assert process.communicate(timeout=60)[0].splitlines()[-1] == "False False"


def test_the_answer_in_json_has_exactly_these_parts(installation: Installation, tmp_path: Path) -> None:
    told = checked(installation, processes.file_of(tmp_path, 100))
    assert set(told) == {"file", "lines", "accepted", "held", "refused", "findings", "signals"}
    assert (told["file"], told["lines"], told["accepted"], told["held"], told["refused"]) == ("levering.csv", 100, 95, 0, 5)
    assert all(set(found) == {"line", "column", "code", "severity", "message", "source"} for found in told["findings"])
    assert told["signals"][0] == {"line": 2, "municipality": "GM0363", "outcome": "accepted"}
    assert [signal["line"] for signal in told["signals"]] == list(range(2, 102))


def test_exit_codes_tell_scripts_what_was_found(installation: Installation, tmp_path: Path) -> None:
    fine = processes.file_of(tmp_path, 3)
    some = processes.file_of(tmp_path, 8, "enige.csv")
    broken = tmp_path / "stuk.csv"
    broken.write_bytes(b"\x00\x01")
    codes = [installation.run("check", file, *ON).returncode for file in (fine, some, broken, tmp_path / "weg.csv")]
    assert codes == [0, 1, 2, 2]


def test_a_mistyped_command_ends_with_two(installation: Installation, tmp_path: Path) -> None:
    wrong = (["chekc"], ["check", tmp_path / "a.csv", "--on", "gisteren"], [])
    assert [installation.run(*arguments).returncode for arguments in wrong] == [2, 2, 2]


def test_unknown_columns_are_refused_by_name_or_dropped_on_request(installation: Installation, tmp_path: Path) -> None:
    file = processes.file_of(tmp_path, 3, inkomen=["1"] * 3)
    refused = installation.run("check", file, *ON)
    assert (refused.returncode, "inkomen" in refused.stdout) == (2, True)
    told = checked(installation, file, "--drop-unknown")
    assert (told["accepted"], [found["severity"] for found in told["findings"]]) == (3, ["warning"])
    assert installation.run("check", file, *ON, "--drop-unknown").returncode == 0


def test_without_addresses_the_user_hears_how_to_load_them(tmp_path: Path) -> None:
    empty = Installation(tmp_path / "leeg", NOWHERE)
    done = empty.run("check", processes.file_of(tmp_path, 3), *ON)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Er is nog geen editie van adressen" in done.stderr
    assert "tijdig places load" in done.stderr


def test_for_a_date_before_the_oldest_edition_the_user_hears_so(installation: Installation, tmp_path: Path) -> None:
    done = installation.run("check", processes.file_of(tmp_path, 3), "--on", "2019-12-31")
    assert (done.returncode, "2020-01-01" in done.stderr) == (2, True)


def test_an_unreadable_file_is_told_in_json_as_well(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "stuk.csv"
    file.write_bytes(b"")
    done = installation.run("check", file, *ON, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["lines"], told["signals"], told["findings"][0]["severity"]) == (2, 0, [], "fatal")


@pytest.mark.parametrize("odd", ["[/]", "[bold", "[link=x]y"])
def test_signs_that_mark_up_text_are_shown_as_they_are(installation: Installation, tmp_path: Path, odd: str) -> None:
    name = f"{odd.replace('/', '')}.csv"
    file = processes.file_of(tmp_path, 3, name, **{odd: ["1"] * 3})
    done = installation.run("check", file, *ON)
    assert (done.returncode, done.stderr) == (2, "")
    assert odd in done.stdout.replace("\n", "")
    assert name in done.stdout.replace("\n", "")


def test_the_rules_name_every_code_with_its_source(installation: Installation) -> None:
    days = ("2020-06-01", "2022-06-01", "2026-07-01")
    told = {day: installation.run("rules", "--on", day) for day in days}
    assert {done.returncode for done in told.values()} == {0}
    heads = {line.split("  ")[0] for done in told.values() for line in done.stdout.splitlines()}
    assert {rule.code for rule in RULES} <= heads
    assert "Bgs" in told["2026-07-01"].stdout or "Besluit gemeentelijke schuldhulpverlening" in told["2026-07-01"].stdout


def test_the_rules_of_a_date_are_those_of_that_date(installation: Installation) -> None:
    before, since = (installation.run("rules", "--on", day).stdout for day in ("2025-12-31", "2026-01-01"))
    assert "Energieregeling" not in before.split("Nog open")[0]
    assert "Energieregeling" in since


def test_a_setting_of_the_operator_is_shown_and_a_wrong_one_is_told(installation: Installation, tmp_path: Path) -> None:
    own = Installation(processes.with_edition(tmp_path / "data"), NOWHERE)
    setting = """[[parameter]]
name = "objection_window"
value = 14
unit = "days"
kinds = ["huur"]
valid_from = 2021-01-01
source = "Besluit van de beheerder"
status = "setting"
"""
    file = own.data / "instellingen.toml"
    file.write_text(setting, encoding="utf-8")
    assert "14 dagen (instelling)" in own.run("rules", *ON).stdout
    file.write_text(setting.replace("objection_window", "minimum_age"), encoding="utf-8")
    done = own.run("rules", *ON)
    assert (done.returncode, "kan niet worden ingesteld" in done.stderr) == (2, True)


def test_a_spreadsheet_is_checked_like_a_text_file(installation: Installation, tmp_path: Path) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 - slow, and only here

    frame = pl.read_csv(processes.file_of(tmp_path, 20), separator=";", infer_schema=False)
    book = Workbook()
    for row in (frame.columns, *frame.rows()):
        book.active.append(row)
    book.save(tmp_path / "levering.xlsx")
    text, sheet = (checked(installation, tmp_path / f"levering.{kind}") for kind in ("csv", "xlsx"))
    assert sheet | {"file": ""} == text | {"file": ""}
