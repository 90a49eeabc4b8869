"""The files of the repository work on every machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from architecture.repository import LOCK, LOCKS, PORTABLE, files_of, loose_pins, machine_bound
from architecture.source import ROOT, keep


def test_no_file_knows_a_machine_or_a_registry():
    files = files_of(ROOT)
    if files is None:
        pytest.skip("this is no git checkout")
    keep(PORTABLE, machine_bound(files, ROOT))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_hashes_and_no_addresses(name: str):
    keep(LOCK, loose_pins((ROOT / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("line", ["see /" + "root/x", "cd /" + "home/anna/x", "https://py" + "pi.org/simple", "--index" + "-url x"])
def test_a_path_or_registry_is_seen(line: str, tmp_path: Path):
    file = tmp_path / "notes.txt"
    file.write_text(line)
    assert list(machine_bound([file], tmp_path))


@pytest.mark.parametrize("line", ["see docs/" + "root/x", "https://example.org/" + "work/x", "a/b/" + "home/c"])
def test_a_relative_path_is_fine(line: str, tmp_path: Path):
    file = tmp_path / "notes.txt"
    file.write_text(line)
    assert not list(machine_bound([file], tmp_path))


@pytest.mark.parametrize(
    "lock",
    ["a==1 \\\n    --hash=sha256:0\n# from https://x", "a==1", "a>=1 \\\n    --hash=sha256:0", "--index" + "-url x"],
)
def test_a_loose_pin_is_seen(lock: str):
    assert list(loose_pins(lock))
