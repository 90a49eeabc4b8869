"""The writes of this room. Telling the same thing again changes nothing; what is not told stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Q

from tijdig.foundation.ledger import operations as ledger
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.canonical import Json
from tijdig.foundation.ledger.operation import operation
from tijdig.foundation.parties.models import (
    Creditor,
    CreditorKind,
    Executor,
    ExecutorTask,
    Intermediary,
    JointBody,
    JointBodyMember,
    Mandate,
    MandateKind,
    Municipality,
    in_force,
)
from tijdig.foundation.parties.queries import Registered, ids_of, names_of, stored_mandates
from tijdig.foundation.parties.rules import (
    CreditorFacts,
    IntermediaryFacts,
    MandateFacts,
    MunicipalityFacts,
    OrganisationFacts,
    PlaceFacts,
    Tally,
    checked,
    compare,
    digest,
    kinds_objections,
    text_objections,
)

Told = Sequence[MunicipalityFacts | OrganisationFacts | MandateFacts | PlaceFacts]


class PartyError(Exception):
    """What is told about a party cannot be stored; the text is a Dutch sentence for the user."""


@operation
def register_municipalities(*, municipalities: Sequence[MunicipalityFacts], actor: Actor, at: datetime) -> Tally:
    """Register municipalities or correct their names. Raises PartyError."""
    told = {one.code: one.name for one in checked(municipalities, PartyError)}
    stored = dict(Municipality.objects.filter(code__in=told).values_list("code", "name"))
    names = {code: name or stored.get(code, "") for code, name in told.items()}
    difference = compare(names, stored)
    Municipality.objects.bulk_create(
        [Municipality(code=code, name=names[code]) for code in [*difference.new, *difference.changed]],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    )
    return _log("municipalities.registered", "municipality", municipalities, difference.tally, actor, at)


@operation
def register_creditors(*, creditors: Sequence[CreditorFacts], actor: Actor, at: datetime) -> Tally:
    """Register creditors, correct their names, add kinds; a kind does not disappear. Raises PartyError."""
    told = {one.kvk: one for one in checked(creditors, PartyError)}
    names = names_of(Creditor, told)
    kinds = set(CreditorKind.objects.filter(creditor__kvk__in=told).values_list("creditor__kvk", "kind"))
    wanted = {(one.kvk, kind) for one in told.values() for kind in one.kinds}
    growing = {kvk for kvk, _ in wanted - kinds}
    difference = compare(
        {kvk: (one.name, kvk in growing) for kvk, one in told.items()},
        {kvk: (name, False) for kvk, name in names.items()},
    )
    _write_names(Creditor, {kvk: told[kvk].name for kvk in difference.to_write}, at)
    ids = ids_of(Creditor, growing)
    CreditorKind.objects.bulk_create(CreditorKind(creditor_id=ids[kvk], kind=kind) for kvk, kind in sorted(wanted - kinds))
    return _log("creditors.registered", "creditor", creditors, difference.tally, actor, at)


@operation
def register_creditor(*, kvk: str | None, name: str, kinds: frozenset[str], actor: Actor, at: datetime) -> Creditor:
    """Register one creditor; without a number a private landlord, who is always somebody new. Raises PartyError."""
    if kvk is not None:
        register_creditors(creditors=[CreditorFacts(kvk, name, kinds)], actor=actor, at=at)
        return Creditor.objects.get(kvk=kvk)
    if sentences := [*text_objections(name, "De naam"), *kinds_objections(kinds)]:
        raise PartyError(" ".join(sentences))
    creditor = Creditor.objects.create(name=name, registered_at=at)
    CreditorKind.objects.bulk_create(CreditorKind(creditor=creditor, kind=kind) for kind in sorted(kinds))
    # No name and no digest of it: the ledger outlives the person.
    ledger.append(actor=actor, at=at, action="creditor.registered", subject=f"creditor #{creditor.pk}", content={"new": 1})
    return creditor


@operation
def register_intermediaries(*, intermediaries: Sequence[IntermediaryFacts], actor: Actor, at: datetime) -> Tally:
    """Register intermediaries, correct their names and roles. Raises PartyError."""
    told = {one.kvk: (one.name, one.role) for one in checked(intermediaries, PartyError)}
    rows = Intermediary.objects.filter(kvk__in=told).values_list("kvk", "name", "role")
    difference = compare(told, {kvk: (name, role) for kvk, name, role in rows})
    Intermediary.objects.bulk_create(
        [Intermediary(kvk=kvk, name=told[kvk][0], role=told[kvk][1], registered_at=at) for kvk in difference.to_write],
        update_conflicts=True,
        unique_fields=["kvk"],
        update_fields=["name", "role"],
    )
    return _log("intermediaries.registered", "intermediary", intermediaries, difference.tally, actor, at)


@operation
def register_intermediary(*, kvk: str, name: str, role: str, actor: Actor, at: datetime) -> Intermediary:
    """Register one intermediary. Raises PartyError."""
    register_intermediaries(intermediaries=[IntermediaryFacts(kvk, name, role)], actor=actor, at=at)
    return Intermediary.objects.get(kvk=kvk)


@operation
def grant_mandates(*, mandates: Sequence[MandateFacts], actor: Actor, at: datetime) -> Tally:
    """Store mandates, or another end or proof of them. Raises PartyError, also when the scope of one would change."""
    told = {one.key: one for one in checked(mandates, PartyError)}
    intermediaries = _ids(Intermediary, {one.intermediary_kvk for one in mandates}, "gemachtigde")
    creditors = _ids(Creditor, {one.creditor_kvk for one in mandates}, "schuldeiser")
    stored = stored_mandates(intermediaries.values())
    if any(key in stored and stored[key].kinds != one.kinds for key, one in told.items()):
        raise PartyError("De soorten van een machtiging liggen vast. Beëindig de machtiging en leg een nieuwe vast.")
    difference = compare(told, stored)
    rows = [
        Mandate(
            intermediary_id=intermediaries[one.intermediary_kvk],
            creditor_id=creditors[one.creditor_kvk],
            valid_from=one.valid_from,
            valid_until=one.valid_until,
            proof=one.proof,
        )
        for one in map(told.__getitem__, difference.to_write)
    ]
    Mandate.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["intermediary", "creditor", "valid_from"],
        update_fields=["valid_until", "proof"],
    )
    _limit([told[key] for key in difference.new if told[key].kinds])
    return _log("mandates.granted", "mandate", mandates, difference.tally, actor, at)


@operation
def grant_mandate(*, mandate: MandateFacts, actor: Actor, at: datetime) -> Mandate:
    """Store one mandate. Raises PartyError."""
    grant_mandates(mandates=[mandate], actor=actor, at=at)
    return Mandate.objects.get(
        intermediary__kvk=mandate.intermediary_kvk, creditor__kvk=mandate.creditor_kvk, valid_from=mandate.valid_from
    )


@operation
def end_mandate(*, intermediary_kvk: str, creditor_kvk: str, valid_until: date, actor: Actor, at: datetime) -> int:
    """End the mandates that would still count on a date; that date is the first without. Returns how many.

    Raises PartyError when none counts then; one that starts on that very date is not ended but was never needed.
    """
    going_on = in_force(valid_until) & Q(valid_from__lt=valid_until)
    mandates = Mandate.objects.filter(going_on, intermediary__kvk=intermediary_kvk, creditor__kvk=creditor_kvk)
    ended = mandates.update(valid_until=valid_until)
    if not ended:
        raise PartyError("Er is geen machtiging die op deze datum nog geldt.")
    content: dict[str, Json] = {"valid_until": valid_until.isoformat(), "ended": ended}
    ledger.append(
        actor=actor,
        at=at,
        action="mandate.ended",
        subject=f"mandate {intermediary_kvk} {creditor_kvk}",
        content=content,
    )
    return ended


@operation
def form_joint_bodies(*, bodies: Sequence[OrganisationFacts], members: Sequence[PlaceFacts], actor: Actor, at: datetime) -> Tally:
    """Register joint bodies and the municipalities that are their members. Raises PartyError."""
    tally = _store_names(JointBody, checked(bodies, PartyError), at)
    told = {one.key: one for one in checked(members, PartyError)}
    owners = _ids(JointBody, {one.kvk for one in members}, "gemeenschappelijke regeling")
    _require_municipalities({one.municipality for one in members})
    rows = JointBodyMember.objects.filter(joint_body__in=owners.values())
    stored = rows.values_list("joint_body__kvk", "municipality_id", "valid_from", "valid_until")
    difference = compare(told, {row[:3]: PlaceFacts(*row) for row in stored})
    JointBodyMember.objects.bulk_create(
        [
            JointBodyMember(
                joint_body_id=owners[key[0]],
                municipality_id=key[1],
                valid_from=key[2],
                valid_until=told[key].valid_until,
            )
            for key in difference.to_write
        ],
        update_conflicts=True,
        unique_fields=["joint_body", "municipality", "valid_from"],
        update_fields=["valid_until"],
    )
    return _log("joint_bodies.formed", "joint_body", [*bodies, *members], tally + difference.tally, actor, at)


@operation
def appoint_executors(*, executors: Sequence[OrganisationFacts], tasks: Sequence[PlaceFacts], actor: Actor, at: datetime) -> Tally:
    """Register executors and the municipalities they work for. Raises PartyError."""
    tally = _store_names(Executor, checked(executors, PartyError), at)
    told = {one.key: one for one in checked(tasks, PartyError)}
    owners = _ids(Executor, {one.kvk for one in tasks}, "uitvoerder")
    _require_municipalities({one.municipality for one in tasks})
    rows = ExecutorTask.objects.filter(executor__in=owners.values())
    stored = rows.values_list("executor__kvk", "municipality_id", "valid_from", "valid_until")
    difference = compare(told, {row[:3]: PlaceFacts(*row) for row in stored})
    ExecutorTask.objects.bulk_create(
        [
            ExecutorTask(executor_id=owners[key[0]], municipality_id=key[1], valid_from=key[2], valid_until=told[key].valid_until)
            for key in difference.to_write
        ],
        update_conflicts=True,
        unique_fields=["executor", "municipality", "valid_from"],
        update_fields=["valid_until"],
    )
    return _log("executors.appointed", "executor", [*executors, *tasks], tally + difference.tally, actor, at)


def _store_names(model: type[Registered], organisations: Sequence[OrganisationFacts], at: datetime) -> Tally:
    told = {one.kvk: one.name for one in organisations}
    difference = compare(told, names_of(model, told))
    _write_names(model, {kvk: told[kvk] for kvk in difference.to_write}, at)
    return difference.tally


def _write_names(model: type[Registered], names: Mapping[str, str], at: datetime) -> None:
    rows = [model(kvk=kvk, name=name, registered_at=at) for kvk, name in names.items()]
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=["kvk"], update_fields=["name"])


def _ids(model: type[Registered], kvks: set[str], what: str) -> dict[str, int]:
    """Row numbers of organisations; raises PartyError when one is not registered."""
    ids = ids_of(model, kvks)
    if missing := sorted(kvks - ids.keys()):
        raise PartyError(f"Niet geregistreerd als {what}: {', '.join(missing)}.")
    return ids


def _require_municipalities(codes: set[str]) -> None:
    """Raises PartyError when one of the municipalities is not registered."""
    known = set(Municipality.objects.filter(code__in=codes).values_list("code", flat=True))
    if missing := sorted(codes - known):
        raise PartyError(f"Niet geregistreerd als gemeente: {', '.join(missing)}.")


def _limit(mandates: Sequence[MandateFacts]) -> None:
    """Store the kinds of mandates that were just created."""
    wanted = {one.key: one.kinds for one in mandates}
    rows = Mandate.objects.filter(intermediary__kvk__in={one.intermediary_kvk for one in mandates})
    ids = {row[1:]: row[0] for row in rows.values_list("pk", "intermediary__kvk", "creditor__kvk", "valid_from")}
    MandateKind.objects.bulk_create(
        MandateKind(mandate_id=ids[key], kind=kind) for key, kinds in wanted.items() for kind in sorted(kinds)
    )


def _log(action: str, noun: str, told: Told, tally: Tally, actor: Actor, at: datetime) -> Tally:
    """One ledger entry for all that was told: the counts, and a digest that proves which facts they were."""
    subject = f"{noun} {_number(told[0])}" if len(told) == 1 else noun
    content: dict[str, Json] = {
        "new": tally.new,
        "changed": tally.changed,
        "unchanged": tally.unchanged,
        "digest": digest(told),
    }
    ledger.append(actor=actor, at=at, action=action, subject=subject, content=content)
    return tally


def _number(one: MunicipalityFacts | OrganisationFacts | MandateFacts | PlaceFacts) -> str:
    return " ".join(map(str, one.key)) if isinstance(one.key, tuple) else str(one.key)
