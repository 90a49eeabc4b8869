"""Keepers of law 6 (nothing hidden), 7 (small rooms) and 8 (reasons for every escape): what a file may look like."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator

from architecture.source import Law, Module, Violation, functions_of, imports_of, within

MODULE_LINES = 400
FUNCTION_LINES = 50

SIZE = Law(
    "size",
    f"Law 7: rooms are small: a module has at most {MODULE_LINES} lines, a function at most {FUNCTION_LINES}.",
    "split it where a reader would look for the parts; a real exception goes in exceptions.toml with its reason.",
)
NAMES = Law(
    "module-name",
    "Law 6: no module is called utils, helpers, common, services or managers: such a name says nothing.",
    "name it after what is in it, or move its contents to the room they belong to.",
)
HIDDEN = Law(
    "hidden",
    "Law 6: no Django signals and no generic foreign keys: a reader must see what happens and what points where.",
    "call the operation from the journey; point at the table with a real foreign key.",
)
LOCAL_IMPORT = Law(
    "local-import",
    "Law 6: no import inside a function, slow libraries at a door excepted.",
    "import at the top; if that makes a cycle, the function stands in the wrong room.",
)
REASON = Law(
    "reason",
    "Law 8: Any, cast, type: ignore and noqa carry their reason on the same line.",
    "write a typed value instead, or say after it, on the same line, why it cannot be avoided.",
)

VAGUE_NAMES = {"utils", "helpers", "common", "services", "managers"}
HIDDEN_IMPORTS = (
    "django.db.models.signals",
    "django.dispatch",
    "django.core.signals",
    "django.test.signals",
    "django.contrib.auth.signals",
    "django.contrib.contenttypes.fields",
)


def too_large(modules: Iterable[Module]) -> Iterator[Violation]:
    """Modules and functions beyond the size of a small room."""
    for module in modules:
        lines = len(module.text.splitlines())
        if lines > MODULE_LINES:
            yield Violation(module.name, f"{lines} lines")
        for name, function in functions_of(module):
            length = (function.end_lineno or function.lineno) - function.lineno + 1
            if length > FUNCTION_LINES:
                yield Violation(name, f"{length} lines")


def vague_names(modules: Iterable[Module]) -> Iterator[Violation]:
    """Modules and packages whose name says nothing."""
    for module in modules:
        if vague := VAGUE_NAMES & set(module.name.split(".")):
            yield Violation(module.name, f"is called {', '.join(vague)}")


def hidden_ways(modules: Iterable[Module]) -> Iterator[Violation]:
    """Imports of signals and of generic relations."""
    for module in modules:
        for name in {name for name, _ in imports_of(module) if within(name, *HIDDEN_IMPORTS)}:
            yield Violation(module.name, f"imports {name}")


def local_imports(modules: Iterable[Module]) -> Iterator[Violation]:
    """Imports inside functions, written as a statement or as a call of import_module."""
    for module in modules:
        for name, function in functions_of(module):
            if any(_imports(node) for node in ast.walk(function)):
                yield Violation(name, "imports something")


def _imports(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) in ("import_module", "importlib.import_module", "__import__")
    return isinstance(node, ast.Import | ast.ImportFrom)


def without_reason(modules: Iterable[Module]) -> Iterator[Violation]:
    """Escapes from the type checker and the linter that do not say why."""
    for module in modules:
        comments = dict(_comments(module.text))
        for line, comment in comments.items():
            if re.search(r"#\s*(noqa|type:\s*ignore)", comment) and not _has_reason(comment):
                yield Violation(f"{module.name}:{line}", f"no reason in: {comment}")
        for line, escape in _escapes(module.tree):
            if not _has_reason(comments.get(line, "")):
                yield Violation(f"{module.name}:{line}", f"{escape} without a reason")


def _comments(text: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _has_reason(comment: str) -> bool:
    reason = re.sub(r"noqa(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)?|type:\s*ignore(\[[\w, -]*\])?", "", comment)
    return len(re.findall(r"[A-Za-z]{2,}", reason)) >= 2


def _escapes(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "Any":
            yield node.lineno, "Any"
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in ("typing.Any", "typing.cast", "t.Any", "t.cast"):
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "cast":
            yield node.lineno, "cast"
