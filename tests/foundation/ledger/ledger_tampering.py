"""Random tampering with a log of real entries and receipts: each change must be found, and undoing it must be clean.

The tests make some hundreds of attempts; ``python benchmarks/ledger_tampering.py`` makes 10,000.
"""

from __future__ import annotations

import random
import string
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, connection, transaction

from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.chain import entry_digest, moment
from tijdig.foundation.ledger.models import Entry, SealedReceipt
from tijdig.foundation.ledger.operations import append
from tijdig.foundation.ledger.receipts import issue
from tijdig.foundation.ledger.verification import verify_chain

ENTRIES = 60
COLUMNS = ("actor", "action", "subject", "content", "merkle_root", "previous", "digest")
START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)

Chance = random.Random


class Missed(AssertionError):
    """A change in the log that the check did not find."""


def fill(sealer) -> dict[int, str]:
    """A log of ``ENTRIES`` entries, each third with a receipt; returns the heads that are kept outside."""
    kept = {}
    with transaction.atomic():
        for number in range(1, ENTRIES + 1):
            subject, at = f"L-{number}", START + timedelta(seconds=number, microseconds=number % 3)
            content = {"rows": number} | ({"receipt": f"O-{number}"} if number % 3 == 0 else {})
            root = bytes([number]) * 32 if number % 2 else None
            entry = append(
                actor=Actor("client", "c1"),
                at=at,
                action="intake.take_up",
                subject=subject,
                content=content,
                merkle_root=root,
            )
            kept[entry.index] = entry.digest
            if "receipt" in content:
                document = issue(
                    number=f"O-{number}", kind="ontvangen", subject=subject, sender="12345678", at=at, digest="ab" * 32,
                    entry=entry, content={}, sealer=sealer,
                )  # fmt: skip
                SealedReceipt.objects.create(id=f"O-{number}", kind="ontvangen", subject=subject, document=document, entry=entry)
    return kept


def run(query: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)


def read(query: str, *values: object) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return cursor.fetchone()


def mutated(chance: Chance, text: str) -> str:
    """The text with one character changed, added, taken away or swapped; never the same text."""
    place = chance.randrange(len(text) + 1)
    sign = chance.choice(string.ascii_letters + string.digits + ' "\\{}:,é')
    changed = chance.choice(
        (
            text[:place] + sign + text[place + 1 :],
            text[:place] + sign + text[place:],
            text[:place] + text[place + 1 :],
            text[: max(place - 1, 0)] + text[place : place + 1] + text[max(place - 1, 0) : place] + text[place + 1 :],
        )
    )
    return changed if changed != text else mutated(chance, text)


