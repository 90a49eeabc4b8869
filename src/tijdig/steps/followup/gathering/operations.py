"""The write that lets cases follow the groups of matching: thousands at once, or the one group of a new signal."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl
from django.db import connection
from django.db.models import F, QuerySet

from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.numbers import new_numbers
from tijdig.foundation.ledger.operation import operation
from tijdig.foundation.ledger.operations import append
from tijdig.foundation.parties.models import Municipality
from tijdig.foundation.policy.parameters import national
from tijdig.foundation.tables.bulk import insert
from tijdig.steps.followup import reading
from tijdig.steps.followup.facts import CaseFacts, SignalFacts, case_facts
from tijdig.steps.followup.gathering import differences
from tijdig.steps.followup.gathering.moves import Move, Restructure, Stood, restructure
from tijdig.steps.followup.gathering.sorts import Sorts
from tijdig.steps.followup.models import Case, CaseEvent, CaseSignal, ContactAttempt, DistrictArea
from tijdig.steps.followup.order import Profile, order_key, profile_of
from tijdig.steps.followup.outcomes import SignalStatus
from tijdig.steps.followup.rules import CaseState
from tijdig.steps.followup.setup.queries import Decided, missing_decisions, settings_on
from tijdig.steps.followup.tallies.operations import Tallies
from tijdig.steps.followup.terms import HERE, deadlines

_GROUPS_AT_ONCE = 40_000
_MANY = 500  # cases from which counting anew is quicker than adding
_STATUS = SignalStatus.TAKEN_UP.value


class NotReady(Exception):
    """The municipality has not decided what must be decided before its desk opens; ``missing`` are Dutch sentences."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(" ".join(missing))
        self.missing = tuple(missing)


@dataclass
class Followed:
    """How many cases were opened, got signals, went into another or were split off."""

    opened: int = 0
    joined: int = 0
    merged: int = 0
    split: int = 0


@operation
def follow_groups(*, municipality: str, groups: Collection[int] | None = None, actor: Actor, at: datetime) -> Followed:
    """Let the cases of a municipality follow its groups: all of them, or those named (row numbers).

    A group without open case gets one; an open case gets the new signals of its group; signals that matching moved go
    along; of two open cases of one person the younger goes on in the older. Closed cases stay as they are. Telling it
    twice changes nothing. Raises NotReady before anything is written.
    """
    decided = settings_on(municipality, at.astimezone(HERE).date())
    if missing := missing_decisions(decided):
        raise NotReady(missing)
    Municipality.objects.select_for_update(no_key=True).get(code=municipality)  # one at a time for a municipality
    followed = _Gathering(municipality, decided, actor, at).follow(groups)
    content = {"opened": followed.opened, "joined": followed.joined, "merged": followed.merged, "split": followed.split}
    append(actor=actor, at=at, action="cases.followed", subject=municipality, content=content)
    return followed


