"""The check of the whole log: what a database can be made to hold, it names."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from foundation.ledger import ledger_tampering as tampering
from tijdig.foundation.ledger.anchors import keep_anchor, kept_anchors
from tijdig.foundation.ledger.models import Entry, SealedReceipt
from tijdig.foundation.ledger.seal import FileSealer
from tijdig.foundation.ledger.verification import verify_chain

SEALER = FileSealer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
TRUSTED = [SEALER.public_key]


def told(**arguments: object) -> str:
    report = verify_chain(**({"trusted": TRUSTED} | arguments))
    assert report.intact == (not report.breaks)
    return " ".join(f"[{found.index} {found.receipt}] {found.why}" for found in report.breaks)


@pytest.mark.django_db
def test_every_random_change_in_the_log_is_found():
    found, _ = tampering.attempts(SEALER, 330, seed=7)
    assert found == {attack.__name__: 30 for attack in tampering.ATTACKS}


@pytest.mark.django_db(transaction=True)
def test_an_untouched_log_is_intact_and_its_head_is_told():
    assert verify_chain(trusted=[]).head_index == 0
    kept = tampering.fill(SEALER)
    report = verify_chain(trusted=TRUSTED, kept=kept)
    assert report.intact
    assert (report.entries, report.receipts) == (60, 20)
    assert (report.head_index, report.head_digest) == (60, kept[60])


@pytest.mark.django_db
def test_each_kind_of_break_is_named():
    kept = tampering.fill(SEALER)
    with transaction.atomic():
        Entry.objects.filter(index=5).update(subject="L-55")
        assert told() == "[5 None] De inhoud is veranderd: de hash klopt niet."
        transaction.set_rollback(True)
    Entry.objects.filter(index=8).delete()
    assert "[9 None] Regel 8 van het logboek ontbreekt; de eerste regel daarna is 9." in told()
    assert "[9 None] De regel sluit niet aan" in told()
    assert "eindigt bij regel 60, maar regel 61 heeft bestaan" in told(kept=kept | {61: "00" * 32})
    assert "[10 None] Deze regel is niet de regel die buiten het logboek is bewaard" in told(kept={10: "00" * 32})


@pytest.mark.django_db
def test_receipts_that_do_not_belong_are_named():
    tampering.fill(SEALER)
    assert "de sleutel is hier niet bekend" in told(trusted=[])
    SealedReceipt.objects.filter(id="O-3").update(id="O-4")
    assert "[3 O-4] Het bewijs heeft een ander nummer" in told()
    SealedReceipt.objects.filter(id="O-6").update(entry=7)
    assert "[7 O-6] Het bewijs noemt een andere regel" in told()
    assert "[6 O-6] Het bewijs dat het logboek hier noemt, is verdwenen." in told()
    receipt = SealedReceipt.objects.get(id="O-9")
    SealedReceipt.objects.filter(id="O-9").update(document=receipt.document.replace(",", ", ", 1))
    assert "[9 O-9] Het bewijs is anders opgeschreven" in told()
    SealedReceipt.objects.filter(id="O-12").update(document="{}")
    assert "[12 O-12] Het bestand is geen ontvangstbewijs" in told()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_entry SET content = CAST('{}' AS BLOB) WHERE \"index\" = 5",
        "UPDATE ledger_entry SET content = CAST(x'ff' AS TEXT) WHERE \"index\" = 5",
        "UPDATE ledger_entry SET at = replace(at, ' ', 'T') WHERE \"index\" = 5",
        "UPDATE ledger_entry SET at = at || '0' WHERE \"index\" = 5",
        'UPDATE ledger_entry SET "index" = \'x\' WHERE "index" = 59',
        'UPDATE ledger_entry SET "index" = 5.5 WHERE "index" = 5',
        "UPDATE ledger_receipt SET document = x'7b7d' WHERE id = 'O-3'",
        "UPDATE ledger_receipt SET id = x'7b7d' WHERE id = 'O-3'",
    ],
)
def test_values_no_program_of_ours_would_write_are_found_on_sqlite(change):
    if connection.vendor != "sqlite":
        return  # PostgreSQL holds every column to its type
    tampering.fill(SEALER)
    tampering.run("PRAGMA ignore_check_constraints = ON")
    try:
        tampering.run(change)
    finally:
        tampering.run("PRAGMA ignore_check_constraints = OFF")
    assert told()


@pytest.mark.django_db
def test_at_most_a_thousand_breaks_are_told():
    Entry.objects.bulk_create(
        Entry(index=n, at=tampering.START, actor="a", action="a", content="{}", previous="0" * 64, digest=f"{n:064}")
        for n in range(1, 1003)
    )
    assert len(verify_chain(trusted=[]).breaks) == 1000


def head(index: int) -> SimpleNamespace:
    return SimpleNamespace(index=index, digest=f"{index:064x}")


def test_anchors_are_kept_line_by_line_and_the_first_of_an_index_counts(tmp_path: Path):
    path = tmp_path / "ledger-anchors.jsonl"
    assert kept_anchors(path) == {}
    for index in (2, 1, 3):
        keep_anchor(path, head(index))
    keep_anchor(path, SimpleNamespace(index=1, digest="ff" * 32))
    assert kept_anchors(path) == {index: head(index).digest for index in (1, 2, 3)}
    assert path.read_text().splitlines()[0] == '{"index":2,"digest":"' + f"{2:064x}" + '"}'


@pytest.mark.parametrize("torn", [b'{"index":9', b"[]\n", b"\xff\n", b'{"index":"9","digest":"a"}\n', b"[" * 9999, b"null\n"])
def test_a_torn_line_does_not_hide_the_other_anchors(tmp_path: Path, torn: bytes):
    path = tmp_path / "ledger-anchors.jsonl"
    keep_anchor(path, head(1))
    path.write_bytes(path.read_bytes() + torn)
    assert kept_anchors(path) == {1: head(1).digest}
