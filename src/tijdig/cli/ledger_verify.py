"""``tijdig ledger verify``: is the log whole and unchanged?"""

from __future__ import annotations

import argparse

from tijdig.cli.failure import Failure
from tijdig.config import environment
from tijdig.foundation.ledger import seal
from tijdig.foundation.ledger.anchors import FILE_NAME, kept_anchors
from tijdig.foundation.ledger.verification import MOST_BREAKS, Break, Report, verify_chain


def run(given: argparse.Namespace) -> int:
    """Print how long the log is, its head and every break; 0 when it is whole, 1 when not."""
    data = environment.data_directory()
    try:
        trusted = seal.trusted_in(data)
        kept = kept_anchors(data / FILE_NAME)
    except seal.UnusableKeyError as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise Failure(f"Het bestand {error.filename} is niet te lezen: {error.strerror}.") from error
    report = verify_chain(trusted=trusted, kept=kept)
    print("\n".join(_lines(report, len(kept))))
    return 0 if report.intact else 1


def _lines(report: Report, kept: int) -> list[str]:
    lines = [f"Regels: {report.entries}", f"Bewijzen: {report.receipts}", f"Bewaarde ankers: {kept}"]
    lines.append(f"Laatste regel: {report.head_index} {report.head_digest}")
    if report.intact:
        return [*lines, "Het logboek is heel en niet veranderd."]
    more = " of meer" if len(report.breaks) == MOST_BREAKS else ""
    return [*lines, f"Het logboek is niet in orde: {len(report.breaks)}{more} afwijkingen.", *map(_line, report.breaks)]


def _line(found: Break) -> str:
    place = [f"regel {found.index}"] if found.index is not None else []
    place += [f"bewijs {found.receipt}"] if found.receipt is not None else []
    return f"  {', '.join(place) or 'logboek'}: {found.why}"
