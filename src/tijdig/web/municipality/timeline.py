"""The timeline of a case in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tijdig.steps.followup.case_file import Attempt, CaseFile, Happened
from tijdig.steps.followup.outcomes import OUTCOMES, REASONS, Outcome, Reason
from tijdig.web import wording


@dataclass(frozen=True)
class Step:
    """One line: when, what, by whom, what came along, and whether that stays inside the desk."""

    at: datetime
    words: str
    who: str
    lines: tuple[str, ...]
    secret: bool


def steps_of(file: CaseFile, names: Mapping[int, str]) -> list[Step]:
    """The timeline, newest first; ``names`` of colleagues by row number."""
    attempts = {one.pk: one for one in file.attempts}
    return [_step(one, attempts, names) for one in file.timeline]


def _step(one: Happened, attempts: Mapping[int, Attempt], names: Mapping[int, str]) -> Step:
    words, lines = one.words[:1].upper() + one.words[1:], list(_lines(one.told, names))
    attempt = attempts.get(int(one.told.get("attempt") or 0))
    if attempt is not None:
        words = f"{attempt.kind_words}: {'gesproken' if attempt.reached else 'niet bereikt'}"
        lines = [f"{wording.long_day(attempt.on)}, {attempt.day_part_words.lower()}", *([attempt.note] if attempt.note else [])]
    secret = bool(one.told.get("note") or one.told.get("reason") or (attempt and attempt.note))
    return Step(one.at, words, one.who, tuple(lines), secret)


def _lines(told: Mapping[str, str | int | None], names: Mapping[int, str]) -> Iterator[str]:
    """What came along with an action, in a fixed order; a key that is not known here is left out."""
    ways: dict[str, Callable[[str], str]] = {
        "outcome": lambda value: OUTCOMES[Outcome(value)].value,
        "reason": lambda value: REASONS[Reason(value)] if value in set(Reason) else value,
        "to": lambda value: f"Aan {names.get(int(value), 'een collega') if value.isdecimal() else value}",
        "until": lambda value: f"Tot {_day(value)}",
        "on": lambda value: f"Op {_day(value)}",
        "count": lambda value: wording.counted(int(value), "signaal", "signalen"),
        "into": lambda value: f"Ging op in {value}",
        "from": lambda value: f"Kwam uit {value}",
        "note": lambda value: value,
    }
    return (say(str(told[name])) for name, say in ways.items() if told.get(name))


def _day(text: str) -> str:
    return wording.long_day(date.fromisoformat(text))
