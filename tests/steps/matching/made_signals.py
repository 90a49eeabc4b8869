"""Signals made by hand: one person at one address, of which a test changes what it is about."""

from __future__ import annotations

from datetime import date

import polars as pl

from tijdig.steps.matching.engine import Matched, match

SCHEMA = {
    "signal": pl.Int64, "municipality": pl.String, "initials": pl.String, "surname": pl.String, "born_on": pl.Date,
    "postcode": pl.String, "house_number": pl.Int32, "house_letter": pl.String, "addition": pl.String, "phone": pl.String,
    "email": pl.String,
}  # fmt: skip
PERSON = {"municipality": "GM0106", "initials": "J.P.", "surname": "Brugman", "born_on": date(1980, 4, 17),
          "postcode": "9401AB", "house_number": 12}  # fmt: skip
BORN = date(1980, 4, 17)
ELSEWHERE = {"postcode": "9406XY", "house_number": 80}
PHONE, EMAIL = "+31660000001", "jan@post.example"


def signals(*changes: dict[str, object]) -> pl.DataFrame:
    """One row for every set of changes to PERSON; the first is signal 1."""
    rows = [{"signal": number, **PERSON, **change} for number, change in enumerate(changes, start=1)]
    return pl.DataFrame(rows, schema=SCHEMA)


def matched(*changes: dict[str, object]) -> Matched:
    """What the engine makes of such signals."""
    return match(signals(*changes))


def persons(found: Matched) -> list[list[int]]:
    """The signals of each person, smallest first."""
    grouped = found.signals.group_by("person").agg(pl.col("signal").sort()).sort("person")
    return [list(group) for group in grouped["signal"].to_list()]
