"""Laws 3 and 4: who may write, what a write looks like, and who may call it."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path

import pytest

from architecture import writes
from architecture.source import Module, keep, product

OPERATION = """
from tijdig.foundation.ledger.operation import operation

@operation
def fine(*, actor, at): ...

def unmarked(*, actor, at): ...

def loose(actor, at): ...

def timeless(*, actor): ...

def _private(): ...
"""


def test_every_public_function_of_an_operations_module_is_an_operation():
    modules = [importlib.import_module(module.name) for module in product() if module.last == "operations"]
    keep(writes.OPERATION, [found for module in modules for found in writes.no_operations(module)])


def test_only_operations_and_the_journey_write():
    keep(writes.WRITE, writes.writes_elsewhere(product()))


def test_a_step_never_calls_another_steps_writes():
    keep(writes.CALLER, writes.forbidden_callers(product()))


def test_a_public_function_that_is_no_operation_is_seen(tmp_path: Path):
    file = tmp_path / "operations.py"
    file.write_text(OPERATION)
    spec = importlib.util.spec_from_file_location("planted.operations", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    seen = {(found.where.rpartition(".")[2], found.what) for found in writes.no_operations(module)}
    assert ("loose", "takes arguments by position") in seen
    assert ("timeless", "does not take at") in seen
    assert {name for name, _ in seen} == {"unmarked", "loose", "timeless"}


@pytest.mark.parametrize(
    "line",
    [
        "row.save()",
        "Case.objects.create(x=1)",
        "Case.objects.bulk_create(rows)",
        "Case.objects.filter(x=1).update(y=2)",
        "rows.update(state='done')",
        "row.delete()",
        "cursor.execute('INSERT INTO t VALUES (1)')",
        "cursor.execute(f'DELETE FROM {table}')",
        "query = 'UPDATE t SET x = 1'",
        "copy = f'COPY {table} (a) FROM STDIN'",
    ],
)
def test_a_write_outside_operations_is_seen(line: str):
    text = f"def f():\n    {line}\n"
    assert list(writes.writes_elsewhere([Module("tijdig.steps.planted.queries", text)]))
    assert not list(writes.writes_elsewhere([Module("tijdig.steps.planted.operations", text)]))


@pytest.mark.parametrize(
    "line",
    ["seen.update(more)", "digest.update(b'x')", "'''COPY is not used FROM here'''", "cursor.execute('SELECT 1')"],
)
def test_what_only_looks_like_a_write_is_left_alone(line: str):
    assert not list(writes.writes_elsewhere([Module("tijdig.steps.planted.queries", f"def f():\n    {line}\n")]))


@pytest.mark.parametrize("line", ["from tijdig.steps.other import operations", "from tijdig.steps.other.operations import do"])
def test_a_step_that_calls_another_steps_writes_is_seen(line: str):
    assert list(writes.forbidden_callers([Module("tijdig.steps.planted.operations", line)]))
    assert not list(writes.forbidden_callers([Module("tijdig.journey.store", line)]))
    assert not list(writes.forbidden_callers([Module("tijdig.steps.other.rules", line)]))
