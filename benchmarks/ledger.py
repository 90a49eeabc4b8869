"""How fast the log is: a Merkle root over a million rows, the check of a million entries, appends one by one.

``python benchmarks/ledger.py [rows]``, on a new SQLite database in a temporary directory; TIJDIG_BENCH_DATABASE_URL
names an empty database of another kind.
"""

from __future__ import annotations

import os
import platform
import ssl
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection, transaction

HOME = tempfile.TemporaryDirectory()
os.environ["DATABASE_URL"] = os.environ.get("TIJDIG_BENCH_DATABASE_URL") or f"sqlite:///{HOME.name}/bench.sqlite3"
os.environ |= {"TIJDIG_DATA": HOME.name, "DJANGO_SETTINGS_MODULE": "tijdig.config.settings"}
django.setup()

from tijdig.foundation.ledger import merkle  # noqa: E402 - the tables load only after Django is set up
from tijdig.foundation.ledger.actor import Actor  # noqa: E402 - as above
from tijdig.foundation.ledger.chain import GENESIS, entry_digest, moment  # noqa: E402 - as above
from tijdig.foundation.ledger.models import SealedReceipt  # noqa: E402 - as above
from tijdig.foundation.ledger.operations import append  # noqa: E402 - as above
from tijdig.foundation.ledger.receipt_check import verify  # noqa: E402 - as above
from tijdig.foundation.ledger.receipts import issue  # noqa: E402 - as above
from tijdig.foundation.ledger.seal import FileSealer, sealer_in  # noqa: E402 - as above
from tijdig.foundation.ledger.verification import verify_chain  # noqa: E402 - as above

AT = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
ACTOR = Actor("client", "c1")
ROOT = "ab" * 32
APPENDS = 1000


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def entries(count: int) -> Iterator[tuple[object, ...]]:
    """Rows that chain, as ``append`` would have written them."""
    previous, at = GENESIS, AT if connection.vendor == "postgresql" else "2026-03-02 09:30:00.123456"
    for index in range(1, count + 1):
        texts = (
            str(ACTOR),
            "intake.take_up",
            f"L-2026-{index:07}",
            f'{{"accepted":{index % 9},"rows":{index % 10}}}',
            ROOT,
        )
        digest = entry_digest(index, moment(AT), *texts, previous)
        yield (index, at, *texts, previous, digest)
        previous = digest


def store(count: int) -> None:
    columns = '"index", at, actor, action, subject, content, merkle_root, previous, digest'
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY ledger_entry ({columns}) FROM STDIN") as copy:
                for row in entries(count):
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * 9)
            cursor.executemany(f"INSERT INTO ledger_entry ({columns}) VALUES ({marks})", entries(count))  # noqa: S608 - fixed names and marks


def merkle_root(count: int) -> float:
    salts = os.urandom(16 * count)
    rows = [f'{{"huisnummer":{number},"postcode":"1234AB","regel":{number}}}' for number in range(count)]
    return seconds(lambda: merkle.root(merkle.leaf_digests(salts, rows)))


def append_once(subject: str, times: int = 1) -> None:
    with transaction.atomic():
        for _ in range(times):
            append(actor=ACTOR, at=AT, action="bench", subject=subject, content={"rows": 1}, merkle_root=b"a" * 32)


def commit_nothing_else() -> None:
    """What a commit costs here without a log: one row elsewhere."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row VALUES (1)")


def store_receipts(sealer: FileSealer, count: int) -> None:
    for number in range(count):
        with transaction.atomic():
            entry = append(actor=ACTOR, at=AT, action="bench", subject=f"R-{number}", content={"receipt": f"O-{number}"})
            document = issue(
                number=f"O-{number}", kind="ontvangen", subject=f"R-{number}", sender="12345678", at=AT,
                digest="ab" * 32, entry=entry, content={"regels": 1}, sealer=sealer,
            )  # fmt: skip
            SealedReceipt.objects.create(id=f"O-{number}", kind="ontvangen", subject=f"R-{number}", document=document, entry=entry)


def table(count: int) -> Iterator[tuple[str, str, str]]:
    sealer = sealer_in(Path(HOME.name))
    yield f"Merkle root of {count:,} rows, with salted leaves", f"{merkle_root(count):.2f} s", "2 s"
    store(count)
    taken = seconds(lambda: verify_chain(trusted=[]))
    yield f"{count:,} entries verified", f"{taken:.2f} s", "10 s"
    inside = seconds(lambda: append_once("inside", APPENDS)) / APPENDS
    yield "one append, beside the commit", f"{inside * 1000:.2f} ms", "1 ms"
    bare = seconds(lambda: [commit_nothing_else() for _ in range(APPENDS)]) / APPENDS
    yield "one transaction without the log", f"{bare * 1000:.2f} ms", ""
    single = seconds(lambda: [append_once("one") for _ in range(APPENDS)]) / APPENDS
    yield "appends, a transaction each", f"{1 / single:.0f} /s", ""
    whole = seconds(lambda: store_receipts(sealer, APPENDS)) / APPENDS
    yield "entry and sealed receipt stored, a transaction each", f"{1 / whole:.0f} /s", "250 /s"
    assert verify_chain(trusted=[sealer.public_key]).intact
    documents = [document.encode() for document in SealedReceipt.objects.values_list("document", flat=True)]
    offline = seconds(lambda: [verify(document, [sealer.public_key]) for document in documents])
    yield "receipts verified, offline", f"{APPENDS / offline:.0f} /s", ""


def main(count: int = 1_000_000) -> None:
    call_command("migrate", "ledger", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_row (n integer)")
    versions = f"Python {platform.python_version()}, Django {django.__version__}, {ssl.OPENSSL_VERSION}"
    print(f"{platform.machine()}, {os.cpu_count()} cores, {versions}, {connection.vendor}")
    print(f"{'':54} {'measured':>12} {'promise':>10}")
    for what, measured, promise in table(count):
        print(f"{what:54} {measured:>12} {promise:>10}", flush=True)
    connection.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
    HOME.cleanup()
