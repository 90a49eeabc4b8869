"""The engine for batches: blocks, features, tiers and guard on DuckDB, in memory; then clusters and households.

Nothing is written to disk and nothing is downloaded. The text of every query comes from the modules that define the rules.
"""

# ruff: noqa: S608 - the texts are put together from this package only; values never enter them.
from __future__ import annotations

from dataclasses import dataclass

import duckdb
import polars as pl

from tijdig.steps.matching import blocks, features, guard, tiers
from tijdig.steps.matching.clustering import Clusters
from tijdig.steps.matching.households import households
from tijdig.steps.matching.judgements import NOTHING, Judged, clusters_of
from tijdig.steps.matching.keys import DEFAULT_LIMITS, ContactLimits, matching_frame

PAIR = ("left_signal", "right_signal", "tier", "decision", "reason", *features.FEATURES)
AMBIGUOUS = "ambiguous"  # the guard held the pair back
CONFLICT = "conflict"  # joining would hold two people in one cluster
UNSURE = "unsure"  # the tier itself says that a person must look
_STRONGEST_FIRST = {
    "strength": False, "name_similarity": True, "shared_initials": True, "left_signal": False, "right_signal": False,
}  # fmt: skip


@dataclass(frozen=True)
class Machine:
    """What the engine may use."""

    memory: str = "2GB"
    threads: int = 2


DEFAULT_MACHINE = Machine()


@dataclass(frozen=True)
class Matched:
    """What came of a run; equal input gives equal output, whatever the order of the rows.

    ``signals``: signal, person, together, household (each the smallest signal id of its group). ``links``, ``together`` and
    ``review``: pairs with tier, decision, reason and compared features; ``version``: that of the tiers.
    """

    signals: pl.DataFrame
    links: pl.DataFrame
    together: pl.DataFrame
    review: pl.DataFrame
    version: str = tiers.VERSION


def match(signals: pl.DataFrame, machine: Machine = DEFAULT_MACHINE, limits: ContactLimits = DEFAULT_LIMITS) -> Matched:
    """All pairs of some signals (``keys.ENTERS``), judged and joined; signals of two municipalities never meet."""
    frame = matching_frame(signals, limits)
    return settle(frame, edges(frame, machine))


def edges(frame: pl.DataFrame, machine: Machine = DEFAULT_MACHINE, new: pl.Series | None = None) -> pl.DataFrame:
    """The pairs of a matching frame that a tier speaks of, with features, ``tier`` and ``held``.

    With ``new`` (ids) the pairs of those, and of the signals linked to them that the guard must know all neighbours of: the
    pairs of new signals come out as in a full run.
    """
    with connected(machine) as database:
        database.register("arrived", Stream(frame))
        database.execute("CREATE TABLE frame AS SELECT * FROM arrived")  # read once, joined many times
        _propose(database, new)
        return _judged(database)


def connected(machine: Machine = DEFAULT_MACHINE) -> duckdb.DuckDBPyConnection:
    """An empty database in memory, within the machine's limits: nothing is spilled to disk, nothing downloaded."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": machine.memory, "threads": machine.threads, "temp_directory": "", "preserve_insertion_order": False,
        "autoinstall_known_extensions": False, "autoload_known_extensions": False,
    }  # fmt: skip
    return duckdb.connect(":memory:", config=settings)


class Stream:
    """A frame as Arrow shows it: DuckDB reads that without copying and without another library."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)


def _propose(database: duckdb.DuckDBPyConnection, new: pl.Series | None) -> None:
    """Makes the table of candidates."""
    if new is None:
        database.execute(f"CREATE TABLE candidates AS {blocks.candidates()}")
        return
    database.register("new_signals", Stream(new.alias("signal").to_frame()))
    database.execute(f"CREATE TABLE first_met AS {blocks.candidates_of_new()}")
    database.execute(f"CREATE TABLE first_features AS {features.features(pairs='first_met')}")
    database.execute(f"CREATE TABLE first_judged AS {tiers.judged('first_features')}")
    database.execute(f"CREATE TABLE met AS {guard.in_doubt('first_judged')}")
    of_met = blocks.candidates_of_new(new="met")
    database.execute(f"CREATE TABLE candidates AS SELECT left_signal, right_signal FROM first_judged UNION {of_met}")