class _Gathering:
    """One run: what is known of the municipality, and the tallies that change."""

    def __init__(self, municipality: str, decided: Decided, actor: Actor, at: datetime) -> None:
        self.municipality, self.decided, self.actor, self.at = municipality, decided, actor, at
        self.written_at = str(at.astimezone(UTC).replace(tzinfo=None))  # as both databases read a moment
        self.tallies, self.followed = Tallies(municipality), Followed()
        self.renewed: set[int] = set()  # groups whose cases got all facts of their signals anew
        self.deadline = deadlines(national(), working_days=decided.crisis_in_working_days)
        areas = DistrictArea.objects.filter(municipality=municipality)
        self.districts: dict[str, int] = dict(areas.values_list("area", "district"))

    def follow(self, groups: Collection[int] | None) -> Followed:
        """Everything, in an order in which no group ever has two open cases."""
        self._restructure(groups)
        wanted = differences.groups_with_new_signals(self.municipality) if groups is None else sorted(groups)
        sorts = Sorts(self.municipality, everywhere=groups is None or len(wanted) > _MANY)
        many = len(wanted) > _MANY
        for start in range(0, len(wanted), _GROUPS_AT_ONCE):
            self._gather(wanted[start : start + _GROUPS_AT_ONCE], sorts, many=many)
            if many and start == 0:
                _look_again()
        self._follow_withdrawals(groups)
        self._refresh_sorts(sorts)
        if many:
            self.tallies.recount()
        else:
            self.tallies.write()
        return self.followed

    # --- signals that matching moved

    def _restructure(self, groups: Collection[int] | None) -> None:
        moves = differences.moves(self.municipality, groups)
        if not moves:
            return
        cases = {case.pk: case for case in self._locked({move.case for move in moves}, {move.to for move in moves})}
        sizes = differences.sizes(cases)
        change = restructure(moves, [Stood(one.pk, one.group_id, one.opened_at, one.state) for one in cases.values()], sizes)
        for case in cases.values():
            self.tallies.before(case)
        self._merge(change, cases)
        self._revive(change, cases)
        opened = self._open_empty(change.without_case)
        cases |= {case.pk: case for case in opened.values()}
        self._move(moves, change, {group: case.pk for group, case in opened.items()})
        self._refresh(cases)

    def _locked(self, cases: Collection[int], groups: Collection[int]) -> list[Case]:
        ours = Case.objects.select_for_update().filter(municipality=self.municipality).order_by("pk")
        concerned = list(ours.filter(pk__in=cases)) + list(
            ours.filter(group__in=groups, state__in=["new", "taken-up", "waiting", "merged"])
        )
        return list({case.pk: case for case in concerned}.values())

    def _merge(self, change: Restructure, cases: Mapping[int, Case]) -> None:
        for case, into in change.merged.items():
            row = cases[case]
            row.state, row.merged_into_id, row.closed_at = CaseState.MERGED.value, into, self.at
            row.waits_for, row.waits_until, row.visit_on, row.version = "", None, None, row.version + 1
            row.save()
            self._event(row, "merged", {"into": cases[into].number})
            survivor = cases[into]
            survivor.worker_id = survivor.worker_id or row.worker_id
            survivor.safety = survivor.safety or row.safety
            survivor.version += 1
            self._event(survivor, "joined", {"from": row.number})
            self.followed.merged += 1
        # Out of the way first, so that cases may change places without two open ones in a group at any moment.
        Case.objects.filter(pk__in=change.owners).update(state=CaseState.MERGED.value, merged_into=F("pk"), closed_at=self.at,
                                                         waits_for="", waits_until=None)  # fmt: skip
        for case, group in change.owners.items():
            cases[case].group_id = group
            cases[case].save()

    def _revive(self, change: Restructure, cases: Mapping[int, Case]) -> None:
        for case in change.revived:
            row = cases[case]
            row.state, row.merged_into_id, row.closed_at = CaseState.TAKEN_UP.value, None, None
            row.state = (CaseState.TAKEN_UP if row.taken_up_at else CaseState.NEW).value
            row.version += 1
            row.save()
            self._event(row, "split", {})
            self.followed.split += 1

    def _open_empty(self, groups: Collection[int]) -> dict[int, Case]:
        """A case for every group whose signals come out of another case; its facts follow."""
        numbers = new_numbers("Z", len(groups))
        opened = {}
        for number, group in zip(numbers, sorted(groups), strict=True):
            opened[group] = Case.objects.create(
                number=number, municipality_id=self.municipality, group_id=group, state=CaseState.NEW.value, opened_at=self.at,
                due_on=self.at, sort="single", kinds="", signal_count=0, amount_cents=0, first_signalled_on=self.at,
                signalled_on=self.at, order_key="",
            )  # fmt: skip
            self._event(opened[group], "split", {})
            self.followed.split += 1
        return opened

    def _move(self, moves: Sequence[Move], change: Restructure, opened: Mapping[int, int]) -> None:
        there = {**change.case_of, **opened}
        by_case: dict[int, list[int]] = {}
        for move in moves:
            if there[move.to] != move.case:
                by_case.setdefault(there[move.to], []).append(move.signal)
        for case, signals in by_case.items():
            CaseSignal.objects.filter(signal__in=signals).update(case=case, joined_at=self.at)
        for case, into in change.merged.items():  # and what had not moved by itself
            CaseSignal.objects.filter(case=case).update(case=into, joined_at=self.at)

    def _refresh(self, cases: Mapping[int, Case]) -> None:
        """The facts of cases that lost or got signals, and what was tried for them and for those that went into them."""
        found = reading.signals_of_cases(self.municipality, cases)
        for case in cases.values():
            if case.state == CaseState.MERGED.value:
                continue
            if case.pk in found:
                self._take_over(case, found[case.pk])
            tried = _attempts(case)
            case.attempts, case.last_attempt_at, case.last_attempt_kind = tried
            case.save()
            self.tallies.after(case)

    # --- signals that are new

    def _gather(self, groups: Sequence[int], sorts: Sorts, *, many: bool) -> None:
        found = reading.signals_of_groups(self.municipality, groups)
        self.renewed.update(found)
        sorts.look_at(found.values())
        rows = Case.objects.filter(municipality=self.municipality, closed_at__isnull=True)
        there = {case.group_id: case for case in _select(rows.select_for_update(), "group_id", groups)}
        fresh = {group: signals for group, signals in found.items() if group not in there}
        repeats = differences.repeats(self.municipality, fresh)
        self._open(fresh, sorts, repeats, many=many)
        self._join({there[group]: signals for group, signals in found.items() if group in there}, sorts, many=many)

    def _open(self, fresh: Mapping[int, list[SignalFacts]], sorts: Sorts, repeats: Collection[int], *, many: bool) -> None:
        if not fresh:
            return
        numbers = new_numbers("Z", len(fresh))
        rows = [
            self._row(number, group, signals, sorts.of(signals), repeat=group in repeats)
            for number, (group, signals) in zip(numbers, fresh.items(), strict=True)
        ]
        if many:
            insert(Case, pl.DataFrame(rows, schema=_CASE_SCHEMA, orient="row"))
            opened = differences.open_cases_of(self.municipality, fresh)
        else:
            cases = [Case(**{**dict(zip(_CASE_SCHEMA, row, strict=True)), "opened_at": self.at}) for row in rows]
            for case in Case.objects.bulk_create(cases):
                self.tallies.after(case)
            opened = {case.group_id: case.pk for case in cases}
        self._add_members({opened[group]: signals for group, signals in fresh.items()}, many=many)
        self.followed.opened += len(fresh)

    def _row(self, number: str, group: int, signals: Sequence[SignalFacts], sort: str, *, repeat: bool) -> tuple[object, ...]:
        facts = self._facts(signals)
        key = order_key(facts, self.decided.priority, reached=False)
        profile = Profile(CaseState.NEW.value, False, facts.crisis, repeat, sort, facts.kinds).text
        return (
            number, self.municipality, group, CaseState.NEW.value, 1, self.written_at,
            False, False, key, profile, False, repeat, sort, 0,
            self.districts.get(facts.postcode[:4]), "", "", "", "", *facts,
        )  # fmt: skip

    def _join(self, joined: Mapping[Case, list[SignalFacts]], sorts: Sorts, *, many: bool) -> None:
        if not joined:
            return
        self._add_members({case.pk: signals for case, signals in joined.items()}, many=many)
        everything = reading.signals_of_cases(self.municipality, [case.pk for case in joined])
        for case in joined:
            self.tallies.before(case)
            case.sort = sorts.of(everything[case.pk])
            self._take_over(case, everything[case.pk])
            case.version += 1
            self.tallies.after(case)
        self.tallies.save(list(joined), _FOLLOWING)
        self.followed.joined += len(joined)

    def _follow_withdrawals(self, groups: Collection[int] | None) -> None:
        """Cases of which the creditor took signals back, or where one stands again."""
        if groups is not None and not (groups := set(groups) - self.renewed):
            return
        for part in reading.parts(differences.withdrawn(self.municipality, groups)):
            cases = list(Case.objects.select_for_update().filter(municipality=self.municipality, pk__in=part).order_by("pk"))
            everything = reading.signals_of_cases(self.municipality, part)
            for case in cases:
                self.tallies.before(case)
                self._take_over(case, everything[case.pk])
                case.version += 1
                self.tallies.after(case)
            self.tallies.save(cases, _FOLLOWING)

    def _add_members(self, by_case: Mapping[int, Sequence[SignalFacts]], *, many: bool) -> None:
        """New signals into their cases (row numbers)."""
        pairs = [(one.signal, case) for case, signals in by_case.items() for one in signals]
        if many:
            rows = [(signal, case, _STATUS, self.written_at) for signal, case in pairs]
            insert(CaseSignal, pl.DataFrame(rows, schema=_MEMBER_SCHEMA, orient="row"))
        else:
            CaseSignal.objects.bulk_create(
                CaseSignal(signal_id=signal, case_id=case, status=_STATUS, joined_at=self.at) for signal, case in pairs
            )

    def _take_over(self, case: Case, signals: Sequence[SignalFacts]) -> None:
        """Facts of the signals into the case; what a worker chose stays as long as it fits."""
        facts = self._facts(signals)
        case.repeat = case.repeat and facts.amount_cents <= case.amount_cents
        if set(facts.crisis_kinds.split(",")) - {"", *case.crisis_kinds.split(",")}:
            case.reached = False  # something new threatens: about that nobody was spoken to
        same_door = (facts.postcode, facts.house_number) == (case.postcode, case.house_number)
        chosen = (case.house_letter, case.addition) if case.addition_chosen and same_door else None
        for name, value in facts._asdict().items():
            setattr(case, name, value)
        case.addition_chosen = chosen is not None
        if chosen is not None:
            (case.house_letter, case.addition), case.several_additions = chosen, False
        case.district_id = self.districts.get(facts.postcode[:4])
        self._place(case)

    def _facts(self, signals: Sequence[SignalFacts]) -> CaseFacts:
        return case_facts(signals, self.deadline)

    def _place(self, case: Case) -> None:
        """Where it stands now, by its facts."""
        case.order_key, case.profile = order_key(case, self.decided.priority, reached=case.reached), profile_of(case).text

    # --- the neighbours: a signal at a door changes what the others at that door are called

    def _refresh_sorts(self, sorts: Sorts) -> None:
        changed = sorts.differing()
        ours = Case.objects.filter(municipality=self.municipality)
        for part in reading.parts(list(changed)):
            cases = list(ours.filter(pk__in=part))
            for case in cases:
                self.tallies.before(case)
                case.sort = changed[case.pk]
                self._place(case)
                self.tallies.after(case)
            self.tallies.save(cases, ["sort", "profile"])

    def _event(self, case: Case, action: str, content: Mapping[str, str]) -> None:
        CaseEvent.objects.create(
            case=case,
            at=self.at,
            actor=str(self.actor),
            action=action,
            version=case.version,
            content=json.dumps(content) if content else "",
        )


