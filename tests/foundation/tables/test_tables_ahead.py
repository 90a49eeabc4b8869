"""Making things ahead changes neither their order nor what goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tijdig.foundation.tables.ahead import made_ahead


@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_everything_comes_in_order(count: int) -> None:
    assert list(made_ahead(iter(range(1, count + 1)))) == list(range(1, count + 1))


def test_another_thread_makes_them() -> None:
    makers = set(made_ahead(threading.get_ident() for _ in range(3)))
    assert len(makers) == 1
    assert threading.get_ident() not in makers


def test_what_goes_wrong_in_the_making_goes_wrong_here() -> None:
    def breaking() -> Iterator[int]:
        yield 1
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        list(made_ahead(breaking()))


def test_who_stops_half_way_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    for _ in made_ahead(iter(range(1, 100))):
        break
    assert threading.active_count() == before
