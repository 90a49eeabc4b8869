"""What pages ask about the work: the list, one's own day, the team, visits. Bounded by the municipality, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from tijdig.steps.followup.models import Case, Tally
from tijdig.steps.followup.order import Profile, next_step, profile_in, suggestion, why_here
from tijdig.steps.followup.outcomes import Outcome
from tijdig.steps.followup.rules import CaseState
from tijdig.steps.followup.setup.queries import Decided, settings_on
from tijdig.steps.followup.terms import Bucket, bucket, end_of_week, span

PAGE = 50
COUNTED = 200  # where the tallies do not know, cases are counted up to here
RARE = 0.05  # of the open cases: below it, reading them all is quicker than meeting them one by one
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

    def by_profile(self) -> bool:
        """Whether it asks for anything a profile tells."""
        return any(one is not None for one in (self.kind, self.sort, self.state, self.crisis, self.repeat))

    def lets_pass(self, profile: Profile) -> bool:
        """Whether cases of a profile pass."""
        asked = {"sort": self.sort, "crisis": self.crisis, "repeat": self.repeat, "state": self.state}
        if self.state is None and profile.state == CaseState.WAITING:
            return False
        if self.kind is not None and self.kind not in profile.kinds.split(","):
            return False
        if self.bucket is not None and profile.reached != (self.bucket == Bucket.MET):
            return False
        return all(value is None or getattr(profile, name) == value for name, value in asked.items())


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
    profiles = tallies.passing(filters)
    wanted = _narrowed(open_cases(municipality), filters, today, profiles, sum(tallies.profiles.values()))
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


def _narrowed(
    rows: QuerySet[Case], filters: Filters, today: date, profiles: Mapping[Profile, int], everything: int
) -> QuerySet[Case]:
    """The rows that pass; a rare profile is looked up by its own index, a common one is met soon in the order of the list."""
    count = sum(profiles.values())
    if count == 0:
        return rows.none()
    if count < RARE * everything:
        rows = rows.filter(profile__in=[profile.text for profile in profiles])
    elif filters.by_profile():
        same = {name: value for name in ("sort", "crisis", "repeat", "state") if (value := getattr(filters, name)) is not None}
        rows = rows.filter(**same)
        rows = rows.filter(kinds__in={profile.kinds for profile in profiles}) if filters.kind else rows
    if filters.state is None:
        rows = rows.exclude(state=CaseState.WAITING.value)
    if filters.bucket:
        rows = rows.filter(_in_bucket(filters.bucket, today))
    if filters.district is not None:
        rows = rows.filter(district=filters.district) if filters.district else rows.filter(district__isnull=True)
    if filters.worker is not None:
        rows = rows.filter(worker=filters.worker) if filters.worker else rows.filter(worker__isnull=True)
    return rows


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


@dataclass(frozen=True)
class Tallied:
    """How many open cases have which profile; and of those that do not wait which deadline ("met" or a day), district, worker."""

    profiles: Mapping[Profile, int]
    deadlines: Mapping[str, int]
    districts: Mapping[int, int]
    workers: Mapping[int, int]

    def passing(self, filters: Filters) -> dict[Profile, int]:
        """The profiles that pass a filter, deadline, district and worker aside."""
        return {profile: count for profile, count in self.profiles.items() if filters.lets_pass(profile)}


def counts(municipality: str) -> Tallied:
    """The tallies of a municipality as they are kept."""
    found: dict[str, dict[str, int]] = {"profile": {}, "deadline": {}, "district": {}, "worker": {}}
    rows = Tally.objects.filter(municipality=municipality, count__gt=0).order_by("dimension", "value")
    for dimension, value, count in rows.values_list("dimension", "value", "count"):
        found[dimension][value] = count
    return Tallied(
        {profile_in(value): count for value, count in found["profile"].items()},
        found["deadline"],
        {int(value or NOBODY): count for value, count in found["district"].items()},
        {int(value or NOBODY): count for value, count in found["worker"].items()},
    )


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
    tallies = counts(municipality)
    at_work = tallies.passing(Filters())
    kinds: Counter[str] = Counter()
    sorts: Counter[str] = Counter()
    states: Counter[CaseState] = Counter()
    for profile, count in at_work.items():
        kinds.update({name: count for name in profile.kinds.split(",") if name})
        sorts[profile.sort] += count
    for profile, count in tallies.profiles.items():
        states[CaseState(profile.state)] += count
    return FilterCounts(
        sum(at_work.values()),
        _in_buckets(tallies, today),
        kinds,
        tallies.districts,
        tallies.workers,
        sorts,
        states,
        sum(tallies.passing(Filters(crisis=True)).values()),
        sum(tallies.passing(Filters(repeat=True)).values()),
    )


def _in_buckets(tallies: Tallied, today: date) -> dict[Bucket, int]:
    buckets: Counter[Bucket] = Counter()
    for day, count in tallies.deadlines.items():
        met = day == "met"
        buckets[bucket(today if met else date.fromisoformat(day), reached=met, today=today)] += count
    return buckets


def _total(wanted: QuerySet[Case], filters: Filters, tallies: Tallied, today: date) -> tuple[int, bool]:
    """From the tallies where they know; other filters together are counted as far as COUNTED."""
    others = [name for name in ("bucket", "district", "worker") if getattr(filters, name) is not None]
    if not others:
        return sum(tallies.passing(filters).values()), True
    if len(others) == 1 and not filters.by_profile():
        if filters.bucket is not None:
            return _in_buckets(tallies, today).get(filters.bucket, 0), True
        rows, wanted_row = (tallies.districts, filters.district) if filters.worker is None else (tallies.workers, filters.worker)
        return rows.get(wanted_row or NOBODY, 0), True
    found = wanted.order_by()[: COUNTED + 1].values("pk").count()
    return min(found, COUNTED), found <= COUNTED


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
    unassigned = counts(municipality).workers.get(NOBODY, 0)
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
    due = {date.fromisoformat(day): count for day, count in tallies.deadlines.items() if day != "met"}
    coming = [today + timedelta(days=ahead) for ahead in range(days)]
    overdue = sum(count for day, count in due.items() if day < today)
    return AtRisk(overdue, {day: due.get(day, 0) for day in coming}, tallies.workers.get(NOBODY, 0))


def visit_list(municipality: str, worker: int, day: date) -> list[Line]:
    """The visits a worker planned for a day, in the order of the addresses; a case that is kept safe is never on it."""
    decided = settings_on(municipality, day)
    planned = open_cases(municipality).filter(worker=worker, visit_on=day, safety=False)
    # Sorted here: asked to sort, SQLite walks all addresses of the municipality to find these few.
    lines = [line_of(case, decided, day) for case in planned]
    return sorted(lines, key=lambda one: (one.postcode, one.house_number or 0, one.house_letter, one.addition, one.number))
