"""What pages ask about the work: the list, one's own day, the team, visits. Bounded by the municipality, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from tijdig.steps.followup.models import Case, Tally
from tijdig.steps.followup.order import next_step, suggestion, why_here
from tijdig.steps.followup.outcomes import Outcome
from tijdig.steps.followup.rules import CaseState
from tijdig.steps.followup.setup.queries import Decided, settings_on
from tijdig.steps.followup.terms import Bucket, bucket, end_of_week, span

PAGE = 50
COUNTED = 1_000  # several filters at once are counted up to here
NOBODY = 0


@dataclass(frozen=True)
class Filters:
    """What a worker wants to see; None is everything. ``worker`` and ``district`` are row numbers, NOBODY is without."""

    bucket: Bucket | None = None
    kind: str | None = None
    district: int | None = None
    worker: int | None = None
    sort: str | None = None  # matching.kinds.Kind
    state: CaseState | None = None  # without it: what is new or taken up
    crisis: bool | None = None
    repeat: bool | None = None

    def chosen(self) -> list[str]:
        """The names of the filters that are on."""
        return [field.name for field in fields(self) if getattr(self, field.name) is not None]


@dataclass(frozen=True)
class Line:
    """A case in a list."""

    number: str
    version: int
    state: CaseState
    name: str
    postcode: str
    house_number: int | None
    house_letter: str
    addition: str
    street: str
    town: str
    kinds: tuple[str, ...]
    sort: str
    crisis: bool
    safety: bool
    signal_count: int
    amount_cents: int
    arose_on: date | None
    due_on: date
    bucket: Bucket
    waits_until: date | None
    visit_on: date | None
    attempts: int
    last_attempt_at: datetime | None
    last_attempt_kind: str
    reached: bool
    worker: int | None
    worker_name: str
    district: str
    why: str
    next_step: str
    suggestion: tuple[Outcome, str] | None


@dataclass(frozen=True)
class WorkPage:
    """A page of the work list; ``before`` and ``after`` are the case numbers to ask the neighbouring pages with."""

    lines: tuple[Line, ...]
    before: str | None
    after: str | None
    total: int
    total_is_exact: bool  # else: more than ``total``


def line_of(case: Case, decided: Decided, today: date) -> Line:
    """A case as a line of a list; ``worker`` and ``district`` must have been selected along."""
    return Line(
        case.number, case.version, CaseState(case.state), case.name, case.postcode, case.house_number, case.house_letter,
        case.addition, case.street, case.town, tuple(kind for kind in case.kinds.split(",") if kind), case.sort, case.crisis,
        case.safety, case.signal_count, case.amount_cents, case.arose_on, case.due_on,
        bucket(case.due_on, reached=case.reached, today=today), case.waits_until, case.visit_on, case.attempts,
        case.last_attempt_at, case.last_attempt_kind, case.reached, case.worker_id, case.worker.name if case.worker else "",
        case.district.name if case.district else "", why_here(case, decided.priority, today), next_step(case, today),
        suggestion(case, decided.threshold_cents),
    )  # fmt: skip


def open_cases(municipality: str) -> QuerySet[Case]:
    """Cases that have not ended, with what a line needs."""
    return Case.objects.filter(municipality=municipality, closed_at__isnull=True).select_related("worker", "district")


def work_list(
    municipality: str, filters: Filters, today: date, *, after: str | None = None, before: str | None = None, size: int = PAGE
) -> WorkPage:  # fmt: skip
    """A page of the work in the order of the municipality; with a deadline filter, by deadline first.

    ``after`` and ``before`` are case numbers of an earlier page; a number that is not there gives the first page.
    """
    decided = settings_on(municipality, today)
    tallies = counts(municipality)
    columns = ("due_on", "order_key", "pk") if filters.bucket not in (None, Bucket.MET) else ("order_key", "pk")
    wanted = _narrowed(open_cases(municipality), filters, today, tallies)
    backwards = before is not None
    place = Case.objects.filter(municipality=municipality, number=before or after).first() if before or after else None
    rows = list(_from(wanted, columns, place, backwards=backwards and place is not None)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards and place is not None:
        rows.reverse()
    total, exact = _total(wanted, filters, tallies, today)
    first = more if backwards else place is not None
    last = (place is not None) if backwards else more
    return WorkPage(
        tuple(line_of(case, decided, today) for case in rows),
        rows[0].number if rows and first else None,
        rows[-1].number if rows and last else None,
        total,
        exact,
    )


def _narrowed(rows: QuerySet[Case], filters: Filters, today: date, tallies: Tallied) -> QuerySet[Case]:
    rows = rows.filter(state=filters.state.value) if filters.state else rows.exclude(state=CaseState.WAITING.value)
    if filters.bucket:
        rows = rows.filter(_in_bucket(filters.bucket, today))
    if filters.kind:
        rows = rows.filter(kinds__in=[kinds for kinds in tallies["kinds"] if filters.kind in kinds.split(",")])
    if filters.district is not None:
        rows = rows.filter(district=filters.district or None) if filters.district else rows.filter(district__isnull=True)
    if filters.worker is not None:
        rows = rows.filter(worker=filters.worker) if filters.worker else rows.filter(worker__isnull=True)
    same = {name: value for name in ("sort", "crisis", "repeat") if (value := getattr(filters, name)) is not None}
    return rows.filter(**same)


def _in_bucket(wanted: Bucket, today: date) -> Q:
    if wanted == Bucket.MET:
        return Q(reached=True)
    first, last = span(wanted, today)
    found = Q(reached=False)
    if first is not None:
        found &= Q(due_on__gte=first)
    return found & Q(due_on__lte=last) if last is not None else found


def _from(rows: QuerySet[Case], columns: tuple[str, ...], place: Case | None, *, backwards: bool) -> QuerySet[Case]:
    """The rows in order from a place on; the first column bounds the part of the index that is read."""
    ordered = rows.order_by(*(f"-{column}" for column in columns) if backwards else columns)
    if place is None:
        return ordered
    beyond, here = ("lte", "gte") if backwards else ("gte", "lte")
    passed = Q(**{f"pk__{here}": place.pk})
    for column in reversed(columns[:-1]):
        value, strict = getattr(place, column), here.removesuffix("e")
        passed = Q(**{f"{column}__{strict}": value}) | Q(**{column: value}) & passed
    return ordered.filter(**{f"{columns[0]}__{beyond}": getattr(place, columns[0])}).exclude(passed)


# --- counts

Tallied = Mapping[str, Mapping[str, int]]


def counts(municipality: str) -> Tallied:
    """How many open cases have which value, by dimension (see ``tallies``); what waits counts under ``state`` only."""
    found: dict[str, dict[str, int]] = {
        name: {} for name in ("state", "deadline", "kinds", "district", "worker", "sort", "crisis", "repeat")
    }
    rows = Tally.objects.filter(municipality=municipality, count__gt=0).order_by("dimension", "value")
    for dimension, value, count in rows.values_list("dimension", "value", "count"):
        found[dimension][value] = count
    return found


@dataclass(frozen=True)
class FilterCounts:
    """How many open cases stand behind every value of every filter, whatever else is chosen."""

    total: int
    buckets: Mapping[Bucket, int]
    kinds: Mapping[str, int]
    districts: Mapping[int, int]
    workers: Mapping[int, int]
    sorts: Mapping[str, int]
    states: Mapping[CaseState, int]
    crisis: int
    repeats: int


def filter_counts(municipality: str, today: date) -> FilterCounts:
    """The numbers beside the filters of the work list."""
    return _counted(counts(municipality), today)


def _counted(tallies: Tallied, today: date) -> FilterCounts:
    buckets: Counter[Bucket] = Counter()
    for day, count in tallies["deadline"].items():
        met = day == "met"
        buckets[bucket(today if met else date.fromisoformat(day), reached=met, today=today)] += count
    kinds: Counter[str] = Counter()
    for names, count in tallies["kinds"].items():
        kinds.update({name: count for name in names.split(",") if name})
    states = {CaseState(state): count for state, count in tallies["state"].items()}
    return FilterCounts(
        states.get(CaseState.NEW, 0) + states.get(CaseState.TAKEN_UP, 0),
        buckets,
        kinds,
        {int(value or NOBODY): count for value, count in tallies["district"].items()},
        {int(value or NOBODY): count for value, count in tallies["worker"].items()},
        tallies["sort"],
        states,
        tallies["crisis"].get("yes", 0),
        tallies["repeat"].get("yes", 0),
    )


def _total(wanted: QuerySet[Case], filters: Filters, tallies: Tallied, today: date) -> tuple[int, bool]:
    """From the tallies where they know; several filters at once are counted as far as COUNTED."""
    chosen, counted = filters.chosen(), _counted(tallies, today)
    if not chosen:
        return counted.total, True
    known = _known(filters, counted) if len(chosen) == 1 else None
    if known is not None:
        return known, True
    found = wanted.order_by()[: COUNTED + 1].values("pk").count()
    return min(found, COUNTED), found <= COUNTED


def _known(filters: Filters, counted: FilterCounts) -> int | None:
    if filters.state is not None:
        return counted.states.get(filters.state, 0)
    if filters.bucket is not None:
        return counted.buckets.get(filters.bucket, 0)
    for value, there in ((filters.kind, counted.kinds), (filters.sort, counted.sorts)):
        if value is not None:
            return there.get(value, 0)
    for row, numbered in ((filters.district, counted.districts), (filters.worker, counted.workers)):
        if row is not None:
            return numbered.get(row, 0)
    if filters.crisis is not None:
        return counted.crisis if filters.crisis else counted.total - counted.crisis
    return counted.repeats if filters.repeat else counted.total - counted.repeats


# --- one's own day, the team, visits


@dataclass(frozen=True)
class MyDay:
    """What a worker sees first. ``waited`` are cases whose day came; ``unassigned`` how many are nobody's yet."""

    overdue: tuple[Line, ...]
    today: tuple[Line, ...]
    this_week: tuple[Line, ...]
    later: tuple[Line, ...]
    met: tuple[Line, ...]
    waited: tuple[Line, ...]
    unassigned: int


