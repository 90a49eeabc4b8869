"""Appending: gapless, chained, inside the caller's transaction, never a fork; and the mark of an operation."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.canonical import digest
from tijdig.foundation.ledger.chain import GENESIS, entry_digest, moment
from tijdig.foundation.ledger.models import Entry, SealedReceipt
from tijdig.foundation.ledger.operation import MissingEntry, operation
from tijdig.foundation.ledger.operations import append
from tijdig.foundation.ledger.verification import verify_chain

AT = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
ACTOR = Actor("system", "test")
TEXT = st.text(st.characters(exclude_categories=["Cs"]))

APPENDER = """
import sys
from datetime import UTC, datetime
import django
django.setup()
from django.db import transaction
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.operations import append
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[2])):
    try:
        with transaction.atomic():
            for step in range(1 + number % 2):
                who = Actor("system", sys.argv[1])
                append(actor=who, at=datetime.now(UTC), action="test", subject=str(number), content={})
            if number % 5 == 4:
                raise KeyError
    except KeyError:
        pass
"""


MIGRATE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "ledger", verbosity=0)
"""


def entry(**changes: object) -> Entry:
    fields = {"actor": ACTOR, "at": AT, "action": "test.write", "subject": "L-1", "content": {"b": 1, "a": "é"}}
    return append(**(fields | changes))


@given(st.integers(1, 2**53 - 1), TEXT, TEXT, TEXT, TEXT, TEXT)
def test_an_entry_commits_to_the_canonical_json_of_its_other_fields(index, actor, action, subject, content, root):
    fields = {
        "index": index, "at": moment(AT), "actor": actor, "action": action, "subject": subject, "content": content,
        "merkle_root": root, "previous": GENESIS,
    }  # fmt: skip
    assert entry_digest(**fields) == digest(fields)


def test_a_moment_is_written_in_utc_whatever_its_zone():
    assert moment(AT.astimezone(timezone(timedelta(hours=2)))) == "2026-03-02T09:30:00.123456Z"
    assert moment(AT.replace(microsecond=0)) == "2026-03-02T09:30:00Z"
    with pytest.raises(ValueError, match="zone"):
        moment(AT.replace(tzinfo=None))


@pytest.mark.django_db
def test_entries_count_from_one_and_each_names_the_one_before():
    first, second = entry(), entry(merkle_root=b"\xab" * 32)
    assert (first.index, first.previous) == (1, GENESIS)
    assert (second.index, second.previous, second.merkle_root) == (2, first.digest, "ab" * 32)
    stored = Entry.objects.get(index=2)
    assert [getattr(stored, field.attname) for field in Entry._meta.concrete_fields] == [
        getattr(second, field.attname) for field in Entry._meta.concrete_fields
    ]
    assert (stored.content, stored.actor, stored.at) == ('{"a":"é","b":1}', "system:test", AT)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_appended_outside_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        entry()
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_when_its_transaction_goes_and_leaves_no_gap():
    with transaction.atomic():
        entry()
        transaction.set_rollback(True)
    with transaction.atomic():
        assert entry().index == 1


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"merkle_root": b"ab"}, {"at": AT.replace(tzinfo=None)}])
def test_a_root_of_another_size_and_a_moment_without_zone_are_refused(wrong):
    with pytest.raises(ValueError, match=r"32 bytes|zone"):
        entry(**wrong)


@pytest.mark.django_db
def test_content_that_is_not_exact_json_is_refused():
    with pytest.raises(TypeError):
        entry(content={"euro": 1.5})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("ledger_entry_counts_from_one", {"index": 0}),
        ("ledger_entry_has_actor", {"actor": ""}),
        ("ledger_entry_has_action", {"action": ""}),
        ("ledger_entry_root_is_sha256", {"merkle_root": "ab"}),
        ("ledger_entry_previous_is_sha256", {"previous": ""}),
        ("ledger_entry_digest_is_sha256", {"digest": "ab"}),
        ("ledger_entry_digest_once", {"digest": sha256(b"first").hexdigest()}),
    ],
)
def test_the_database_refuses_an_impossible_entry(rule, change):
    fields = {"index": 1, "at": AT, "actor": "a", "action": "a", "subject": "", "content": "{}", "previous": GENESIS}
    Entry.objects.create(**fields, digest=sha256(b"first").hexdigest())
    with pytest.raises(IntegrityError, match=rule if "once" not in rule else "ledger_entry"), transaction.atomic():
        Entry.objects.create(**(fields | {"index": 2, "digest": sha256(b"second").hexdigest()} | change))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [{"id": ""}, {"document": ""}, {"kind": "anders"}, {"id": "O-2"}, {"id": "O-2", "kind": "beoordeeld"}],
    ids=["has_number", "has_document", "kind_known", "stored_once", "once_per_entry"],
)
def test_the_database_refuses_an_impossible_receipt(change):
    fields = {"id": "O-1", "kind": "ontvangen", "subject": "L-1", "document": "{}", "entry": entry()}
    SealedReceipt.objects.create(**fields)
    SealedReceipt.objects.create(**(fields | {"id": "O-3", "kind": "beoordeeld"}))
    change = {"id": "O-4", "subject": "L-4"} | change if change.keys() != {"id"} or not change["id"] else change
    change = change | ({"subject": "L-1"} if change["id"] == "O-2" else {})
    with pytest.raises(IntegrityError), transaction.atomic():
        SealedReceipt.objects.create(**(fields | change))


