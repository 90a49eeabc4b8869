"""An assessment as lines for people: how many, what is wrong and what to do, and the first lines of the file concerned."""

from __future__ import annotations

import polars as pl
from rich.markup import escape

from tijdig.cli.wording import COLOURS, EFFECTS, GLUE, counted, filled, outcomes, still_open, thousands
from tijdig.journey.assess import Assessment, Known
from tijdig.steps.gate.assessment import undecided

_FEW = 10  # lines, and explanations of one code, that are shown one by one
_OUTCOMES = ("green", "yellow", "red")
_OUR_FORMAT = "Open formaat voor aanlevering"
_HEAD = ("regel", "kolom", "bevinding", "gevolg")


def lines(name: str, assessment: Assessment, known: Known, width: int) -> list[str]:
    """The whole answer, with rich markup; an unreadable file only gets its reasons."""
    findings = assessment.findings
    if not assessment.readable:
        fatal = findings.filter(pl.col("severity") == "fatal")["message"]
        return [_marked(f"{name} kan niet worden verwerkt. {message}", name, COLOURS["fatal"], width) for message in fatal]
    told = _summary(name, assessment, known, width)
    if findings.height:
        told += ["", *_explained(findings, width), "", *_listed(findings, assessment.signals)]
    return [*told, *_not_judged(assessment, known, width)]


def _summary(name: str, assessment: Assessment, known: Known, width: int) -> list[str]:
    signals, counts = assessment.signals, assessment.counts
    told = outcomes(counts["accepted"], counts["held"], counts["refused"])
    coloured = [f"[{colour}]{text}[/]" for colour, text in zip(_OUTCOMES, told, strict=True)]
    head = f"{name}: {counted(signals.height, 'regel', 'regels')} op signaaldatum {known.on:%d-%m-%Y}"
    return [_marked(head, name, "bold", width), f"{', '.join(coloured)}."]


def _explained(findings: pl.DataFrame, width: int) -> list[str]:
    """Each thing that is wrong once: how often, what it is, what to do; and below them all where it comes from."""
    kinds = _kinds(findings)
    several = set(kinds.filter(pl.col("code").is_duplicated())["code"])
    signs = _signs(kinds["source"])
    told = []
    for code, column, severity, message, source, count in kinds.iter_rows():
        place = f", {column}" if column and code in several else ""
        sign = signs.get(_short(source), "")
        text = f"{code}{place} ({_how_often(count)}{EFFECTS[severity]}): {message}{sign and GLUE}{sign}"
        told.append(_marked(text, code, "bold", width))
    named = " ".join(f"{sign}{GLUE}{source}" for source, sign in signs.items())
    return [*told, f"[dim]{escape(filled(f'Bron: {named}', width))}[/]"] if signs else told


def _signs(sources: pl.Series) -> dict[str, str]:
    """Each source with its number; our own format needs none."""
    named = dict.fromkeys(short for source in sources if (short := _short(source)) != _OUR_FORMAT)
    return {source: f"[{at}]" for at, source in enumerate(named, start=1)}


def _how_often(count: int) -> str:
    return f"{thousands(count)}× " if count > 1 else ""


def _short(source: str) -> str:
    """The source without what it says; the whole text is in ``--json`` and in ``tijdig rules``."""
    return source.partition(": ")[0]


def _kinds(findings: pl.DataFrame) -> pl.DataFrame:
    """What is wrong, once each; the code that comes most often first."""
    same = ["code", "column", "severity", "message", "source"]
    kinds = findings.group_by(same, maintain_order=True).agg(pl.len())
    ordered = kinds.with_row_index("at").sort(
        pl.col("len").sum().over("code"), pl.col("at").min().over("code"), "len", descending=[True, False, True]
    )
    return ordered.group_by("code", maintain_order=True).head(_FEW).select(*same, "len")


def _listed(findings: pl.DataFrame, signals: pl.DataFrame) -> list[str]:
    """The first lines with something that stops them."""
    stopping = findings.filter(pl.col("severity").is_in(["refused", "held"]))
    if stopping.is_empty():
        return []
    more = [f"De eerste {_FEW} van {thousands(stopping.height)}; alles met --json."] if stopping.height > _FEW else []
    rows = stopping.head(_FEW).select(pl.col("line").cast(pl.String), "column", "code", "severity").rows()
    wide = [max(len(row[at]) for row in (_HEAD, *rows)) for at in range(3)]
    below = " ".join([*more, *_counting(signals)])
    return [f"[bold]{_row(_HEAD, wide)}[/]", *(_row(row, wide) for row in rows), *filter(None, [below])]


def _counting(signals: pl.DataFrame) -> list[str]:
    """How lines are counted, where the file has a line with names; objects in JSON have none."""
    return [] if signals["line"].min() == 1 else ["Regel 1 bevat de kolomnamen."]


def _row(cells: tuple[str, ...], wide: list[int]) -> str:
    line, column, code, effect = cells
    shown = f"[{COLOURS[effect]}]{EFFECTS[effect]}[/]" if effect in EFFECTS else effect
    return f"{line:>{wide[0]}}  {escape(f'{column:<{wide[1]}}')}  {code:<{wide[2]}}  {shown}"


def _not_judged(assessment: Assessment, known: Known, width: int) -> list[str]:
    """Which rules were not judged for the kinds in the file, since the operator has not decided their value."""
    there = set(assessment.signals["kind"].drop_nulls()) if "kind" in assessment.signals.columns else set()
    missing = [found for found in undecided(known.on, known.policy) if not found.kinds or there & set(found.kinds)]
    return [_marked(f"Niet beoordeeld: {still_open(found, there)}", "Niet beoordeeld", "yellow", width) for found in missing]


def _marked(text: str, start: str, style: str, width: int) -> str:
    """A paragraph whose first words have a style."""
    paragraph = filled(text, width)
    if not paragraph.startswith(start):
        return escape(paragraph)  # the start itself did not fit on a line
    return f"[{style}]{escape(start)}[/]{escape(paragraph[len(start) :])}"
