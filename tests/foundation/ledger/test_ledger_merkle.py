"""The Merkle tree against the definition of RFC 6962, written down naively."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdig.foundation.ledger import merkle

# The inputs and roots of the reference implementation of Certificate Transparency, leaves without salt.
KNOWN_INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
KNOWN_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def leaves_of(size: int) -> list[bytes]:
    return [merkle.leaf_digest(bytes([place % 256]) * 16, f"rij {place}") for place in range(size)]


def naive_root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = split(len(leaves))
    return sha256(b"\x01" + naive_root(leaves[:half]) + naive_root(leaves[half:])).digest()


def naive_proof(leaves: list[bytes], index: int) -> list[bytes]:
    if len(leaves) == 1:
        return []
    half = split(len(leaves))
    if index < half:
        return [*naive_proof(leaves[:half], index), naive_root(leaves[half:])]
    return [*naive_proof(leaves[half:], index - half), naive_root(leaves[:half])]


def split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


@pytest.mark.parametrize("size", KNOWN_ROOTS)
def test_the_roots_of_certificate_transparency_come_out(size):
    leaves = [sha256(b"\x00" + bytes.fromhex(text)).digest() for text in KNOWN_INPUTS[:size]]
    assert merkle.root(leaves).hex() == KNOWN_ROOTS[size]


@pytest.mark.parametrize("size", range(40))
def test_roots_and_proofs_are_those_of_rfc_6962(size):
    leaves = leaves_of(size)
    root = merkle.root(leaves)
    assert root == naive_root(leaves)
    for index, leaf in enumerate(leaves):
        proof = merkle.proof(leaves, index)
        assert proof == naive_proof(leaves, index)
        assert merkle.verify_proof(leaf, index, size, proof, root)


@given(st.data())
def test_a_proof_holds_for_its_own_leaf_place_and_tree_only(data):
    size = data.draw(st.integers(1, 70))
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    root, proof, leaf = merkle.root(leaves), merkle.proof(leaves, index), leaves[index]
    other = data.draw(st.integers(-2, 80).filter(lambda place: place != index))
    assert not merkle.verify_proof(leaf, other, size, proof, root)
    assert not merkle.verify_proof(merkle.leaf_digest(b"z" * 16, "x"), index, size, proof, root)
    assert not merkle.verify_proof(leaf, index, size, [*proof, leaf], root)
    assert not merkle.verify_proof(leaf, index, size, proof, merkle.EMPTY_ROOT)
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        assert not merkle.verify_proof(leaf, index, size, [*proof[:place], *proof[place + 1 :]], root)
        assert not merkle.verify_proof(leaf, index, size, [*proof[:place], leaf[::-1], *proof[place + 1 :]], root)


def test_a_node_cannot_pass_for_a_leaf():
    leaves = leaves_of(4)
    node = merkle.levels(leaves)[1][0]
    assert not merkle.verify_proof(node, 0, 4, [merkle.levels(leaves)[1][1]], merkle.root(leaves))
    assert merkle.root([merkle.leaf_digest(b"\x01" * 16, "a")]) != merkle.root(leaves)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_leaves_in_bulk_are_the_leaves_one_by_one(rows):
    salts = [sha256(bytes([place % 256])).digest()[:16] for place in range(len(rows))]
    assert merkle.leaf_digests(b"".join(salts), rows) == [
        merkle.leaf_digest(salt, row) for salt, row in zip(salts, rows, strict=True)
    ]


def test_proofs_out_of_kept_levels_are_the_same():
    leaves = leaves_of(13)
    tree = merkle.levels(leaves)
    assert [merkle.proof_from(tree, index) for index in range(13)] == [merkle.proof(leaves, i) for i in range(13)]


@pytest.mark.parametrize(("salts", "rows"), [(b"a" * 15, ["x"]), (b"a" * 16, []), (b"", ["x"]), (b"a" * 32, ["x"])])
def test_each_row_has_exactly_one_salt(salts, rows):
    with pytest.raises(ValueError, match=r"salts|zip"):
        merkle.leaf_digests(salts, rows)


def test_a_salt_of_another_size_is_refused():
    with pytest.raises(ValueError, match="16 bytes"):
        merkle.leaf_digest(b"", "x")


def test_there_is_no_proof_of_a_leaf_that_is_not_there():
    with pytest.raises(IndexError):
        merkle.proof(leaves_of(3), 3)
