"""A few signals compared by the same SQL as whole runs, in a SQLite in memory: no server, no frames, a fraction of a millisecond.

The connection of a thread is made once, so that its statements stay prepared; it is emptied after every use.
"""

# ruff: noqa: S608 - the texts are put together from this package only; values never enter them.
from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

from tijdig.steps.matching import blocks, features, guard, tiers
from tijdig.steps.matching.features import FEATURES
from tijdig.steps.matching.keys import MATCHING_FRAME
from tijdig.steps.matching.outcome import Edge
from tijdig.steps.matching.rows import Value
from tijdig.steps.matching.similarity import jaro_winkler_similarity

_TABLES = ("frame", "asked", "candidates", "judged", "touched", "ambiguous")
_JUDGED = ("left_signal", "right_signal", "tier", *FEATURES)
_FRESH = f"SELECT {', '.join(_JUDGED)} FROM judged WHERE rowid > ?"
_GUARDED = f"SELECT {', '.join((*_JUDGED, 'held'))} FROM ({guard.guarded()}) guarded"
_FEATURES = f"SELECT {', '.join(FEATURES)} FROM features"
_EMPTY = {table: f"DELETE FROM {table}" for table in _TABLES}
_FILL = {
    "frame": f"INSERT OR IGNORE INTO frame VALUES ({', '.join('?' * len(MATCHING_FRAME))})",
    "asked": "INSERT INTO asked VALUES (?)",
    "pair": "INSERT INTO candidates VALUES (?, ?)",
    "candidates": f"INSERT INTO candidates {blocks.candidates_of_new(new='asked')}",
    "judged": f"INSERT OR IGNORE INTO judged SELECT {', '.join(_JUDGED)} FROM ({tiers.judged()}) judged",
    "touched": f"INSERT INTO touched {guard.touched()}",
    "ambiguous": f"INSERT INTO ambiguous {guard.ambiguous()}",
}


class Comparison:
    """Signals that are compared with each other; more may be added, since one pair leads to the next."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._seen = 0

    def add(self, rows: Iterable[Sequence[Value]]) -> None:
        """Take in signals, as rows of MATCHING_FRAME; a signal that is in it already is left."""
        self._database.executemany(_FILL["frame"], rows)

    def judge(self, asked: Collection[int]) -> list[Edge]:
        """The pairs, not seen before, in which one of these signals takes part and of which a tier speaks."""
        self._empty("asked", "candidates")
        self._database.executemany(_FILL["asked"], [(signal,) for signal in asked])
        self._database.execute(_FILL["candidates"])
        self._database.execute(_FILL["judged"])
        found = [_edge((*row, 0)) for row in self._database.execute(_FRESH, (self._seen,))]
        self._seen += len(found)
        return found

    def guarded(self) -> list[Edge]:
        """All pairs seen, with what the guard says of them."""
        self._empty("touched", "ambiguous")
        self._database.execute(_FILL["touched"])
        self._database.execute(_FILL["ambiguous"])
        return [_edge(row) for row in self._database.execute(_GUARDED)]

    def features(self, left: int, right: int) -> tuple[str | float, ...]:
        """How two signals that are in it compare, whether or not a tier speaks of them."""
        self._empty("candidates")
        self._database.execute(_FILL["pair"], (left, right))
        found: tuple[str | float, ...] = self._database.execute(_FEATURES).fetchone()
        return found

    def _empty(self, *tables: str) -> None:
        for table in tables:
            self._database.execute(_EMPTY[table])


_own = threading.local()
_similarity = lru_cache(maxsize=20_000)(jaro_winkler_similarity)  # many people share a name


@contextmanager
def comparison() -> Iterator[Comparison]:
    """An empty comparison; nothing of it is left behind."""
    if not hasattr(_own, "database"):
        _own.database = _opened()
    try:
        yield Comparison(_own.database)
    finally:
        for table in _TABLES:
            _own.database.execute(_EMPTY[table])


def _opened() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.create_function("jaro_winkler_similarity", 2, _similarity, deterministic=True)
    database.execute(f"CREATE TABLE frame ({', '.join(MATCHING_FRAME)}, PRIMARY KEY (signal))")
    database.execute("CREATE TABLE asked (signal PRIMARY KEY)")
    database.execute("CREATE TABLE candidates (left_signal, right_signal)")
    database.execute(f"CREATE TABLE judged ({', '.join(_JUDGED)}, UNIQUE (left_signal, right_signal))")
    database.execute(f"CREATE VIEW features AS {features.features()}")
    # The columns of these two are those of the queries that fill them.
    database.execute(f"CREATE TABLE touched AS {guard.touched()}")
    database.execute(f"CREATE TABLE ambiguous AS {guard.ambiguous()}")
    return database


def _edge(row: Sequence[str | float]) -> Edge:
    left, right, tier, *compared, held = row
    return Edge(int(left), int(right), int(tier), tuple(compared), held == 1)
