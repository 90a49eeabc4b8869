"""``tijdig deliver``: a file becomes stored signals, and the sender gets the receipts."""

from __future__ import annotations

import argparse
import json
import sys

from tijdig.cli import reference, report
from tijdig.cli.failure import Failure
from tijdig.cli.wording import outcomes
from tijdig.config import environment
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.queries import entry_behind, receipts_with
from tijdig.foundation.ledger.seal import sealer_in
from tijdig.foundation.policy.parameters import Policy
from tijdig.journey.assess import Known
from tijdig.journey.deliver import Delivered, UnknownSender, Unreadable, deliver
from tijdig.journey.match import match_delivered
from tijdig.steps.gate.assessment import undecided
from tijdig.steps.intake.models import Delivery
from tijdig.steps.intake.reading import read_table

FINE, OBJECTIONS, UNREADABLE = 0, 1, 2


def run(given: argparse.Namespace) -> int:
    """Deliver one file; exit code 0 all accepted, 1 some held or refused, 2 nothing could be stored."""
    at = reference.now()
    on = given.on or at.date()
    known = Known(on, reference.policy(), reference.edition(on))
    refuse_when_undecided(known.policy, known)
    data = reference.content(given.file)
    sealer = sealer_in(environment.data_directory())
    with report.progress(given.file.name, enabled=not given.json) as progress:
        try:
            delivered = deliver(
                data=data, table=read_table(data, drop_unknown=given.drop_unknown), sender_kvk=given.creditor, known=known,
                sealer=sealer, actor=Actor("operator", "command-line"), at=at, progress=progress,
            )  # fmt: skip
        except UnknownSender as error:
            raise Failure(str(error)) from error
        except Unreadable as unreadable:
            report.tell(given.file.name, unreadable.assessment, known, as_json=given.json)
            return UNREADABLE
    if delivered.assessment is not None:
        match_delivered(delivery=delivered.delivery, actor=Actor("system", "delivery"), at=at)
    _tell(given, delivered, known, receipts_with(entry_behind(delivered.delivery.number)))
    return FINE if delivered.delivery.accepted == delivered.delivery.lines else OBJECTIONS


def refuse_when_undecided(policy: Policy, known: Known) -> None:
    """In production every open parameter of the gate must be decided first; elsewhere the report says which are not."""
    missing = undecided(known.on, policy)
    if missing and environment.flag("TIJDIG_PRODUCTION"):
        names = ", ".join(parameter.name for parameter in missing)
        raise Failure(f"Stel eerst deze waarden vast in {reference.SETTINGS}: {names}. Zie: tijdig rules.")


def _tell(given: argparse.Namespace, delivered: Delivered, known: Known, receipts: list[tuple[str, str]]) -> None:
    delivery = delivered.delivery
    if given.json:
        counts = {name: getattr(delivery, name) for name in ("lines", "accepted", "held", "refused")}
        told = {"delivery": delivery.number, "new": delivered.assessment is not None, **counts, "receipts": dict(receipts)}
        sys.stdout.write(json.dumps(told) + "\n")
        return
    if delivered.assessment is None:
        received_on = delivery.received_at.astimezone(reference.HERE)
        print(f"Dit bestand was al ontvangen op {received_on:%d-%m-%Y}; er is niets dubbel opgeslagen.")
        print("Wilt u geweigerde regels opnieuw aanleveren?")
        print("Zet dan alleen die regels in een nieuw bestand.")
    else:
        report.show(given.file.name, delivered.assessment, known)
        print()
    print("\n".join(_kept(delivery, receipts)))


def _kept(delivery: Delivery, receipts: list[tuple[str, str]]) -> list[str]:
    """What is stored, with which receipts, and what happens next."""
    counts = outcomes(delivery.accepted, delivery.held, delivery.refused)
    waiting = "Wat wacht, is bewaard. Is de oorzaak weg? Doe dan: tijdig reassess"
    return [
        f"Levering {delivery.number}: {', '.join(counts)}.",
        *([waiting] if delivery.held else []),
        *(f"{kind:<10}  {number}" for kind, number in receipts),
        f"Bewaren: tijdig receipt {receipts[-1][1]} > bewijs.json",
    ]
