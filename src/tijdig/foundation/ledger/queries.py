"""What other rooms and doors may read of the log. Plain SQL, so that a door can load this before Django is open."""

from __future__ import annotations

from django.db import connection

_BY_NUMBER = "SELECT document FROM ledger_receipt WHERE id = %s"
_ABOUT = "SELECT document FROM ledger_receipt WHERE subject = %s ORDER BY entry_id DESC, id DESC LIMIT 1"


def receipt_numbered(number: str) -> str | None:
    """The document of the receipt with this number, exactly as it was handed out."""
    return _document(_BY_NUMBER, number)


def last_receipt_about(subject: str) -> str | None:
    """The newest receipt about a delivery."""
    return _document(_ABOUT, subject)


def _document(query: str, value: str) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(query, [value])
        row = cursor.fetchone()
    return str(row[0]) if row else None
