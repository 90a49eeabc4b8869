"""Typed signals as the gate gets them, sound until a test changes something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from tijdig.foundation.policy.parameters import Parameter, Policy, national, with_settings
from tijdig.steps.gate.assessment import assess

ON = date(2026, 7, 1)
Value = str | int | bool | date | None
SCHEMA = {
    "line": pl.UInt32,
    "reference": pl.String,
    "kind": pl.String,
    "signal_type": pl.String,
    "amount_cents": pl.Int64,
    "arose_on": pl.Date,
    "reminded_on": pl.Date,
    "offered": pl.String,
    "pointed_to_help_on": pl.Date,
    "contact_sought_on": pl.Date,
    "contact_way": pl.String,
    "objection": pl.String,
    "supply_ends_on": pl.Date,
    "reminder_count": pl.Int32,
    "in_experiment": pl.Boolean,
    "earlier_signal": pl.Boolean,
    "earlier_cents": pl.Int64,
}
RENT: Mapping[str, Value] = {
    "line": 2,
    "reference": "A-1",
    "kind": "huur",
    "signal_type": "vroegsignaal",
    "amount_cents": 45000,
    "arose_on": ON - timedelta(days=60),
    "reminded_on": ON - timedelta(days=40),
    "offered": "ja",
    "pointed_to_help_on": ON - timedelta(days=40),
    "contact_sought_on": ON - timedelta(days=35),
    "contact_way": "telefoon",
    "objection": "geen-reactie",
}
BARE: Mapping[str, Value] = {"line": 2, "reference": "A-1", "signal_type": "vroegsignaal", "amount_cents": 45000}
WINDOW = Parameter("objection_window", "days", date(2021, 1, 1), "Besluit van de beheerder", "setting", 7, ("huur",))


def with_window(days: int = 7) -> Policy:
    """The national policy with an objection window of the operator."""
    setting = Parameter(WINDOW.name, WINDOW.unit, WINDOW.valid_from, WINDOW.source, WINDOW.status, days, WINDOW.kinds)
    return with_settings(national(), [setting])


def frame_of(*rows: Mapping[str, Value]) -> pl.DataFrame:
    """The rows as a typed frame."""
    return pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in rows], schema=SCHEMA)


def found(row: Mapping[str, Value], on: date = ON, policy: Policy | None = None) -> list[tuple[str, str]]:
    """Code and column of every finding about one row."""
    return assess(frame_of(row), on, policy or national()).select("code", "column").rows()


def codes(row: Mapping[str, Value], on: date = ON, policy: Policy | None = None) -> set[str]:
    """The codes of every finding about one row."""
    return {code for code, _ in found(row, on, policy)}


def aged(kind: str, days: int, on: date) -> dict[str, Value]:
    """A signal whose arrears are so many days old on the date, with every condition in order."""
    arose = on - timedelta(days=days)
    done = dict.fromkeys(("reminded_on", "pointed_to_help_on", "contact_sought_on"), max(arose, on - timedelta(days=5)))
    return {**RENT, **done, "kind": kind, "arose_on": arose, "in_experiment": True}