@pytest.mark.django_db
def test_a_delivery_that_is_assessed_again_gets_a_second_receipt():
    for number in (1, 2):
        fields = {"kind": "beoordeeld", "subject": "L-1", "document": "{}", "entry": entry()}
        SealedReceipt.objects.create(id=f"O-{number}", **fields)
    assert SealedReceipt.objects.count() == 2


def database_url(directory: Path) -> str:
    """The database of this test run, or a file of its own where that is SQLite."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{directory / 'shared.sqlite3'}"
    place = connection.settings_dict
    who = f"{quote(place['USER'])}:{quote(place['PASSWORD'])}@" if place["USER"] else ""
    port = f"localhost:{place['PORT']}" if place["PORT"] else ""
    return f"postgresql://{who}{port}/{quote(place['NAME'])}?host={quote(place['HOST'], safe='')}"


def in_process(code: str, environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.mark.django_db(transaction=True)
def test_processes_that_append_at_once_make_one_chain(tmp_path: Path):
    environment = os.environ | {
        "DATABASE_URL": database_url(tmp_path), "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
    }  # fmt: skip
    tell = "import django; django.setup(); from tijdig.foundation.ledger import verification as v;"
    if connection.vendor == "sqlite":
        assert in_process(MIGRATE, environment).communicate(timeout=60) == ("", None)
    writers = [in_process(APPENDER, environment, name, "40") for name in "abc"]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0
    report = in_process(f"{tell} r = v.verify_chain(trusted=[]); print(r.entries, r.head_index, r.intact)", environment)
    kept = 3 * sum(1 + number % 2 for number in range(40) if number % 5 != 4)
    assert report.communicate(timeout=60)[0] == f"{kept} {kept} True\n"


@operation
def write(*, actor: Actor, at: datetime, subject: str, logged: bool = True) -> int:
    """Write something, with or without telling the log."""
    SealedReceipt.objects.filter(id="none").delete()
    return append(actor=actor, at=at, action="test.write", subject=subject, content={}).index if logged else 0


@pytest.mark.django_db(transaction=True)
def test_an_operation_is_one_transaction_with_its_entry():
    assert write(actor=ACTOR, at=AT, subject="L-1") == 1
    assert write.is_operation
    assert verify_chain(trusted=[]).entries == 1


@pytest.mark.django_db(transaction=True)
def test_an_operation_without_an_entry_is_rolled_back():
    @operation
    def forgetful(*, actor: Actor, at: datetime) -> None:
        Entry.objects.create(
            index=1, at=at, actor=str(actor), action="a", subject="", content="{}", previous=GENESIS, digest=GENESIS
        )

    with pytest.raises(MissingEntry, match="forgetful"):
        forgetful(actor=ACTOR, at=AT)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_earlier_entry_does_not_count_for_a_later_operation():
    write(actor=ACTOR, at=AT, subject="L-1")
    with pytest.raises(MissingEntry):
        write(actor=ACTOR, at=AT, subject="L-2", logged=False)


@pytest.mark.parametrize(
    "function",
    [
        lambda actor, at: None,
        lambda *, actor: None,
        lambda *, at: None,
        lambda *rows, actor, at: None,
        lambda *, actor, at, **more: None,
    ],
)
def test_an_operation_takes_named_arguments_with_actor_and_moment(function):
    with pytest.raises(TypeError):
        operation(function)
