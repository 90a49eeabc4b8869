"""``tijdig rules``: the rule table with its sources, as it holds on a date."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.padding import Padding

from tijdig.cli import reference
from tijdig.cli.wording import COLOURS, EFFECTS, kinds, still_open
from tijdig.foundation.policy.parameters import Parameter
from tijdig.steps.gate.assessment import Line, rules_on

_UNIT = {"days": "dagen", "months": "maanden", "working_days": "werkdagen", "cents": "cent", "reminders": "herinneringen"}
_STATUS = {"law": "wet", "covenant": "convenant", "practice": "praktijk", "open": "open", "setting": "instelling"}


def run(given: argparse.Namespace) -> int:
    """Print every rule in force on the date with its kinds, value, effect and source; then what is still open."""
    on, policy = given.on or reference.now().date(), reference.policy()
    console = Console(highlight=False)
    console.print(f"[bold]Regels op {on:%d-%m-%Y}[/] (beleid {policy.version})\n")
    for line in rules_on(on, policy):
        _print_line(console, line)
    for parameter in policy.open_on(on):
        console.print(f"[yellow]Nog open[/]: {still_open(parameter)} Instelling: {parameter.name}.")
    return 0


def _print_line(console: Console, line: Line) -> None:
    value = _value(line.parameter)
    effect = f"[{COLOURS[line.rule.severity]}]{EFFECTS[line.rule.severity]}[/]"
    console.print("  ".join(filter(None, [f"[bold]{line.rule.code}[/]", kinds(line.kinds), effect, value])))
    console.print(Padding(line.message, (0, 0, 0, 4)))
    console.print(Padding(f"Bron: {line.source}", (0, 0, 1, 4)), style="dim")


def _value(parameter: Parameter | None) -> str:
    if parameter is None:
        return ""
    if parameter.value is None:
        return "nog open"
    return f"{parameter.value} {_UNIT.get(parameter.unit, '')} ({_STATUS[parameter.status]})".replace("  ", " ")