MOST_OF_A_DAY = 300


def my_day(municipality: str, worker: int, today: date) -> MyDay:
    """The work of one person, by deadline, within each in the order of the municipality; at most MOST_OF_A_DAY cases."""
    decided = settings_on(municipality, today)
    mine = open_cases(municipality).filter(worker=worker)
    asleep = Q(state=CaseState.WAITING.value, waits_until__gt=today)
    lines = [line_of(case, decided, today) for case in mine.exclude(asleep).order_by("order_key", "pk")[:MOST_OF_A_DAY]]
    waited = tuple(line for line in lines if line.state == CaseState.WAITING)
    by_bucket = {one: tuple(line for line in lines if line.bucket == one and line.state != CaseState.WAITING) for one in Bucket}
    unassigned = counts(municipality)["worker"].get("", 0)
    return MyDay(
        by_bucket[Bucket.OVERDUE], by_bucket[Bucket.TODAY], by_bucket[Bucket.THIS_WEEK], by_bucket[Bucket.LATER],
        by_bucket[Bucket.MET], waited, unassigned,
    )  # fmt: skip


@dataclass(frozen=True)
class Load:
    """What a worker has to do; worker NOBODY holds what is nobody's."""

    worker: int
    name: str
    open: int
    due_this_week: int
    overdue: int
    waiting: int


