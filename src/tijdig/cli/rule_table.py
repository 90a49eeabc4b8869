"""``tijdig rules``: the rule table with its sources, as it holds on a date."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.markup import escape

from tijdig.cli import reference
from tijdig.cli.wording import COLOURS, EFFECTS, STATUSES, WIDEST, filled, kinds, still_open, thousands
from tijdig.foundation.policy.parameters import Parameter
from tijdig.steps.gate.assessment import Line, rules_on

_UNITS = {"days": "dagen", "months": "maanden", "working_days": "werkdagen", "reminders": "herinneringen"}


def run(given: argparse.Namespace) -> int:
    """Print every rule in force on the date with its kinds, value, effect and source; then what is still open."""
    on, policy = given.on or reference.now().date(), reference.policy()
    console = Console(highlight=False)
    width = min(console.width, WIDEST)
    told = [f"[bold]Regels op {on:%d-%m-%Y}[/] (beleid {policy.version})", ""]
    told += [text for line in rules_on(on, policy) for text in _told(line, width)]
    told += [_open(parameter, width) for parameter in policy.open_on(on)]
    for text in told:
        console.print(text, soft_wrap=True)  # each line is as wide as it should be
    return 0


def _told(line: Line, width: int) -> list[str]:
    effect = f"[{COLOURS[line.rule.severity]}]{EFFECTS[line.rule.severity]}[/]"
    head = "  ".join(filter(None, [f"[bold]{line.rule.code}[/]", kinds(line.kinds), effect, _value(line.parameter)]))
    message, source = (escape(filled(text, width, "  ")) for text in (line.message, f"Bron: {line.source}"))
    return [head, message, f"[dim]{source}[/]", ""]


def _open(parameter: Parameter, width: int) -> str:
    text = escape(filled(f"Nog open: {still_open(parameter)} Instelling: {parameter.name}.", width))
    return text.replace("Nog open", "[yellow]Nog open[/]", 1)


def _value(parameter: Parameter | None) -> str:
    if parameter is None:
        return ""
    if parameter.value is None:
        return "nog open"
    status = STATUSES[parameter.status]
    if parameter.unit == "cents":
        return f"€ {thousands(parameter.value // 100)} ({status})"
    return f"{parameter.value} {_UNITS[parameter.unit]} ({status})" if parameter.unit in _UNITS else f"({status})"
