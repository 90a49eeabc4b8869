"""The only writes of this room: what a run came to, one signal placed, and what people judge. Each holds its municipality."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import polars as pl
from django.db import connection

from tijdig.foundation.accounts.models import Person
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.canonical import Json
from tijdig.foundation.ledger.operation import operation
from tijdig.foundation.ledger.operations import append
from tijdig.foundation.tables.bulk import insert
from tijdig.foundation.tables.sets import change, reserve
from tijdig.steps.matching import permission
from tijdig.steps.matching.changes import DIFFERENT, SAME, UNSURE, Changes, changes
from tijdig.steps.matching.contacts import Limited, limited
from tijdig.steps.matching.engine import settle
from tijdig.steps.matching.judgements import are_tied
from tijdig.steps.matching.keys import MATCHING_FRAME
from tijdig.steps.matching.models import Group, Household, Judgement, Link, MatchRun, Placement, SharedContact, Suggestion
from tijdig.steps.matching.neighbourhood import Placed, features_of, next_to, placements
from tijdig.steps.matching.numbering import Standing
from tijdig.steps.matching.outcome import LinkRow, outcome_of, told
from tijdig.steps.matching.reading import accepted_among, placement_frame, stored_in, words_in
from tijdig.steps.matching.refusals import Refused
from tijdig.steps.matching.settling import Touched, changes_of
from tijdig.steps.matching.tiers import VERSION

_LOCK = 0x6D61_7463
_COLUMNS = {"signal": "signal_id", "municipality": "municipality_id"}
_PLACED = {"signal_id": pl.Int64, "group_id": pl.Int64, "home_id": pl.Int64}


@operation
def store_run(
    *, run: MatchRun, worker: str, frame: pl.DataFrame, edges: pl.DataFrame, shared: pl.DataFrame, actor: Actor, at: datetime
) -> Changes:
    """Settle a run over a municipality and write what differs from what is stored.

    ``frame`` (MATCHING_FRAME) and ``edges`` (``engine.edges``) of all its signals, ``shared``: contacts that say nothing
    (``contacts.SHARED``). Judgements are read here, so that one given while the engine worked counts. Signals placed in the
    meantime are placed anew; placements of signals that are not accepted any more go.

    Raises Refused when this worker does not hold the run any more, ValueError for a signal of another municipality.
    """
    municipality = run.municipality_id
    _hold(municipality)
    _refuse_strangers(municipality, frame)
    if not MatchRun.objects.filter(pk=run.pk, state=MatchRun.State.RUNNING, claimed_by=worker).exists():
        raise Refused("Deze koppelronde is door een ander overgenomen.")
    stored = stored_in(municipality)
    outcome = outcome_of(settle(frame, edges, stored.judged))
    absent = stored.standing.keys() - outcome.persons.keys()
    here = {signal: one for signal, one in stored.standing.items() if signal not in absent}
    found = changes(stored.without(absent), outcome, lambda count: reserve(Group, count), lambda count: reserve(Household, count))
    _write_groups(municipality, found)
    _sync_placements(municipality, frame, found, here)
    _write_pairs(municipality, found, at, run.pk)
    _sync_shared(municipality, shared)
    arrived = accepted_among(municipality, absent)
    _leave(absent - arrived)
    if arrived:
        _write(municipality, changes_of(Touched(municipality, arrived)), {}, at)
    counts = {**found.totals, "links": len(outcome.links), "suggestions": len(outcome.asked)}
    MatchRun.objects.filter(pk=run.pk).update(tiers_version=VERSION, **counts)
    content: dict[str, Json] = {
        "municipality": municipality,
        "links": len(found.links),
        "ended": len(found.ended),
        "moved": len(found.places),
    }
    append(actor=actor, at=at, action="matching.run.stored", subject=f"koppelronde-{run.pk}", content=content)
    return found


@operation
def place(*, municipality: str, frame: pl.DataFrame, gone: Collection[int] = (), actor: Actor, at: datetime) -> frozenset[int]:
    """Give signals their place, and take away those that are ``gone``; returns the groups for which something changed.

    ``frame``: MATCHING_FRAME of accepted signals of the municipality, new ones or ones that are placed already. The outcome
    is that of a run over everything. Raises ValueError for a signal that is not accepted there.
    """
    _hold(municipality)
    signals = frame["signal"].to_list()
    if accepted_among(municipality, signals) != set(signals):
        raise ValueError("only accepted signals of the municipality are placed in it")
    known = placements([*signals, *gone])
    new = limited(municipality, frame.rows())
    moving = {*known, *(signal for signals in new.changed.values() for signal in signals)}
    before = next_to(moving) if moving else set()
    _leave(set(gone))
    _stop(municipality, new)
    reserved = _arrive(new, known)
    went = {signal: placed for signal, placed in known.items() if signal in set(gone)}
    touched = Touched(municipality, ({*signals, *before, *moving} - went.keys()), reserved, went)
    found = changes_of(touched)
    _write(municipality, found, reserved, at)
    content: dict[str, Json] = {
        "municipality": municipality,
        "placed": len(signals),
        "gone": len(went),
        "groups": len(found.groups),
    }
    append(actor=actor, at=at, action="matching.placed", subject=municipality, content=content)
    return found.groups


@operation
def judge(
    *, left: int, right: int, verdict: str, reason: str, person: Person, actor: Actor, at: datetime
) -> tuple[Judgement, frozenset[int]]:
    """Write what a person says about two signals, and let it count; returns it with the groups that changed.

    ``verdict``: same, different or unsure. Raises Refused (a Dutch sentence) when the signals are not both placed in one
    municipality where the person may judge, when this pair was judged before, or when the word goes against another one.
    """
    left, right = sorted((left, right))
    municipality = _municipality_of(left, right)
    _hold(municipality)
    permission.refuse_unless(person, municipality, at)
    earlier = list(Judgement.objects.filter(left_id=left, right_id=right))
    _refuse_contradiction(municipality, left, right, verdict)
    judgement = Judgement.objects.create(
        left_id=left, right_id=right, municipality_id=municipality, verdict=verdict, person=person, at=at, reason=reason,
        features=told(features_of(left, right)), turn=len(earlier),
    )  # fmt: skip
    return judgement, _settle_judgement(judgement, actor, at)


@operation
def take_back(*, judgement: Judgement, reason: str, person: Person, actor: Actor, at: datetime) -> tuple[Judgement, frozenset[int]]:
    """Take back what a person said about two signals; what rules and others say counts again. Groups get their numbers back.

    Returns the new row with the groups that changed. Raises Refused when it was taken back already, or the person may not.
    """
    _hold(judgement.municipality_id)
    permission.refuse_unless(person, judgement.municipality_id, at)
    if judgement.verdict == Judgement.Verdict.TAKEN_BACK or Judgement.objects.filter(takes_back=judgement).exists():
        raise Refused("Dit oordeel is al teruggenomen.")
    pair = {"left_id": judgement.left_id, "right_id": judgement.right_id}
    back = Judgement.objects.create(
        **pair, municipality_id=judgement.municipality_id, verdict=Judgement.Verdict.TAKEN_BACK, person=person, at=at,
        reason=reason, features=judgement.features, turn=Judgement.objects.filter(**pair).count(), takes_back=judgement,
    )  # fmt: skip
    return back, _settle_judgement(back, actor, at)


@operation
def rank_suggestions(*, municipality: str, ranks: pl.DataFrame, actor: Actor, at: datetime) -> int:
    """Put the open suggestions of a municipality in another order: ``ranks`` holds left, right, rank (0 first).

    Returns how many moved; pairs that are not asked are left out.
    """
    kept = Suggestion.objects.filter(municipality=municipality, state=Suggestion.State.OPEN)
    schema = {"id": pl.Int64, "left": pl.Int64, "right": pl.Int64, "old": pl.Int64}
    open_ones = pl.DataFrame(list(kept.values_list("id", "left_id", "right_id", "rank")), schema=schema, orient="row")
    moved = open_ones.join(ranks, on=["left", "right"]).filter(pl.col("rank") != pl.col("old")).select("id", "rank")
    change(Suggestion, moved, "id")
    append(actor=actor, at=at, action="matching.ranked", subject=municipality, content={"moved": moved.height})
    return moved.height


def _log(what: str, subject: str, found: Changes, municipality: str, actor: Actor, at: datetime) -> None:
    """How much was written; the last thing, since all writers wait for each other from here on."""
    content: dict[str, Json] = {
        "municipality": municipality, "moved": len(found.places), "groups": len(found.groups), "links": len(found.links),
        "ended": len(found.ended),
    }  # fmt: skip
    append(actor=actor, at=at, action=f"matching.{what}", subject=subject, content=content)


def _hold(municipality: str) -> None:
    """One writer in a municipality at a time: each sees what the one before did. SQLite is so by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, int(municipality[2:])])


