"""The writes of this room. Telling the same thing again changes nothing; what is not told stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db.models import Q

from tijdig.foundation.ledger import operations as ledger
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.canonical import Json
from tijdig.foundation.ledger.operation import operation
from tijdig.foundation.parties.models import Creditor, Intermediary, JointBody, Municipality, in_force
from tijdig.foundation.parties.queries import Registered, ids_of
from tijdig.foundation.parties.rules import Tally, checked, compare, digest_of
from tijdig.steps.agreements.models import Agreement, ExperimentPair
from tijdig.steps.agreements.rules import AgreementFacts, PairFacts

MAY_CHANGE = ["valid_until", "signed_by_creditor_on", "signed_by_municipality_on", "text_version"]


class AgreementError(Exception):
    """What is told about an agreement cannot be stored; the text is a Dutch sentence for the user."""


@operation
def sign_agreements(*, agreements: Sequence[AgreementFacts], actor: Actor, at: datetime) -> Tally:
    """Store agreements, or another end, signature or text of them. Raises AgreementError."""
    told = {one.key: one for one in checked(agreements, AgreementError)}
    rows = _rows(agreements)
    stored, ids = _stored(rows)
    difference = compare(told, stored)
    written = dict(zip((one.key for one in agreements), rows, strict=True))
    Agreement.objects.bulk_create([written[key] for key in difference.new])
    for key in difference.changed:
        written[key].pk = ids[key]
    Agreement.objects.bulk_update([written[key] for key in difference.changed], MAY_CHANGE, batch_size=100)
    subject = _subject(agreements[0]) if len(agreements) == 1 else "agreement"
    return _log("agreements.signed", subject, agreements, difference.tally, actor, at)


@operation
def sign_agreement(*, agreement: AgreementFacts, actor: Actor, at: datetime) -> Agreement:
    """Store one agreement; it counts once both sides have signed. Raises AgreementError."""
    sign_agreements(agreements=[agreement], actor=actor, at=at)
    return Agreement.objects.get(
        creditor__kvk=agreement.creditor_kvk,
        intermediary__kvk=agreement.intermediary_kvk,
        municipality=agreement.municipality,
        joint_body__kvk=agreement.joint_body_kvk,
        valid_from=agreement.valid_from,
    )


@operation
def end_agreement(*, agreement: int, valid_until: date, actor: Actor, at: datetime) -> None:
    """End an agreement (row number); the date is the first day without it.

    Raises AgreementError when it had ended before, or starts on that date or later.
    """
    going_on = in_force(valid_until) & Q(valid_from__lt=valid_until)
    if not Agreement.objects.filter(going_on, pk=agreement).update(valid_until=valid_until):
        raise AgreementError("Deze overeenkomst geldt op deze datum al niet meer, of bestaat niet.")
    content: dict[str, Json] = {"valid_until": valid_until.isoformat()}
    ledger.append(actor=actor, at=at, action="agreement.ended", subject=f"agreement #{agreement}", content=content)


@operation
def admit_experiment_pairs(*, pairs: Sequence[PairFacts], actor: Actor, at: datetime) -> Tally:
    """Store pairs that the experiment admits, or another end or source of them. Raises AgreementError."""
    told = {one.key: one for one in checked(pairs, AgreementError)}
    creditors = _ids(Creditor, {one.creditor_kvk for one in pairs}, "schuldeiser")
    _require_municipalities({one.municipality for one in pairs})
    rows = ExperimentPair.objects.filter(creditor__in=creditors.values())
    fields = rows.values_list("creditor__kvk", "municipality_id", "valid_from", "valid_until", "source")
    stored = [PairFacts(kvk or "", place, start, end, source) for kvk, place, start, end, source in fields]
    difference = compare(told, {one.key: one for one in stored})
    ExperimentPair.objects.bulk_create(
        [
            ExperimentPair(
                creditor_id=creditors[one.creditor_kvk],
                municipality_id=one.municipality,
                valid_from=one.valid_from,
                valid_until=one.valid_until,
                source=one.source,
            )
            for one in (told[key] for key in difference.to_write)
        ],
        update_conflicts=True,
        unique_fields=["creditor", "municipality", "valid_from"],
        update_fields=["valid_until", "source"],
    )
    return _log("experiment_pairs.admitted", "experiment_pair", pairs, difference.tally, actor, at)


@operation
def admit_experiment_pair(*, pair: PairFacts, actor: Actor, at: datetime) -> ExperimentPair:
    """Store one pair. Raises AgreementError."""
    admit_experiment_pairs(pairs=[pair], actor=actor, at=at)
    return ExperimentPair.objects.get(creditor__kvk=pair.creditor_kvk, municipality=pair.municipality, valid_from=pair.valid_from)


def _rows(agreements: Sequence[AgreementFacts]) -> list[Agreement]:
    creditors = _ids(Creditor, {one.creditor_kvk for one in agreements}, "schuldeiser")
    intermediaries = _ids(Intermediary, {one.intermediary_kvk for one in agreements}, "gemachtigde")
    bodies = _ids(JointBody, {one.joint_body_kvk for one in agreements}, "gemeenschappelijke regeling")
    _require_municipalities({one.municipality for one in agreements if one.municipality})
    return [
        Agreement(
            creditor_id=creditors.get(one.creditor_kvk or ""),
            intermediary_id=intermediaries.get(one.intermediary_kvk or ""),
            municipality_id=one.municipality,
            joint_body_id=bodies.get(one.joint_body_kvk or ""),
            signed_by_creditor_on=one.signed_by_creditor_on,
            signed_by_municipality_on=one.signed_by_municipality_on,
            valid_from=one.valid_from,
            valid_until=one.valid_until,
            text_version=one.text_version,
        )
        for one in agreements
    ]


Key = tuple[str | None, str | None, str | None, str | None, date]


def _stored(rows: Sequence[Agreement]) -> tuple[dict[Key, AgreementFacts], dict[Key, int]]:
    """What is stored for the creditor sides of these rows: the facts and the row numbers, by key."""
    creditors = {row.creditor_id for row in rows if row.creditor_id}
    intermediaries = {row.intermediary_id for row in rows if row.intermediary_id}
    found = Agreement.objects.filter(Q(creditor__in=creditors) | Q(intermediary__in=intermediaries))
    facts = found.values_list(
        "creditor__kvk",
        "intermediary__kvk",
        "municipality_id",
        "joint_body__kvk",
        "valid_from",
        "valid_until",
        "signed_by_creditor_on",
        "signed_by_municipality_on",
        "text_version",
    )
    # One query gives the facts, another the row numbers, in the same order.
    stored = [AgreementFacts(*row) for row in facts.order_by("pk")]
    ids = found.order_by("pk").values_list("pk", flat=True)
    return {one.key: one for one in stored}, {one.key: pk for one, pk in zip(stored, ids, strict=True)}


def _ids(model: type[Registered], kvks: set[str | None] | set[str], what: str) -> dict[str, int]:
    asked = {kvk for kvk in kvks if kvk is not None}
    ids = ids_of(model, asked)
    if missing := sorted(asked - ids.keys()):
        raise AgreementError(f"Niet geregistreerd als {what}: {', '.join(missing)}.")
    return ids


def _require_municipalities(codes: set[str]) -> None:
    known = set(Municipality.objects.filter(code__in=codes).values_list("code", flat=True))
    if missing := sorted(codes - known):
        raise AgreementError(f"Niet geregistreerd als gemeente: {', '.join(missing)}.")


def _subject(one: AgreementFacts) -> str:
    sides = (one.creditor_kvk or one.intermediary_kvk, one.municipality or one.joint_body_kvk, one.valid_from)
    return "agreement " + " ".join(map(str, sides))


def _log(action: str, subject: str, told: Sequence[AgreementFacts | PairFacts], tally: Tally, actor: Actor, at: datetime) -> Tally:
    """One ledger entry for all that was told: the counts, and a digest that proves which facts they were."""
    content: dict[str, Json] = {
        "new": tally.new,
        "changed": tally.changed,
        "unchanged": tally.unchanged,
        "digest": digest_of(map(asdict, told)),
    }
    ledger.append(actor=actor, at=at, action=action, subject=subject, content=content)
    return tally
