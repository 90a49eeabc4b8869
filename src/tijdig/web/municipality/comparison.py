"""Two signals side by side: where a value is close, the difference is marked. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from tijdig.steps.matching.features import Verdict
from tijdig.steps.matching.reviewing import Proposal

ALIKE = (Verdict.CLOSE, Verdict.EQUAL)  # equal names may still be written differently: prefixes do not count
Parts = tuple[tuple[str, bool], ...]  # pieces of text, and whether each differs


@dataclass(frozen=True)
class Row:
    """One field of both signals."""

    field: str
    left: Parts
    right: Parts
    verdict: str
    told: str


def compared(pair: Proposal) -> list[Row]:
    """The fields of a pair, with the difference marked where they are close."""
    return [
        Row(
            one.field[:1].upper() + one.field[1:],
            *(differing(one.left, one.right) if one.verdict in ALIKE else (((one.left, False),), ((one.right, False),))),
            one.verdict.value,
            one.told,
        )
        for one in pair.fields
    ]


def differing(left: str, right: str) -> tuple[Parts, Parts]:
    """Both texts in pieces, with what is not in the other marked. Joined, the pieces are the text again."""
    steps = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return (
        _pieces((left[start:end], name != "equal") for name, start, end, _, _ in steps),
        _pieces((right[start:end], name != "equal") for name, _, _, start, end in steps),
    )


def _pieces(found: Iterable[tuple[str, bool]]) -> Parts:
    return tuple(piece for piece in found if piece[0])
