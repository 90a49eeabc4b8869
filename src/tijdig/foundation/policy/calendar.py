"""Working days as the Algemene termijnenwet counts them: no Saturdays, Sundays and generally recognised holidays.

Source: Algemene termijnenwet art. 3 (and Good Friday, which that article puts on a par). Days that a royal decree adds
for one year are not in here.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache


def easter(year: int) -> date:
    """Easter Sunday of a year in the Gregorian calendar (the anonymous algorithm, Meeus/Jones/Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def kings_day(year: int) -> date:
    """The day on which the King's birthday is celebrated: 27 April, or the 26th when the 27th is a Sunday (since 2014)."""
    birthday = date(year, 4, 27)
    return birthday - timedelta(days=1) if birthday.isoweekday() == 7 else birthday


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """The generally recognised holidays of a year (art. 3), on whatever day of the week they fall."""
    sunday = easter(year)
    moving = {sunday + timedelta(days=days) for days in (-2, 1, 39, 50)}  # Good Friday, Easter, Ascension, Whit Monday
    fixed = {date(year, 1, 1), kings_day(year), date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)}
    return frozenset(moving | fixed)


def is_working_day(day: date) -> bool:
    """Whether terms count this day as a working day."""
    return day.isoweekday() < 6 and day not in holidays(day.year)


def add_working_days(start: date, count: int) -> date:
    """The day that lies ``count`` working days after ``start`` (the start itself is not counted)."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def end_of_term(start: date, days: int) -> date:
    """The last day of a term of calendar days in a law that begins after ``start`` (Algemene termijnenwet art. 1 and 2).

    A term does not end on a Saturday, Sunday or holiday, and one of three days or more holds at least two working days.
    """
    last = max(start + timedelta(days=days), add_working_days(start, 2)) if days >= 3 else start + timedelta(days=days)
    return last if is_working_day(last) else add_working_days(last, 1)


def subtract_months(day: date, months: int) -> date:
    """The same day so many calendar months earlier; the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
