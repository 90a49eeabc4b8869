"""The seal: an Ed25519 signature (RFC 8032) with a key that only the operator holds.

``Sealer`` is the plug: a hardware module or a qualified provider takes the place of ``FileSealer``.
"""

from __future__ import annotations

import base64
import os
import re
import tempfile
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

DIRECTORY = "zegel"
PRIVATE_NAME = "geheim.pem"
PUBLIC_NAME = "openbaar.pem"

_PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----")


class UnusableKeyError(Exception):
    """A key file that cannot be used or must not be trusted; the text is a Dutch sentence for the operator."""


class Sealer(Protocol):
    """What can seal: signs bytes and tells with which key."""

    @property
    def key_id(self) -> str: ...
    @property
    def public_key(self) -> Ed25519PublicKey: ...
    def sign(self, data: bytes) -> bytes: ...


class FileSealer:
    """A seal whose private key is a PEM file that only its owner can read."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public_key = private.public_key()
        self.key_id = key_id(self.public_key)

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of the signature."""
        return self._private.sign(data)

    @classmethod
    def load_or_create(cls, path: Path) -> FileSealer:
        """The seal of this file; made when there is none, with the public key in ``openbaar.pem`` beside it.

        Two processes that make it at once end with the same key. Raises UnusableKeyError, OSError.
        """
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _create(path, Ed25519PrivateKey.generate())
        sealer = cls(_private_key(path))
        public = path.with_name(PUBLIC_NAME)
        if not public.exists():
            _write_once(public, public_pem(sealer.public_key), 0o644)
        return sealer


def sealer_in(data_directory: Path) -> FileSealer:
    """The seal of an installation; made when there is none. Raises UnusableKeyError, OSError."""
    return FileSealer.load_or_create(data_directory / DIRECTORY / PRIVATE_NAME)


def trusted_in(data_directory: Path) -> list[Ed25519PublicKey]:
    """The public keys this installation trusts; none when there is no file. Raises UnusableKeyError, OSError."""
    path = data_directory / DIRECTORY / PUBLIC_NAME
    return read_public_keys(path) if path.exists() else []


def raw(public: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key."""
    return public.public_bytes_raw()


def fingerprint(public: Ed25519PublicKey) -> str:
    """The sha256 of the raw public key, 64 hexadecimal digits."""
    return sha256(raw(public)).hexdigest()


def key_id(public: Ed25519PublicKey) -> str:
    """The first 16 digits of the fingerprint: names a key, does not prove it."""
    return fingerprint(public)[:16]


def public_pem(public: Ed25519PublicKey) -> bytes:
    """The public key as PEM."""
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def public_base64(public: Ed25519PublicKey) -> str:
    """The 32 bytes of the public key as base64."""
    return encode(raw(public))


def encode(data: bytes) -> str:
    """Bytes as base64."""
    return base64.b64encode(data).decode()


def decode(text: str) -> bytes:
    """The bytes of base64; nothing for text that is not exactly what ``encode`` gives."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return b""
    # Unused bits in the last character would let a changed text pass for the same signature.
    return data if encode(data) == text else b""


def public_from_raw(data: bytes) -> Ed25519PublicKey | None:
    """The public key of 32 bytes; None when it is none."""
    try:
        return Ed25519PublicKey.from_public_bytes(data)
    except ValueError:
        return None


def read_public_keys(path: Path) -> list[Ed25519PublicKey]:
    """The public keys of a PEM file: several when keys were renewed. Raises UnusableKeyError, OSError."""
    blocks = _PEM.findall(path.read_bytes())
    if not blocks:
        raise UnusableKeyError(f"In {path} staat geen openbare sleutel (PEM).")
    return [_public_key(path, block) for block in blocks]


def is_signed_by(public: Ed25519PublicKey, signature: bytes, data: bytes) -> bool:
    """Whether the signature over these bytes was made with the private half of this key."""
    try:
        public.verify(signature, data)
    except InvalidSignature:
        return False
    return True


def is_trusted(public: Ed25519PublicKey, trusted: Collection[Ed25519PublicKey]) -> bool:
    """Whether the key is one of the trusted keys, by all its bytes."""
    return raw(public) in {raw(one) for one in trusted}


def _public_key(path: Path, block: bytes) -> Ed25519PublicKey:
    try:
        public = serialization.load_pem_public_key(block)
    except (ValueError, UnsupportedAlgorithm):
        raise UnusableKeyError(f"De openbare sleutel in {path} is niet te lezen.") from None
    if not isinstance(public, Ed25519PublicKey):
        raise UnusableKeyError(f"De openbare sleutel in {path} is geen Ed25519-sleutel.")
    return public


def _private_key(path: Path) -> Ed25519PrivateKey:
    # The group may read it, as containers hand over a secret that way; only the owner writes.
    if path.stat().st_mode & 0o027:
        raise UnusableKeyError(f"Anderen kunnen bij de geheime sleutel {path}. Beperk de rechten: chmod 600.")
    try:
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UnusableKeyError(f"De geheime sleutel {path} is niet te lezen.") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise UnusableKeyError(f"De geheime sleutel {path} is geen Ed25519-sleutel.")
    return private


def _create(path: Path, private: Ed25519PrivateKey) -> None:
    pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write_once(path, pem, 0o600)


def _write_once(path: Path, data: bytes, mode: int) -> None:
    """Put a whole file in place, unless another process was first: a link never replaces a file."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".nieuw-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        _link(Path(temporary), path)
    finally:
        Path(temporary).unlink()


def _link(temporary: Path, path: Path) -> None:
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        return
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
