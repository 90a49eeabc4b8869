"""Merkle trees over the rows of a delivery (RFC 6962 section 2.1): one root for a million rows, a short proof for each.

A leaf is salted, so that nobody can guess a row from its digest; erasing the salt erases the link and leaves the tree
whole. Leaves and nodes start with a byte of their own, so that a node can never be passed off as a leaf.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

SALT_SIZE = 16
DIGEST_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_digest(salt: bytes, row: str) -> bytes:
    """The 32 bytes of one leaf: sha256(0x00, salt, row in UTF-8). Raises ValueError unless the salt has 16 bytes."""
    if len(salt) != SALT_SIZE:
        raise ValueError("a salt has 16 bytes")
    return sha256(b"\x00" + salt + row.encode()).digest()


def leaf_digests(salts: bytes, rows: Iterable[str]) -> list[bytes]:
    """The leaves of many rows at once; ``salts`` holds 16 bytes per row, one after another.

    Raises ValueError when there are more or fewer salts than rows.
    """
    if len(salts) % SALT_SIZE:
        raise ValueError("salts come in 16 bytes each")
    digest = sha256
    starts = range(0, len(salts), SALT_SIZE)
    return [
        digest(b"\x00" + salts[start : start + SALT_SIZE] + row.encode()).digest() for start, row in zip(starts, rows, strict=True)
    ]


def root(leaves: Sequence[bytes]) -> bytes:
    """The 32 bytes at the top; of no leaves at all the sha256 of nothing."""
    level = leaves
    while len(level) > 1:
        level = _level_above(level)
    return level[0] if level else EMPTY_ROOT


def levels(leaves: Sequence[bytes]) -> list[Sequence[bytes]]:
    """Every level of the tree, leaves first: kept to make many proofs without hashing the tree again."""
    tree = [leaves]
    while len(tree[-1]) > 1:
        tree.append(_level_above(tree[-1]))
    return tree


def proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The digests beside the road from one leaf (counted from 0) to the root. Raises IndexError for no such leaf."""
    return proof_from(levels(leaves), index)


def proof_from(tree: Sequence[Sequence[bytes]], index: int) -> list[bytes]:
    """The proof of one leaf out of ``levels``. Raises IndexError for no such leaf."""
    if not 0 <= index < len(tree[0]):
        raise IndexError("no such leaf")
    # The last node of an odd level has no sibling and moves up as it is, which gives exactly the tree of RFC 6962.
    return [level[place ^ 1] for height, level in enumerate(tree) if (place := index >> height) ^ 1 < len(level)]


def verify_proof(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf at ``index`` (from 0) is in the tree of ``size`` leaves with this root (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size or any(len(digest) != DIGEST_SIZE for digest in (leaf, root, *proof)):
        return False
    place, last, digest = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            digest = _node(sibling, digest)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            digest = _node(digest, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and digest == root


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _level_above(level: Sequence[bytes]) -> list[bytes]:
    digest = sha256
    pairs = zip(level[::2], level[1::2], strict=False)
    above = [digest(b"\x01" + left + right).digest() for left, right in pairs]
    if len(level) % 2:
        above.append(level[-1])
    return above
