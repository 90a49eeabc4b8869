"""What other rooms and doors may read of the log."""

from __future__ import annotations

from django.db import connection

from tijdig.foundation.ledger.models import Entry, SealedReceipt

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


def entry_behind(subject: str) -> Entry:
    """The entry with which something was stored, found through the receipt of storing. Raises SealedReceipt.DoesNotExist."""
    return SealedReceipt.objects.select_related("entry").get(kind="ontvangen", subject=subject).entry


def receipts_with(entry: Entry) -> list[tuple[str, str]]:
    """Kind and number of the receipts that were handed out with an entry, storing before assessing."""
    return list(entry.receipts.order_by("-kind").values_list("kind", "id"))
