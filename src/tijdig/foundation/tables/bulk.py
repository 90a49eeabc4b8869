"""COPY on PostgreSQL, executemany on SQLite: ten times faster than object by object.

Only operations call this; the frame's columns are the table's columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import polars as pl
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

_ROWS_AT_ONCE = 50_000
_PARAMETERS = 900  # in one statement; SQLite allows more, but not everywhere
_ROWS_A_STATEMENT = 20
_STATEMENTS_AT_ONCE = 2_000


def insert(model: type[Model], frame: pl.DataFrame) -> None:
    """Write a frame into the table of a model; column names are those of the database, nulls stay null.

    Raises TransactionManagementError outside a transaction, IntegrityError where a constraint says no, another
    DatabaseError where the table does not fit; their texts name the constraint and hold nothing of the rows.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("rows are written inside a transaction with a ledger entry")
    if frame.is_empty():
        return
    write = _copy if connection.vendor == "postgresql" else _execute_many
    refused: DatabaseError | None = None
    try:
        with connection.wrap_database_errors:
            write(model._meta.db_table, frame)
    except DatabaseError as error:
        refused = type(error)(_without_rows(error))
    if refused is not None:
        raise refused  # outside the except, so that no traceback shows the first error and with it a row


def _without_rows(error: DatabaseError) -> str:
    """What PostgreSQL says about a row without the row itself; SQLite says no more than the constraint."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "message_primary", None) or str(error).splitlines()[0])


def _named(columns: Sequence[str]) -> str:
    return ", ".join(connection.ops.quote_name(column) for column in columns)


def _copy(table: str, frame: pl.DataFrame) -> None:
    """As CSV with every text quoted, so that an empty text and nothing stay apart."""
    binary = [name for name, dtype in frame.schema.items() if dtype == pl.Binary]
    as_text = frame.with_columns(pl.concat_str(pl.lit("\\x"), pl.col(name).bin.encode("hex")).alias(name) for name in binary)
    statement = f"COPY {connection.ops.quote_name(table)} ({_named(frame.columns)}) FROM STDIN WITH (FORMAT csv)"
    with connection.cursor() as cursor, cursor.copy(statement) as copying:
        for piece in as_text.iter_slices(_ROWS_AT_ONCE):
            copying.write(piece.write_csv(include_header=False, quote_style="non_numeric").encode())


def _execute_many(table: str, frame: pl.DataFrame) -> None:
    """Past Django's cursor: its translation of placeholders costs as much as the writing itself.

    Many rows in one statement: half of the work of SQLite is in starting and ending statements.
    """
    plain = frame.with_columns(pl.selectors.temporal().cast(pl.String))
    together = max(1, min(_PARAMETERS // frame.width, _ROWS_A_STATEMENT))
    whole = frame.height - frame.height % together
    connection.ensure_connection()
    execute = connection.connection.executemany
    if whole:
        pieces = plain.slice(0, whole).iter_slices(together * _STATEMENTS_AT_ONCE)
        execute(_insertion(table, frame.columns, together), (row for piece in pieces for row in _joined_rows(piece, together)))
    execute(_insertion(table, frame.columns, 1), plain.slice(whole).rows())


def _joined_rows(piece: pl.DataFrame, together: int) -> Iterator[tuple[object, ...]]:
    """The values of so many rows in one tuple, row after row."""
    rows = piece.rows()
    return (tuple(chain.from_iterable(rows[at : at + together])) for at in range(0, len(rows), together))


def _insertion(table: str, columns: Sequence[str], rows: int) -> str:
    marks = ", ".join([f"({', '.join('?' * len(columns))})"] * rows)
    return f"INSERT INTO {connection.ops.quote_name(table)} ({_named(columns)}) VALUES {marks}"  # noqa: S608 - our own names
