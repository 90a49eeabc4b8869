"""The timeline of a case in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    if outcome := told.get("outcome"):
        yield OUTCOMES[Outcome(str(outcome))].value
    if reason := told.get("reason"):
        yield REASONS[Reason(str(reason))] if str(reason) in set(Reason) else str(reason)
    to = told.get("to")
    if to:
        yield f"Aan {names.get(int(to), 'een collega') if str(to).isdecimal() else to}"
    for name, word in (("until", "Tot"), ("on", "Op")):
        if day := told.get(name):
            yield f"{word} {wording.long_day(date.fromisoformat(str(day)))}"
    if count := told.get("count"):
        yield wording.counted(int(count), "signaal", "signalen")
    for name, word in (("into", "Ging op in"), ("from", "Kwam uit")):
        if number := told.get(name):
            yield f"{word} {number}"
    if note := told.get("note"):
        yield str(note)
