"""Bulk writing: what goes in comes out, on both databases."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crash import delivery_world as there
from crash.delivery_world import CARE, TODAY, World, line
from tijdig.foundation.tables import bulk
from tijdig.foundation.tables.bulk import insert
from tijdig.steps.intake.models import Delivery, Refusal, Signal, StoredFinding

EDITION = there.edition_of(there.ADDRESSES)
SCHEMA = {
    "surname": pl.String, "initials": pl.String, "email": pl.String, "born_on": pl.Date, "arose_on": pl.Date,
    "amount_cents": pl.Int64, "house_number": pl.Int32, "leaf": pl.Binary, "salt": pl.Binary,
}  # fmt: skip
ODD = [
    "",
    " ",
    "\\N",
    "\\.",
    "a\n\\.\nb",
    "NULL",
    '"',
    '""',
    "a;b,c\td",
    "a\r\nb",
    "\r",
    "\\",
    "\\x41",
    "é𝔘\u200b",
    "'",
    "%s",
    "\ufeff",
]

text = st.one_of(
    st.none(),
    st.sampled_from(ODD),
    st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=40),
)
day = st.one_of(st.none(), st.dates(date(1, 1, 1), date(9999, 12, 31)))
row = st.tuples(
    text, text, text, day, day,
    st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)), st.one_of(st.none(), st.integers(0, 2**31 - 1)),
    st.binary(max_size=32), st.one_of(st.none(), st.binary(max_size=16)),
)  # fmt: skip


@pytest.fixture
def delivery(db: None) -> Delivery:
    there.settle_in()
    return World(EDITION).deliver(line(bedrag="0")).delivery  # its one line is refused, so that there are no signals yet


def frame_of(delivery: Delivery, rows: list[tuple]) -> pl.DataFrame:
    creditor = there.creditor_id(CARE)
    same = {
        "delivery_id": delivery.pk, "signal_date": TODAY, "assessment": 1, "creditor_id": creditor, "state": "held",
        "kind": "zorg", "signal_type": "vroegsignaal", "reference": "K",
    }  # fmt: skip
    numbered = pl.DataFrame(rows, schema=SCHEMA, orient="row").with_row_index("line")
    return numbered.with_columns(pl.lit(value).alias(name) for name, value in same.items())


def read_back(names: tuple[str, ...]) -> list[tuple]:
    rows = Signal.objects.order_by("line").values_list(*names)
    return [tuple(bytes(value) if isinstance(value, memoryview) else value for value in row) for row in rows]


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(row, max_size=8))
@example(rows=[(odd, odd, odd, date(1, 1, 1), date(9999, 12, 31), 2**63 - 1, 2**31 - 1, b"\x00\xff\\", b"") for odd in ODD])
@example(rows=[(None, None, None, None, None, None, None, b"", None)])
def test_what_is_written_is_what_the_tables_give_back(delivery: Delivery, rows: list[tuple]) -> None:
    with transaction.atomic():
        insert(Signal, frame_of(delivery, rows))
        stored = read_back(tuple(SCHEMA))
        transaction.set_rollback(True)
    assert stored == rows


def test_an_empty_text_and_nothing_stay_apart(delivery: Delivery) -> None:
    insert(Signal, frame_of(delivery, [("", None, "", None, None, None, None, b"", None)]))
    assert Signal.objects.filter(surname="", initials=None, email="").count() == 1


def test_columns_may_come_in_any_order(delivery: Delivery) -> None:
    frame = frame_of(delivery, [("A", "B", None, TODAY, None, 1, 2, b"x", b"y")])
    insert(Signal, frame.select(reversed(frame.columns)))
    assert read_back(("surname", "initials", "born_on", "amount_cents", "leaf")) == [("A", "B", TODAY, 1, b"x")]


@pytest.mark.parametrize("rows", [6, 7, 8, 21, 50])
def test_pieces_add_up_to_the_whole(delivery: Delivery, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "ROWS_AT_ONCE", 7)
    insert(Refusal, pl.DataFrame({"line": range(100, 100 + rows), "reference": [f"P{at}" for at in range(rows)]})
           .with_columns(pl.lit(delivery.pk).alias("delivery_id")))  # fmt: skip
    stored = Refusal.objects.filter(line__gte=100).order_by("line").values_list("reference", flat=True)
    assert list(stored) == [f"P{at}" for at in range(rows)]


def test_a_column_that_is_a_word_of_the_database_can_be_written(delivery: Delivery) -> None:
    found = pl.DataFrame(
        {"line": [2], "column": ["bedrag"], "code": ["x"], "severity": ["held"], "message": ["m"], "source": ["s"]}
    )
    insert(StoredFinding, found.with_columns(pl.lit(delivery.pk).alias("delivery_id"), pl.lit(1).alias("assessment")))
    assert StoredFinding.objects.get(code="x").column == "bedrag"


def test_an_empty_frame_writes_nothing(delivery: Delivery) -> None:
    insert(Refusal, pl.DataFrame({"no such column": []}))
    assert Refusal.objects.count() == 1


def test_a_column_that_does_not_exist_is_an_error(delivery: Delivery) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        insert(Refusal, pl.DataFrame({"no such column": [1]}))


def doubled(delivery: Delivery) -> pl.DataFrame:
    row = ("Zandbergenstein", None, None, None, None, None, None, b"", None)
    return frame_of(delivery, [row, row]).with_columns(pl.lit(2).alias("line"))


def test_a_breach_is_the_error_that_django_gives_and_takes_everything_back(delivery: Delivery) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Signal, doubled(delivery))
    assert not Signal.objects.exists()


def test_a_breach_says_nothing_personal(delivery: Delivery) -> None:
    with pytest.raises(Exception) as raised, transaction.atomic():  # noqa: PT011 - which one is another test
        insert(Signal, doubled(delivery).with_columns(pl.lit("refused").alias("state")))
    assert "Zandbergenstein" not in f"{raised.value!r} {raised.value} {raised.value.__cause__}"


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written() -> None:
    assert not connection.in_atomic_block
    with pytest.raises(transaction.TransactionManagementError, match="inside a transaction"):
        insert(Refusal, pl.DataFrame({"delivery_id": [1], "line": [2], "reference": ["K"]}))
    with pytest.raises(transaction.TransactionManagementError):
        insert(Refusal, pl.DataFrame())
