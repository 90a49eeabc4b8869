"""Receipts: what we sealed is genuine, anything else is not, and no bytes make the check fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tijdig.foundation.ledger import merkle
from tijdig.foundation.ledger.canonical import read_strictly
from tijdig.foundation.ledger.receipt_check import Outcome, verify
from tijdig.foundation.ledger.receipts import LARGEST, SignalProof, issue
from tijdig.foundation.ledger.seal import FileSealer, encode, key_id, public_base64

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ROWS = [f'{{"postcode":"1234AB","huisnummer":{number}}}' for number in range(5)]
SALTS = bytes(range(80))
LEAVES = merkle.leaf_digests(SALTS, ROWS)
SEALER = FileSealer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = FileSealer(Ed25519PrivateKey.from_private_bytes(bytes(32)))
TRUSTED = [SEALER.public_key]


def receipt(**changes: object) -> str:
    entry = SimpleNamespace(index=7, digest="ab" * 32, merkle_root=merkle.root(LEAVES).hex())
    fields = {
        "number": "O-2026-000007", "kind": "ontvangen", "subject": "L-2026-000007", "sender": "12345678", "at": AT,
        "digest": "cd" * 32, "entry": entry, "content": {"regels": 5, "opmerking": "één"}, "sealer": SEALER,
    }  # fmt: skip
    return issue(**(fields | changes))


def signal_receipt(**changes: object) -> str:
    fields = {
        "line": 4,
        "position": 2,
        "size": 5,
        "leaf": LEAVES[2],
        "path": merkle.proof(LEAVES, 2),
        "salt": SALTS[32:48],
    }
    return receipt(signal=SignalProof(**(fields | changes)))


@cache
def documents() -> list[bytes]:
    return [receipt().encode(), signal_receipt(row=ROWS[2]).encode()]


def outcome(document: str | bytes, row: str | None = None) -> Outcome:
    return verify(document.encode() if isinstance(document, str) else document, TRUSTED, row).outcome


def test_a_receipt_that_was_issued_is_genuine():
    verdict = verify(receipt().encode(), TRUSTED)
    assert verdict.outcome is Outcome.GENUINE
    assert verdict.receipt["tijdstip"] == "2026-03-02T09:30:00Z"
    assert verdict.receipt["inhoud"] == {"regels": 5, "opmerking": "één"}
    assert verdict.key == SEALER.public_key


def test_the_same_receipt_laid_out_in_another_way_is_still_genuine():
    value = json.loads(receipt())
    spread = json.dumps(dict(reversed(value.items())), indent=4).encode()
    assert outcome(spread) is Outcome.GENUINE
    assert outcome(b"\xef\xbb\xbf" + spread + b"\r\n") is Outcome.GENUINE


@pytest.mark.parametrize("trusted", [[], [OTHER.public_key]])
def test_a_receipt_under_a_key_we_do_not_know_is_not_called_genuine(trusted):
    verdict = verify(receipt().encode(), trusted)
    assert verdict.outcome is Outcome.UNKNOWN_KEY
    assert verdict.key == SEALER.public_key


def test_a_forger_who_seals_with_a_key_of_his_own_under_our_name_is_found():
    value = json.loads(receipt(sealer=OTHER))
    value["zegel"]["sleutel"] = key_id(SEALER.public_key)
    assert outcome(json.dumps(value)) is Outcome.FORGED
    value["zegel"]["openbareSleutel"] = public_base64(SEALER.public_key)
    assert outcome(json.dumps(value)) is Outcome.FORGED


def places(value: object) -> Iterator[Callable[[object], None]]:
    """A setter for every place in the document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in list(items):
        yield lambda new, name=name: value.__setitem__(name, new)
        yield from places(inner)


@pytest.mark.parametrize("new", [None, True, 0, -1, 2**60, "", "x", "é" * 70, "00" * 32, [], [[]], {}, {"a": 1}, 1.5])
@pytest.mark.parametrize("which", [0, 1])
def test_no_value_anywhere_can_be_replaced(which, new):
    original = json.loads(documents()[which])
    for place in range(len(list(places(original)))):
        value = json.loads(documents()[which])
        list(places(value))[place](new)
        if value != original:
            assert outcome(json.dumps(value)) in (Outcome.FORGED, Outcome.NOT_A_RECEIPT)


def test_no_name_can_be_added_or_taken_away():
    for name in json.loads(receipt()):
        value = json.loads(receipt())
        del value[name]
        assert outcome(json.dumps(value)) in (Outcome.FORGED, Outcome.NOT_A_RECEIPT)
    assert outcome(receipt()[:-1] + ',"extra":1}') is Outcome.FORGED
    assert outcome(receipt()[:-2] + ',"extra":1}}') is Outcome.FORGED


