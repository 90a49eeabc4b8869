"""Many letters at once: the same function over many items, in processes that share nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

CHUNK = 16


class Workers:
    """A number of processes to be used in a ``with``; with one, everything happens in this process."""

    def __init__(self, processes: int = 1) -> None:
        # Spawned, not forked: a copy of a process with an open database connection would speak on that connection.
        self._pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn")) if processes > 1 else None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=kind is not None)

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """The answers in the order of the items; ``work`` must be a function of a module."""
        return self._pool.map(work, items, chunksize=CHUNK) if self._pool else map(work, items)
