"""How an assessment is told: as JSON for programs, as a table for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import polars as pl
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from tijdig.journey.assess import Assessment, Known
from tijdig.steps.gate.assessment import undecided

_FEW = 10  # lines shown one by one
_LONG = 50_000  # rows from which waiting is noticed
_COLOURS = {"fatal": "bold red", "refused": "red", "held": "yellow", "warning": "cyan"}
_WORDS = {"fatal": "onleesbaar", "refused": "geweigerd", "held": "wacht", "warning": "let op"}


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
    """The answer as a table with counts per code, and the first lines that need attention."""
    console = Console(highlight=False)
    if not assessment.readable:
        for message in assessment.findings.filter(pl.col("severity") == "fatal")["message"]:
            console.print(f"[bold red]{escape(name)} kan niet worden verwerkt.[/] {escape(message)}")
        return
    counts = assessment.counts
    console.print(
        f"[bold]{escape(name)}[/]: {thousands(assessment.signals.height)} regels op signaaldatum {known.on:%d-%m-%Y}: "
        f"[green]{thousands(counts['accepted'])} goed[/], [yellow]{thousands(counts['held'])} wachten[/], "
        f"[red]{thousands(counts['refused'])} geweigerd[/]."
    )
    if assessment.findings.height:
        console.print(_codes(assessment.findings))
        _explain(console, assessment.findings)
        console.print(_lines(assessment.findings))
    _show_open(console, known)


def thousands(number: int) -> str:
    """1.234.567, as people here write it."""
    return f"{number:,}".replace(",", ".")


def _codes(findings: pl.DataFrame) -> Table:
    table = Table("aantal", "bevinding", "gevolg", "eerste regel", box=SIMPLE_HEAD)
    table.columns[0].justify = table.columns[3].justify = "right"
    grouped = findings.group_by("code", "severity", maintain_order=True).agg(pl.len(), pl.first("line"))
    for code, severity, count, line in grouped.sort("len", descending=True).iter_rows():
        table.add_row(thousands(count), code, f"[{_COLOURS[severity]}]{_WORDS[severity]}[/]", str(line))
    return table


def _explain(console: Console, findings: pl.DataFrame) -> None:
    """Each thing that is wrong once: what it is, where it comes from and what to do."""
    kinds = findings.group_by("code", "column", "message", "source", maintain_order=True).agg(pl.len())
    for code, told in kinds.sort("len", descending=True).group_by("code", maintain_order=True):
        console.print(f"[bold]{code[0]}[/]")
        for column, message, source in told.select("column", "message", "source").head(_FEW).iter_rows():
            console.print(Padding(escape(f"{column}: {message}" if column else message), (0, 0, 0, 4)))
            console.print(Padding(escape(f"Bron: {source}"), (0, 0, 0, 4)), style="dim")


def _lines(findings: pl.DataFrame) -> Table:
    """The first lines with something that stops them."""
    stopping = findings.filter(pl.col("severity").is_in(["refused", "held"]))
    title = f"De eerste {_FEW} van {thousands(stopping.height)} (alles: --json)" if stopping.height > _FEW else "Regels"
    table = Table("regel", "kolom", "bevinding", "bron", title=title, title_justify="left", box=SIMPLE_HEAD)
    table.columns[0].justify = "right"
    for line, column, code, source in stopping.head(_FEW).select("line", "column", "code", "source").iter_rows():
        table.add_row(str(line), escape(column), code, escape(source))
    return table


def _show_open(console: Console, known: Known) -> None:
    """Say which rules could not be judged because the operator has not decided their value."""
    for parameter in undecided(known.on, known.policy):
        console.print(f"[yellow]Niet beoordeeld[/]: {parameter.name} ({', '.join(parameter.kinds)}). {parameter.source}.")


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
