"""Keepers over the files of the repository: a fresh clone on another machine must be able to use every one of them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from architecture.source import Law, Violation

PORTABLE = Law(
    "portable",
    "Files hold no path of a machine and no address of a package registry: they must work on every machine.",
    "write a path relative to the project; leave the choice of a registry to the settings of pip and uv.",
)
LOCK = Law(
    "lock",
    "A lock pins every package with hashes and names no address.",
    "run: make lock",
)
IMPORTS = Law(
    "imports",
    "Law 1: imports run one way; the contracts stand in pyproject.toml under tool.importlinter.",
    "move the function to the room that may know it, or pass the value in as an argument.",
)

# Written so that these patterns do not match themselves.
MACHINE_PATH = re.compile(r"(?<![\w.~:/-])/(?:root|work|workspace|builds|home/[\w-]+|Users/[\w-]+)/[\w.-]")
REGISTRY = re.compile(
    r"py[p]i\.(?:org|python)|python[h]osted\.org|registry\.(?:npm[j]s|yarn[p]kg)|--(?:extra-)?index[-]url",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"://|^\s*-{1,2}(?:index|extra|find|trusted|i\b|f\b)", re.MULTILINE)


def files_of(checkout: Path) -> list[Path] | None:
    """The files git knows or would take up; None where this is no git checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        return None
    return [file for name in listed.stdout.split("\0") if name and (file := checkout / name).is_file()]


def machine_bound(files: Iterable[Path], checkout: Path) -> Iterator[Violation]:
    """Lines with a path of a machine or the address of a registry; files that are not text are passed over."""
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, start=1):
            if found := MACHINE_PATH.search(line) or REGISTRY.search(line):
                yield Violation(f"{file.relative_to(checkout)}:{number}", f"holds {found.group()!r}")


LOCKS = ("requirements.lock", "requirements-dev.lock")


def loose_pins(lock: str) -> Iterator[Violation]:
    """What is in a lock beyond exact versions with hashes."""
    for found in ADDRESS.finditer(lock):
        yield Violation("lock", f"holds an address or an option: {found.group().strip()!r}")
    for requirement in re.split(r"\n(?=[A-Za-z])", lock.strip()):
        if "==" not in requirement or "--hash=sha256:" not in requirement:
            yield Violation("lock", f"no exact version with hashes: {requirement.splitlines()[0]!r}")


def broken_contracts(folder: Path) -> Iterator[Violation]:
    """The report of import-linter on the contracts configured in a folder, when one is broken or cannot be read."""
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([linter, "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        yield Violation("pyproject.toml", run.stdout + run.stderr)
