"""Importing a document with parties: everything is checked first, then everything is written in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tijdig.foundation.ledger import operations as ledger
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.canonical import Json
from tijdig.foundation.ledger.operation import operation
from tijdig.foundation.parties import operations as parties
from tijdig.foundation.parties.queries import registered_numbers
from tijdig.foundation.parties.rules import Tally
from tijdig.journey.parties_document import DocumentError, Plan, read_document
from tijdig.steps.agreements import operations as agreements
from tijdig.steps.routing import operations as routing


@dataclass(frozen=True)
class ImportSummary:
    """What an import wrote, by sort of fact."""

    tallies: Mapping[str, Tally]

    @property
    def total(self) -> Tally:
        """All sorts together."""
        return sum(self.tallies.values(), Tally())


@operation
def import_parties(*, document: Json, actor: Actor, at: datetime) -> ImportSummary:
    """Store what a document says about parties, agreements and destinations; again the same document changes nothing.

    Raises DocumentError with all objections; then nothing is written.
    """
    plan = read_document(document, registered_numbers())
    try:
        summary = ImportSummary(_write_parties(plan, actor, at) | _write_rest(plan, actor, at))
    except (parties.PartyError, agreements.AgreementError, routing.DestinationError) as refused:
        raise DocumentError([f"/: {refused}"]) from refused
    total = summary.total
    content: dict[str, Json] = {"new": total.new, "changed": total.changed, "unchanged": total.unchanged}
    ledger.append(actor=actor, at=at, action="parties.imported", subject="parties", content=content)
    return summary


def _write_parties(plan: Plan, actor: Actor, at: datetime) -> dict[str, Tally]:
    """Each sort that the document tells about; in the order in which they refer to each other."""
    tallies: dict[str, Tally] = {}
    if told := plan.municipalities.facts:
        tallies["municipalities"] = parties.register_municipalities(municipalities=told, actor=actor, at=at)
    if plan.joint_bodies.facts:
        bodies, members = plan.joint_bodies.facts, plan.members.facts
        tallies["joint_bodies"] = parties.form_joint_bodies(bodies=bodies, members=members, actor=actor, at=at)
    if plan.executors.facts:
        executors, tasks = plan.executors.facts, plan.tasks.facts
        tallies["executors"] = parties.appoint_executors(executors=executors, tasks=tasks, actor=actor, at=at)
    if creditors := plan.creditors.facts:
        tallies["creditors"] = parties.register_creditors(creditors=creditors, actor=actor, at=at)
    if intermediaries := plan.intermediaries.facts:
        tallies["intermediaries"] = parties.register_intermediaries(intermediaries=intermediaries, actor=actor, at=at)
    if mandates := plan.mandates.facts:
        tallies["mandates"] = parties.grant_mandates(mandates=mandates, actor=actor, at=at)
    return tallies


def _write_rest(plan: Plan, actor: Actor, at: datetime) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    if signed := plan.agreements.facts:
        tallies["agreements"] = agreements.sign_agreements(agreements=signed, actor=actor, at=at)
    if pairs := plan.pairs.facts:
        tallies["pairs"] = agreements.admit_experiment_pairs(pairs=pairs, actor=actor, at=at)
    if destinations := plan.destinations.facts:
        tallies["destinations"] = routing.set_destinations(destinations=destinations, actor=actor, at=at)
    return tallies
