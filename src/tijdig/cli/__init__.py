"""The ``tijdig`` command: translate arguments, make one call, print the answer.

Only argparse is loaded here; each command lives in a module of this package that is loaded when it is asked for, so that
``tijdig --help`` and ``tijdig check`` do not wait for a database layer they do not use.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from tijdig.cli.arguments import parser
from tijdig.cli.failure import Failure


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 fine, 1 done with objections, 2 could not be done."""
    given = parser().parse_args(arguments)
    try:
        if given.database:  # models can only be loaded once the database is open, so before the command's module
            import_module("tijdig.cli.database").open_database()
        code = import_module(f"tijdig.cli.{given.module}").run(given)
    except Failure as failure:
        print(str(failure), file=sys.stderr)
        return 2
    return int(code)
