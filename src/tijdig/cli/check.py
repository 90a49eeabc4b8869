"""``tijdig check``: what may and must be reported, line by line; nothing is stored."""

from __future__ import annotations

import argparse

from tijdig.cli import reference, report
from tijdig.journey.assess import Assessment, Known, assess
from tijdig.steps.intake.reading import read_table

FINE, OBJECTIONS, UNREADABLE = 0, 1, 2


def run(given: argparse.Namespace) -> int:
    """Check one file; exit code 0 all fine, 1 some refused or held, 2 unreadable."""
    on = given.on or reference.now().date()
    known = Known(on, reference.policy(), reference.edition(on))
    data = reference.content(given.file)
    with report.progress(given.file.name, enabled=not given.json) as progress:
        assessment = assess(read_table(data, drop_unknown=given.drop_unknown), known, progress)
    report.tell(given.file.name, assessment, known, as_json=given.json)
    if assessment.readable and not given.json:
        print("Overeenkomsten en machtigingen worden pas bij aanleveren beoordeeld.")
    return exit_code(assessment)


def exit_code(assessment: Assessment) -> int:
    """What the answer means to a script."""
    if not assessment.readable:
        return UNREADABLE
    return FINE if assessment.counts["accepted"] == assessment.signals.height else OBJECTIONS
