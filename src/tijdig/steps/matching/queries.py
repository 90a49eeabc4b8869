"""What others ask about matching. Everything is bounded by a municipality."""

# ruff: noqa: S608 - names of our own tables; values go along as parameters.
from __future__ import annotations

import json
from collections.abc import Collection

import polars as pl
from django.db.models import Q

from tijdig.foundation.tables.sets import Schema, among, many, read
from tijdig.steps.matching.kinds import Kind, kinds
from tijdig.steps.matching.models import MatchRun, Placement, Suggestion
from tijdig.steps.matching.reviewing import Proposal, Reason, Said, counts, judgements, open_proposals, proposal, reasons

SIGNALS: Schema = {
    "signal": pl.Int64, "municipality": pl.String, "initials": pl.String, "surname": pl.String, "born_on": pl.Date,
    "postcode": pl.String, "house_number": pl.Int32, "house_letter": pl.String, "addition": pl.String, "phone": pl.String,
    "email": pl.String, "signal_date": pl.Date,
}  # fmt: skip
_TOLD = (
    "s.id AS signal, s.municipality_id AS municipality, s.initials, s.surname, CAST(s.born_on AS TEXT) AS born_on, s.postcode,"
    " s.house_number, s.house_letter, s.addition, s.phone, s.email, CAST(s.signal_date AS TEXT) AS signal_date"
)
_MATCHABLE = f"SELECT {_TOLD} FROM intake_signal s WHERE s.state = 'accepted' AND s.signal_type <> 'intrekking'"


def matchable(municipality: str, signals: Collection[int] | None = None) -> pl.DataFrame:
    """The accepted signals of a municipality (SIGNALS: ``keys.ENTERS`` and the signal date), all or some of them."""
    query = f"{_MATCHABLE} AND s.municipality_id = %s"
    if signals is None:
        return read(query, [municipality], SIGNALS)
    return read(f"{query} AND {among('s.id')}", [municipality, many(signals)], SIGNALS)


def kinds_of(municipality: str, signals: Collection[int]) -> dict[int, Kind]:
    """Enkelvoudig, meervoudig or opeenvolgend, for each of these placed signals, beside all others at its address."""
    doors = (
        "SELECT DISTINCT municipality_id, postcode, house_number FROM matching_placement"
        f" WHERE municipality_id = %s AND {among('signal_id')}"
    )
    query = (
        f"SELECT {_TOLD} FROM ({doors}) d JOIN matching_placement p ON p.municipality_id = d.municipality_id"
        " AND p.postcode = d.postcode AND p.house_number = d.house_number JOIN intake_signal s ON s.id = p.signal_id"
    )
    wanted = set(signals)
    told = kinds(read(query, [municipality, many(wanted)], SIGNALS))
    found = {signal: Kind(kind) for signal, kind in told.iter_rows() if signal in wanted}
    return dict.fromkeys(wanted, Kind.SINGLE) | found  # who has no full address is told by himself


def kind_of(municipality: str, signals: Collection[int]) -> Kind:
    """Of a case with these signals: what says most about this month is told (``kinds``)."""
    found = set(kinds_of(municipality, signals).values())
    return next((kind for kind in (Kind.COMBINED, Kind.SUCCESSIVE) if kind in found), Kind.SINGLE)


def run_under_way(municipality: str) -> MatchRun | None:
    """The run that waits or is worked on in a municipality."""
    return MatchRun.objects.filter(municipality=municipality, state__in=["waiting", "running"]).first()


def last_run(municipality: str) -> MatchRun | None:
    """The newest run of a municipality, whatever became of it."""
    return MatchRun.objects.filter(municipality=municipality).order_by("-pk").first()


def waiting_runs() -> list[MatchRun]:
    """The runs that nobody works on, oldest first."""
    return list(MatchRun.objects.filter(Q(state=MatchRun.State.WAITING)).order_by("pk"))


def next_suggestion(municipality: str, skip: Collection[int] = ()) -> Proposal | None:
    """The pair that stands first in the list of pairs to judge, without those to skip (numbers of suggestions)."""
    found = open_proposals(municipality, skip, count=1)
    return found[0] if found else None


def suggestions(municipality: str, first: int = 0, count: int = 50) -> list[Proposal]:
    """The pairs to judge, in the order of the list, from a place on."""
    return open_proposals(municipality, first=first, count=count)


def suggestion_of(municipality: str, number: int) -> Proposal | None:
    """One pair to judge, or that was, by its number; None where the municipality has none with that number."""
    return proposal(municipality, number)


def suggestion_counts(municipality: str) -> dict[str, int]:
    """How many pairs are open, judged, and lapsed."""
    return counts(municipality)


def judgements_of(municipality: str, count: int = 50) -> list[Said]:
    """The newest judgements, so that one can be taken back."""
    return judgements(municipality, count)


def why_linked(municipality: str, group: int) -> list[Reason]:
    """Why the signals of a group belong together."""
    return reasons(municipality, group)


def signals_in(municipality: str, groups: Collection[int] | None = None) -> dict[int, list[int]]:
    """The signals of each group, the oldest first; of all groups where none are named. An empty group is not in it."""
    placed = Placement.objects.filter(municipality=municipality)
    if groups is not None:
        placed = placed.filter(group__in=list(groups))
    found: dict[int, list[int]] = {}
    for signal, group in placed.order_by("pk").values_list("pk", "group_id"):
        found.setdefault(group, []).append(signal)
    return found


def open_suggestions(municipality: str) -> pl.DataFrame:
    """The pairs that wait for a person: left_signal, right_signal, tier and name_similarity, as ``ranking.ranked`` wants."""
    asked = Suggestion.objects.filter(municipality=municipality, state=Suggestion.State.OPEN).order_by("pk")
    rows = [
        (left, right, tier, json.loads(features)["name_similarity"])
        for left, right, tier, features in asked.values_list("left_id", "right_id", "tier", "features")
    ]
    return pl.DataFrame(rows, schema=_ASKED, orient="row")


_ASKED = {"left_signal": pl.Int64, "right_signal": pl.Int64, "tier": pl.Int32, "name_similarity": pl.Float64}
