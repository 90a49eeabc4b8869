"""Whole sets at once: read a query as a frame, change many rows by their keys, reserve numbers.

Only operations change rows with this; reading is for everybody.
"""

# ruff: noqa: S608 - names of our own tables and columns; values go along as parameters.
from __future__ import annotations

import io
import json
from collections.abc import Collection, Mapping, Sequence

import polars as pl
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from tijdig.foundation.tables.bulk import insert

Parameter = str | int | list[int] | list[str]
Row = tuple[str | int | None, ...]
_FEW = 200
Schema = Mapping[str, pl.DataType | type[pl.DataType]]


def read(query: str, parameters: Sequence[Parameter], schema: Schema) -> pl.DataFrame:
    """The rows of a query (``%s`` for parameters) as a frame with this schema, column by column.

    The query gives dates as text (``CAST(born_on AS TEXT)``). A text that is empty is read as nothing: ours are null then.
    """
    plain = {name: pl.String if kind == pl.Date else kind for name, kind in schema.items()}
    with connection.cursor() as cursor:
        found = _copied(cursor, query, parameters, plain) if connection.vendor == "postgresql" else None
        if found is None:
            cursor.execute(query, parameters)
            found = pl.DataFrame(cursor.fetchall(), schema=plain, orient="row")
    return found.with_columns(pl.col(name).str.to_date() for name, kind in schema.items() if kind == pl.Date)


def _copied(cursor: CursorWrapper, query: str, parameters: Sequence[Parameter], schema: Schema) -> pl.DataFrame:
    """By COPY: making a million rows of values in Python takes seconds."""
    received = io.BytesIO()
    with cursor.copy(f"COPY ({query}) TO STDOUT WITH (FORMAT csv)", parameters) as copying:
        for piece in copying:
            received.write(piece)
    if not received.tell():
        return pl.DataFrame(schema=schema)
    return pl.read_csv(received.getvalue(), has_header=False, schema=schema)


def many(values: Collection[int] | Collection[str]) -> Parameter:
    """Numbers or texts as one parameter of ``among`` or ``unfolded``."""
    if connection.vendor != "postgresql":
        return json.dumps(list(values))
    # One list or the other; said twice because a list of either is neither.
    return [one for one in values if isinstance(one, int)] or [one for one in values if isinstance(one, str)]


def among(column: str, kind: str = "bigint") -> str:
    """The condition that a column is one of ``many`` values of this kind (as PostgreSQL calls it)."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s::{kind}[])"
    return f"{column} IN (SELECT value FROM json_each(%s))"


def unfolded(name: str) -> str:
    """A query for ``many`` numbers, as a column with this name."""
    if connection.vendor == "postgresql":
        return f"SELECT unnest(%s::bigint[]) AS {name}"
    return f"SELECT value AS {name} FROM json_each(%s)"


def reserve(model: type[Model], count: int) -> list[int]:
    """So many row numbers that nobody else gets; to be written in the same transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
            return [row[0] for row in cursor.fetchall()]
        # Its transactions are IMMEDIATE: no other writer is inside. It keeps no row about a table that was never written to.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        last = row[0] if row else 0
        first = "INSERT INTO sqlite_sequence (seq, name) VALUES (%s, %s)"
        taken = "UPDATE sqlite_sequence SET seq = %s WHERE name = %s" if row else first
        cursor.execute(taken, [last + count, table])
        return list(range(last + 1, last + 1 + count))


def add(model: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write rows into the table of a model: a few in one plain statement, many as ``bulk.insert`` does.

    Raises what ``bulk.insert`` raises.
    """
    if not rows:
        return
    if len(rows) > _FEW:
        insert(model, pl.DataFrame(rows, schema=_kinds(model, columns), orient="row"))
        return
    _must_be_atomic()
    marks = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * len(rows))
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) VALUES {marks}", [value for row in rows for value in row])


def change(model: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write values into rows by their keys, in one statement; the first column is the key.

    Raises TransactionManagementError outside a transaction.
    """
    _must_be_atomic()
    if not rows:
        return
    key, *changed = columns
    if connection.vendor == "postgresql":
        _change_postgresql(model, columns, rows)
        return
    marks = ", ".join(f"{name} = ?" for name in changed)
    statement = f"UPDATE {model._meta.db_table} SET {marks} WHERE {key} = ?"
    connection.connection.executemany(statement, [(*row[1:], row[0]) for row in rows])


def _must_be_atomic() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("rows are written inside a transaction with a ledger entry")


def _kinds(model: type[Model], columns: Sequence[str]) -> dict[str, type[pl.DataType]]:
    """Whole numbers and texts are all that is written as rows."""
    types = {field.column: str(field.db_type(connection)) for field in model._meta.local_fields}
    return {name: pl.Int64 if "int" in types[name] else pl.String for name in columns}


def _change_postgresql(model: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    kinds = {field.column: str(field.db_type(connection)) for field in model._meta.local_fields}
    key, *changed = columns
    arrays = ", ".join(f"%s::{kinds[name].removesuffix(' GENERATED BY DEFAULT AS IDENTITY')}[]" for name in columns)
    setting = ", ".join(f"{name} = v.{name}" for name in changed)
    statement = (
        f"UPDATE {model._meta.db_table} t SET {setting} FROM unnest({arrays}) AS v({', '.join(columns)}) WHERE t.{key} = v.{key}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(values) for values in zip(*rows, strict=True)])
