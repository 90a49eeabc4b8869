"""The Dutch words that all screens share: effects, counts, kinds, and what is still open."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Sequence

from tijdig.foundation.policy.parameters import Parameter
from tijdig.steps.intake.columns import KINDS

WIDEST = 100  # wider is hard to read
GLUE = "\N{NO-BREAK SPACE}"
EFFECTS = {"fatal": "onleesbaar", "refused": "geweigerd", "held": "wacht", "warning": "let op"}
COLOURS = {"fatal": "bold red", "refused": "red", "held": "yellow", "warning": "cyan"}
STATUSES = {"law": "wet", "covenant": "convenant", "practice": "praktijk", "open": "open", "setting": "instelling"}
OPEN = {
    "objection_window": ("de bezwaartermijn", "Het besluit noemt geen aantal dagen; de beheerder kan dit instellen."),
    "unpaid_invoices": ("het aantal onbetaalde facturen", "De bron is niet zeker; controleer dit zelf."),
    "follow_up_threshold": ("het bedrag waarvanaf de gemeente opvolgt", "Elke gemeente kiest dit zelf."),
    "crisis_days_are_working_days": ("de soort dagen bij een crisis", "De wet zegt niet of dit werkdagen zijn."),
    "retention": ("de bewaartermijn", "Elke gemeente beslist dit voor de start."),
}  # by the name of an open parameter: what it is, and why it has no value

_GROUNDLESS = "gemeentebelasting"


def filled(text: str, width: int, first: str = "", then: str = "  ") -> str:
    """Over lines of this width, never within a word or a code; a no-break space holds two words together."""
    lines = textwrap.fill(text, width, initial_indent=first, subsequent_indent=then, break_long_words=False, break_on_hyphens=False)
    return lines.replace(GLUE, " ")


def thousands(number: int) -> str:
    """1.234.567, as people here write it."""
    return f"{number:,}".replace(",", ".")


def counted(number: int, one: str, more: str) -> str:
    """1 regel, 2 regels."""
    return f"{thousands(number)} {one if number == 1 else more}"


def outcomes(accepted: int, held: int, refused: int) -> tuple[str, str, str]:
    """15 goed, 1 wacht, 9 geweigerd; joined by commas by who shows them."""
    return f"{thousands(accepted)} goed", counted(held, "wacht", "wachten"), f"{thousands(refused)} geweigerd"


def kinds(named: Sequence[str]) -> str:
    """The kinds a rule speaks about; all of them in two words."""
    missing = set(KINDS) - set(named)
    if missing <= {_GROUNDLESS}:
        return f"alle soorten behalve {_GROUNDLESS}" if missing else "alle soorten"
    return ", ".join(named)


def still_open(parameter: Parameter, only: Collection[str] = KINDS) -> str:
    """Which value nobody has decided yet, for which of the kinds, and why."""
    label, why = OPEN.get(parameter.name, (parameter.name, f"{parameter.source}."))
    about = [kind for kind in parameter.kinds if kind in only]
    return f"{label} ({', '.join(about)}). {why}" if about else f"{label}. {why}"
