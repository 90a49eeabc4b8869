"""Why a pair was linked, or why a person must look: per field and as one sentence, in Dutch. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tijdig.steps.matching.features import COMPARED, Verdict
from tijdig.steps.matching.tiers import BY_NUMBER

Compared = Mapping[str, object]  # a row of links or review, by column name

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


def fields(pair: Compared) -> tuple[FieldVerdict, ...]:
    """What was compared, field by field, in a fixed order."""
    return tuple(_field(name, Verdict(str(pair[name]))) for name in COMPARED)


def sentence(pair: Compared) -> str:
    """The sentence of the pair's tier; for a pair to review also why it was not linked."""
    tier = BY_NUMBER[int(str(pair["tier"]))]
    reason = pair.get("reason")
    return tier.sentence if reason is None else f"{tier.sentence} {REASONS[str(reason)]}"


def _field(name: str, verdict: Verdict) -> FieldVerdict:
    told = CLOSE[name] if verdict is Verdict.CLOSE and name in CLOSE else WORDS[verdict]
    return FieldVerdict(FIELDS[name], verdict, told)
