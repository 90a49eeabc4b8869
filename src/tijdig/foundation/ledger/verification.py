"""Checking the whole log: gaps, changed entries, broken links, receipts that do not agree, a tail that was cut off.

Streams the tables with plain cursors: a million entries take seconds and no memory to speak of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import DatabaseError, connection, transaction

from tijdig.foundation.ledger.canonical import canonical_text, read_strictly
from tijdig.foundation.ledger.chain import GENESIS, entry_digest
from tijdig.foundation.ledger.receipt_check import Outcome, verify
from tijdig.foundation.tables.ahead import made_ahead

MOST_BREAKS = 1000
BATCH = 10_000

# The moment as text, each stored value to a text of its own: otherwise two ways to write it would share one digest.
_AT = {
    "sqlite": """CASE WHEN instr("at", 'T') THEN '' ELSE replace("at", ' ', 'T') || 'Z' END""",
    "postgresql": """CASE WHEN "at" < '0001-01-01Z' THEN ''
                     WHEN date_trunc('second', "at") = "at"
                     THEN to_char("at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                     ELSE to_char("at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') END""",
}
_ENTRIES = """SELECT "index", {at}, actor, action, subject, content, merkle_root, previous, digest
              FROM ledger_entry ORDER BY "index" """
_RECEIPTS = """SELECT r.id, r.kind, r.subject, r.document, r.entry_id, e."index", e.digest, e.merkle_root, e.content
               FROM ledger_receipt r LEFT JOIN ledger_entry e ON e."index" = r.entry_id ORDER BY r.entry_id, r.id"""
# An entry promises one receipt ("receipt":"R-1") or a few ("receipt":["R-1","R-2"]); only where fewer than two are there
# the content is read to see which are missing.
_FEW_RECEIPTS = """SELECT e."index", e.content, (SELECT MIN(r.id) FROM ledger_receipt r WHERE r.entry_id = e."index")
                   FROM ledger_entry e WHERE e.content LIKE '%"receipt":%'
                   AND (SELECT COUNT(*) FROM ledger_receipt r WHERE r.entry_id = e."index")
                       < CASE WHEN e.content LIKE '%"receipt":[%' THEN 2 ELSE 1 END"""


@dataclass(frozen=True)
class Break:
    """One thing wrong: at which entry or receipt, and a Dutch sentence."""

    index: int | None
    receipt: str | None
    why: str