def _refuse_strangers(municipality: str, frame: pl.DataFrame) -> None:
    if not (frame["municipality"] == municipality).all():
        raise ValueError("only signals of one municipality meet")


def _municipality_of(left: int, right: int) -> str:
    if left == right:
        raise Refused("Kies twee verschillende signalen.")
    found = dict(Placement.objects.filter(pk__in=[left, right]).values_list("pk", "municipality_id"))
    if len(found) < 2:
        raise Refused("Een van deze signalen doet niet meer mee.")
    if found[left] != found[right]:
        raise Refused("Deze signalen zijn niet van dezelfde gemeente.")
    return str(found[left])


def _refuse_contradiction(municipality: str, left: int, right: int, verdict: str) -> None:
    """Never asked twice, and no word against another: one of the two must be taken back first, by a person."""
    words = words_in(municipality)
    word = words.get((left, right))
    if word is not None and word.verdict != UNSURE:
        raise Refused("Over dit paar is al geoordeeld. Wilt u iets anders zeggen? Neem dan eerst dat oordeel terug.")
    if verdict == DIFFERENT and are_tied([pair for pair, one in words.items() if one.verdict == SAME], left, right):
        raise Refused("Deze signalen zijn eerder als één persoon beoordeeld. Neem eerst dat oordeel terug.")
    if verdict == SAME and _are_kept_apart([pair for pair, one in words.items() if one.verdict == DIFFERENT], left, right):
        raise Refused(
            "In deze groepen staan signalen die eerder als verschillende personen zijn beoordeeld. Neem eerst dat oordeel terug."
        )


