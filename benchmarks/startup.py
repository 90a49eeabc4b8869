"""How long commands take as whole processes: what somebody waits for who types them.

    python benchmarks/startup.py

Prints the median of some runs beside its promise: ``tijdig --help`` under 0.3 s, ``check`` of a hundred rows under 1 s.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from walk import machine, timed

ROOT = Path(__file__).resolve().parents[1]
RUNS = 9


def main() -> int:
    """Measure and print."""
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"TIJDIG_DATA": folder}
        tijdig = [str(Path(sys.executable).with_name("tijdig"))]
        places = [str(ROOT / "example" / name) for name in ("places.csv", "areas.csv")]
        subprocess.run([*tijdig, "places", "load", *places, "--valid-from", "2026-01-01"], env=environment, check=True, stdout=-3)
        hundred = _hundred(Path(folder))
        for name, words, promise in (
            ("tijdig --help", ["--help"], 0.3),
            ("check of a hundred rows", ["check", str(hundred), "--on", "2026-07-01"], 1.0),
            ("the same, --json", ["check", str(hundred), "--on", "2026-07-01", "--json"], 1.0),
        ):
            taken = timed(lambda words=words: subprocess.run([*tijdig, *words], env=environment, stdout=-3), RUNS)
            print(f"{name:28}{taken:8.3f} s   promise {promise} s")
    return 0


def _hundred(folder: Path) -> Path:
    """The example of the corporation, four times over, with references of their own."""
    head, *rows = (ROOT / "example" / "corporatie.csv").read_text("utf-8").splitlines()
    file = folder / "honderd.csv"
    many = [f"{number}-{row}" for number in range(4) for row in rows][:100]
    file.write_text("\n".join([head, *many]) + "\n", "utf-8")
    return file


if __name__ == "__main__":
    raise SystemExit(main())
