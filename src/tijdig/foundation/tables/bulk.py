"""COPY on PostgreSQL, many rows a statement on SQLite: ten times faster than object by object.

Only operations call this; the frame's columns are the table's columns. The next rows are made ready in another thread
while the database takes the ones before them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain

import polars as pl
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from tijdig.foundation.tables.ahead import made_ahead

ROWS_AT_ONCE = 20_000
_ROWS_A_STATEMENT = 200  # half of the work of SQLite is in starting and ending statements; more rows win nothing


def insert(model: type[Model], frame: pl.DataFrame) -> None:
    """Write a frame into the table of a model; column names are those of the database, nulls stay null.

    Raises TransactionManagementError outside a transaction, IntegrityError where a constraint says no, another
    DatabaseError where the table does not fit; their texts name the constraint and hold nothing of the rows.
    """
    insert_pieces(model, frame.iter_slices(ROWS_AT_ONCE), few=frame.height <= ROWS_AT_ONCE)


def insert_pieces(model: type[Model], pieces: Iterable[pl.DataFrame], *, few: bool = False) -> None:
    """The same for frames with the same columns, each asked for when it can be made; ``few`` rows need no other thread.

    Raises what ``insert`` raises, and what the making of a frame raises.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("rows are written inside a transaction with a ledger entry")
    filled = (piece for piece in pieces if not piece.is_empty())
    with _without_rows():
        if connection.vendor == "postgresql":
            _copy(model._meta.db_table, filled, few=few)
        else:
            _execute_many(model._meta.db_table, filled, few=few)


@contextmanager
def _without_rows() -> Iterator[None]:
    """Errors of the database without the row they are about."""
    refused: DatabaseError | None = None
    try:
        with connection.wrap_database_errors:
            yield
    except DatabaseError as error:
        refused = type(error)(_primary_message(error))
    if refused is not None:
        raise refused  # outside the except, so that no traceback shows the first error and with it a row


def _primary_message(error: DatabaseError) -> str:
    """What PostgreSQL says about a row without the row itself; SQLite says no more than the constraint."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "message_primary", None) or str(error).splitlines()[0])


def _named(columns: Sequence[str]) -> str:
    return ", ".join(connection.ops.quote_name(column) for column in columns)


def _copy(table: str, pieces: Iterator[pl.DataFrame], *, few: bool) -> None:
    first = next(pieces, None)
    if first is None:
        return
    statement = f"COPY {connection.ops.quote_name(table)} ({_named(first.columns)}) FROM STDIN WITH (FORMAT csv)"
    with connection.cursor() as cursor, cursor.copy(statement) as copying:
        texts = map(_as_csv, chain([first], pieces))
        for text in texts if few else made_ahead(texts):
            copying.write(text)


def _as_csv(piece: pl.DataFrame) -> bytes:
    """Every text quoted, so that an empty text and nothing stay apart."""
    binary = [name for name, dtype in piece.schema.items() if dtype == pl.Binary]
    as_text = piece.with_columns(pl.concat_str(pl.lit("\\x"), pl.col(name).bin.encode("hex")).alias(name) for name in binary)
    return as_text.write_csv(include_header=False, quote_style="non_numeric").encode()


def _execute_many(table: str, pieces: Iterator[pl.DataFrame], *, few: bool) -> None:
    """Past Django's cursor: its translation of placeholders costs as much as the writing itself."""
    connection.ensure_connection()
    database: sqlite3.Connection = connection.connection
    most = database.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    made = (_statements_of(piece, most) for piece in pieces)
    for parts in made if few else made_ahead(made):
        for columns, rows, values in parts:
            database.executemany(_insertion(table, columns, rows), values)


def _statements_of(piece: pl.DataFrame, most: int) -> list[tuple[list[str], int, list[list[object]]]]:
    """Statements of as many rows as fit in one, and one for the rest: columns, rows a statement, values of each."""
    together = max(1, min(most // piece.width, _ROWS_A_STATEMENT))
    whole = piece.height - piece.height % together
    parts = ((piece.slice(0, whole), together), (piece.slice(whole), piece.height - whole))
    return [(part.columns, rows, _values(part, rows)) for part, rows in parts if part.height]


def _values(piece: pl.DataFrame, together: int) -> list[list[object]]:
    """The values of so many rows in one list, row after row."""
    columns = [_as_bound(column) for column in piece.get_columns()]
    values = list(chain.from_iterable(zip(*columns, strict=True)))
    size = piece.width * together
    return [values[start : start + size] for start in range(0, len(values), size)]


def _as_bound(column: pl.Series) -> list[object]:
    """The values as sqlite3 takes them at once; for bytes it would first look whether somebody adapts them."""
    if column.dtype == pl.Binary:
        return [None if value is None else bytearray(value) for value in column.to_list()]
    return column.cast(pl.String).to_list() if column.dtype.is_temporal() else column.to_list()


def _insertion(table: str, columns: Sequence[str], rows: int) -> str:
    marks = ", ".join([f"({', '.join('?' * len(columns))})"] * rows)
    return f"INSERT INTO {connection.ops.quote_name(table)} ({_named(columns)}) VALUES {marks}"  # noqa: S608 - our own names
