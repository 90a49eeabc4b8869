"""The rule table at work: from rules, policy and signal date to checks over frames. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import polars as pl

from tijdig.foundation.findings.checks import Check, harvest
from tijdig.foundation.policy.parameters import Parameter, Policy
from tijdig.steps.gate.rules import NEW_SIGNALS, RULES, Rule, Terms

# What the gate may know about a signal from elsewhere; null where nobody knows, and then no rule speaks about it.
KNOWLEDGE = {"in_experiment": pl.Boolean, "earlier_signal": pl.Boolean, "earlier_cents": pl.Int64}
_UNITS = {"days": "dagen", "months": "maanden"}


def assess(frame: pl.DataFrame, on: date, policy: Policy) -> pl.DataFrame:
    """The findings of all rules in force on the date, over typed signals with ``line`` and the columns of KNOWLEDGE."""
    return harvest(frame, checks(on, policy))


@lru_cache(maxsize=64)
def checks(on: date, policy: Policy) -> tuple[Check, ...]:
    """The checks of a date under a policy; made once, since making expressions costs more than using them."""
    return tuple(_checks(on, policy))


def _checks(on: date, policy: Policy) -> Iterator[Check]:
    for rule in RULES:
        if not rule.holds_on(on):
            continue
        for kinds, parameter in kinds_by_parameter(rule, on, policy):
            yield _check(rule, kinds, parameter, on)


def kinds_by_parameter(rule: Rule, on: date, policy: Policy) -> list[tuple[tuple[str, ...], Parameter | None]]:
    """The kinds a rule speaks about on a date, together where the same parameter holds for them.

    Kinds for which the parameter does not exist, or is open and not set, are left out: the rule is silent about them.
    """
    if not rule.parameter:
        return [(rule.kinds, None)]
    stated = [(kind, policy.parameter(rule.parameter, kind, on)) for kind in rule.kinds]
    valued = [(kind, found) for kind, found in stated if found is not None and found.value is not None]
    unique = list(dict.fromkeys(found for _, found in valued))
    return [(tuple(kind for kind, found in valued if found is parameter), parameter) for parameter in unique]


def _check(rule: Rule, kinds: tuple[str, ...], parameter: Parameter | None, on: date) -> Check:
    value, unit = (parameter.value or 0, parameter.unit) if parameter else (0, "")
    breach = ~rule.holds(Terms(on, value, unit))
    concerned = [pl.col("kind") == kinds[0] if len(kinds) == 1 else pl.col("kind").is_in(kinds)]
    if len(rule.signal_types) == 1:
        concerned.append(pl.col("signal_type") == rule.signal_types[0])
    elif rule.signal_types == NEW_SIGNALS:
        concerned.append(pl.col("signal_type").ne_missing("intrekking"))
    else:
        concerned.append(pl.col("signal_type").is_in(rule.signal_types))
    said = f"{rule.message} {rule.remedy}".format(value=value, unit=_UNITS.get(unit, unit), euros=f"€ {value // 100}")
    source = "; ".join(text for text in (rule.source, parameter.source if parameter and not rule.source else "") if text)
    return Check(rule.code, rule.column, rule.severity, pl.all_horizontal(*concerned, breach), said, source)
