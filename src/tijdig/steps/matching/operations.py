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
from tijdig.foundation.tables.sets import add, change, reserve
from tijdig.steps.matching import permission
from tijdig.steps.matching.changes import DIFFERENT, SAME, UNSURE, Changes, changes
from tijdig.steps.matching.contacts import Limited, limited
from tijdig.steps.matching.engine import settle
from tijdig.steps.matching.judgements import are_tied
from tijdig.steps.matching.keys import MATCHING_FRAME, matching_frame
from tijdig.steps.matching.models import Group, Household, Judgement, Link, MatchRun, Placement, SharedContact, Suggestion
from tijdig.steps.matching.neighbourhood import Placed, features_of, next_to, placements
from tijdig.steps.matching.numbering import Standing
from tijdig.steps.matching.outcome import outcome_of, told
from tijdig.steps.matching.queries import matchable
from tijdig.steps.matching.reading import accepted_among, placement_frame, stored_in
from tijdig.steps.matching.refusals import Refused
from tijdig.steps.matching.settling import Touched, changes_of
from tijdig.steps.matching.tiers import VERSION
from tijdig.steps.matching.words import words_in

_LOCK = 0x6D61_7463
_COLUMNS = {"signal": "signal_id", "municipality": "municipality_id"}
_KEYS = tuple(_COLUMNS.get(name, name) for name in MATCHING_FRAME)
_PAIR = ("municipality_id", "version", "left_id", "right_id", "tier")


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
        _place(municipality, matching_frame(matchable(municipality, arrived)), (), at)
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
    found = _place(municipality, frame, set(gone), at)
    _log("placed", municipality, found, municipality, actor, at)
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
    wanted = {(left, right): rank for left, right, rank in ranks.select("left", "right", "rank").iter_rows()}
    moved = [
        (number, wanted[left, right])
        for number, left, right, rank in kept.values_list("id", "left_id", "right_id", "rank")
        if wanted.get((left, right), rank) != rank
    ]
    change(Suggestion, ("id", "rank"), moved)
    append(actor=actor, at=at, action="matching.ranked", subject=municipality, content={"moved": len(moved)})
    return len(moved)


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


def _place(municipality: str, frame: pl.DataFrame, gone: Collection[int], at: datetime) -> Changes:
    signals = frame["signal"].to_list()
    if accepted_among(municipality, signals) != set(signals):
        raise ValueError("only accepted signals of the municipality are placed in it")
    known = placements([*signals, *gone])
    new = limited(municipality, frame.rows())
    moving = {*known, *(signal for signals in new.changed.values() for signal in signals)}
    before = next_to(moving, known) if moving else set()
    _leave(gone)
    _stop(municipality, new)
    reserved = _arrive(new, known)
    went = {signal: placed for signal, placed in known.items() if signal in gone}
    arrived = _as_placed(new, known, reserved)
    touched = Touched(municipality, {*signals, *before, *moving} - went.keys(), arrived, reserved, went)
    found = changes_of(touched)
    _write(municipality, found, reserved, at)
    return found


def _settle_judgement(judgement: Judgement, actor: Actor, at: datetime) -> frozenset[int]:
    municipality = judgement.municipality_id
    found = changes_of(Touched(municipality, [judgement.left_id, judgement.right_id]))
    _write(municipality, found, {}, at)
    _log(f"judged.{judgement.verdict}", f"oordeel-{judgement.pk}", found, municipality, actor, at)
    return found.groups


def _leave(signals: Collection[int]) -> None:
    """A placement only says where an accepted signal stands now: the keys of one that was withdrawn are not kept."""
    if signals:
        Placement.objects.filter(pk__in=list(signals)).delete()


def _stop(municipality: str, new: Limited) -> None:
    rows = [(municipality, contact, value) for contact, value in sorted(new.stopped)]
    add(SharedContact, ("municipality_id", "contact", "value"), rows)
    for contact, signals in new.changed.items():
        change(Placement, ("signal_id", contact), [(signal, None) for signal in sorted(signals)])


