"""A walk through the product with made-up data: real commands, each shown as you would type it, with what it answers.

    python example/demo.py [--data FOLDER]

Everything is kept in FOLDER (standard: var/demo, made anew each time). The signal date is fixed, so the outcome is always
the same; only the numbers of deliveries and receipts, and the moments, differ. Ends with 1 when a step does not end as it
should.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
USUAL = ROOT / "var" / "demo"
ON, SIGNED = "2026-07-01", "2026-07-03"
WIDEST, MARGIN = 100, 4
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
RECEIPT = re.compile(r"^(ontvangen|beoordeeld) +(R-[0-9A-Z-]+)", re.MULTILINE)
STARTER = "import sys; from tijdig.cli import main; sys.exit(main())"


class Stopped(Exception):  # not an error of this script: the product did something else than promised
    """A step ended in another way than it should; the text says how."""


@dataclass(frozen=True)
class Shown:
    """How much of a long answer is shown: paragraphs, then so many explanations, then from the line that starts so."""

    paragraphs: int
    explanations: int = 0
    last_from: str = ""

    def lines(self, lines: list[str]) -> tuple[list[str], int, list[str]]:
        """The first lines, how many are left out, and the last lines."""
        plain = [COLOUR.sub("", line).rstrip() for line in lines]
        blanks = [at for at, line in enumerate(plain) if not line]
        end = blanks[self.paragraphs - 1] if len(blanks) >= self.paragraphs else len(lines)
        heads = [at for at in range(end + 1, len(lines)) if plain[at] and not plain[at].startswith(" ")]
        if self.explanations and len(heads) > self.explanations:
            end = heads[self.explanations]
        last = next((at for at, line in enumerate(plain) if self.last_from and line.startswith(self.last_from)), len(lines))
        return lines[:end], max(0, last - end), lines[max(end, last) :]


class Demo:
    """Runs commands in one data directory and shows them."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
        self.colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self.steps = 0

    def heading(self, english: str, dutch: str, why: str) -> None:
        """A new step: what happens, and why one would want it."""
        self.steps += 1
        print(f"\n{self._styled(f'{self.steps}  {english}', '1')}{self._styled(f'  |  {dutch}', '2')}")
        self.say(why)
        print()

    def say(self, text: str, *, after: int = 0) -> None:
        """Some words of our own, and some empty lines."""
        print(textwrap.fill(text, self.width - 1, initial_indent="   ", subsequent_indent="   "), end="\n" * (1 + after))

    def run(self, *words: str, ends_with: int = 0, show: Shown | None = None, into: Path | None = None) -> str:
        """Run one command, show it and its answer, and return the answer. Raises Stopped for another exit code."""
        typed = f"tijdig {' '.join(words)}" + (f" > {self.name_of(into)}" if into else "")
        print(self._styled(f"   $ {self._folded(typed)}", "36"))
        done = subprocess.run(
            [*_starter(), *words], cwd=ROOT, env=self._environment(), capture_output=True, check=False
        )  # bytes: a receipt must be kept as it is
        answer = (done.stdout + done.stderr).decode(errors="replace")
        fine = done.returncode == ends_with
        if into and fine:
            into.write_bytes(done.stdout)
        else:
            self._show(answer, show if fine else None)
        if not fine:
            raise Stopped(f"'{typed}' ended with {done.returncode}; it should be {ends_with}.")
        if ends_with:
            self._line(self._styled(f"(exit code {ends_with}: not everything is fine)", "2"))
        print()
        return COLOUR.sub("", answer)

    def script(self, name: str) -> None:
        """Run a script of this folder in the same data directory and show what it says. Raises Stopped when it fails."""
        command = [sys.executable, str(Path(__file__).with_name(name))]
        done = subprocess.run(command, cwd=ROOT, env=self._environment(), capture_output=True, text=True, check=False)
        self._show(done.stdout if done.returncode == 0 else done.stdout + done.stderr, None)
        if done.returncode:
            raise Stopped(f"example/{name} ended with {done.returncode}.")
        print()

    def _folded(self, typed: str) -> str:
        """Over two lines, as a shell allows, where one is too short for it."""
        head, sign, tail = typed.rpartition(" --") if len(typed) > self.width - MARGIN - 2 else (typed, "", "")
        return f"{head} \\\n       {sign.strip()}{tail}" if sign else typed

    def name_of(self, path: Path) -> str:
        """How a file is typed: from the root of the project, where the commands run."""
        return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)

    def _show(self, answer: str, show: Shown | None) -> None:
        lines = answer.rstrip().splitlines()
        first, left_out, last = show.lines(lines) if show else (lines, 0, [])
        for line in first:
            self._line(line)
        if left_out:
            self._line(self._styled(f"... {left_out} more lines ...", "2"))
        for line in last:
            self._line(line)

    def _line(self, line: str) -> None:
        room = self.width - MARGIN - 1
        if len(COLOUR.sub("", line).rstrip()) <= room:
            print(f"{' ' * MARGIN}{line}".rstrip())
            return
        before = " " * (MARGIN + len(line) - len(line.lstrip()))
        print(textwrap.fill(line.strip(), self.width - 1, initial_indent=before, subsequent_indent=f"{before}  ",
                            break_long_words=False, break_on_hyphens=False))  # fmt: skip

    def _environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("TIJDIG_") and name != "DATABASE_URL"}
        ours |= {"TIJDIG_DATA": str(self.data), "COLUMNS": str(self.width - MARGIN - 1), "PYTHONUTF8": "1"}
        return ours | ({"FORCE_COLOR": "1"} if self.colours else {"NO_COLOR": "1"})

    def _styled(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colours and text else text


def _starter() -> list[str]:
    """The installed command beside this Python; where there is none, the same through Python itself."""
    beside = Path(sys.executable).with_name("tijdig")
    return [str(beside)] if beside.is_file() else [sys.executable, "-c", STARTER]


def walk(demo: Demo) -> None:
    """All steps in their order."""
    _addresses(demo)
    _parties(demo)
    _check(demo)
    receipts = _deliver(demo)
    _others(demo)
    _agreement(demo)
    _prove(demo, receipts["beoordeeld"])
    _desk(demo)


def _addresses(demo: Demo) -> None:
    demo.heading("Addresses", "Adressen", "A few postcode areas of three municipalities. For real work, "
                 "'tijdig places fetch' loads the whole country.")  # fmt: skip
    demo.run("places", "load", "example/places.csv", "example/areas.csv", "--valid-from", "2026-01-01")
    demo.say("Next-door neighbours, one postcode, two municipalities: only the house letter tells.", after=1)
    demo.run("places", "find", "9354TB", "4", "--on", ON)
    demo.run("places", "find", "9354TB", "4", "A", "--on", ON)


def _parties(demo: Demo) -> None:
    demo.heading("Who may share with whom", "Partijen en overeenkomsten",
                 "Made-up creditors, a property manager with a mandate, municipalities, agreements and destinations.")  # fmt: skip
    demo.run("parties", "import", "example/parties.json")


def _check(demo: Demo) -> None:
    why = "A housing corporation checks its export. Nothing is stored. Every line gets all its findings, with source and remedy."
    demo.heading("Check a file first", "Eerst controleren", why)
    demo.run("check", "example/corporatie.csv", "--on", ON, ends_with=1, show=Shown(1, explanations=3, last_from="regel "))
    demo.say("An energy supplier has other rules: since 2026 also a personal contact before the first signal.", after=1)
    demo.run("check", "example/energie.csv", "--on", ON, ends_with=1)


def _deliver(demo: Demo) -> dict[str, str]:
    why = "The good lines go on, of the others we say why not. All is stored at once, with two receipts: received and assessed."
    demo.heading("Deliver it", "Aanleveren", why)
    first = _delivered(demo, "corporatie.csv", "00000011", Shown(1, last_from="Levering "))
    demo.say("The same file again is the same delivery: nothing is stored twice, and the receipts are the same ones.", after=1)
    again = _delivered(demo, "corporatie.csv", "00000011", None)
    receipts, same = _receipts(first), _receipts(again)
    if not receipts or receipts != same:
        raise Stopped(f"the same file got other receipts: {receipts} and {same}.")
    return receipts


def _delivered(demo: Demo, file: str, creditor: str, show: Shown | None) -> str:
    return demo.run("deliver", f"example/{file}", "--creditor", creditor, "--on", ON, ends_with=1, show=show)


def _receipts(answer: str) -> dict[str, str]:
    return dict(RECEIPT.findall(answer))


def _others(demo: Demo) -> None:
    why = "A manager delivers for a landlord: '12 A bis' is split; a formula and a line without a mandate are refused."
    demo.heading("A spreadsheet, through a property manager", "Rekenblad van een beheerder", why)
    _delivered(demo, "beheerder.xlsx", "00000022", Shown(2, last_from="Levering "))
    why = "This landlord has no agreement with the municipality yet. The signals are in order, so they wait."
    demo.heading("A landlord without an agreement", "Zonder overeenkomst", why)
    _delivered(demo, "verhuurder.csv", "00000044", Shown(1, explanations=1, last_from="Levering "))


def _agreement(demo: Demo) -> None:
    demo.heading("The agreement is signed", "De overeenkomst is getekend",
                 "What waited is assessed again, by the rules of the day it goes on.")  # fmt: skip
    demo.run("parties", "import", "example/overeenkomst.json", "--on", SIGNED)


def _prove(demo: Demo, number: str) -> None:
    demo.heading("Prove it", "Bewijzen",
                 "A receipt is a sealed file. Anyone can check it, without a connection and without us.")  # fmt: skip
    kept, changed = demo.data / "bewijs.json", demo.data / "veranderd.json"
    demo.run("receipt", number, into=kept)
    demo.run("verify", demo.name_of(kept))
    changed.write_bytes(_with_one_other_character(kept.read_bytes()))
    demo.say("In a copy we change one character: 9 refused lines become 8.", after=1)
    demo.run("verify", demo.name_of(changed), ends_with=1)
    demo.say("And the log behind it all: every entry is chained to the one before.", after=1)
    demo.run("ledger", "verify")


def _desk(demo: Demo) -> None:
    why = "Five made-up weeks: creditors deliver, the signals of one person become one case, three workers call, visit and write."
    demo.heading("The desk of a municipality", "Het bureau van een gemeente", why)
    demo.script("desk.py")
    demo.say("A person starts matching. Only signals of one municipality ever meet; what is unsure waits for a person.", after=1)
    demo.run("match", "--municipality", "GM1969")


def _with_one_other_character(receipt: bytes) -> bytes:
    changed = receipt.replace(b'"geweigerd":9', b'"geweigerd":8')
    if sum(one != other for one, other in zip(receipt, changed, strict=True)) != 1:
        raise Stopped("the receipt does not say that 9 lines were refused.")
    return changed


def _summary(demo: Demo) -> None:
    print("\n")
    for text in (
        "Checked on the rules of the day, with their source. Sent on only with an agreement. Proved by receipts anyone can check.",
        "Gecontroleerd met de regels van die dag. Alleen door met een overeenkomst. Met een bewijs dat iedereen kan controleren.",
    ):
        demo.say(text)
        print()
    demo.say("Go on from here / Zo gaat u verder:", after=1)
    for typed, about in (
        (f"export TIJDIG_DATA={demo.name_of(demo.data)}", "use this data / met deze gegevens"),
        (".venv/bin/tijdig serve", "the desk in a browser / het bureau in een browser"),
        (".venv/bin/tijdig --help", "all commands / alle opdrachten"),
        ("docs/tutorial/eerste-levering.md", "your first delivery / uw eerste levering"),
        ("docs/reference/README.md", "columns, findings, rules / naslag"),
        ("make test", "all checks and tests / alle tests"),
    ):
        print(f"     {typed:34}  {about}")


def _fresh(data: Path) -> Path:
    """The data directory, empty. Raises Stopped for a folder with things in it that this demo did not make."""
    if data == USUAL and data.exists():
        shutil.rmtree(data)
    if data.exists() and any(data.iterdir()):
        raise Stopped(f"{data} is not empty; choose another folder.")
    data.mkdir(parents=True, exist_ok=True)
    return data


def main() -> int:
    """Walk, and say how it ended."""
    given = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    given.add_argument("--data", type=Path, default=USUAL, metavar="FOLDER", help="where to keep everything")
    sys.stdout.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)
    try:
        demo = Demo(_fresh(given.parse_args().data.absolute()))
        print("Tijdig: early signals of payment arrears, from creditor to municipality")
        print("Everybody in this walk is made up; the postcodes exist.")
        walk(demo)
        _summary(demo)
    except Stopped as stopped:
        print(f"\nThe demo stopped: {stopped}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
