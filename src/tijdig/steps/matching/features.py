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
MEASURED = ("name_similarity", "shared_initials", "slip", "namesakes", "both_names", "nearby", "family")  # numbers beside them
FEATURES = (*COMPARED, *MEASURED)
NAME_CLOSE = 0.92
# The hundred most common surnames of the Netherlands, as the matching frame writes them (without prefix).
# Source: Nederlandse Familienamenbank (CBG), count of 2007.
FREQUENT_SURNAMES = tuple(
    """
jong jansen vries berg dijk bakker janssen visser smit meijer meyer boer mulder groot bos vos peters hendriks leeuwen dekker
brouwer wit dijkstra smits graaf meer linden kok jacobs haan vermeulen heuvel veen broek bruijn bruin heijden schouten beek
willems vliet ven hoekstra maas verhoeven koster dam wal prins blom huisman peeters jonge kuipers post kuiper veenstra kramer
brink scholten wijk postma martens vink ruiter timmermans groen gerritsen jonker loon velde willemsen smeets lange dongen
schipper koning laan velden driessen doorn hermans evers bosch meulen hofman bosman wolters sanders horst mol kuijpers molenaar
pol leeuw verbeek
""".split()  # noqa: SIM905 - a hundred names read better as text
)
_FREQUENT = f"({', '.join(repr(name) for name in FREQUENT_SURNAMES)})"

_SAME_DOOR = "a.postcode = b.postcode AND a.house_number = b.house_number"
_BORN = (
    "CASE WHEN a.born IS NULL OR b.born IS NULL THEN 'missing' WHEN a.born = b.born THEN 'equal'"
    f" WHEN {BORN_CLOSE} THEN 'close' ELSE 'different' END AS born"
)
_INITIALS = (
    "CASE WHEN a.initials IS NULL OR b.initials IS NULL THEN 'missing' WHEN a.initials = b.initials THEN 'equal'"
    f" WHEN {INITIALS_AGREE} THEN 'close' ELSE 'different' END AS initials"
)
# How many initials both sides write, where they are equal: 3 is three or more. "J.P." beside "J.P.M." may be father and son,
# so that what agrees without being equal counts as one.
_SHARED_INITIALS = (
    f"CASE WHEN a.initials IS NULL OR b.initials IS NULL OR NOT {INITIALS_AGREE} THEN 0"
    " WHEN a.initials <> b.initials OR LENGTH(a.initials) < 2 THEN 1 WHEN LENGTH(a.initials) = 2 THEN 2 ELSE 3"
    " END AS shared_initials"
)


def _one_digit(part: str) -> str:
    """One digit of a part of the date differs: the ones with the same tens, or the tens with the same ones."""
    return f"(a.{part} <> b.{part} AND (a.{part} - a.{part} % 10 = b.{part} - b.{part} % 10 OR a.{part} % 10 = b.{part} % 10))"


