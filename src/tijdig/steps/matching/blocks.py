"""Which pairs are worth comparing: five keys, each within one municipality. SQL in the subset that every engine reads."""

# ruff: noqa: S608 - the texts are put together from this package only; values never enter them.
from __future__ import annotations

from collections.abc import Sequence

BLOCKS = (
    ("postcode", "house_number"),
    ("born", "initial"),
    ("born", "name_one"),
    ("phone",),
    ("email",),
)

# Initials do not contradict: one is the beginning of the other ("J" and "JP"), or one is not known.
INITIALS_AGREE = (
    "(a.initials IS NULL OR b.initials IS NULL"
    " OR SUBSTR(a.initials, 1, LENGTH(b.initials)) = b.initials OR SUBSTR(b.initials, 1, LENGTH(a.initials)) = a.initials)"
)
# One slip of the pen: one part differs (a year by little), day and month are swapped, or a side only knows the year (1 January).
BORN_CLOSE = (
    "(a.born_year = b.born_year AND (a.born_month = b.born_month OR a.born_day = b.born_day"
    " OR (a.born_month = b.born_day AND a.born_day = b.born_month)"
    " OR (a.born_month = 1 AND a.born_day = 1) OR (b.born_month = 1 AND b.born_day = 1))"
    " OR (a.born_month = b.born_month AND a.born_day = b.born_day AND ABS(a.born_year - b.born_year) IN (1, 2, 10)))"
)
BORN_AGREE = f"(a.born IS NULL OR b.born IS NULL OR {BORN_CLOSE})"
# No tier looks at pairs outside this, so that most are gone before anything is computed.
WORTH_COMPARING = f"({BORN_AGREE} AND ({INITIALS_AGREE} OR a.born = b.born))"


def candidates(frame: str = "frame") -> str:
    """A query for the pairs (left_signal < right_signal) that share a key and are worth comparing, each pair once."""
    door, *others = BLOCKS
    texts = _door(frame, door)
    for place, keys in enumerate(others, start=1):
        texts.append(f"{_block(frame, keys)} AND {_in_none_of(BLOCKS[:place])}")
    return " UNION ALL ".join(texts)


def _door(frame: str, door: tuple[str, ...]) -> list[str]:
    """A door in parts, since at a block of flats most pairs are not worth comparing.

    Those that are share an initial or a birth date, or one of the two has no initials.
    """
    text, other_date = _block(frame, door), _in_none_of([("born",)])
    return [
        _block(frame, (*door, "initial")),
        f"{_block(frame, (*door, 'born'))} AND {_in_none_of([('initial',)])}",
        f"{text} AND a.initial IS NULL AND {other_date}",
        f"{text} AND b.initial IS NULL AND a.initial IS NOT NULL AND {other_date}",
    ]


def _in_none_of(blocks: Sequence[tuple[str, ...]]) -> str:
    """What an earlier block has found is not found again: cheaper than taking out doubles. Unknown is not equal."""
    same = " OR ".join(f"({' AND '.join(f'a.{key} = b.{key}' for key in keys)})" for keys in blocks)
    return f"CASE WHEN {same} THEN 0 ELSE 1 END = 1"


def candidates_of_new(frame: str = "frame", new: str = "new_signals") -> str:
    """The same pairs, only those in which a signal of the table ``new`` (column signal) takes part."""
    return " UNION ".join(_block_of_new(frame, new, keys) for keys in BLOCKS)


def _block(frame: str, keys: tuple[str, ...]) -> str:
    return (
        f"SELECT a.signal AS left_signal, b.signal AS right_signal FROM {frame} a JOIN {frame} b ON {_same(keys)}"
        f" WHERE a.signal < b.signal AND {WORTH_COMPARING}"
    )


def _block_of_new(frame: str, new: str, keys: tuple[str, ...]) -> str:
    smallest = "CASE WHEN a.signal < b.signal THEN a.signal ELSE b.signal END AS left_signal"
    largest = "CASE WHEN a.signal < b.signal THEN b.signal ELSE a.signal END AS right_signal"
    return (
        f"SELECT {smallest}, {largest} FROM {new} n JOIN {frame} a ON a.signal = n.signal JOIN {frame} b ON {_same(keys)}"
        f" WHERE a.signal <> b.signal AND {WORTH_COMPARING}"
    )


def _same(keys: tuple[str, ...]) -> str:
    return " AND ".join(f"a.{key} = b.{key}" for key in ("municipality", *keys))
