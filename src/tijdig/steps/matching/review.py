"""What the review page asks: the next pair to judge, how many there are, and what somebody said last."""

from __future__ import annotations

from tijdig.steps.matching.models import Judgement, Suggestion

_OPEN = Suggestion.State.OPEN


def open_suggestions(municipality: str) -> int:
    """How many pairs a person must still look at."""
    return Suggestion.objects.filter(municipality=municipality, state=_OPEN).count()


def next_suggestion(municipality: str) -> Suggestion | None:
    """The first pair of the list, with both signals and their creditors."""
    rows = Suggestion.objects.filter(municipality=municipality, state=_OPEN).order_by("rank", "pk")
    return rows.select_related("left__creditor", "right__creditor").first()


def suggestion_of(municipality: str, number: int) -> Suggestion | None:
    """A pair by its row number, if it is one of this municipality."""
    return Suggestion.objects.filter(municipality=municipality, pk=number).first()


def last_judgement_of(municipality: str, person: int) -> Judgement | None:
    """The newest judgement of a person that still stands."""
    standing = Judgement.objects.filter(municipality=municipality, person=person, taken_back_by__isnull=True)
    return standing.exclude(verdict=Judgement.Verdict.TAKEN_BACK).order_by("-pk").first()
