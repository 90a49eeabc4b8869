"""Keepers of laws 3 and 4: who may write, what a write looks like, and who may call it."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from types import FunctionType, ModuleType

from architecture.source import Law, Module, Violation, functions_of, imports_of, within

OPERATION = Law(
    "operation",
    "Law 4: every public function of an operations module is an @operation: keyword-only, with actor and at, logged.",
    "mark it with @operation, start its name with an underscore, or move a read to queries.py.",
)
WRITE = Law(
    "write",
    "Law 4: only operations.py, journey and retention write to the database, so no write escapes the ledger.",
    "make it part of an operation; what is no database write, or serves operations only, goes in exceptions.toml.",
)
CALLER = Law(
    "caller",
    "Law 3: only journey, retention, web, api and cli call operations; a step never calls another step's writes.",
    "let the journey call both, one after the other; a step that needs to know something reads the other's queries.",
)

WRITERS = ("tijdig.journey", "tijdig.retention")
CALLERS = ("tijdig.journey", "tijdig.retention", "tijdig.web", "tijdig.api", "tijdig.cli")
LEDGER = "tijdig.foundation.ledger"  # law 4 obliges every operation to write there

ALWAYS_WRITES = {
    "save", "asave", "bulk_create", "abulk_create", "bulk_update", "abulk_update",
    "get_or_create", "aget_or_create", "update_or_create", "aupdate_or_create",
}  # fmt: skip
QUERYSET_WRITES = {"create", "acreate", "update", "aupdate", "delete", "adelete"}
QUERYSET = re.compile(r"\.(objects|_default_manager|_base_manager)\b|\.(filter|exclude|all|select_for_update|using)\(")
SQL_WRITE = re.compile(
    r"\s*(INSERT\s+(OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|TRUNCATE|COPY\s+\S+.*\bFROM\b)",
    re.DOTALL,
)


def no_operations(module: ModuleType) -> Iterator[Violation]:
    """Public functions of an operations module that are not operations."""
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ == module.__name__ and not name.startswith("_"):
            for what in _shortcomings(function):
                yield Violation(f"{module.__name__}.{name}", what)


def _shortcomings(function: FunctionType) -> Iterator[str]:
    parameters = inspect.signature(function).parameters
    if not getattr(function, "is_operation", False):
        yield "is not marked @operation"
    if any(parameter.kind is not inspect.Parameter.KEYWORD_ONLY for parameter in parameters.values()):
        yield "takes arguments by position"
    if missing := {"actor", "at"} - set(parameters):
        yield f"does not take {' and '.join(sorted(missing))}"


def writes_elsewhere(modules: Iterable[Module]) -> Iterator[Violation]:
    """Writes in modules that may not write; recognised by how they are written, so a disguised one gets through."""
    for module in modules:
        if module.last != "operations" and not within(module.name, *WRITERS):
            for name, node in _statements(module):
                if what := _write(node):
                    yield Violation(name, f"writes with {what}")


def _statements(module: Module) -> Iterator[tuple[str, ast.AST]]:
    inside = {id(node): name for name, function in functions_of(module) for node in ast.walk(function)}
    loose = [node.value for node in ast.walk(module.tree) if isinstance(node, ast.Expr)]
    docstrings = {id(value) for value in loose if isinstance(value, ast.Constant)}
    for node in ast.walk(module.tree):
        if id(node) not in docstrings:
            yield inside.get(id(node), module.name), node


def _write(node: ast.AST) -> str:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return f".{node.func.attr}()" if _writes_rows(node, node.func) else ""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL_WRITE.match(node.value):
        return "SQL"
    if isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
        return "SQL" if SQL_WRITE.match(text) else ""
    return ""


def _writes_rows(call: ast.Call, method: ast.Attribute) -> bool:
    if method.attr in ALWAYS_WRITES:
        return True
    if method.attr not in QUERYSET_WRITES:
        return False
    if QUERYSET.search(ast.unparse(method)):
        return True
    # row.delete() and rows.update(state=...) on a variable; dict.update(...) and hash.update(...) take a position.
    bare_delete = method.attr.endswith("delete") and not call.args
    return bare_delete or (method.attr.endswith("update") and not call.args and bool(call.keywords))


def forbidden_callers(modules: Iterable[Module]) -> Iterator[Violation]:
    """Imports of another room's operations by a module that may not call them."""
    for module in modules:
        if within(module.name, "tijdig") and not within(module.name, *CALLERS):
            room = ".".join(module.name.split(".")[:3])
            for name in sorted({name for name, _ in imports_of(module)}):
                if name.endswith(".operations") and not within(name, room, LEDGER):
                    yield Violation(module.name, f"imports {name}")
