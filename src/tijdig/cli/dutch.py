"""argparse in Dutch: its own words in help and errors, without loading anything else."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import NoReturn

_HEADINGS = {"positional arguments:": "argumenten:", "options:": "opties:"}
_ERRORS = (
    (r"the following arguments are required: (.*)", r"de volgende argumenten zijn verplicht: \1"),
    (r"unrecognized arguments: (.*)", r"dit argument is onbekend: \1"),
    (r"expected one argument", "hier hoort een waarde achter"),
    (r"expected at least one argument", "hier hoort ten minste één waarde achter"),
    (r"invalid choice: '?([^']*?)'? \(choose from (.*)\)", r"'\1' bestaat niet. Kies uit: \2"),
    (r"ambiguous option: (.*) could match (.*)", r"\1 is niet duidelijk. Bedoelt u \2?"),
    (r"ignored explicit argument (.*)", r"hier hoort geen waarde achter: \1"),
)
_NO_COMMAND = "the following arguments are required: OPDRACHT"


class _Formatter(argparse.HelpFormatter):
    """Help whose usage starts with a Dutch word."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = "gebruik: ",
    ) -> None:
        super().add_usage(usage, actions, groups, prefix)


class Parser(argparse.ArgumentParser):
    """A parser that speaks Dutch; without a command it shows its help."""

    def __init__(self, prog: str | None = None, description: str | None = None, epilog: str | None = None) -> None:
        super().__init__(prog=prog, description=description, epilog=epilog, add_help=False, formatter_class=_Formatter)
        self.add_argument("-h", "--help", action="help", help="toon deze hulp")

    def format_help(self) -> str:
        return _with_dutch_headings(super().format_help())

    def error(self, message: str) -> NoReturn:
        if message == _NO_COMMAND:
            self.print_help()
            self.exit(2)
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {in_dutch(message)}\n")


def in_dutch(message: str) -> str:
    """An error of argparse in Dutch; what is not known stays as it is."""
    about = re.fullmatch(r"argument ([^:]+): (.*)", message)
    if about:
        return f"{about[1]}: {in_dutch(about[2])}"
    for pattern, dutch in _ERRORS:
        if found := re.fullmatch(pattern, message):
            said, sign, choices = found.expand(dutch).partition("Kies uit: ")
            return said + sign + choices.replace("'", "")
    return message


def _with_dutch_headings(text: str) -> str:
    for english, dutch in _HEADINGS.items():
        text = text.replace(english, dutch)
    return text