def _arrive(new: Limited, known: Mapping[int, Placed]) -> dict[int, int]:
    """Writes what is compared; returns newcomers with the number that was reserved for a group of their own."""
    fresh = [row for row in new.rows if row[0] not in known]
    numbers = reserve(Group, len(fresh)) if fresh else []
    add(Placement, (*_KEYS, "group_id", "home_id"), [(*row, number, number) for row, number in zip(fresh, numbers, strict=True)])
    change(Placement, _KEYS, [row for row in new.rows if row[0] in known])
    return {int(row[0] or 0): number for row, number in zip(fresh, numbers, strict=True)}


def _as_placed(new: Limited, known: Mapping[int, Placed], reserved: Mapping[int, int]) -> dict[int, Placed]:
    """How the new rows stand after they were written."""
    signals = [int(row[0] or 0) for row in new.rows]
    own = {signal: Standing(group, group) for signal, group in reserved.items()}
    return {signal: Placed(row, own.get(signal) or known[signal].standing) for signal, row in zip(signals, new.rows, strict=True)}


def _write(municipality: str, found: Changes, reserved: Mapping[int, int], at: datetime) -> None:
    """Everything of a change around a few signals."""
    _write_groups(municipality, found)
    own = {signal: Standing(group, group) for signal, group in reserved.items()}  # that is how they were written
    moved = [(signal, *one) for signal, one in found.places.items() if one != own.get(signal)]
    change(Placement, ("signal_id", "group_id", "home_id"), moved)
    _write_pairs(municipality, found, at, None)


def _write_groups(municipality: str, found: Changes) -> None:
    add(Household, ("id", "municipality_id"), [(household, municipality) for household in found.new_households])
    new = set(found.new_groups)
    rows = [(group, municipality, *found.group_rows.get(group, (None, None))) for group in found.new_groups]
    add(Group, ("id", "municipality_id", "household_id", "merged_into_id"), rows)
    other = [(group, *row) for group, row in found.group_rows.items() if group not in new]
    change(Group, ("id", "household_id", "merged_into_id"), other)


def _sync_placements(municipality: str, frame: pl.DataFrame, found: Changes, here: Mapping[int, Standing]) -> None:
    """Placements of a whole municipality: new ones, and those of which a value or the place is another."""
    rows = [(signal, *one) for signal, one in ({**here, **found.places}).items()]
    places = pl.DataFrame(rows, schema=dict.fromkeys(("signal_id", "group_id", "home_id"), pl.Int64), orient="row")
    wanted = frame.rename(_COLUMNS).join(places, on="signal_id", maintain_order="left")
    stored = placement_frame(municipality, dict(wanted.schema))
    insert(Placement, wanted.join(stored, on="signal_id", how="anti", maintain_order="left"))
    other = wanted.join(stored, on=wanted.columns, how="anti", nulls_equal=True).join(stored, on="signal_id", how="semi")
    change(Placement, other.columns, other.rows())


def _write_pairs(municipality: str, found: Changes, at: datetime, run: int | None) -> None:
    moment = str(connection.ops.adapt_datetimefield_value(at))
    same = (municipality, VERSION)
    change(Link, ("id", "ended_at"), [(number, moment) for number in found.ended])
    add(Link, (*_PAIR, "decision", "features", "run_id", "made_at"), [(*same, *link, run, moment) for link in found.links])
    fresh = [(*same, one.left, one.right, one.asked.tier, *one.asked[1:], one.state) for one in found.asked if one.number is None]
    add(Suggestion, (*_PAIR, "reason", "features", "rank", "state"), fresh)
    # The rank stays: somebody may have ranked it.
    again = [(one.number, VERSION, *one.asked[:3], one.state) for one in found.asked if one.number is not None]
    change(Suggestion, ("id", "version", "tier", "reason", "features", "state"), again)
    change(Suggestion, ("id", "state"), list(found.states.items()))


def _sync_shared(municipality: str, shared: pl.DataFrame) -> None:
    """The list of contacts that say nothing is that of the last run, and what came since."""
    stored = list(SharedContact.objects.filter(municipality=municipality).values_list("pk", "contact", "value"))
    wanted = set(shared.select("contact", "value").rows())
    SharedContact.objects.filter(pk__in=[pk for pk, *contact in stored if tuple(contact) not in wanted]).delete()
    fresh = sorted(wanted - {(contact, value) for _, contact, value in stored})
    add(SharedContact, ("municipality_id", "contact", "value"), [(municipality, *contact) for contact in fresh])
