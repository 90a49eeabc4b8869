"""The pure walk: read -> locate -> gate -> agreements -> route, one frame that gains columns.

The same code serves a file of a million rows and one signal. Nothing is stored and nothing is looked up: what is known beside
the rows comes in as ``Known``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import polars as pl

from tijdig.foundation.findings.checks import Severity, no_findings
from tijdig.foundation.findings.outcomes import OUTCOMES, not_silenced, outcomes
from tijdig.foundation.places.editions import Edition
from tijdig.foundation.places.locate import locate
from tijdig.foundation.policy.parameters import Policy
from tijdig.journey import location
from tijdig.journey.parties_known import KnownParties, about_parties, after_gate
from tijdig.steps.gate import assessment as gate
from tijdig.steps.gate.rules import ENERGY_2026
from tijdig.steps.intake.parsing import kinds_and_types
from tijdig.steps.intake.rules import missing_columns
from tijdig.steps.intake.table import Table, Unreadable
from tijdig.steps.intake.typed import doubled_references, typed_signals

ROWS_AT_ONCE = 100_000  # enough for the processor, few enough for the memory

Progress = Callable[[int], None]  # told how many rows are done


@dataclass(frozen=True)
class Known:
    """What the walk knows beside the rows; without ``parties`` it judges what a row can show by itself."""

    on: date
    policy: Policy
    edition: Edition
    parties: KnownParties | None = None


@dataclass(frozen=True)
class Assessment:
    """What came of a delivery.

    ``signals``: one row a line with ``line``, the typed fields, ``municipality`` and ``outcome`` (accepted, held,
    refused; String). ``findings``: every finding, in the order of the lines. ``readable``: whether there was a table.
    """

    signals: pl.DataFrame
    findings: pl.DataFrame
    readable: bool = True
    counts: dict[str, int] = field(default_factory=dict)  # by outcome


def assess(table: Table, known: Known, progress: Progress | None = None) -> Assessment:
    """Walk all rows of a table; every finding of every row at once."""
    fatal = _fatal(table, known)
    if fatal is not None:
        return Assessment(pl.DataFrame({"line": [], "outcome": []}), fatal, readable=False)
    rows = doubled_references(table.rows, known.parties.sender_kvk if known.parties else None)
    starts = range(0, max(rows.height, 1), ROWS_AT_ONCE)
    pieces = _walk_all([rows.slice(start, ROWS_AT_ONCE) for start in starts], known, table, progress)
    return _together(table, pieces)


def _walk_all(
    slices: list[pl.DataFrame], known: Known, table: Table, progress: Progress | None
) -> list[tuple[pl.DataFrame, pl.DataFrame]]:
    """Piece by piece; of a large file as many at once as there are processors."""
    walk = partial(_walk, known=known, suspicious=table.suspicious)
    if len(slices) == 1:
        return [walk(slices[0])]
    done, pieces = 0, []
    with ThreadPoolExecutor(max_workers=pl.thread_pool_size()) as pool:
        for piece, walked in zip(slices, pool.map(walk, slices), strict=True):
            pieces.append(walked)
            done += piece.height
            if progress:
                progress(done)
    return pieces


def reassess(signals: pl.DataFrame, known: Known) -> Assessment:
    """Walk signals that were read before (``line`` and typed fields) once more, under what is known now."""
    walked, findings = _judge(signals, known, no_findings())
    return _counted(walked, findings)


def _fatal(table: Table, known: Known) -> pl.DataFrame | None:
    """The findings when nothing can be assessed: no table, or columns missing that a kind in it needs."""
    if not table.names:
        return table.findings
    if table.rows.is_empty() and table.findings.is_empty():
        return Unreadable("Er staan geen signalen in dit bestand, alleen kolomnamen.").finding()
    if not table.has_columns:
        return None
    missing = missing_columns(kinds_and_types(table.rows), table.names, energy_contact=known.on >= ENERGY_2026)
    return None if missing.is_empty() else pl.concat([missing, table.findings])


def _walk(rows: pl.DataFrame, *, known: Known, suspicious: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    signals, findings = typed_signals(rows, known.on, suspicious=suspicious)
    return _judge(signals, known, findings)


def _judge(signals: pl.DataFrame, known: Known, findings: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Locate, gate, agreements and route, over signals that are typed."""
    located = locate(signals, known.edition, known.on)
    informed = about_parties(located, known.parties) if known.parties else located.hstack(_nothing_known(located.height))
    found = [location.findings(located), gate.assess(informed, known.on, known.policy)]
    if known.parties:
        informed, about = after_gate(informed, known.parties)
        found.append(about)
    return informed, _joined([findings, *(not_silenced(later, findings) for later in found)])


def _joined(findings: list[pl.DataFrame]) -> pl.DataFrame:
    said = [found for found in findings if not found.is_empty()]
    return pl.concat(said) if said else no_findings()


def _nothing_known(rows: int) -> list[pl.Series]:
    return [pl.Series(name, [None], dtype).new_from_index(0, rows) for name, dtype in gate.KNOWLEDGE.items()]


def _together(table: Table, pieces: list[tuple[pl.DataFrame, pl.DataFrame]]) -> Assessment:
    findings = _joined([table.findings, *(not_silenced(found, table.findings) for _, found in pieces)])
    signals = pl.concat([walked for walked, _ in pieces]) if len(pieces) > 1 else pieces[0][0]
    if table.findings.is_empty():
        return _counted(signals, findings)
    # Lines that could not be read at all are lines too: they are refused, and counted.
    refused = table.findings.filter(pl.col("severity") == Severity.REFUSED.value).select(pl.col("line").unique())
    return _counted(pl.concat([signals, refused.join(signals.select("line"), on="line", how="anti")], how="diagonal"), findings)


def _counted(signals: pl.DataFrame, findings: pl.DataFrame) -> Assessment:
    """Every line gets its outcome."""
    outcome = outcomes(signals["line"], findings)
    counted = Counter(outcome.to_list()) if outcome.len() == 1 else dict(outcome.value_counts().iter_rows())
    counts = {name: counted.get(name, 0) for name in OUTCOMES}
    in_order = findings.sort("line", maintain_order=True) if findings.height > 1 else findings
    return Assessment(signals.hstack([outcome]), in_order, counts=counts)
