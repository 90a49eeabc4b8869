"""The seal: one key per installation, for its owner only."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tijdig.foundation.ledger import seal

MAKE = """
import sys, pathlib
from tijdig.foundation.ledger import seal
print(seal.sealer_in(pathlib.Path(sys.argv[1])).key_id)
"""


def test_the_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path):
    first, again = seal.sealer_in(tmp_path), seal.sealer_in(tmp_path)
    assert first.key_id == again.key_id == seal.key_id(first.public_key)
    assert stat.S_IMODE((tmp_path / "zegel" / "geheim.pem").stat().st_mode) == 0o600
    assert sorted(file.name for file in (tmp_path / "zegel").iterdir()) == ["geheim.pem", "openbaar.pem"]
    assert seal.trusted_in(tmp_path) == [first.public_key]


def test_processes_that_make_the_key_at_once_end_with_the_same_key(tmp_path: Path):
    started = [subprocess.Popen([sys.executable, "-c", MAKE, str(tmp_path)], stdout=subprocess.PIPE, text=True) for _ in range(8)]
    keys = {process.communicate(timeout=60)[0] for process in started}
    assert keys == {seal.sealer_in(tmp_path).key_id + "\n"}
    assert all(process.returncode == 0 for process in started)


def test_a_signature_holds_for_the_same_bytes_and_key_only(tmp_path: Path):
    one, other = seal.sealer_in(tmp_path / "een"), seal.sealer_in(tmp_path / "twee")
    signature = one.sign(b"abc")
    assert seal.is_signed_by(one.public_key, signature, b"abc")
    assert not seal.is_signed_by(one.public_key, signature, b"abd")
    assert not seal.is_signed_by(other.public_key, signature, b"abc")
    assert not seal.is_signed_by(one.public_key, b"", b"abc")


@pytest.mark.parametrize("mode", [0o644, 0o620, 0o604, 0o666])
def test_a_key_that_others_can_reach_is_refused(tmp_path: Path, mode: int):
    seal.sealer_in(tmp_path)
    (tmp_path / "zegel" / "geheim.pem").chmod(mode)
    with pytest.raises(seal.UnusableKeyError, match="Beperk de rechten"):
        seal.sealer_in(tmp_path)


def test_a_damaged_key_is_refused_and_never_replaced(tmp_path: Path):
    path = tmp_path / "geheim.pem"
    path.write_bytes(b"kapot")
    path.chmod(0o600)
    with pytest.raises(seal.UnusableKeyError, match="niet te lezen"):
        seal.FileSealer.load_or_create(path)
    assert path.read_bytes() == b"kapot"


def test_a_key_of_another_kind_is_refused(tmp_path: Path):
    path, private = tmp_path / "geheim.pem", rsa.generate_private_key(65537, 2048)
    plain = serialization.NoEncryption()
    path.write_bytes(private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    path.chmod(0o600)
    with pytest.raises(seal.UnusableKeyError, match="geen Ed25519"):
        seal.FileSealer.load_or_create(path)


def test_a_file_may_hold_the_keys_of_before_and_after_a_renewal(tmp_path: Path):
    keys = [seal.sealer_in(tmp_path / name).public_key for name in ("oud", "nieuw")]
    file = tmp_path / "sleutels.pem"
    file.write_bytes(b"".join(seal.public_pem(key) for key in keys))
    assert seal.read_public_keys(file) == keys


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
def test_a_file_without_a_public_key_is_refused(tmp_path: Path, content: bytes):
    (tmp_path / "sleutel.pem").write_bytes(content)
    with pytest.raises(seal.UnusableKeyError):
        seal.read_public_keys(tmp_path / "sleutel.pem")


def test_base64_has_one_form():
    assert seal.decode("QQ==") == b"A"
    assert seal.decode("QR==") == b""
    assert seal.decode("QQ==\n") == b""
    assert seal.decode("é") == b""
