"""Two signals side by side, field by field: what is equal, close (with the difference marked), missing or different."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from tijdig.steps.intake.models import Signal
from tijdig.steps.matching.explain import FieldVerdict, fields, sentence
from tijdig.steps.matching.features import Verdict
from tijdig.steps.matching.models import Suggestion
from tijdig.web import wording

Parts = tuple[tuple[str, bool], ...]  # pieces of text, and whether each differs


@dataclass(frozen=True)
class Row:
    """One field of both signals."""

    field: str
    left: Parts
    right: Parts
    verdict: str
    told: str


@dataclass(frozen=True)
class Compared:
    """A pair as the page shows it: the rows, and the sentence why it is proposed."""

    rows: tuple[Row, ...]
    why: str


def compared(pair: Suggestion) -> Compared:
    """What is known of both signals, in the order of ``explain.fields``."""
    told = {**json.loads(pair.features), "tier": pair.tier, "reason": pair.reason}
    rows = [_row(verdict, _said(pair.left, verdict.field), _said(pair.right, verdict.field)) for verdict in fields(told)]
    return Compared(tuple(rows), sentence(told))


def _row(verdict: FieldVerdict, left: str, right: str) -> Row:
    plain: tuple[Parts, Parts] = (((left, False),), ((right, False),))
    marked = differing(left, right) if verdict.verdict is Verdict.CLOSE else plain
    return Row(verdict.field[:1].upper() + verdict.field[1:], *marked, verdict.verdict.value, verdict.told)


def differing(left: str, right: str) -> tuple[Parts, Parts]:
    """Both texts in pieces, with what is not in the other marked. Joined, the pieces are the text again."""
    steps = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return (
        _pieces((left[start:end], name != "equal") for name, start, end, _, _ in steps),
        _pieces((right[start:end], name != "equal") for name, _, _, start, end in steps),
    )


def _pieces(found: Iterable[tuple[str, bool]]) -> Parts:
    return tuple(piece for piece in found if piece[0])


def _said(signal: Signal, field: str) -> str:
    house = " ".join(str(part) for part in (signal.house_number, signal.house_letter, signal.addition) if part)
    return {
        "geboortedatum": wording.long_day(signal.born_on) if signal.born_on else "",
        "voorletters": signal.initials or "",
        "achternaam": " ".join(part for part in (signal.prefix, signal.surname) if part),
        "adres": f"{signal.postcode or ''} {house}".strip(),
        "telefoon": signal.phone or "",
        "e-mailadres": signal.email or "",
    }[field]
