"""Reading the house's own source, and the list of what may deviate from its laws."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
EXCEPTIONS = Path(__file__).with_name("exceptions.toml")


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name, its text and its syntax tree."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def last(self) -> str:
        """The name without its package."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True)
class Violation:
    """A place that breaks a law: a dotted name or a file, and what is wrong there."""

    where: str
    what: str


@dataclass(frozen=True)
class Law:
    """A law of the house: its key in exceptions.toml, what it says, and what to do when it is broken."""

    key: str
    text: str
    remedy: str


def product() -> list[Module]:
    """Every module of the package, migrations excepted: those are generated."""
    return list(_modules(SRC))


def everything() -> list[Module]:
    """The package and all other Python of the repository: tests, benchmarks, example."""
    return [*product(), *(module for top in ("tests", "benchmarks", "example") for module in _modules(ROOT / top, top))]


def _modules(folder: Path, prefix: str = "") -> Iterator[Module]:
    for file in sorted(folder.rglob("*.py")):
        parts = file.relative_to(folder).with_suffix("").parts
        if "migrations" not in parts:
            names = [prefix, *parts] if prefix else [*parts]
            yield Module(".".join(names).removesuffix(".__init__"), file.read_text(encoding="utf-8"))


def complaints(law: Law, violations: Iterable[Violation], exceptions: Path = EXCEPTIONS) -> list[str]:
    """The violations nobody excused, and the excuses nobody needs any more."""
    excused = {entry["where"]: entry["reason"] for entry in entries(exceptions) if entry["law"] == law.key}
    found = list(violations)
    stale = sorted(excused.keys() - {violation.where for violation in found})
    return [
        *(f"{found_one.where}: {found_one.what}" for found_one in found if found_one.where not in excused),
        *(f"{where}: stands in {exceptions.name} but breaks nothing any more; remove it there" for where in stale),
        *(f"{where}: is excused without a reason" for where, reason in excused.items() if not reason.strip()),
    ]


def entries(exceptions: Path = EXCEPTIONS) -> list[dict[str, str]]:
    """What stands in the list of exceptions."""
    return tomllib.loads(exceptions.read_text(encoding="utf-8")).get("exception", [])


def keep(law: Law, violations: Iterable[Violation]) -> None:
    """Fail with the law, every place that breaks it, and what to do."""
    __tracebackhide__ = True
    said = complaints(law, violations)
    assert not said, "\n".join([f"{law.text}", *(f"  {line}" for line in said), f"What to do: {law.remedy}"])


def imports_of(module: Module) -> list[tuple[str, ast.stmt]]:
    """Every name a module imports, fully written out, with its statement; of ``from a import b`` both a and a.b."""
    found: list[tuple[str, ast.stmt]] = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(node.module, node), *((f"{node.module}.{alias.name}", node) for alias in node.names)]
    return found


def functions_of(module: Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function and method with its dotted name."""
    yield from _functions_in(module.tree, module.name)


def _functions_in(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        name = prefix
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{prefix}.{child.name}"
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield name, child
        yield from _functions_in(child, name)


def within(name: str, *packages: str) -> bool:
    """Whether a dotted name is one of the packages or lies inside one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)
