"""The commands: a plain verdict in Dutch and an exit code a script can use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import transaction

from foundation.ledger import ledger_tampering as tampering
from tijdig.cli import main
from tijdig.foundation.ledger import seal
from tijdig.foundation.ledger.anchors import FILE_NAME, keep_anchor
from tijdig.foundation.ledger.models import Entry, SealedReceipt


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIJDIG_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def log(data: Path) -> seal.FileSealer:
    sealer = seal.sealer_in(data)
    tampering.fill(sealer)
    return sealer


@pytest.mark.django_db(transaction=True)
def test_a_receipt_is_printed_exactly_and_checked_from_the_file(log, data: Path, capfdbinary):
    for number in ("O-3", "L-3"):
        assert main(["receipt", number]) == 0
        assert capfdbinary.readouterr().out.decode() == SealedReceipt.objects.get(id="O-3").document
    file = data / "bewijs.json"
    file.write_text(SealedReceipt.objects.get(id="O-3").document, encoding="utf-8")
    assert main(["verify", str(file)]) == 0
    assert b"Dit bewijs is echt." in capfdbinary.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_a_receipt_that_does_not_exist_is_an_error(data, capsys):
    assert main(["receipt", "O-999"]) == 2
    assert "geen ontvangstbewijs met dit nummer" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_verify_says_when_the_key_is_unknown_and_when_a_receipt_is_false(log, data: Path, tmp_path_factory, capsys):
    key, file = tmp_path_factory.mktemp("elders") / "sleutel.pem", data / "bewijs.json"
    key.write_bytes(seal.public_pem(seal.sealer_in(key.parent).public_key))
    document = SealedReceipt.objects.get(id="O-3").document
    file.write_text(document, encoding="utf-8")
    assert main(["verify", str(file), "--key", str(key)]) == 1
    said = capsys.readouterr().out
    assert "sleutel is niet bekend" in said
    assert seal.fingerprint(log.public_key) in said
    file.write_text(document.replace("12345678", "12345679"), encoding="utf-8")
    assert main(["verify", str(file)]) == 1
    assert "Dit bewijs is niet echt." in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["niet-daar.json"], ["pyproject.toml", "--key", "pyproject.toml"]])
def test_verify_says_which_file_it_cannot_use(data, arguments, capsys, pytestconfig, monkeypatch):
    monkeypatch.chdir(pytestconfig.rootpath)
    assert main(["verify", *arguments]) == 2
    assert capsys.readouterr().err


def test_nothing_in_a_receipt_can_steer_the_terminal(data, capsys):
    sealer, entry = seal.sealer_in(data), Entry(index=1, digest="ab" * 32)
    document = tampering.issue(
        number="O\x1b[2J\u202e", kind="ontvangen", subject="L", sender="1", at=tampering.START, digest="ab" * 32,
        entry=entry, content={}, sealer=sealer,
    )  # fmt: skip
    (data / "bewijs.json").write_text(document, encoding="utf-8")
    assert main(["verify", str(data / "bewijs.json")]) == 0
    said = capsys.readouterr().out
    assert "O?[2J?" in said
    assert "\x1b" not in said


@pytest.mark.django_db(transaction=True)
def test_ledger_verify_tells_that_all_is_well_or_what_is_not(log, capsys):
    assert main(["ledger", "verify"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Het logboek is heel en niet veranderd.")
    assert "Gebeurtenissen: 60" in said
    Entry.objects.filter(index=4).update(subject="L-5")
    assert main(["ledger", "verify"]) == 1
    assert "regel 4: De inhoud is veranderd" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_a_tail_cut_off_is_found_with_the_anchors(log, data: Path, capsys):
    keep_anchor(data / FILE_NAME, Entry.objects.get(index=60))
    with transaction.atomic():
        tampering.run("DELETE FROM ledger_receipt WHERE entry_id > 58")
        tampering.run('DELETE FROM ledger_entry WHERE "index" > 58')
    assert main(["ledger", "verify"]) == 1
    assert "eindigt bij regel 58, maar regel 60 heeft bestaan" in capsys.readouterr().out


def test_the_public_key_is_shown_and_made_when_absent(data: Path, capsys):
    assert main(["ledger", "key"]) == 0
    public = seal.sealer_in(data).public_key
    said = capsys.readouterr().out
    assert seal.public_pem(public).decode() in said
    assert seal.fingerprint(public) in said
    (data / "zegel" / "geheim.pem").chmod(0o644)
    assert main(["ledger", "key"]) == 2
    assert "Beperk de rechten" in capsys.readouterr().err


def test_no_secret_is_ever_printed(data: Path, capsys):
    main(["ledger", "key"])
    secret = (data / "zegel" / "geheim.pem").read_text().splitlines()[1]
    assert secret not in json.dumps(capsys.readouterr())
