"""Keepers of laws 9 and 10: whose data a row is, and what an address, a log line or an exception may carry."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from django.db import models
from django.urls import URLPattern, URLResolver

from architecture.source import Law, Module, Violation, within

TENANT = Law(
    "tenant",
    "Law 9: a table of a step carries its tenant: from every row a road of foreign keys leads to a municipality or a creditor.",
    "give the table a foreign key to its municipality, its creditor, or a row that has one.",
)
ADDRESS = Law(
    "address",
    "Law 10: nothing personal in a URL: an address holds numbers and words of ours, never a name, a postcode or an e-mail address.",
    "use the number of the case or letter, or send what was searched for in the body of a POST.",
)
SILENCE = Law(
    "silence",
    "Law 10: nothing personal in a log line or an exception: personal fields are never put into their text.",
    "name the line, the column or the number of the case; the person can look the rest up.",
)

TENANTS = {"Municipality", "Creditor"}
# What a part of an address may be called; each is a number of ours, a word of a closed list, or a place in a list.
ADDRESS_PARTS = {
    "number",
    "pk",
    "page",
    "code",
    "kind",
    "purpose",
    "run",
    "pair",
    "judgement",
    "view",
    "text",
    "key",
    "uidb36",
    "letter",
    "deed",
}
PERSONAL = {
    "surname", "initials", "prefix", "born_on", "phone", "email", "client_number", "street", "house_number", "house_letter",
    "addition", "note", "addressee",
}  # fmt: skip
LOGGING = re.compile(r"\b(log|logger|logging|print|warnings)\b")


def without_tenant(tables: Iterable[type[models.Model]]) -> Iterator[Violation]:
    """Tables of steps from which no road leads to a tenant."""
    for model in tables:
        if within(model.__module__, "tijdig.steps") and not _leads_to_tenant(model, set()):
            yield Violation(f"{model.__module__}.{model.__qualname__}", "no road leads to a municipality or a creditor")


def _leads_to_tenant(model: type[models.Model], seen: set[type[models.Model]]) -> bool:
    if model.__name__ in TENANTS or any(field.name in ("sender_kvk", "creditor_kvk") for field in model._meta.local_fields):
        return True
    seen.add(model)
    targets = [field.remote_field.model for field in model._meta.local_fields if field.remote_field]
    return any(_leads_to_tenant(target, seen) for target in targets if target not in seen)


def personal_addresses(patterns: Iterable[URLPattern | URLResolver], where: str = "/") -> Iterator[Violation]:
    """Addresses with a part that is not known to be harmless."""
    for pattern in patterns:
        place = f"{where}{pattern.pattern}"
        for part in sorted(set(pattern.pattern.regex.groupindex) - ADDRESS_PARTS):
            yield Violation(place, f"has a part called {part!r}")
        if isinstance(pattern, URLResolver):
            yield from personal_addresses(pattern.url_patterns, place)


def talkative(modules: Iterable[Module]) -> Iterator[Violation]:
    """Raises and log lines whose text holds a personal field."""
    for module in modules:
        for node in ast.walk(module.tree):
            said = _said(node)
            for name in sorted({part for part in _fields_in(said) if part in PERSONAL}):
                yield Violation(module.name, f"puts {name} into the text of {ast.unparse(node)[:60]}")


def _said(node: ast.AST) -> list[ast.AST]:
    """The arguments of an exception that is raised, or of a log line."""
    call = node.exc if isinstance(node, ast.Raise) else node.value if isinstance(node, ast.Expr) else None
    if not isinstance(call, ast.Call):
        return []
    return list(call.args) if isinstance(node, ast.Raise) or LOGGING.search(ast.unparse(call.func)) else []


def _fields_in(arguments: Iterable[ast.AST]) -> Iterator[str]:
    """Names and attributes that a formatted text takes in."""
    for argument in arguments:
        for part in ast.walk(argument):
            if isinstance(part, ast.FormattedValue):
                yield from (node.attr if isinstance(node, ast.Attribute) else node.id for node in ast.walk(part.value)
                            if isinstance(node, ast.Attribute | ast.Name))  # fmt: skip
