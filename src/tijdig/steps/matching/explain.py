"""Why a pair was linked, or why a person must look: per field and as one sentence, in Dutch. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from tijdig.steps.matching.features import COMPARED, Verdict
from tijdig.steps.matching.tiers import BY_NUMBER

Compared = Mapping[str, object]  # a row of links or review, by column name
Shown = Mapping[str, str | None]  # a signal as a page writes it, by the names of COMPARED

FIELDS = {"born": "geboortedatum", "initials": "voorletters", "name": "achternaam", "address": "adres", "phone": "telefoon",
          "email": "e-mailadres"}  # fmt: skip
WORDS = {Verdict.EQUAL: "gelijk", Verdict.CLOSE: "bijna gelijk", Verdict.MISSING: "ontbreekt", Verdict.DIFFERENT: "verschilt"}
CLOSE = {
    "born": "bijna gelijk: een deel verschilt, of dag en maand zijn verwisseld",
    "initials": "bijna gelijk: bij de een staan er meer dan bij de ander",
    "name": "bijna gelijk geschreven",
    "address": "bijna gelijk: bij een van beide ontbreekt de toevoeging",
}
REASONS = {
    "ambiguous": "Een van de signalen past ook bij een ander persoon. Kies zelf bij wie het hoort.",
    "conflict": "Samenvoegen zou twee verschillende geboortedatums of voorletters bij een persoon zetten.",
    "unsure": "Deze regel koppelt nooit vanzelf.",
}


@dataclass(frozen=True)
class FieldVerdict:
    """One field of a pair: its Dutch name, the verdict, and what to say."""

    field: str
    verdict: Verdict
    told: str


@dataclass(frozen=True)
class Part:
    """A piece of a value, and whether the other value has it otherwise; the pieces together are the whole value."""

    text: str
    differs: bool


@dataclass(frozen=True)
class SideBySide:
    """One field of two signals beside each other, with what differs marked; no parts where a value is not known."""

    field: str
    verdict: Verdict
    told: str
    left: tuple[Part, ...]
    right: tuple[Part, ...]


def fields(pair: Compared) -> tuple[FieldVerdict, ...]:
    """What was compared, field by field, in a fixed order."""
    return tuple(_field(name, Verdict(str(pair[name]))) for name in COMPARED)


def side_by_side(pair: Compared, left: Shown, right: Shown) -> tuple[SideBySide, ...]:
    """The same with the values of both signals. Marked is only what the verdict calls close: "Jansen" and "JANSEN" are equal."""
    return tuple(
        SideBySide(one.field, one.verdict, one.told, *_marked(one.verdict, left.get(name) or "", right.get(name) or ""))
        for name, one in zip(COMPARED, fields(pair), strict=True)
    )


def sentence(pair: Compared) -> str:
    """The sentence of the pair's tier; for a pair to review also why it was not linked."""
    tier = BY_NUMBER[int(str(pair["tier"]))]
    reason = pair.get("reason")
    return tier.sentence if reason is None else f"{tier.sentence} {REASONS[str(reason)]}"


def _field(name: str, verdict: Verdict) -> FieldVerdict:
    told = CLOSE[name] if verdict is Verdict.CLOSE and name in CLOSE else WORDS[verdict]
    return FieldVerdict(FIELDS[name], verdict, told)


def _marked(verdict: Verdict, left: str, right: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    if verdict is not Verdict.CLOSE:
        differs = verdict is Verdict.DIFFERENT
        return _whole(left, differs), _whole(right, differs)
    one, other = ([sign.casefold() for sign in side] for side in (left, right))  # sign by sign: "ß" folds to two
    same = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return tuple(_parts(left, [(block.a, block.size) for block in same])), tuple(
        _parts(right, [(block.b, block.size) for block in same])
    )


def _whole(text: str, differs: bool) -> tuple[Part, ...]:
    return (Part(text, differs),) if text else ()


def _parts(text: str, same: list[tuple[int, int]]) -> Iterator[Part]:
    """A text in pieces; the last block is empty and stands at its end."""
    done = 0
    for at, size in same:
        if at > done:
            yield Part(text[done:at], differs=True)
        if size:
            yield Part(text[at : at + size], differs=False)
        done = at + size
