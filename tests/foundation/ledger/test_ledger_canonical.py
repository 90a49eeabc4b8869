"""Canonical JSON: one text per value, and strict reading."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdig.foundation.ledger.canonical import canonical, canonical_text, digest, read_strictly

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)


@given(VALUES)
def test_canonical_json_reads_back_as_the_same_value(value):
    assert read_strictly(canonical(value)) == value


@given(st.dictionaries(TEXT, st.integers(0, 9)))
def test_the_order_of_names_does_not_matter(value):
    assert canonical(value) == canonical(dict(reversed(value.items())))


def test_the_example_of_rfc_8785_without_its_fractions_is_written_as_the_rfc_says():
    value = {"string": '€$\u000f\nA\'B"\\\\"/', "literals": [None, True, False]}
    assert canonical(value) == '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()


def test_names_are_sorted_as_rfc_8785_says():
    names = ["€", "\r", "\ufb33", "1", "😀", "\u0080", "ö"]
    assert list(json.loads(canonical_text(dict.fromkeys(names, 0)))) == ["\r", "1", "\u0080", "ö", "€", "😀", "\ufb33"]


@pytest.mark.parametrize("value", [1.0, math.nan, math.inf, {"a": [0.5]}, {1: "a"}, {"a"}, b"a"])
def test_what_has_no_single_form_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), "\ud800", {"\ud800": 1}])
def test_what_other_programs_would_read_differently_is_refused(value):
    with pytest.raises(ValueError, match=r"integer|surrogate"):
        canonical(value)


@pytest.mark.parametrize(
    "document",
    [b"", b'{"a":1,"a":1}', b"{} {}", b"NaN", b"[1.0]", b"1e2", b"-Infinity", b"\xff", b"{}\x00", b"[1,]", b"9" * 5000],
)
def test_doubtful_json_is_refused(document):
    with pytest.raises(ValueError, match=r".*"):
        read_strictly(document)


def test_a_digest_is_the_sha256_of_the_canonical_bytes():
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
