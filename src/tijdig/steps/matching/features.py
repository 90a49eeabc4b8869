"""How two signals are compared, field by field: one place, as SQL in the subset that every engine reads.

Verdicts are ``equal``, ``close``, ``missing`` (on one side at least) and ``different``. Only the name needs a function that
not every database has, a Jaro-Winkler similarity; its name is a parameter.
"""

# ruff: noqa: S608 - the texts are put together from this package only; values never enter them.
from __future__ import annotations

from enum import StrEnum

from tijdig.steps.matching.blocks import BORN_CLOSE, INITIALS_AGREE


class Verdict(StrEnum):
    """What comparing one field came to."""

    EQUAL = "equal"
    CLOSE = "close"
    MISSING = "missing"
    DIFFERENT = "different"


COMPARED = ("born", "initials", "name", "address", "phone", "email")  # fields with a verdict
MEASURED = ("name_similarity", "shared_initials", "nearby", "family")  # numbers beside them
FEATURES = (*COMPARED, *MEASURED)
NAME_CLOSE = 0.92

_SAME_DOOR = "a.postcode = b.postcode AND a.house_number = b.house_number"
_BORN = (
    "CASE WHEN a.born IS NULL OR b.born IS NULL THEN 'missing' WHEN a.born = b.born THEN 'equal'"
    f" WHEN {BORN_CLOSE} THEN 'close' ELSE 'different' END AS born"
)
_INITIALS = (
    "CASE WHEN a.initials IS NULL OR b.initials IS NULL THEN 'missing' WHEN a.initials = b.initials THEN 'equal'"
    f" WHEN {INITIALS_AGREE} THEN 'close' ELSE 'different' END AS initials"
)
_SHARED_INITIALS = (
    f"CASE WHEN a.initials IS NULL OR b.initials IS NULL OR NOT {INITIALS_AGREE} THEN 0"
    " WHEN LENGTH(a.initials) < 2 OR LENGTH(b.initials) < 2 THEN 1 ELSE 2 END AS shared_initials"  # 2: at least two
)
_ADDRESS = (
    "CASE WHEN a.postcode IS NULL OR b.postcode IS NULL OR a.house_number IS NULL OR b.house_number IS NULL THEN 'missing'"
    f" WHEN NOT ({_SAME_DOOR}) THEN 'different'"
    " WHEN a.addition = b.addition OR (a.addition IS NULL AND b.addition IS NULL) THEN 'equal'"
    " WHEN a.addition IS NULL OR b.addition IS NULL THEN 'close' ELSE 'different' END AS address"
)
# The same postcode, or the same number in a postcode with one other letter (a slip), not just somewhere in the same quarter.
_NEARBY = (
    "CASE WHEN a.postcode = b.postcode OR (a.area = b.area AND a.house_number = b.house_number"
    " AND (SUBSTR(a.postcode, 5, 1) = SUBSTR(b.postcode, 5, 1) OR SUBSTR(a.postcode, 6, 1) = SUBSTR(b.postcode, 6, 1)))"
    " THEN 1 ELSE 0 END AS nearby"
)
_FAMILY = "CASE WHEN a.family = 1 OR b.family = 1 THEN 1 ELSE 0 END AS family"
_HALVES = (("one", "one"), ("one", "two"), ("two", "one"), ("two", "two"))


_BEFORE_NAME = ("born", "initials", "address", "phone", "email", "shared_initials", "nearby", "family")
_BEST = "CASE WHEN first_best >= second_best THEN first_best ELSE second_best END"
_NAME = f"CASE WHEN {_BEST} >= 1 THEN 'equal' WHEN {_BEST} >= {NAME_CLOSE} THEN 'close' ELSE 'different' END AS name"


def features(similarity: str = "jaro_winkler_similarity", frame: str = "frame", pairs: str = "candidates") -> str:
    """A query for the pairs with their FEATURES, from the tables of pairs and of the matching frame."""
    columns = ", ".join(("left_signal", "right_signal", *_BEFORE_NAME))
    first = "CASE WHEN one_one >= one_two THEN one_one ELSE one_two END AS first_best"
    second = "CASE WHEN two_one >= two_two THEN two_one ELSE two_two END AS second_best"
    halved = f"SELECT {columns}, {first}, {second} FROM ({_with_halves(similarity, frame, pairs)}) halves"
    return f"SELECT {columns}, {_NAME}, {_BEST} AS name_similarity FROM ({halved}) best"


def _with_halves(similarity: str, frame: str, pairs: str) -> str:
    """One column a pair of halves of the surnames; where a half is not there, nothing is alike."""
    compared = [f"COALESCE({similarity}(a.name_{left}, b.name_{right}), 0) AS {left}_{right}" for left, right in _HALVES]
    columns = (_BORN, _INITIALS, _SHARED_INITIALS, _ADDRESS, _NEARBY, _FAMILY, _same("phone"), _same("email"), *compared)
    joined = f"{pairs} p JOIN {frame} a ON a.signal = p.left_signal JOIN {frame} b ON b.signal = p.right_signal"
    return f"SELECT p.left_signal, p.right_signal, {', '.join(columns)} FROM {joined}"


def _same(field: str) -> str:
    return (
        f"CASE WHEN a.{field} IS NULL OR b.{field} IS NULL THEN 'missing' WHEN a.{field} = b.{field} THEN 'equal'"
        f" ELSE 'different' END AS {field}"
    )
