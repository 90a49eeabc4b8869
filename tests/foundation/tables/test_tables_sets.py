"""Sets of rows: read as a frame, added, changed, and numbers that nobody else gets; the same on both databases."""

from __future__ import annotations

import polars as pl
import pytest
from django.db import connection, transaction

from tijdig.foundation.tables import sets
from tijdig.steps.matching.models import SharedContact

COLUMNS = ("id", "contact", "value")


@pytest.fixture
def _plain(db) -> None:
    """Without municipalities: only the writing counts here."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED" if connection.vendor == "postgresql" else "PRAGMA defer_foreign_keys = ON")
    yield
    SharedContact.objects.all().delete()


@pytest.mark.usefixtures("_plain")
@pytest.mark.parametrize("count", [3, 500])
def test_rows_are_added_read_and_changed(count: int) -> None:
    numbers = sets.reserve(SharedContact, count)
    assert len(set(numbers)) == count
    rows = [(number, "GM0106", "phone", f"+316{number}") for number in numbers]
    sets.add(SharedContact, ("id", "municipality_id", "contact", "value"), rows)
    sets.change(SharedContact, ("id", "contact", "value"), [(number, "email", f"{number}@post") for number in numbers[:2]])
    query = f"SELECT id, contact, value FROM matching_sharedcontact WHERE {sets.among('id')} ORDER BY id"  # noqa: S608 - our names
    found = sets.read(query, [sets.many(numbers)], {"id": pl.Int64, "contact": pl.String, "value": pl.String})
    assert found.rows()[:3] == [
        (numbers[0], "email", f"{numbers[0]}@post"), (numbers[1], "email", f"{numbers[1]}@post"),
        (numbers[2], "phone", f"+316{numbers[2]}"),
    ]  # fmt: skip
    assert found.height == count
    assert not set(sets.reserve(SharedContact, 2)) & set(numbers)


@pytest.mark.django_db
def test_numbers_are_given_out_once_even_when_nothing_was_written() -> None:
    assert not set(sets.reserve(SharedContact, 3)) & set(sets.reserve(SharedContact, 3))


@pytest.mark.django_db
def test_an_empty_result_keeps_its_columns() -> None:
    query = "SELECT id, contact FROM matching_sharedcontact WHERE value = %s"
    assert sets.read(query, ["nothing"], {"id": pl.Int64, "contact": pl.String}).schema == {"id": pl.Int64, "contact": pl.String}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", [sets.add, sets.change])
def test_nothing_is_written_outside_a_transaction(write) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        write(SharedContact, COLUMNS, [(1, "phone", "x")])