def team_load(municipality: str, today: date) -> list[Load]:
    """The work of every worker that has any, the busiest first; counted from the cases, so exact."""
    running = Q(reached=False) & ~Q(state=CaseState.WAITING.value)
    rows = (
        Case.objects.filter(municipality=municipality, closed_at__isnull=True, worker__isnull=False)
        .values("worker", "worker__name")
        .annotate(
            cases=Count("pk"),
            this_week=Count("pk", filter=running & Q(due_on__gte=today, due_on__lte=end_of_week(today))),
            overdue=Count("pk", filter=running & Q(due_on__lt=today)),
            waiting=Count("pk", filter=Q(state=CaseState.WAITING.value)),
        )
        .order_by("-cases", "worker")
    )
    return [
        Load(row["worker"], row["worker__name"], row["cases"], row["this_week"], row["overdue"], row["waiting"]) for row in rows
    ]


@dataclass(frozen=True)
class AtRisk:
    """Deadlines of a municipality that nobody may miss: how many run out on which day, overdue ones together."""

    overdue: int
    days: Mapping[date, int]
    unassigned: int


def deadlines_at_risk(municipality: str, today: date, days: int = 14) -> AtRisk:
    """How many first conversations are overdue, and how many are due on each of the coming days."""
    tallies = counts(municipality)
    due = {date.fromisoformat(day): count for day, count in tallies["deadline"].items() if day != "met"}
    coming = [today + timedelta(days=ahead) for ahead in range(days)]
    overdue = sum(count for day, count in due.items() if day < today)
    return AtRisk(overdue, {day: due.get(day, 0) for day in coming}, tallies["worker"].get("", 0))


def visit_list(municipality: str, worker: int, day: date) -> list[Line]:
    """The visits a worker planned for a day, in the order of the addresses; a case that is kept safe is never on it."""
    decided = settings_on(municipality, day)
    planned = open_cases(municipality).filter(worker=worker, visit_on=day, safety=False)
    return [line_of(case, decided, day) for case in planned.order_by("postcode", "house_number", "house_letter", "addition", "pk")]
