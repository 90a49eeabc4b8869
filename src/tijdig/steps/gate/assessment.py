"""The rule table at work: from rules, policy and signal date to checks over frames. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl

from tijdig.foundation.findings.checks import Check, harvest
from tijdig.foundation.policy.parameters import Parameter, Policy
from tijdig.steps.gate.rules import FIRST_SIGNALS, NOTICES, RULES, Rule, Terms

# What the gate may know about a signal from elsewhere; null where nobody knows, and then no rule speaks about it.
KNOWLEDGE = {"in_experiment": pl.Boolean, "earlier_signal": pl.Boolean, "earlier_cents": pl.Int64}
_UNITS = {"days": "dagen", "months": "maanden"}
_OPEN_TERM = "het aantal dagen is nog niet vastgesteld"


def assess(frame: pl.DataFrame, on: date, policy: Policy) -> pl.DataFrame:
    """The findings of all rules in force on the date, over typed signals with ``line`` and the columns of KNOWLEDGE."""
    kind = frame["kind"][0] if frame.height == 1 else None  # of one signal only the rules for its kind need be asked
    return harvest(frame, checks(on, policy, kind))


@lru_cache(maxsize=256)
def checks(on: date, policy: Policy, kind: str | None = None) -> tuple[Check, ...]:
    """The checks of a date under a policy, of one kind or of all; made once, since making costs more than using."""
    lines = (line for line in rules_on(on, policy) if kind is None or kind in line.kinds)
    return tuple(_check(line, on) for line in lines if line.parameter is None or line.parameter.value is not None)


@dataclass(frozen=True)
class Line:
    """A rule as it holds on a date for some kinds: with its parameter, the whole message and the whole source."""

    rule: Rule
    kinds: tuple[str, ...]
    parameter: Parameter | None
    message: str
    source: str


def rules_on(on: date, policy: Policy) -> tuple[Line, ...]:
    """The rule table of a date; rules whose parameter is open are in it, without a value."""
    return tuple(
        _line(rule, kinds, parameter)
        for rule in RULES
        if rule.holds_on(on)
        for kinds, parameter in _kinds_by_parameter(rule, on, policy)
    )


def undecided(on: date, policy: Policy) -> tuple[Parameter, ...]:
    """The open parameters that a rule of the gate, or its reader, misses on the date."""
    named = {rule.parameter for rule in RULES} | NOTICES
    return tuple(parameter for parameter in policy.open_on(on) if parameter.name in named)


def _line(rule: Rule, kinds: tuple[str, ...], parameter: Parameter | None) -> Line:
    value = parameter.value if parameter else None
    unit = _UNITS.get(parameter.unit, parameter.unit) if parameter else ""
    term = _OPEN_TERM if value is None else f"{value} {unit}"
    told = f"{rule.message} {rule.remedy}".format(value=value, term=term, euros=f"€ {(value or 0) // 100}")
    source = "; ".join(dict.fromkeys(text for text in (rule.source, parameter.source if parameter else "") if text))
    return Line(rule, kinds, parameter, told, source)


def _kinds_by_parameter(rule: Rule, on: date, policy: Policy) -> list[tuple[tuple[str, ...], Parameter | None]]:
    """The kinds a rule speaks about on a date, together where the same parameter holds for them.

    Kinds for which the parameter does not exist are left out: the rule does not hold for them on that date.
    """
    if not rule.parameter:
        return [(rule.kinds, None)]
    stated = [(kind, policy.parameter(rule.parameter, kind, on)) for kind in rule.kinds]
    unique = list(dict.fromkeys(found for _, found in stated if found is not None))
    return [(tuple(kind for kind, found in stated if found is parameter), parameter) for parameter in unique]


def _check(line: Line, on: date) -> Check:
    rule, parameter = line.rule, line.parameter
    terms = Terms(on, parameter.value or 0, parameter.unit) if parameter else Terms(on)
    # A sort of signal that could not be read is judged as a first signal: one mistake must not hide others.
    sort = pl.col("signal_type").fill_null(FIRST_SIGNALS[0])
    breach = pl.all_horizontal(_is_one_of(pl.col("kind"), line.kinds), _is_one_of(sort, rule.signal_types), ~rule.holds(terms))
    return Check(rule.code, rule.column, rule.severity, breach, line.message, line.source)


def _is_one_of(value: pl.Expr, values: tuple[str, ...]) -> pl.Expr:
    return value == values[0] if len(values) == 1 else value.is_in(values)
