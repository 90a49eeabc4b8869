"""``tijdig match``: which signals of a municipality are about the same person."""

from __future__ import annotations

import argparse
import os
import socket

from tijdig.cli import reference
from tijdig.cli.failure import Failure
from tijdig.cli.wording import counted, thousands
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.parties.models import Municipality
from tijdig.journey.match import Summary, engine_called, run_matching
from tijdig.steps.matching.models import MatchRun
from tijdig.steps.matching.queries import run_under_way, waiting_runs
from tijdig.steps.matching.refusals import Refused
from tijdig.steps.matching.runs.operations import start_run

_WHO = Actor("operator", "command-line")


def run(given: argparse.Namespace) -> int:
    """Match one municipality, or every one whose run waits; exit code 0."""
    try:
        with engine_called(given.engine) as engine:
            runs = [_run_of(given.municipality)] if given.municipality else waiting_runs()
            for one in runs:
                summary = run_matching(run=one, worker=_worker(), actor=_WHO, at=reference.now(), engine=engine)
                print("\n".join(_told(summary)))
    except Refused as refused:
        raise Failure(str(refused)) from refused
    if not runs:
        print("Er wacht geen koppelronde.")
    return 0


def _run_of(code: str) -> MatchRun:
    """The run that was started and not done, or a new one."""
    if not Municipality.objects.filter(pk=code).exists():
        raise Failure(f"Gemeente {code} is hier niet bekend. Een code ziet eruit als GM0106.")
    return run_under_way(code) or start_run(municipality=code, actor=_WHO, at=reference.now())


def _worker() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:80]


def _told(summary: Summary) -> list[str]:
    run, kinds = summary.run, summary.kinds
    told = ", ".join(f"{thousands(kinds.get(kind, 0))} {word}" for kind, word in _KINDS.items())
    seconds = f"{summary.seconds:.1f}".replace(".", ",")
    return [
        f"{run.municipality.name}: {counted(run.signals, 'signaal', 'signalen')} van {counted(run.groups, 'persoon', 'personen')}.",
        f"{counted(run.several, 'persoon heeft', 'personen hebben')} meer dan een signaal.",
        f"Per adres: {told}.",
        f"{counted(run.suggestions, 'paar', 'paren')} om zelf te beoordelen.",
        f"Klaar in {seconds} seconden.",
    ]


_KINDS = {"single": "enkelvoudig", "combined": "meervoudig", "successive": "opeenvolgend"}