# The two dates of one slip of the finger; narrower than "close", where two people of one year are often found.
_SLIP = (
    "CASE WHEN (a.born_year = b.born_year AND a.born_month = b.born_day AND a.born_day = b.born_month AND a.born <> b.born)"
    f" OR (a.born_year = b.born_year AND a.born_month = b.born_month AND {_one_digit('born_day')})"
    f" OR (a.born_year = b.born_year AND a.born_day = b.born_day AND {_one_digit('born_month')})"
    f" OR (a.born_month = b.born_month AND a.born_day = b.born_day AND {_one_digit('born_year')})"
    " THEN 1 ELSE 0 END AS slip"
)
# Elsewhere in the municipality somebody of the same name and birth date is to be expected: a common surname, or 1 January,
# which also stands for "only the year is known".
_NAMESAKES = (
    f"CASE WHEN (a.born_month = 1 AND a.born_day = 1) OR a.name_one IN {_FREQUENT} OR b.name_one IN {_FREQUENT} THEN 1 ELSE 0 END"
    " AS namesakes"
)
_ADDRESS = (
    "CASE WHEN a.postcode IS NULL OR b.postcode IS NULL OR a.house_number IS NULL OR b.house_number IS NULL THEN 'missing'"
    f" WHEN NOT ({_SAME_DOOR}) THEN 'different'"
    " WHEN a.addition = b.addition OR (a.addition IS NULL AND b.addition IS NULL) THEN 'equal'"
    " WHEN a.addition IS NULL OR b.addition IS NULL THEN 'close' ELSE 'different' END AS address"
)
# A slip in the address, not just somewhere in the same street or quarter: the same postcode with a number that is the same, at
# most two off or one digit off; or the same number in a postcode with one other letter.
_NEARBY = (
    "CASE WHEN (a.postcode = b.postcode AND (a.house_number = b.house_number OR ABS(a.house_number - b.house_number) <= 2"
    f" OR {_one_digit('house_number')})) OR (a.area = b.area AND a.house_number = b.house_number"
    " AND (SUBSTR(a.postcode, 5, 1) = SUBSTR(b.postcode, 5, 1) OR SUBSTR(a.postcode, 6, 1) = SUBSTR(b.postcode, 6, 1)))"
    " THEN 1 ELSE 0 END AS nearby"
)
_FAMILY = "CASE WHEN a.family = 1 OR b.family = 1 THEN 1 ELSE 0 END AS family"
_HALVES = (("one", "one"), ("one", "two"), ("two", "one"), ("two", "two"))


_BEFORE_NAME = (
    "born", "initials", "address", "phone", "email", "shared_initials", "slip", "namesakes", "nearby", "family",
)  # fmt: skip
_BEST = "CASE WHEN first_best >= second_best THEN first_best ELSE second_best END"
_NAME = f"CASE WHEN {_BEST} >= 1 THEN 'equal' WHEN {_BEST} >= {NAME_CLOSE} THEN 'close' ELSE 'different' END AS name"


def features(similarity: str = "jaro_winkler_similarity", frame: str = "frame", pairs: str = "candidates") -> str:
    """A query for the pairs with their FEATURES, from the tables of pairs and of the matching frame."""
    columns = ", ".join(("left_signal", "right_signal", *_BEFORE_NAME))
    same = "(one_one >= 1 AND two_two >= 1) OR (one_two >= 1 AND two_one >= 1)"
    both = f"CASE WHEN {same} THEN 1 WHEN double_names = 1 THEN -1 ELSE 0 END AS both_names"
    first = "CASE WHEN one_one >= one_two THEN one_one ELSE one_two END AS first_best"
    second = "CASE WHEN two_one >= two_two THEN two_one ELSE two_two END AS second_best"
    halved = f"SELECT {columns}, {both}, {first}, {second} FROM ({_with_halves(similarity, frame, pairs)}) halves"
    return f"SELECT {columns}, both_names, {_NAME}, {_BEST} AS name_similarity FROM ({halved}) best"


def _with_halves(similarity: str, frame: str, pairs: str) -> str:
    """One column a pair of halves of the surnames; where a half is not there, nothing is alike."""
    compared = [f"COALESCE({similarity}(a.name_{left}, b.name_{right}), 0) AS {left}_{right}" for left, right in _HALVES]
    double = "CASE WHEN a.name_two IS NULL OR b.name_two IS NULL THEN 0 ELSE 1 END AS double_names"
    columns = (
        double,
        _BORN,
        _INITIALS,
        _SHARED_INITIALS,
        _SLIP,
        _NAMESAKES,
        _ADDRESS,
        _NEARBY,
        _FAMILY,
        _same("phone"),
        _same("email"),
        *compared,
    )
    joined = f"{pairs} p JOIN {frame} a ON a.signal = p.left_signal JOIN {frame} b ON b.signal = p.right_signal"
    return f"SELECT p.left_signal, p.right_signal, {', '.join(columns)} FROM {joined}"


def _same(field: str) -> str:
    return (
        f"CASE WHEN a.{field} IS NULL OR b.{field} IS NULL THEN 'missing' WHEN a.{field} = b.{field} THEN 'equal'"
        f" ELSE 'different' END AS {field}"
    )
