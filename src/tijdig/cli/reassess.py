"""``tijdig reassess``: signals that wait are assessed again; those whose cause ended go on."""

from __future__ import annotations

import argparse
from datetime import date

from tijdig.cli import reference
from tijdig.config import environment
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.seal import sealer_in
from tijdig.journey.assess import Known
from tijdig.journey.reassess import reassess_held


def run(given: argparse.Namespace) -> int:
    """Assess all held signals by the rules of the date; exit code 0."""
    print(settle(given.on))
    return 0


def settle(on: date | None) -> str:
    """Assess all held signals by the rules of the date (today where none is given), and tell what became of them."""
    at = reference.now()
    day = on or at.date()
    known = Known(day, reference.policy(), reference.edition(day))
    settled = reassess_held(
        known=known, sealer=sealer_in(environment.data_directory()), actor=Actor("operator", "command-line"), at=at
    )
    waiting = settled.looked_at - settled.accepted - settled.refused
    return (
        f"{settled.looked_at} wachtende signalen bekeken.\n"
        f"{settled.accepted} goed, {settled.refused} geweigerd, {waiting} wachten nog."
    )
