"""How figures, days and terms are written on pages. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
KINDS = {
    "huur": "Huur", "energie": "Energie", "water": "Water", "zorg": "Zorg", "hypotheek": "Hypotheek",
    "belastingdienst": "Belastingdienst", "toeslagen": "Toeslagen", "cak-eigen-bijdrage": "CAK eigen bijdrage",
    "cak-zorg": "CAK zorg", "duo": "DUO",
}  # fmt: skip
SORTS = {"single": "enkelvoudig", "combined": "meervoudig", "successive": "opeenvolgend"}
SORT_MEANINGS = {
    "single": "één signaal op dit adres",
    "combined": "meer signalen op dit adres in dezelfde maand",
    "successive": "eerder signaal op dit adres in de zes maanden ervoor",
}


@dataclass(frozen=True)
class Term:
    """A deadline in words, with the tone of its colour."""

    left: str  # nog 3 dagen
    day: str  # do 26 november
    tone: str  # late, today, soon, fine


def money(cents: int) -> str:
    """€ 1.234,56 with a space that does not break."""
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"€\N{NO-BREAK SPACE}{sign}{whole:,}".replace(",", ".") + f",{rest:02}"


def long_day(on: date) -> str:
    """12 november 2026."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def short_day(on: date, today: date) -> str:
    """do 26 november; with the year when it is another year than today's."""
    year = f" {on.year}" if on.year != today.year else ""
    return f"{DAYS[on.weekday()][:2]} {on.day} {MONTHS[on.month - 1]}{year}"


def moment(at: datetime, today: date) -> str:
    """vandaag 14:05, gisteren 9:30, do 26 november 14:05."""
    days = (today - at.date()).days
    day = {0: "vandaag", 1: "gisteren"}.get(days) or short_day(at.date(), today)
    return f"{day} {at.hour}:{at.minute:02}"


def days(count: int) -> str:
    """1 dag, 2 dagen."""
    return f"{count} dag" if count == 1 else f"{count} dagen"


def term(due_on: date, today: date) -> Term:
    """A deadline in words: nog 3 dagen, vandaag, 2 dagen te laat."""
    left = (due_on - today).days
    day = short_day(due_on, today)
    if left < 0:
        return Term(f"{days(-left)} te laat", day, "late")
    if left == 0:
        return Term("vandaag", day, "today")
    return Term("morgen" if left == 1 else f"nog {days(left)}", day, "soon" if left <= 7 else "fine")


def age(on: date, today: date) -> str:
    """How old something is: 12 dagen, 3 maanden, 2 jaar."""
    passed = max((today - on).days, 0)
    if passed < 61:
        return days(passed)
    return f"{passed // 30} maanden" if passed < 730 else f"{passed // 365} jaar"


def counted(count: int, one: str, more: str) -> str:
    """1 zaak, 2 zaken."""
    return f"{count:,}".replace(",", ".") + f" {one if count == 1 else more}"