@dataclass(frozen=True)
class Report:
    """How many entries and receipts were seen, the head, and what is wrong (at most 1000 breaks are told)."""

    entries: int
    receipts: int
    head_index: int
    head_digest: str
    breaks: tuple[Break, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong."""
        return not self.breaks


class _Breaks:
    def __init__(self) -> None:
        self.told: list[Break] = []

    def add(self, why: str, index: int | None = None, receipt: str | None = None) -> None:
        if len(self.told) < MOST_BREAKS:
            self.told.append(Break(index, receipt, why))


def verify_chain(*, trusted: Collection[Ed25519PublicKey], kept: Mapping[int, str] | None = None) -> Report:
    """Check every entry and every receipt.

    ``trusted`` are the keys that may have sealed the receipts; ``kept`` are heads kept outside the database, index to
    digest: without these a log whose tail was cut off looks whole. Raises nothing for anything found in the tables.
    """
    breaks = _Breaks()
    with _one_view():
        entries, index, digest = _check_entries(kept or {}, breaks)
        receipts = _check_receipts(trusted, breaks)
        _check_promises(breaks)
    return Report(entries, receipts, index, digest, tuple(breaks.told))


def _one_view() -> AbstractContextManager[object]:
    # A server-side cursor wants a transaction; on SQLite a transaction would make every writer wait.
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


def _rows(query: str, breaks: _Breaks) -> Iterator[tuple[object, ...]]:
    with connection.chunked_cursor() as cursor:
        try:
            cursor.execute(query)
            batches = iter(partial(cursor.fetchmany, BATCH), [])
            # A server reads the next rows meanwhile; SQLite is no server, and would wait for this thread.
            for batch in made_ahead(batches) if connection.vendor == "postgresql" else batches:
                yield from batch
        except DatabaseError:
            breaks.add("Een tabel van het logboek is niet verder te lezen.")


def _check_entries(kept: Mapping[int, str], breaks: _Breaks) -> tuple[int, int, str]:
    count, last, previous = 0, 0, GENESIS
    for row in _rows(_ENTRIES.format(at=_AT[connection.vendor]), breaks):
        count += 1
        index, linked, digest = row[0], row[7], row[8]
        last += 1
        if index != last or linked != previous or digest != _computed(row):
            _explain(row, last, previous, breaks)
            last = index if isinstance(index, int) else last
        if kept and kept.get(last, digest) != digest:
            breaks.add("Deze regel is niet de regel die buiten het logboek is bewaard: het logboek is herschreven.", last)
        previous = str(digest)
    _check_end(kept, last, breaks)
    return count, last, previous


def _computed(row: tuple[object, ...]) -> str:
    try:
        return entry_digest(*row[:8])  # type: ignore[arg-type]  # a column of another type is found by its TypeError
    except (TypeError, ValueError):
        return ""


def _explain(row: tuple[object, ...], expected: int, previous: str, breaks: _Breaks) -> None:
    index = row[0] if isinstance(row[0], int) else None
    if row[0] != expected:
        breaks.add(f"Regel {expected} van het logboek ontbreekt; de eerste regel daarna is {row[0]}.", index)
    if row[8] != _computed(row):
        breaks.add("De inhoud is veranderd: de hash klopt niet.", index)
    if row[7] != previous:
        breaks.add("De regel sluit niet aan op de vorige: er is een regel veranderd, verplaatst of verdwenen.", index)


def _check_end(kept: Mapping[int, str], last: int, breaks: _Breaks) -> None:
    newest = max(kept, default=0)
    if newest > last:
        why = f"Het logboek eindigt bij regel {last}, maar regel {newest} heeft bestaan: er is een stuk afgehaald"
        breaks.add(f"{why} of een oude kopie teruggezet.", newest)


def _check_receipts(trusted: Collection[Ed25519PublicKey], breaks: _Breaks) -> int:
    count = 0
    for row in _rows(_RECEIPTS, breaks):
        count += 1
        if why := _objection(row, trusted):
            breaks.add(why, row[4] if isinstance(row[4], int) else None, str(row[0]))
    return count


def _objection(row: tuple[object, ...], trusted: Collection[Ed25519PublicKey]) -> str | None:
    number, kind, subject, document, _, index, digest, root, content = row
    if index is None:
        return "Het bewijs hoort bij een regel van het logboek die er niet is."
    verdict = verify(_bytes(document), trusted)
    if verdict.outcome is not Outcome.GENUINE:
        return verdict.why
    said = verdict.receipt
    if canonical_text(said) != document:
        return "Het bewijs is anders opgeschreven dan het is uitgegeven."
    if said["logboek"] != {"index": index, "hash": digest, "merkleRoot": root or None}:
        return "Het bewijs noemt een andere regel of hash dan het logboek."
    if (said["nummer"], said["bewijs"], said["levering"]) != (number, kind, subject):
        return "Het bewijs heeft een ander nummer, een andere soort of een andere levering dan de tabel zegt."
    if (promised := _promised(content)) and number not in promised:
        return "Het logboek noemt bij deze regel een ander bewijs."
    return None


def _check_promises(breaks: _Breaks) -> None:
    for index, content, present in _rows(_FEW_RECEIPTS, breaks):
        for number in _promised(content) - {present}:
            why = "Het bewijs dat het logboek hier noemt, is verdwenen."
            breaks.add(why, index if isinstance(index, int) else None, str(number))


def _promised(content: object) -> set[object]:
    """The numbers of the receipts that an entry promises."""
    try:
        value = read_strictly(_bytes(content))
    except (ValueError, RecursionError):
        return set()
    named = value.get("receipt") if isinstance(value, dict) else None
    return set(named) if isinstance(named, list) else {named} - {None}


def _bytes(text: object) -> bytes:
    return text.encode(errors="replace") if isinstance(text, str) else b""
