"""``tijdig ledger verify``: is the log whole and unchanged?"""

from __future__ import annotations

import argparse

from tijdig.cli.failure import Failure, unreadable
from tijdig.cli.wording import counted, thousands
from tijdig.config import environment
from tijdig.foundation.ledger import seal
from tijdig.foundation.ledger.anchors import FILE_NAME, kept_anchors
from tijdig.foundation.ledger.verification import MOST_BREAKS, Break, Report, verify_chain

_SHORT = 16  # enough of a digest to compare by eye


def run(given: argparse.Namespace) -> int:
    """Print the verdict, every break, how long the log is and its head; 0 when it is whole, 1 when not."""
    data = environment.data_directory()
    try:
        trusted = seal.trusted_in(data)
        kept = kept_anchors(data / FILE_NAME)
    except seal.UnusableKeyError as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise unreadable(error.filename or data, error) from error
    report = verify_chain(trusted=trusted, kept=kept)
    print("\n".join(_lines(report, len(kept))))
    return 0 if report.intact else 1


def _lines(report: Report, kept: int) -> list[str]:
    return [
        _verdict(report),
        *map(_line, report.breaks),
        f"  Gebeurtenissen: {thousands(report.entries)}",
        f"  Ontvangstbewijzen: {thousands(report.receipts)}",
        f"  Bewaarde ankers: {thousands(kept)}",
        f"  Laatste gebeurtenis: {report.head_index} ({report.head_digest[:_SHORT]})",
    ]


def _verdict(report: Report) -> str:
    if report.intact:
        return "Het logboek is heel en niet veranderd."
    more = " of meer" if len(report.breaks) == MOST_BREAKS else ""
    return f"Het logboek is niet in orde: {counted(len(report.breaks), 'afwijking', 'afwijkingen')}{more}."


def _line(found: Break) -> str:
    place = [f"regel {found.index}"] if found.index is not None else []
    place += [f"bewijs {found.receipt}"] if found.receipt is not None else []
    return f"  {', '.join(place) or 'logboek'}: {found.why}"