def _judged(database: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The features are a table for a moment: folded into the question of the tiers they would be computed many times."""
    database.execute(f"CREATE TABLE features AS {features.features()}")
    for name, query in {"judged": tiers.judged(), "touched": guard.touched(), "ambiguous": guard.ambiguous()}.items():
        database.execute(f"CREATE TABLE {name} AS {query}")
        database.execute("DROP TABLE IF EXISTS features")  # the pairs of which no tier speaks
    return pl.DataFrame(database.sql(guard.guarded()))


def settle(frame: pl.DataFrame, edges: pl.DataFrame, judged: Judged = NOTHING) -> Matched:
    """From judged pairs to persons, groups that are shown together, households, and what a person must look at.

    What people ``judged`` goes before the rules.
    """
    ordered = _in_order(frame, edges)
    looks = zip(frame["born"].to_list(), frame["initials"].to_list(), strict=True)
    clusters = clusters_of(frame["signal"].to_list(), looks, judged)
    links, conflicts = _join(clusters, ordered, tiers.Decision.LINK)
    persons = clusters.roots()
    together, apart = _join(clusters, ordered, tiers.Decision.TOGETHER)
    groups = pl.DataFrame({"person": persons, "together": clusters.roots()}, schema={"person": pl.UInt32, "together": pl.UInt32})
    groups = groups.with_columns(household=households(frame, groups["together"]))
    asked = pl.concat([ordered.filter(pl.col("decision") == tiers.Decision.REVIEW.value), conflicts, apart])
    review = asked.filter(_are_apart(asked, groups["person"])).sort("strength", "left_signal", "right_signal")
    ids = [frame["signal"].gather(groups[name]).alias(name) for name in groups.columns]
    return Matched(pl.DataFrame([frame["signal"], *ids]), links.select(PAIR), together.select(PAIR), review.select(PAIR))


def _are_apart(pairs: pl.DataFrame, persons: pl.Series) -> pl.Series:
    """Whether the two signals are still of two persons: what other links joined is not asked any more."""
    return persons.gather(pairs["left"]) != persons.gather(pairs["right"])


def _in_order(frame: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
    """The pairs from strong to weak, with the decision, and the places of both signals in the frame."""
    columns = {
        "tier": list(tiers.STRENGTH),
        "strength": list(tiers.STRENGTH.values()),
        "decision": [one.decision.value for one in tiers.TIERS],
    }
    numbers = pl.DataFrame(columns, schema={"tier": pl.Int32, "strength": pl.Int32, "decision": pl.String})
    places = {side: frame["signal"].search_sorted(edges[f"{side}_signal"]) for side in ("left", "right")}  # sorted by signal
    known = edges.lazy().with_columns(pl.col("tier").cast(pl.Int32), **places).join(numbers.lazy(), on="tier")
    reason = pl.when(pl.col("held") == 1).then(pl.lit(AMBIGUOUS)).when(pl.col("decision") == "review").then(pl.lit(UNSURE))
    decision = pl.when(pl.col("held") == 1).then(pl.lit("review")).otherwise("decision")
    judged = known.with_columns(reason.alias("reason"), decision.alias("decision"))
    return judged.sort(list(_STRONGEST_FIRST), descending=list(_STRONGEST_FIRST.values())).collect()


def _join(clusters: Clusters, ordered: pl.DataFrame, decision: tiers.Decision) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The pairs that were joined, and those that would have held two people in one cluster."""
    mine = ordered.filter(pl.col("decision") == decision.value)
    before = len(clusters.refused)
    clusters.join(list(zip(mine["left"].to_list(), mine["right"].to_list(), strict=True)))
    refused = pl.int_range(pl.len()).is_in(clusters.refused[before:])
    conflicts = mine.filter(refused).with_columns(reason=pl.lit(CONFLICT), decision=pl.lit("review"))
    return mine.filter(~refused), conflicts
