"""Making the next while the one before it is used: the database or the other processor works on, instead of waiting."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Made = TypeVar("Made")


def made_ahead(made: Iterator[Made]) -> Iterator[Made]:
    """The same things in the same order, each made by one other thread; raises what the making raises."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = pool.submit(next, made, None)
        while (one := coming.result()) is not None:
            coming = pool.submit(next, made, None)
            yield one
