"""The mark of a write: one transaction, an actor, a moment, and a ledger entry, or nothing happens."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")

_entries: ContextVar[int] = ContextVar("ledger_entries", default=0)


class MissingEntry(AssertionError):
    """An operation wrote without telling the ledger; its transaction is rolled back."""


def note_entry() -> None:
    """Count one ledger entry for the operation that runs now; called by the ledger's append."""
    _entries.set(_entries.get() + 1)


def operation(write: Callable[P, R]) -> Callable[P, R]:
    """Make a function the only kind that may write: keyword-only with ``actor`` and ``at``, atomic, in the ledger.

    Raises TypeError at import time when the signature is not that of an operation, MissingEntry when nothing was logged.
    """
    _check_signature(write)

    @wraps(write)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        before = _entries.get()
        with transaction.atomic():
            result = write(*args, **kwargs)
            if _entries.get() == before:
                raise MissingEntry(f"{write.__module__}.{write.__qualname__} wrote no ledger entry")
        return result

    run.__dict__["is_operation"] = True
    return run


def _check_signature(write: Callable[P, R]) -> None:
    parameters = inspect.signature(write).parameters
    loose = [name for name, parameter in parameters.items() if parameter.kind is not inspect.Parameter.KEYWORD_ONLY]
    if loose or not {"actor", "at"} <= set(parameters):
        raise TypeError(f"{write.__qualname__} must take keyword arguments only, actor and at among them")
