"""The clock of the pages: they are a door, so here time comes in. Days are days in the Netherlands."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """This moment."""
    return datetime.now(HERE)


def today() -> date:
    """Today in the Netherlands."""
    return now().date()
