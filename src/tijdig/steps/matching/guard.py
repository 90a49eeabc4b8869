"""The ambiguity guard: a signal that could be either of two people is linked to neither, but goes to a person.

A signal without birth date that touches two signals with incompatible birth dates (or, where those are not known, two
telephone numbers or mailboxes of which it has neither), or a person of whom another signal has another number than it has; or
one with one initial or none that touches two with contradicting initials (father and son, twins). SQL in the subset that every
engine reads.
"""

# ruff: noqa: S608 - the texts are put together from this package only; values never enter them.
from __future__ import annotations

from collections.abc import Iterable

from tijdig.steps.matching.blocks import BORN_AGREE, INITIALS_AGREE
from tijdig.steps.matching.tiers import GUARDED, TOUCHING

# What a neighbour looks like to a signal that does not know it of itself.
_VAGUE = "(s.born IS NULL OR s.initials IS NULL OR LENGTH(s.initials) < 2)"
_OWN = "s.born AS own_born, s.initials AS own_initials, s.phone AS own_phone, s.email AS own_email"
# Only what is asked of a neighbour, so that most of them look alike and few rows are left.
_ASKED = {
    "s.born IS NULL": ("born", "born_year", "born_month", "born_day", "phone", "email"),
    "s.initials IS NULL OR LENGTH(s.initials) < 2": ("initials",),
}
_LOOKS = ", ".join(
    f"CASE WHEN {unknown} THEN n.{column} END AS {column}" for unknown, columns in _ASKED.items() for column in columns
)


def _neither(contact: str) -> str:
    """Two numbers (mailboxes) of which the signal knows neither."""
    return f"(a.own_{contact} IS NULL AND a.{contact} <> b.{contact})"


def _not_mine(contact: str) -> str:
    """One of the two has another number (mailbox) than the signal; the other has none that could speak against it."""
    return f"(a.{contact} IS NULL AND b.{contact} <> a.own_{contact})"


# One birth date on both: they are one person, so that two numbers of theirs say nothing, but one that is not the signal's does.
_TORN = (
    f"(a.own_born IS NULL AND NOT {BORN_AGREE})"
    f" OR (a.own_born IS NULL AND (a.born IS NULL OR b.born IS NULL) AND ({_neither('phone')} OR {_neither('email')}))"
    f" OR (a.own_born IS NULL AND a.born = b.born AND ({_not_mine('phone')} OR {_not_mine('email')}))"
    f" OR ((a.own_initials IS NULL OR LENGTH(a.own_initials) < 2) AND NOT {INITIALS_AGREE})"
)


def in_doubt(edges: str = "judged", frame: str = "frame") -> str:
    """A query for the vague signals of pairs that can be held back: only of those the guard must know all neighbours."""
    sides = " UNION ".join(
        f"SELECT {side}_signal AS signal FROM {edges} WHERE tier IN {_listed(GUARDED)}" for side in ("left", "right")
    )
    return f"SELECT e.signal FROM ({sides}) e JOIN {frame} s ON s.signal = e.signal WHERE {_VAGUE}"


def touched(edges: str = "judged", frame: str = "frame") -> str:
    """A query for vague signals with every distinct look of the signals that they touch."""
    both = (
        f"SELECT left_signal AS signal, right_signal AS other FROM {edges} WHERE tier IN {_listed(TOUCHING)}"
        f" UNION ALL SELECT right_signal AS signal, left_signal AS other FROM {edges} WHERE tier IN {_listed(TOUCHING)}"
    )
    return (
        f"SELECT DISTINCT e.signal, {_OWN}, {_LOOKS} FROM ({both}) e"
        f" JOIN {frame} s ON s.signal = e.signal JOIN {frame} n ON n.signal = e.other WHERE {_VAGUE}"
    )


def ambiguous(table: str = "touched") -> str:
    """A query for the signals that touch two people who cannot be one."""
    return f"SELECT DISTINCT a.signal FROM {table} a JOIN {table} b ON a.signal = b.signal WHERE {_TORN}"


def guarded(edges: str = "judged", torn: str = "ambiguous") -> str:
    """A query for the judged pairs, with ``held``: 1 where the guard holds a pair back for a person."""
    held = f"CASE WHEN tier IN {_listed(GUARDED)} AND (l.signal IS NOT NULL OR r.signal IS NOT NULL) THEN 1 ELSE 0 END AS held"
    joined = f"{edges} e LEFT JOIN {torn} l ON l.signal = e.left_signal LEFT JOIN {torn} r ON r.signal = e.right_signal"
    return f"SELECT e.*, {held} FROM {joined}"


def _listed(numbers: Iterable[int]) -> str:
    return f"({', '.join(str(number) for number in numbers)})"
