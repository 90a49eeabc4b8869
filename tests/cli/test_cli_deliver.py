"""``tijdig deliver``, ``reassess``, ``receipt`` and ``verify`` as whole processes, from file to receipt."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.db import connection

from crash import delivery_processes as processes
from crash.delivery_processes import CREDITOR, OTHER, Installation

pytestmark = pytest.mark.database
ON = ("--on", "2026-07-01")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    home = tmp_path_factory.mktemp("installation")
    address = ""
    if connection.vendor == "postgresql":
        address = processes.database_beside(os.environ["DATABASE_URL"], f"cli_{os.getpid()}_{abs(hash(str(home)))}")
    return processes.installed(home / "data", address)


@pytest.fixture
def installation(template: Installation, tmp_path: Path) -> Installation:
    return processes.copied(template, tmp_path / "data", f"cli_{os.getpid()}_{abs(hash(str(tmp_path)))}")


def test_the_whole_road_from_file_to_a_receipt_that_is_genuine(installation: Installation, tmp_path: Path) -> None:
    file = processes.file_of(tmp_path, 40)
    done = installation.run("deliver", file, "--creditor", CREDITOR, *ON, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["lines"], told["accepted"], told["held"], told["refused"]) == (1, 40, 34, 4, 2)
    assert (set(told), told["new"], set(told["receipts"])) == (
        {"delivery", "new", "lines", "accepted", "held", "refused", "receipts"}, True, {"ontvangen", "beoordeeld"},
    )  # fmt: skip
    receipt = tmp_path / "bewijs.json"
    receipt.write_text(installation.run("receipt", told["receipts"]["beoordeeld"]).stdout, encoding="utf-8")
    assert "Dit bewijs is echt." in installation.run("verify", receipt).stdout
    assert "heel en niet veranderd" in installation.run("ledger", "verify").stdout

    again = json.loads(installation.run("deliver", file, "--creditor", CREDITOR, "--on", "2026-08-01", "--json").stdout)
    assert again == told | {"new": False}


def test_people_read_how_much_was_fine_and_where_the_receipt_is(installation: Installation, tmp_path: Path) -> None:
    command = ("deliver", processes.file_of(tmp_path, 3), "--creditor", CREDITOR, *ON)
    first, second = installation.run(*command), installation.run(*command)
    assert (first.returncode, second.returncode) == (0, 0)
    assert "3 goed, 0 wachten, 0 geweigerd" in first.stdout
    assert "Bewaren: tijdig receipt R-" in first.stdout
    assert "was al ontvangen" in second.stdout


@pytest.mark.parametrize(("sender", "said"), [("77777777", "niet bekend"), ("abc", "heeft acht cijfers")])
def test_a_sender_that_is_not_known_gets_a_sentence(installation: Installation, tmp_path: Path, sender: str, said: str) -> None:
    before = installation.counted()
    done = installation.run("deliver", processes.file_of(tmp_path, 3), "--creditor", sender, *ON)
    assert (done.returncode, "Traceback" in done.stderr, said in done.stderr) == (2, False, True)
    assert installation.counted() == before


def test_an_unreadable_file_ends_with_two_and_stores_nothing(installation: Installation, tmp_path: Path) -> None:
    file = processes.file_of(tmp_path, 3, inkomen=["1"] * 3)
    before = installation.counted()
    assert installation.run("deliver", file, "--creditor", CREDITOR, *ON).returncode == 2
    assert installation.counted() == before
    assert installation.run("deliver", file, "--creditor", CREDITOR, *ON, "--drop-unknown").returncode == 0


def test_the_same_file_of_two_creditors_is_two_deliveries(installation: Installation, tmp_path: Path) -> None:
    file = processes.file_of(tmp_path, 3)
    for creditor in (CREDITOR, OTHER):
        assert installation.run("deliver", file, "--creditor", creditor, *ON).returncode == 0
    assert installation.counted()["intake_delivery"] == 2


def test_a_second_file_with_the_same_lines_stores_nothing_twice(installation: Installation, tmp_path: Path) -> None:
    for rows in (3, 6):
        done = installation.run("deliver", processes.file_of(tmp_path, rows), "--creditor", CREDITOR, *ON)
        assert "Traceback" not in done.stderr
    assert installation.counted()["intake_signal"] == 6


def test_what_waits_goes_on_when_the_agreement_is_there(installation: Installation, tmp_path: Path) -> None:
    installation.run("deliver", processes.file_of(tmp_path, 20), "--creditor", CREDITOR, *ON)
    document = processes.parties()
    told = json.dumps(document).replace("GM0344", "GM0014")
    (tmp_path / "later.json").write_text(told, encoding="utf-8")
    done = installation.run("parties", "import", tmp_path / "later.json", *ON)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 wachtende signalen bekeken" in done.stdout
    assert "2 goed, 0 geweigerd, 0 wachten nog" in done.stdout
    assert "0 wachtende signalen bekeken" in installation.run("reassess", *ON).stdout
    assert installation.run("ledger", "verify").returncode == 0


def test_in_production_open_parameters_must_be_decided_first(installation: Installation, tmp_path: Path) -> None:
    production = {"TIJDIG_PRODUCTION": "1", "TIJDIG_SECRET_KEY": "x" * 50}
    done = installation.run("deliver", processes.file_of(tmp_path, 3), "--creditor", CREDITOR, *ON, **production)
    assert (done.returncode, "Stel eerst deze waarden vast" in done.stderr) == (2, True)
    assert installation.counted()["intake_delivery"] == 0


@pytest.mark.parametrize("command", ["deliver", "reassess"])
def test_without_addresses_the_user_hears_how_to_load_them(installation: Installation, tmp_path: Path, command: str) -> None:
    next((installation.data / "places").iterdir()).unlink()
    given = (processes.file_of(tmp_path, 3), "--creditor", CREDITOR) if command == "deliver" else ()
    done = installation.run(command, *given, *ON)
    assert (done.returncode, "tijdig places load" in done.stderr) == (2, True)


def test_nothing_personal_is_printed_for_a_file_with_errors(installation: Installation, tmp_path: Path) -> None:
    done = installation.run("deliver", processes.file_of(tmp_path, 40), "--creditor", CREDITOR, *ON)
    assert "Jansen" not in done.stdout + done.stderr
    assert "jansen" not in done.stdout + done.stderr
