"""Plain queries as rows of plain values."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from tijdig.foundation.tables.sets import Parameter

Value = str | int | None


def rows_of(query: str, parameters: Iterable[Parameter]) -> list[tuple[Value, ...]]:
    """The rows of a query (``%s`` for parameters)."""
    with connection.cursor() as cursor:
        cursor.execute(query, [*parameters])
        found: list[tuple[Value, ...]] = cursor.fetchall()
    return found


def number(value: Value) -> int:
    """A whole number that a column never leaves out."""
    return int(value or 0)
