"""The list of exceptions: it excuses what it names, and only as long as that is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from architecture import purity, repository, shape, tables, writes
from architecture.source import Law, Violation, complaints, entries

LAW = Law("planted", "Law 0: nothing is red.", "paint it.")


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "exceptions.toml"
    file.write_text('[[exception]]\nlaw = "planted"\nwhere = "a.b"\nreason = "old paint"\n')
    return file


def test_every_exception_names_a_law_that_has_a_keeper():
    rooms = (purity, repository, shape, tables, writes)
    known = {law.key for room in rooms for law in vars(room).values() if isinstance(law, Law)}
    assert {entry["law"] for entry in entries()} <= known


def test_a_listed_exception_excuses(listed: Path):
    assert complaints(LAW, [Violation("a.b", "is red")], listed) == []


def test_an_unlisted_violation_is_reported(listed: Path):
    assert complaints(LAW, [Violation("a.b", "is red"), Violation("c.d", "is red")], listed) == ["c.d: is red"]


def test_a_stale_exception_is_reported(listed: Path):
    [said] = complaints(LAW, [], listed)
    assert "remove it" in said


def test_an_exception_without_a_reason_is_reported(tmp_path: Path):
    file = tmp_path / "exceptions.toml"
    file.write_text('[[exception]]\nlaw = "planted"\nwhere = "a.b"\nreason = " "\n')
    assert complaints(LAW, [Violation("a.b", "is red")], file) == ["a.b: is excused without a reason"]
