"""What pages, the journey and the sender ask about texts, letters and messages; always of one municipality."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from tijdig.foundation.letters.models import Letter, LetterFile, LetterText, Manifest, Message
from tijdig.foundation.letters.rules import LetterFacts, LetterState, Sender, TextState, example
from tijdig.foundation.letters.sending_rules import MessageState
from tijdig.foundation.letters.wording import EXAMPLE, Kind, Purpose
from tijdig.foundation.parties.models import Municipality

BATCH = 200


def texts_of(municipality: Municipality) -> QuerySet[LetterText]:
    """The texts in use and the drafts of a municipality, by kind and purpose, the newest version first."""
    alive = LetterText.objects.filter(municipality=municipality).exclude(state=TextState.RETIRED.value)
    return alive.select_related("written_by", "published_by").order_by("kind", "purpose", "-version")


def versions_of(municipality: Municipality, kind: Kind, purpose: Purpose) -> QuerySet[LetterText]:
    """Every version of a text, the newest first."""
    versions = LetterText.objects.filter(municipality=municipality, kind=kind.value, purpose=purpose.value)
    return versions.select_related("written_by", "published_by").order_by("-version")


def published_text(municipality: Municipality, kind: Kind, purpose: Purpose) -> LetterText | None:
    """The version in use; None when there is none."""
    return versions_of(municipality, kind, purpose).filter(state=TextState.PUBLISHED.value).first()


def draft_text(municipality: Municipality, kind: Kind, purpose: Purpose) -> LetterText | None:
    """The draft that waits for a second pair of eyes; None when there is none."""
    return versions_of(municipality, kind, purpose).filter(state=TextState.DRAFT.value).first()


def preview(text: LetterText, *, sender: Sender, on: date) -> LetterFacts:
    """A made-up letter with this text: show subject and body, or render it. Its number says that it is none."""
    return example(text.subject, text.body, EXAMPLE, sender, on)


def letters_of(municipality: Municipality, case_number: str) -> QuerySet[Letter]:
    """The letters of a case, the newest first."""
    letters = Letter.objects.filter(municipality=municipality, case_number=case_number)
    return letters.select_related("text", "manifest").order_by("-id")


def written_on(text: LetterText, day: date, case_numbers: Sequence[str]) -> set[str]:
    """Those of the cases that have a letter with this text of that day, refused ones not counted."""
    letters = Letter.objects.filter(municipality=text.municipality_id, text=text, dated_on=day, case_number__in=case_numbers)
    return set(letters.exclude(state=LetterState.REFUSED.value).values_list("case_number", flat=True))


def letters_in(municipality: Municipality, state: LetterState) -> QuerySet[Letter]:
    """The letters of a municipality in one state, the oldest first."""
    return Letter.objects.filter(municipality=municipality, state=state.value).select_related("text").order_by("id")


def sender_of(letter: Letter) -> Sender:
    """Who a letter came from, as it was then."""
    told = json.loads(letter.sender)
    return Sender(told["municipality"], told["team"], told["phone"], told["email"], tuple(told["address"]))


def values_of(letter: Letter) -> dict[str, str]:
    """What filled the placeholders that are no facts of the case."""
    values: dict[str, str] = json.loads(letter.values)
    return values


@dataclass(frozen=True)
class StoredLetter:
    """A letter with its file."""

    letter: Letter
    pdf: bytes


def stored_letters(municipality: Municipality, numbers: Sequence[str]) -> Iterator[StoredLetter]:
    """Letters with their files, a batch at a time, in the order they were made; unknown numbers are left out."""
    for start in range(0, len(numbers), BATCH):
        batch = Q(letter__number__in=numbers[start : start + BATCH], municipality=municipality)
        files = LetterFile.objects.filter(batch).select_related("letter__text").order_by("letter_id")
        yield from (StoredLetter(file.letter, bytes(file.pdf)) for file in files)


def released_file(municipality: Municipality, number: str) -> bytes | None:
    """The PDF of a letter that was released; None for any other: what was not checked cannot be printed."""
    released = Q(letter__number=number, letter__state=LetterState.RELEASED.value, municipality=municipality)
    pdf = LetterFile.objects.filter(released).values_list("pdf", flat=True).first()
    return None if pdf is None else bytes(pdf)


def files_of(manifest: Manifest) -> Iterator[tuple[str, bytes]]:
    """Every file of a manifest with its name, one PDF per letter, and the manifest itself last."""
    numbers = Letter.objects.filter(manifest=manifest, municipality=manifest.municipality_id).order_by("id")
    for one in stored_letters(manifest.municipality, list(numbers.values_list("number", flat=True))):
        yield f"{one.letter.number}.pdf", one.pdf
    yield f"{manifest.number}.json", manifest.document.encode()


def manifests_of(municipality: Municipality) -> QuerySet[Manifest]:
    """What was released, the newest first."""
    return Manifest.objects.filter(municipality=municipality).order_by("-id")


def messages_of(municipality: Municipality, case_number: str) -> QuerySet[Message]:
    """The messages of a case, the newest first."""
    return Message.objects.filter(municipality=municipality, case_number=case_number).order_by("-id")


def parked_messages(municipality: Municipality) -> QuerySet[Message]:
    """The messages that could not be sent and wait for a person, the oldest first."""
    return Message.objects.filter(municipality=municipality, state=MessageState.FAILED.value).order_by("id")


def waiting_messages(*, at: datetime, limit: int) -> list[str]:
    """The numbers of messages whose time has come and that nobody is sending, the oldest first. For the sender only."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    waiting = Message.objects.filter(free, state=MessageState.QUEUED.value, next_at__lte=at).order_by("next_at", "id")
    return list(waiting.values_list("number", flat=True)[:limit])
