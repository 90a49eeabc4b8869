"""Promise: of 10,000 letters to which something happened on the way none passes, and of 10,000 good ones none is refused.

    python benchmarks/letters.py [--letters 10000] [--seed 1] [--processes 2]

Every letter is rendered and read back by the second program; then each gets one mishap (all kinds in turn, see
tests/foundation/letters/made_letters.py) and is read again. The second program judges by what stands on paper alone: that the
digest of the file changed, which in use would tell as well, it is not told here.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from foundation.letters.made_letters import MISHAPS, Good, facts_of, good
from tijdig.foundation.letters.reading import Dossier, judge
from tijdig.foundation.letters.workers import Workers

T = TypeVar("T")
R = TypeVar("R")
Pair = tuple[int, Good, Good]


def harm(pair: Pair) -> tuple[str, Dossier]:
    """The mishap whose turn it is for this letter, or the next that changes anything, and the letter after it."""
    place, one, other = pair
    for turn in range(len(MISHAPS)):
        mishap = MISHAPS[(place + turn) % len(MISHAPS)]
        if mishap.hits(one, other):
            return mishap.name, one.dossier(mishap.happen(one, other, place))
    raise AssertionError("some mishaps hit every letter")


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, and seconds of processors: the first depend on what else the machine does."""

    wall: float
    processor: float

    def report(self, letters: int) -> str:
        return (
            f"  {letters / self.wall:.1f} letters per second ({self.wall:.0f} s); "
            f"{1000 * self.processor / letters:.1f} ms of one processor a letter"
        )


def clocked(work: Callable[[T], R], item: T) -> tuple[R, float]:
    started = time.process_time()
    return work(item), time.process_time() - started


def timed(workers: Workers, work: Callable[[T], R], items: Iterable[T]) -> tuple[list[R], Took]:
    started = time.perf_counter()
    done = list(workers.map(partial(clocked, work), items))
    return [answer for answer, _ in done], Took(time.perf_counter() - started, sum(seconds for _, seconds in done))


def warm_up(workers: Workers, processes: int) -> None:
    """Loading WeasyPrint and the fonts takes half a second a process, once; not part of the speed."""
    list(workers.map(partial(facts_of_and_good, 1), range(processes * 32)))


def facts_of_and_good(seed: int, number: int) -> Good:
    return good(facts_of(number, seed))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--letters", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--processes", type=int, default=2)
    asked = options.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {asked.processes} processes", flush=True
    )
    with Workers(asked.processes) as workers:
        warm_up(workers, asked.processes)
        letters, rendering = timed(workers, partial(facts_of_and_good, asked.seed), range(asked.letters))
        size, pages = sum(len(one.pdf) for one in letters), sum(one.pages for one in letters)
        print(f"rendered {len(letters):,} letters, {pages:,} pages, {size / len(letters) / 1000:.1f} kB a letter", flush=True)
        print(rendering.report(len(letters)), flush=True)
        verdicts, reading = timed(workers, judge, [one.dossier() for one in letters])
        refused = sum(bool(faults) for faults in verdicts)
        print(f"read back {len(letters):,} good letters: {refused} refused", flush=True)
        print(reading.report(len(letters)), flush=True)
        pairs = [(place, one, letters[(place + 1) % len(letters)]) for place, one in enumerate(letters)]
        harmed, _ = timed(workers, harm, pairs)
        found, _ = timed(workers, judge, [dossier for _, dossier in harmed])
    passed = report([name for name, _ in harmed], found)
    return 1 if refused or passed else 0


def report(names: list[str], found: list[tuple[object, ...]]) -> int:
    tried, passed = Counter(names), Counter(name for name, faults in zip(names, found, strict=True) if not faults)
    print(f"{'mishap':32} {'letters':>8} {'passed':>8}")
    for mishap in MISHAPS:
        print(f"{mishap.name:32} {tried[mishap.name]:8} {passed[mishap.name]:8}")
    print(f"{'together':32} {tried.total():8} {passed.total():8}")
    return passed.total()


if __name__ == "__main__":
    sys.exit(main())