def alter(chance: Chance, table: str, key: str, index: int, column: str) -> None:
    """Mutate one value; table, key and column are names out of this file."""
    (old,) = read(f"SELECT {column} FROM {table} WHERE {key} = %s", index)  # noqa: S608 - only names of this file
    new = mutated(chance, old)
    run(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", new, index)  # noqa: S608 - only names of this file


def change(chance: Chance) -> None:
    alter(chance, "ledger_entry", '"index"', chance.randint(1, ENTRIES), chance.choice(COLUMNS))


def change_moment(chance: Chance) -> None:
    by = timedelta(microseconds=chance.choice((1, -1, 1000, 10**6, -(10**9), 86400 * 10**6)))
    index = chance.randint(1, ENTRIES)
    new = START + timedelta(seconds=index, microseconds=index % 3) + by
    value = new if connection.vendor == "postgresql" else new.replace(tzinfo=None).isoformat(" ")
    run('UPDATE ledger_entry SET at = %s WHERE "index" = %s', value, index)


def change_and_hash_again(chance: Chance) -> None:
    """What a careful forger does: change a line and recompute its digest, and those of all that follow."""
    first = chance.randint(1, ENTRIES)
    previous = None
    for entry in Entry.objects.filter(index__gte=first).order_by("index"):
        content = mutated(chance, entry.content) if previous is None else entry.content
        link = previous or entry.previous
        texts = (entry.actor, entry.action, entry.subject, content, entry.merkle_root, link)
        previous = entry_digest(entry.index, moment(entry.at), *texts)
        Entry.objects.filter(index=entry.index).update(content=content, previous=link, digest=previous)


def delete(chance: Chance) -> None:
    index = chance.randint(1, ENTRIES)
    run("DELETE FROM ledger_receipt WHERE entry_id = %s", index)
    run('DELETE FROM ledger_entry WHERE "index" = %s', index)


def insert(chance: Chance) -> None:
    """A copy of a line, with a new digest, at a new place or in a place that is made."""
    index, source = chance.randint(1, ENTRIES + 1), chance.randint(1, ENTRIES)
    digest = "".join(chance.choices("0123456789abcdef", k=64))
    for moved in range(ENTRIES, index - 1, -1):
        run('UPDATE ledger_entry SET "index" = "index" + 1 WHERE "index" = %s', moved)
    source += source >= index
    run(
        'INSERT INTO ledger_entry ("index", at, actor, action, subject, content, merkle_root, previous, digest)'
        " SELECT %s, at, actor, action, subject, content, merkle_root, previous, %s"
        ' FROM ledger_entry WHERE "index" = %s',
        index, digest, source,
    )  # fmt: skip


def swap(chance: Chance) -> None:
    one, other = chance.sample(range(1, ENTRIES + 1), 2)
    for old, new in ((one, ENTRIES + 9), (other, one), (ENTRIES + 9, other)):
        run('UPDATE ledger_entry SET "index" = %s WHERE "index" = %s', new, old)


def truncate(chance: Chance) -> None:
    index = chance.randint(0, ENTRIES - 1)
    run("DELETE FROM ledger_receipt WHERE entry_id > %s", index)
    run('DELETE FROM ledger_entry WHERE "index" > %s', index)


def roll_back(chance: Chance) -> None:
    """An old copy put back, after which the log goes on with other lines, well formed."""
    truncate(chance)
    for number in range(chance.randint(1, ENTRIES)):
        append(actor=Actor("system", "x"), at=START, action="other", subject=str(number), content={})


def change_receipt(chance: Chance) -> None:
    column = chance.choice(("id", "subject", "document"))
    alter(chance, "ledger_receipt", "entry_id", 3 * chance.randint(1, ENTRIES // 3), column)


def move_receipt(chance: Chance) -> None:
    number = 3 * chance.randint(1, ENTRIES // 3)
    other = chance.choice([index for index in range(1, ENTRIES + 1) if index != number])
    run("UPDATE ledger_receipt SET entry_id = %s WHERE entry_id = %s", other, number)


def delete_receipt(chance: Chance) -> None:
    run("DELETE FROM ledger_receipt WHERE entry_id = %s", 3 * chance.randint(1, ENTRIES // 3))


ATTACKS: tuple[Callable[[Chance], None], ...] = (
    change, change_moment, change_and_hash_again, delete, insert, swap, truncate, roll_back, change_receipt,
    move_receipt, delete_receipt,
)  # fmt: skip


def tamper(chance: Chance, attack: Callable[[Chance], None], trusted, kept: dict[int, str]) -> bool:
    """Do one attack and take it back; False when the database refused it. Raises Missed when it was not found."""
    savepoint = transaction.savepoint()
    try:
        with transaction.atomic():
            attack(chance)
    except DatabaseError:
        return False
    else:
        if verify_chain(trusted=trusted, kept=kept).intact:
            raise Missed(attack.__name__)
        return True
    finally:
        transaction.savepoint_rollback(savepoint)


def loosen() -> None:
    """Let attackers write what the tables refuse: they hold the database file, not only a connection."""
    if connection.vendor == "sqlite":
        run("PRAGMA defer_foreign_keys = ON")
        run("PRAGMA ignore_check_constraints = ON")
    else:
        run("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def tightened_afterwards() -> Iterator[None]:
    """The connection outlives the attack, and later tests count on its constraints."""
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            run("PRAGMA ignore_check_constraints = OFF")


def attempts(sealer, count: int, seed: int) -> tuple[Counter[str], Counter[str]]:
    """Fill a log and attack it ``count`` times, in a transaction that is taken back; found and refused per attack."""
    chance, found, refused = Chance(seed), Counter(), Counter()
    with tightened_afterwards(), transaction.atomic():
        kept = fill(sealer)
        loosen()
        for number in range(count):
            attack = ATTACKS[number % len(ATTACKS)]
            while not tamper(chance, attack, [sealer.public_key], kept):
                refused[attack.__name__] += 1
            found[attack.__name__] += 1
        assert verify_chain(trusted=[sealer.public_key], kept=kept).intact
        transaction.set_rollback(True)
    return found, refused