def _are_kept_apart(different: Collection[tuple[int, int]], left: int, right: int) -> bool:
    if not different:
        return False
    signals = {left, right, *(one for pair in different for one in pair)}
    group = dict(Placement.objects.filter(pk__in=signals).values_list("pk", "group_id"))
    both = {group[left], group[right]}
    return any({group.get(one), group.get(other)} == both for one, other in different)


def _settle_judgement(judgement: Judgement, actor: Actor, at: datetime) -> frozenset[int]:
    municipality = judgement.municipality_id
    found = changes_of(Touched(municipality, [judgement.left_id, judgement.right_id]))
    _write(municipality, found, {}, at)
    _log(f"judged.{judgement.verdict}", f"oordeel-{judgement.pk}", found, municipality, actor, at)
    return found.groups


def _leave(signals: Collection[int]) -> None:
    """A placement only says where an accepted signal stands now: the keys of one that was withdrawn are not kept."""
    Placement.objects.filter(pk__in=list(signals)).delete()


def _stop(municipality: str, new: Limited) -> None:
    rows = [(municipality, contact, value) for contact, value in sorted(new.stopped)]
    if rows:
        insert(SharedContact, pl.DataFrame(rows, schema=["municipality_id", "contact", "value"], orient="row"))
    for contact, signals in new.changed.items():
        if signals:
            without = pl.DataFrame({"signal_id": sorted(signals)}).with_columns(pl.lit(None, pl.String).alias(contact))
            change(Placement, without, "signal_id")


def _arrive(new: Limited, known: Mapping[int, Placed]) -> dict[int, int]:
    """Writes what is compared; returns newcomers with the number that was reserved for a group of their own."""
    frame = pl.DataFrame(new.rows, schema=_frame_schema(), orient="row").rename(_COLUMNS)
    fresh = frame.filter(~pl.col("signal_id").is_in(list(known)))
    reserved = dict(zip(fresh["signal_id"].to_list(), reserve(Group, fresh.height), strict=True)) if fresh.height else {}
    own = pl.Series("group_id", list(reserved.values()), pl.Int64)
    insert(Placement, fresh.with_columns(own, own.alias("home_id")))
    change(Placement, frame.filter(pl.col("signal_id").is_in(list(known))), "signal_id")
    return reserved


def _frame_schema() -> dict[str, type[pl.DataType]]:
    numbers = ("signal", "family", "born", "born_year", "born_month", "born_day", "house_number")
    return {name: pl.Int64 if name in numbers else pl.String for name in MATCHING_FRAME}


def _write(municipality: str, found: Changes, reserved: Mapping[int, int], at: datetime) -> None:
    """Everything of a change around a few signals."""
    _write_groups(municipality, found)
    moved = {
        signal: one for signal, one in found.places.items() if one != Standing(reserved.get(signal, 0), reserved.get(signal, 0))
    }
    change(Placement, _as_places(moved), "signal_id")
    _write_pairs(municipality, found, at, None)


