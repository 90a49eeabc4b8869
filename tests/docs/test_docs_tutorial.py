"""The tutorial works: its commands are run in a folder of their own, and answer what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from architecture.source import ROOT

PAGE = ROOT / "docs" / "tutorial" / "eerste-levering.md"
BLOCK = re.compile(r"```(console|csv)\n(.*?)```", re.DOTALL)
DELIVERY = re.compile(r"L-[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")
RECEIPT = re.compile(DELIVERY.pattern.replace("L-", "R-"))


def test_the_tutorial_does_what_it_says_slow(tmp_path: Path):
    shutil.copytree(ROOT / "example", tmp_path / "example")
    (tmp_path / "var").mkdir()
    number, lost = "", []
    for sort, block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if sort == "csv":
            (tmp_path / "var" / "mijn-levering.csv").write_text(block, encoding="utf-8")
            continue
        for typed, told in commands(block):
            answer = run(DELIVERY.sub(number or "none", typed), tmp_path)
            number = (DELIVERY.findall(answer) or [number])[0]
            lines = {alike(line) for line in answer.splitlines()}
            lost += [(typed, line) for line in told if line != "..." and alike(line) not in lines]
    assert lost == []
    assert number


def commands(block: str) -> list[tuple[str, list[str]]]:
    """Each command with the lines below it."""
    pieces = [piece.splitlines() for piece in re.split(r"^\$ ", block, flags=re.MULTILINE) if piece.strip()]
    return [(piece[0], piece[1:]) for piece in pieces]


def alike(line: str) -> str:
    """The line without what differs each time."""
    return RECEIPT.sub("R-", DELIVERY.sub("L-", " ".join(line.split())))


def run(typed: str, folder: Path) -> str:
    """What a command answers, errors included."""
    beside = str(Path(sys.executable).parent)
    world = os.environ | {"TIJDIG_DATA": "var/eerste", "COLUMNS": "80", "PYTHONUTF8": "1", "PATH": f"{beside}:{os.environ['PATH']}"}
    world.pop("DATABASE_URL", None)
    done = subprocess.run(
        ["sh", "-c", typed], cwd=folder, env=world, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    return done.stdout + done.stderr
