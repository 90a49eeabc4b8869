"""The only write of the log: append an entry, inside the transaction of the write it tells about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.canonical import Json, canonical_text
from tijdig.foundation.ledger.chain import GENESIS, entry_digest, moment
from tijdig.foundation.ledger.merkle import DIGEST_SIZE
from tijdig.foundation.ledger.models import Entry
from tijdig.foundation.ledger.operation import note_entry

# Any number will do, as long as nothing else in this database locks on it.
LEDGER_LOCK = 0x7469_6A64_6967

# Plain SQL: every writer waits for this, and building the statements anew would take most of the time.
_COLUMNS = ("index", "at", "actor", "action", "subject", "content", "merkle_root", "previous", "digest")
_LAST = 'SELECT "index", digest FROM ledger_entry ORDER BY "index" DESC LIMIT 1'
_INSERT = """INSERT INTO ledger_entry ("index", at, actor, action, subject, content, merkle_root, previous, digest)
             VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"""


def append(
    *,
    actor: Actor,
    at: datetime,
    action: str,
    subject: str,
    content: Mapping[str, Json],
    merkle_root: bytes | None = None,
) -> Entry:
    """Write the next entry; it exists if and only if the caller's transaction commits.

    ``subject`` is a number or id; neither it nor ``content`` may hold personal data. A content with a ``receipt``
    promises a receipt of that number (or receipts of those two numbers) in the same transaction; the check of the log
    tells when one is missing. From here
    to the commit other writers wait: append late in the transaction.

    Raises TransactionManagementError outside a transaction, ValueError for a moment without zone or a root that is not
    32 bytes, and what ``canonical_text`` raises for the content.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a ledger entry is written inside the transaction it tells about")
    if merkle_root is not None and len(merkle_root) != DIGEST_SIZE:
        raise ValueError("a Merkle root has 32 bytes")
    text, root = canonical_text(content), (merkle_root or b"").hex()
    with connection.cursor() as cursor:
        last, previous = _head(cursor)
        digest = entry_digest(last + 1, moment(at), str(actor), action, subject, text, root, previous)
        values = (last + 1, at, str(actor), action, subject, text, root, previous, digest)
        cursor.execute(_INSERT, [values[0], connection.ops.adapt_datetimefield_value(at), *values[2:]])
    note_entry()
    return Entry.from_db(connection.alias, _COLUMNS, values)


def _head(cursor: CursorWrapper) -> tuple[int, str]:
    # SQLite needs no lock of ours: its transactions are IMMEDIATE, so only one writer is inside at any time.
    if connection.vendor == "postgresql":
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
    # A statement of its own: one that began before the lock was given would not see the newest entry.
    cursor.execute(_LAST)
    return cursor.fetchone() or (0, GENESIS)