def test_bits_that_base64_does_not_use_cannot_be_changed():
    value = json.loads(receipt())
    signature = value["zegel"]["handtekening"]
    value["zegel"]["handtekening"] = signature[:-3] + chr(ord(signature[-3]) + 1) + "=="
    assert outcome(json.dumps(value)) is Outcome.FORGED


@pytest.mark.parametrize(
    "document",
    [
        b"", b"{}", b"[]", b"null", b"NaN", b"[" * 100_000, b'{"a":' * 100_000, b"9" * 10_000, b"\xff\xfe", b"\x00",
        b'{"soort":"tijdig-ontvangstbewijs"', receipt().encode() + b"{}", receipt().encode() * 2,
        b'{"soort":"x",' + receipt().encode()[1:], receipt().encode("utf-16"),
    ],
)  # fmt: skip
def test_what_is_not_one_whole_document_is_no_receipt(document):
    assert outcome(document) is Outcome.NOT_A_RECEIPT


def test_a_deep_or_odd_document_of_our_sort_is_forged_and_nothing_breaks():
    start = b'{"soort":"tijdig-ontvangstbewijs","zegel":' + json.dumps(json.loads(receipt())["zegel"]).encode()
    for rest in (
        b',"a":' + b"[" * 900 + b"]" * 900 + b"}",
        b',"a":' + b"9" * 400 + b"}",
        b',"\\ud800":1}',
        b',"a":"\\ud800"}',
    ):
        assert outcome(start + rest) in (Outcome.FORGED, Outcome.NOT_A_RECEIPT)


def test_an_oversized_document_is_refused_and_never_issued():
    assert outcome(receipt().encode() + b" " * LARGEST) is Outcome.NOT_A_RECEIPT
    with pytest.raises(ValueError, match="1,000,000"):
        receipt(content={"bevindingen": "x" * LARGEST})


def test_a_receipt_needs_a_zone_and_real_json():
    with pytest.raises(ValueError, match="zone"):
        receipt(at=AT.replace(tzinfo=None))
    with pytest.raises(TypeError):
        receipt(content={"bedrag": 1.5})


@given(st.binary(max_size=400))
def test_random_bytes_are_never_a_receipt(document):
    assert outcome(document) is Outcome.NOT_A_RECEIPT


@settings(max_examples=500)
@given(st.data())
def test_a_changed_receipt_never_verifies(data):
    original = data.draw(st.sampled_from(documents()))
    start = data.draw(st.integers(0, len(original)))
    end = data.draw(st.integers(start, min(len(original), start + 4)))
    changed = original[:start] + data.draw(st.binary(max_size=4)) + original[end:]
    if outcome(changed) not in (Outcome.FORGED, Outcome.NOT_A_RECEIPT):
        assert read_strictly(changed) == read_strictly(original)


def test_a_signal_receipt_proves_its_row():
    assert outcome(signal_receipt()) is Outcome.GENUINE
    assert outcome(signal_receipt(), ROWS[2]) is Outcome.GENUINE
    assert outcome(signal_receipt(row=ROWS[2])) is Outcome.GENUINE


def test_a_signal_receipt_proves_no_other_row():
    assert outcome(signal_receipt(), ROWS[3]) is Outcome.FORGED
    assert outcome(signal_receipt(row=ROWS[3])) is Outcome.FORGED
    assert outcome(receipt(), ROWS[2]) is Outcome.FORGED


def test_without_its_salt_a_signal_is_still_in_the_delivery_but_proves_no_row():
    assert outcome(signal_receipt(salt=None)) is Outcome.GENUINE
    assert outcome(signal_receipt(salt=None), ROWS[2]) is Outcome.FORGED


@pytest.mark.parametrize("wrong", [{"position": 3}, {"size": 2}, {"path": []}, {"leaf": LEAVES[1]}, {"salt": b""}])
def test_even_under_our_own_seal_a_wrong_proof_is_found(wrong):
    assert outcome(signal_receipt(**wrong), ROWS[2]) is Outcome.FORGED


def test_a_delivery_without_a_tree_proves_no_signal():
    bare = SimpleNamespace(index=1, digest="ab" * 32, merkle_root="")
    assert outcome(receipt(entry=bare)) is Outcome.GENUINE
    assert outcome(receipt(entry=bare, signal=SignalProof(1, 0, 1, b"", []))) is Outcome.FORGED


def test_the_seal_is_over_the_canonical_json_of_everything_but_the_seal():
    value = json.loads(receipt())
    seal = value.pop("zegel")
    signed = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert seal["handtekening"] == encode(SEALER.sign(signed))
