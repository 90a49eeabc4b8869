"""How an assessment is told: as JSON for programs, on a screen for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn

from tijdig.cli import screen
from tijdig.cli.wording import WIDEST
from tijdig.journey.assess import Assessment, Known


def in_json(name: str, assessment: Assessment) -> str:
    """The answer as one JSON object: file, lines, counts, findings, and the municipality of each line."""
    signals = assessment.signals
    counts = {key: assessment.counts.get(key, 0) for key in ("accepted", "held", "refused")}
    head = json.dumps({"file": name, "lines": signals.height, **counts}, ensure_ascii=False)
    named = signals.select("line", "municipality", "outcome") if assessment.readable else signals
    return f'{head[:-1]}, "findings": {assessment.findings.write_json()}, "signals": {named.write_json()}}}\n'


def tell(name: str, assessment: Assessment, known: Known, *, as_json: bool) -> None:
    """The answer in the form that was asked for."""
    if as_json:
        sys.stdout.write(in_json(name, assessment))
    else:
        show(name, assessment, known)


def show(name: str, assessment: Assessment, known: Known) -> None:
    """The answer for people."""
    console = Console(highlight=False)
    for line in screen.lines(name, assessment, known, min(console.width, WIDEST)):
        console.print(line, soft_wrap=True)  # each line is as wide as it should be


@contextmanager
def progress(name: str, *, enabled: bool) -> Iterator[Callable[[int], None] | None]:
    """A bar for long files on a terminal; None where nobody looks."""
    if not enabled or not sys.stderr.isatty():
        yield None
        return
    with Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed} regels"),
                  console=Console(stderr=True), transient=True) as bar:  # fmt: skip
        task = bar.add_task(escape(name), total=None)
        yield lambda done: bar.update(task, completed=done)