# Columns of the table in the order of _Gathering._row.
_CASE_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "number": pl.String, "municipality_id": pl.String, "group_id": pl.Int64, "state": pl.String, "version": pl.Int32,
    "opened_at": pl.String, "safety": pl.Boolean, "addition_chosen": pl.Boolean, "order_key": pl.String,
    "profile": pl.String, "reached": pl.Boolean, "repeat": pl.Boolean, "sort": pl.String, "attempts": pl.Int16,
    "district_id": pl.Int64,
    "outcome": pl.String, "reason": pl.String, "waits_for": pl.String, "last_attempt_kind": pl.String,
    "name": pl.String, "postcode": pl.String, "house_number": pl.Int32, "house_letter": pl.String, "addition": pl.String,
    "several_additions": pl.Boolean, "street": pl.String, "town": pl.String, "crisis": pl.Boolean, "crisis_kinds": pl.String,
    "crisis_on": pl.Date, "kinds": pl.String, "signal_count": pl.Int16, "amount_cents": pl.Int64, "arose_on": pl.Date,
    "first_signalled_on": pl.Date, "signalled_on": pl.Date, "has_phone": pl.Boolean, "has_email": pl.Boolean, "due_on": pl.Date,
}  # fmt: skip
_FOLLOWING = [*CaseFacts._fields, "addition_chosen", "reached", "repeat", "sort", "version", "order_key", "profile", "district"]
_MEMBER_SCHEMA = {"signal_id": pl.Int64, "case_id": pl.Int64, "status": pl.String, "joined_at": pl.String}


def _look_again() -> None:
    """Let PostgreSQL see that its tables are no longer empty: until it has, it plans as if they were, and reads all of them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE followup_case, followup_casesignal")


def _attempts(case: Case) -> tuple[int, datetime | None, str]:
    """How many attempts there were for a case and for those that ended in it, when the last was written down and its kind."""
    concerned = [case.pk, *Case.objects.filter(merged_into=case).values_list("pk", flat=True)]
    tried = ContactAttempt.objects.filter(case__in=concerned).order_by("at", "pk")
    last = tried.last()
    return tried.count(), last.at if last else None, last.kind if last else ""


def _select(rows: QuerySet[Case], column: str, values: Sequence[int]) -> Iterator[Case]:
    for part in reading.parts(values):
        yield from rows.filter(**{f"{column}__in": part})
