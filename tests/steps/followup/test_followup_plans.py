"""No page reads all cases of a municipality: the plans of SQLite, which does not depend on statistics, say so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steps.followup.desk_world import HERE, TODAY, Desk, line, settled
from tijdig.steps.followup.case_file import case_by_number
from tijdig.steps.followup.queries import Filters, filter_counts, my_day, team_load, visit_list, work_list
from tijdig.steps.followup.terms import Bucket
from tijdig.steps.intake.queries import deliveries_received
from tijdig.steps.matching.models import Household

pytestmark = [pytest.mark.django_db, pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL plans by statistics")]
EVERYTHING = (
    "SCAN followup_case",
    "SCAN followup_contactattempt",
    "SCAN matching_",
    "followup_by_door (municipality_id=?)",
    "SCAN intake_signal",
    "SCAN intake_delivery",
)

PAGES: dict[str, Callable[[Desk], object]] = {
    "work list": lambda desk: work_list(HERE, Filters(), TODAY),
    "by deadline": lambda desk: work_list(HERE, Filters(bucket=Bucket.LATER), TODAY),
    "of a worker": lambda desk: work_list(HERE, Filters(worker=desk.anna.pk), TODAY),
    "of nobody": lambda desk: work_list(HERE, Filters(worker=0), TODAY),
    "in a district": lambda desk: work_list(HERE, Filters(district=0), TODAY),
    "of a kind": lambda desk: work_list(HERE, Filters(kind="zorg"), TODAY),
    "of a rare kind": lambda desk: work_list(HERE, Filters(kind="hypotheek"), TODAY),
    "counts": lambda desk: filter_counts(HERE, TODAY),
    "my day": lambda desk: my_day(HERE, desk.anna.pk, TODAY),
    "team": lambda desk: team_load(HERE, TODAY),
    "visits": lambda desk: visit_list(HERE, desk.anna.pk, TODAY),
    "deliveries": lambda desk: deliveries_received(HERE),
}


@pytest.fixture
def desk() -> Desk:
    desk = settled()
    desk.case(line(kenmerk="A"))
    desk.take_up(desk.case(line(kenmerk="B", number=2)))
    return desk


@pytest.mark.parametrize("page", PAGES)
def test_a_page_reads_no_more_than_it_shows(desk: Desk, page: str) -> None:
    assert wide_reads(lambda: PAGES[page](desk)) == []


def test_the_page_of_a_case_reads_that_case(desk: Desk) -> None:
    household = Household.objects.create(municipality_id=HERE)
    group = desk.group(*desk.signals(line(kenmerk="C", number=3)), household=household)
    desk.follow(group)
    case = desk.case_of(group)
    assert wide_reads(lambda: case_by_number(HERE, case.number, TODAY)) == []


def test_a_new_signal_reaches_its_case_without_reading_the_others(desk: Desk) -> None:
    group = desk.group(*desk.signals(line(kenmerk="D", number=4)))
    assert wide_reads(lambda: desk.follow(group)) == []


def wide_reads(work: Callable[[], object]) -> list[str]:
    """The steps of the plans that would read everything of a municipality."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        work()
    found = []
    for query in asked.captured_queries:
        if query["sql"].lstrip().startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"].replace("%", "%%"))
                found += [row[3] for row in cursor.fetchall() if any(wide in row[3] for wide in EVERYTHING)]
    return found
