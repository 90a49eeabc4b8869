"""The ``tijdig`` command: translate arguments, make one call, print the answer.

Only argparse is loaded here; each command lives in a module of this package that is loaded when it is asked for, so that
``tijdig --help`` and ``tijdig check`` do not wait for a database layer they do not use.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from tijdig.cli.arguments import parser
from tijdig.cli.failure import Failure


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 fine, 1 done with objections, 2 could not be done."""
    given = parser().parse_args(arguments)
    try:
        code = _in_database(given) if given.database else _run(given)
    except Failure as failure:
        print(str(failure), file=sys.stderr)
        return 2
    return code


def _run(given: Namespace) -> int:
    return int(_module(given.module).run(given))


def _in_database(given: Namespace) -> int:
    """With the database open before the command's module is loaded, since models cannot be loaded earlier."""
    database = _module("database")
    database.open_database()
    try:
        return _run(given)
    finally:
        database.keep_head()


def _module(name: str) -> ModuleType:
    return import_module(f"tijdig.cli.{name}")
