"""``tijdig reassess``: signals that wait are assessed again; those whose cause ended go on."""

from __future__ import annotations

import argparse

from tijdig.cli import reference
from tijdig.config import environment
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.seal import sealer_in
from tijdig.journey.assess import Known
from tijdig.journey.reassess import reassess_held


def run(given: argparse.Namespace) -> int:
    """Assess all held signals by the rules of the date; exit code 0."""
    at = reference.now()
    on = given.on or at.date()
    known = Known(on, reference.policy(), reference.edition(on))
    settled = reassess_held(
        known=known, sealer=sealer_in(environment.data_directory()), actor=Actor("operator", "command-line"), at=at
    )
    waiting = settled.looked_at - settled.accepted - settled.refused
    print(f"{settled.looked_at} wachtende signalen bekeken.")
    print(f"{settled.accepted} goed, {settled.refused} geweigerd, {waiting} wachten nog.")
    return 0
