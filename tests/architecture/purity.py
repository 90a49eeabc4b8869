"""Keeper of law 2: the rules are pure. Time and actor come in at the door."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from architecture.source import Law, Module, Violation, imports_of, within

PURE = Law(
    "pure",
    "Law 2: rules and pure rooms know no Django, settings, environment or clock, not even through what they import.",
    "let the caller pass the moment, the setting or the table as an argument; move the rest to operations or queries.",
)

PURE_ROOMS = (
    "tijdig.foundation.values",
    "tijdig.foundation.findings",
    "tijdig.foundation.policy",
    "tijdig.foundation.places",
    "tijdig.steps.gate",
    "tijdig.journey.assess",
)
IMPURE_IMPORTS = (
    "django",
    "psycopg",
    "sqlite3",
    "tijdig.config",
    "os.environ",
    "os.getenv",
    "time.time",
    "time.time_ns",
)
IMPURE_ATTRIBUTES = {"os.environ", "os.getenv", "time.time", "time.time_ns"}
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime"}
CLOCK_OWNERS = {"datetime", "date", "timezone", "dt"}


def is_pure_by_law(name: str) -> bool:
    """Whether a module must be pure: it is a rules module or lies in a pure room."""
    return name.rpartition(".")[2] == "rules" or within(name, *PURE_ROOMS)


def impure(modules: Sequence[Module]) -> Iterator[Violation]:
    """Impurities of the pure modules and of every first-party module they load."""
    by_name = {module.name: module for module in modules}
    for module in modules:
        if is_pure_by_law(module.name):
            for loaded in sorted(_loaded(module.name, by_name)):
                for what in sorted(set(_impurities(by_name[loaded]))):
                    yield Violation(module.name, what if loaded == module.name else f"loads {loaded}, which {what}")


def _loaded(name: str, by_name: dict[str, Module]) -> set[str]:
    """The module, what it imports inside the house, and the packages those lie in; all the way down."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in by_name and current not in seen:
            seen.add(current)
            waiting += [imported for imported, _ in imports_of(by_name[current])]
            waiting += [current.rpartition(".")[0]]
    return seen


def _impurities(module: Module) -> Iterable[str]:
    statements = {statement: name for name, statement in reversed(imports_of(module)) if within(name, *IMPURE_IMPORTS)}
    yield from (f"imports {name}" for name in statements.values())
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            written = ast.unparse(node)
            if written in IMPURE_ATTRIBUTES or _reads_clock(node):
                yield f"uses {written}"


def _reads_clock(node: ast.Attribute) -> bool:
    return node.attr in CLOCKS and ast.unparse(node.value).rpartition(".")[2] in CLOCK_OWNERS
