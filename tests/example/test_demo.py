"""The demo walks from a fresh data directory to its end, and says what it promises (slow: some fifteen commands)."""

from __future__ import annotations

import io
import os
import re
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from architecture.source import ROOT

EXAMPLE = ROOT / "example"
SENTENCES = (
    "9354TB 4 -> Westerkwartier (GM1969)",
    "9354TB 4 A -> Noordenveld (GM1699)",
    "25 regels op signaaldatum 01-07-2026",
    "15 goed, 1 wacht, 9 geweigerd.",
    "14 goed, 2 wachten, 9 geweigerd.",
    "Dit bestand was al ontvangen op",
    "3 goed, 0 wachten, 2 geweigerd.",
    "0 goed, 2 wachten, 0 geweigerd.",
    "2 goed, 0 geweigerd, 2 wachten nog.",
    "Dit bewijs is echt.",
    "Dit bewijs is niet echt.",
    "Het logboek is heel en niet veranderd.",
    "docs/tutorial/eerste-levering.md",
)


def run(*words: str, cwd: Path, columns: int) -> subprocess.CompletedProcess[str]:
    """The demo as a user runs it, from another folder than the project."""
    world = os.environ | {"COLUMNS": str(columns), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, EXAMPLE / "demo.py", *words],
        cwd=cwd,
        env=world,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_the_demo_slow(tmp_path: Path):
    done = run("--data", str(tmp_path / "data"), cwd=tmp_path, columns=80)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    said = " ".join(done.stdout.split())
    assert [sentence for sentence in SENTENCES if sentence not in said] == []
    assert done.stderr == ""
    as_usual = done.stdout.replace(str(tmp_path / "data"), "var/demo")
    shown = {line.strip() for line in as_usual.splitlines()} | {""}
    for readme in ("README.md", "README.nl.md"):
        assert [line for line in excerpt(readme) if line.strip() not in shown] == [], readme


def excerpt(readme: str) -> list[str]:
    """The lines of the demo that a readme shows, without those that stand for what was left out."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    shown = text.partition("<!-- demo-output: begin -->\n")[2].partition("<!-- demo-output: end -->")[0]
    assert "tijdig check" in shown
    return [line for line in shown.splitlines() if line.strip() != "..."]


def test_the_demo_keeps_out_of_a_folder_in_use(tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine")
    done = run("--data", str(tmp_path), cwd=tmp_path, columns=80)
    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_the_workbook_is_what_its_script_makes():
    workbook = runpy.run_path(str(EXAMPLE / "make_xlsx.py"))["workbook"]
    kept = (EXAMPLE / "beheerder.xlsx").read_bytes()
    assert parts(kept) == parts(workbook()), "run: python example/make_xlsx.py"


def parts(book: bytes) -> dict[str, bytes]:
    """What is packed in a workbook, however well it was packed; without the name of the library's version."""
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        return {name: packed.read(name) for name in packed.namelist() if name != "docProps/app.xml"}


@pytest.mark.parametrize("name", ["corporatie.csv", "verhuurder.csv", "energie.csv"])
def test_nobody_in_the_example_exists(name: str):
    text = (EXAMPLE / name).read_text(encoding="utf-8")
    assert all(number.startswith("066") for number in re.findall(r";(0\d{9});", text))
    assert all(domain.endswith(".example") for domain in re.findall(r"@([^;\s]+)", text))
    assert all(number.startswith("9999") for number in re.findall(r"(?<!\d)\d{9}(?!\d)", text))