def _as_places(places: Mapping[int, Standing]) -> pl.DataFrame:
    return pl.DataFrame([(signal, *one) for signal, one in places.items()], schema=_PLACED, orient="row")


def _write_groups(municipality: str, found: Changes) -> None:
    whose = pl.lit(municipality).alias("municipality_id")
    if found.new_households:
        insert(Household, pl.DataFrame({"id": found.new_households}).with_columns(whose))
    new = set(found.new_groups)
    ends = {"household_id": pl.Int64, "merged_into_id": pl.Int64}
    if new:
        rows = [(group, *found.group_rows.get(group, (None, None))) for group in found.new_groups]
        insert(Group, pl.DataFrame(rows, schema={"id": pl.Int64, **ends}, orient="row").with_columns(whose))
    rows = [(group, *row) for group, row in found.group_rows.items() if group not in new]
    if rows:
        change(Group, pl.DataFrame(rows, schema={"id": pl.Int64, **ends}, orient="row"), "id")


def _sync_placements(municipality: str, frame: pl.DataFrame, found: Changes, here: Mapping[int, Standing]) -> None:
    """Placements of a whole municipality: new ones, and those of which a value or the place is another."""
    places = _as_places({**here, **found.places})
    wanted = frame.rename(_COLUMNS).join(places, on="signal_id", maintain_order="left")
    stored = placement_frame(municipality, dict(wanted.schema))
    fresh = wanted.join(stored, on="signal_id", how="anti")
    other = wanted.join(stored, on=wanted.columns, how="anti", nulls_equal=True).join(stored, on="signal_id", how="semi")
    insert(Placement, fresh)
    change(Placement, other, "signal_id")


def _write_pairs(municipality: str, found: Changes, at: datetime, run: int | None) -> None:
    moment = str(connection.ops.adapt_datetimefield_value(at))
    if found.ended:
        ended = pl.DataFrame({"id": found.ended}).with_columns(pl.lit(moment).alias("ended_at"))
        change(Link, ended, "id")
    same = [pl.lit(municipality).alias("municipality_id"), pl.lit(VERSION).alias("version")]
    if found.links:
        links = pl.DataFrame(found.links, schema=_link_schema(), orient="row")
        insert(Link, links.with_columns(*same, pl.lit(run, pl.Int64).alias("run_id"), pl.lit(moment).alias("made_at")))
    asked = [(one.number, one.left, one.right, one.state, *one.asked) for one in found.asked]
    frame = pl.DataFrame(asked, schema=_ASKED, orient="row").with_columns(same)
    insert(Suggestion, frame.filter(pl.col("id").is_null()).drop("id"))
    again = ("id", "state", "tier", "reason", "features", "version")  # the rank stays: somebody may have ranked it
    change(Suggestion, frame.filter(pl.col("id").is_not_null()).select(again), "id")
    if found.states:
        change(Suggestion, pl.DataFrame({"id": list(found.states), "state": list(found.states.values())}), "id")


def _link_schema() -> dict[str, type[pl.DataType]]:
    kinds = {"left": pl.Int64, "right": pl.Int64, "tier": pl.Int64, "decision": pl.String, "features": pl.String}
    return {f"{name}_id" if name in ("left", "right") else name: kinds[name] for name in LinkRow._fields}


_ASKED: dict[str, type[pl.DataType]] = {
    "id": pl.Int64, "left_id": pl.Int64, "right_id": pl.Int64, "state": pl.String, "tier": pl.Int64, "reason": pl.String,
    "features": pl.String, "rank": pl.Int64,
}  # fmt: skip


def _sync_shared(municipality: str, shared: pl.DataFrame) -> None:
    """The list of contacts that say nothing is that of the last run, and what came since."""
    stored = list(SharedContact.objects.filter(municipality=municipality).values_list("pk", "contact", "value"))
    wanted = set(shared.select("contact", "value").rows())
    SharedContact.objects.filter(pk__in=[pk for pk, *contact in stored if tuple(contact) not in wanted]).delete()
    fresh = sorted(wanted - {(contact, value) for _, contact, value in stored})
    rows = pl.DataFrame(fresh, schema={"contact": pl.String, "value": pl.String}, orient="row")
    insert(SharedContact, rows.with_columns(pl.lit(municipality).alias("municipality_id")))
