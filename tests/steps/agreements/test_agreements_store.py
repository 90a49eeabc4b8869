"""Signing and ending agreements, and what the database refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, models, transaction

from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.models import Entry
from tijdig.foundation.parties import operations as parties
from tijdig.foundation.parties.models import Creditor, Intermediary, JointBody, Municipality
from tijdig.foundation.parties.rules import MunicipalityFacts, OrganisationFacts, PlaceFacts, Tally
from tijdig.steps.agreements import operations, queries
from tijdig.steps.agreements.models import Agreement, ExperimentPair
from tijdig.steps.agreements.operations import AgreementError
from tijdig.steps.agreements.rules import AgreementFacts, PairFacts

pytestmark = pytest.mark.django_db
WHO = Actor("operator", "test")
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
START, TODAY = date(2025, 1, 1), date(2026, 7, 1)
OWN, AGENT, BODY = "11111111", "99999999", "55555555"


@pytest.fixture(autouse=True)
def world() -> None:
    parties.register_creditor(kvk=OWN, name="Verhuur", kinds=frozenset({"huur"}), actor=WHO, at=NOW)
    parties.register_intermediary(kvk=AGENT, name="Incasso", role="collection_agency", actor=WHO, at=NOW)
    places = [MunicipalityFacts("GM0344", "Utrecht"), MunicipalityFacts("GM0363", "Amsterdam")]
    parties.register_municipalities(municipalities=places, actor=WHO, at=NOW)
    members = [PlaceFacts(BODY, "GM0344", START), PlaceFacts(BODY, "GM0363", START, date(2026, 1, 1))]
    parties.form_joint_bodies(bodies=[OrganisationFacts(BODY, "GR Lek")], members=members, actor=WHO, at=NOW)


def sign(
    creditor: str | None = OWN,
    intermediary: str | None = None,
    municipality: str | None = "GM0344",
    joint_body: str | None = None,
    *,
    signed: tuple[date | None, date | None] = (START, START),
    until: date | None = None,
) -> Agreement:
    facts = AgreementFacts(creditor, intermediary, municipality, joint_body, START, until, *signed)
    return operations.sign_agreement(agreement=facts, actor=WHO, at=NOW)


def pair(until: date | None = None, source: str = "Stcrt. 2025, 17636") -> ExperimentPair:
    facts = PairFacts(OWN, "GM0344", START, until, source)
    return operations.admit_experiment_pair(pair=facts, actor=WHO, at=NOW)


def test_an_agreement_covers_its_pair_within_its_span() -> None:
    sign(until=TODAY)
    assert queries.covered_pairs(START).rows() == [(OWN, None, "GM0344")]
    assert queries.covered_pairs(TODAY - timedelta(days=1)).height == 1
    assert queries.covered_pairs(TODAY).height == 0
    assert queries.covered_pairs(START - timedelta(days=1)).height == 0


@pytest.mark.parametrize("signed", [(None, START), (START, None), (None, None), (TODAY, START), (START, TODAY)])
def test_an_agreement_counts_only_once_both_sides_have_signed(signed: tuple[date | None, date | None]) -> None:
    sign(signed=signed)
    assert queries.covered_pairs(TODAY - timedelta(days=1)).is_empty()
    assert queries.covered_pairs(TODAY).height == int(None not in signed)


def test_the_second_signature_puts_an_agreement_in_force() -> None:
    first = sign(signed=(START, None))
    assert sign(signed=(START, TODAY)) == first
    assert queries.covered_pairs(TODAY).height == 1


def test_an_agreement_with_a_joint_body_covers_who_is_a_member_on_that_date() -> None:
    sign(municipality=None, joint_body=BODY)
    assert queries.covered_pairs(date(2025, 12, 31)).rows() == [(OWN, None, "GM0344"), (OWN, None, "GM0363")]
    assert queries.covered_pairs(TODAY).rows() == [(OWN, None, "GM0344")]


def test_an_intermediarys_agreement_names_the_intermediary() -> None:
    sign(None, AGENT)
    assert queries.covered_pairs(TODAY).rows() == [(None, AGENT, "GM0344")]


def test_pairs_can_be_narrowed_to_some_parties() -> None:
    sign()
    sign(None, AGENT, None, BODY)
    assert queries.covered_pairs(TODAY, parties=[OWN]).rows() == [(OWN, None, "GM0344")]
    assert queries.covered_pairs(TODAY, parties=[AGENT]).rows() == [(None, AGENT, "GM0344")]
    assert queries.covered_pairs(TODAY, parties=["00000000"]).schema == queries.PAIRS_SCHEMA


def test_telling_the_same_agreements_again_changes_nothing_and_leaves_one_entry_a_time() -> None:
    told = [AgreementFacts(OWN, None, "GM0344", None, START), AgreementFacts(None, AGENT, None, BODY, START)]
    before = Entry.objects.count()
    assert operations.sign_agreements(agreements=told, actor=WHO, at=NOW) == Tally(new=2)
    assert operations.sign_agreements(agreements=told, actor=WHO, at=NOW) == Tally(unchanged=2)
    ended = [AgreementFacts(OWN, None, "GM0344", None, START, TODAY), told[1]]
    assert operations.sign_agreements(agreements=ended, actor=WHO, at=NOW) == Tally(changed=1, unchanged=1)
    assert Agreement.objects.get(creditor__kvk=OWN).valid_until == TODAY
    assert Entry.objects.count() == before + 3


def test_an_agreement_with_somebody_unknown_is_refused_in_dutch() -> None:
    with pytest.raises(AgreementError, match="schuldeiser: 00000000"):
        sign("00000000")
    with pytest.raises(AgreementError, match="gemeente: GM9999"):
        sign(municipality="GM9999")
    with pytest.raises(AgreementError, match="niet allebei"):
        sign(OWN, AGENT)


def test_an_ended_agreement_no_longer_counts_from_that_day() -> None:
    one = sign()
    operations.end_agreement(agreement=one.pk, valid_until=TODAY, actor=WHO, at=NOW)
    assert queries.covered_pairs(TODAY).is_empty()
    with pytest.raises(AgreementError, match="niet meer"):
        operations.end_agreement(agreement=one.pk, valid_until=TODAY, actor=WHO, at=NOW)


def test_pairs_of_the_experiment_are_given_for_a_date() -> None:
    first = pair()
    assert queries.experiment_pairs(TODAY).rows() == [(OWN, "GM0344")]
    assert pair(until=TODAY) == first
    assert queries.experiment_pairs(TODAY).rows() == []
    assert queries.experiment_pairs(START).rows() == [(OWN, "GM0344")]


def refused(rule: str, row: models.Model) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    assert rule in {constraint.name for constraint in type(row)._meta.constraints}


def test_the_database_keeps_one_party_on_either_side_of_an_agreement() -> None:
    creditor, agent = Creditor.objects.get(), Intermediary.objects.get()
    body, place = JointBody.objects.get(), Municipality.objects.get(code="GM0344")
    one, other = "agreements_agreement_has_one_creditor_side", "agreements_agreement_has_one_municipal_side"
    refused(one, Agreement(creditor=creditor, intermediary=agent, municipality=place, valid_from=START))
    refused(one, Agreement(municipality=place, valid_from=START))
    refused(other, Agreement(creditor=creditor, municipality=place, joint_body=body, valid_from=START))
    refused(other, Agreement(creditor=creditor, valid_from=START))


def test_the_database_keeps_the_span_of_an_agreement() -> None:
    sides = {"creditor": Creditor.objects.get(), "municipality": Municipality.objects.get(code="GM0344")}
    refused("agreements_agreement_until_after_from", Agreement(**sides, valid_from=START, valid_until=START))


@pytest.mark.parametrize("party", ["creditor", "intermediary"])
@pytest.mark.parametrize("place", ["municipality", "body"])
def test_the_database_lets_an_agreement_start_once(party: str, place: str) -> None:
    sides = {
        "creditor": Creditor.objects.get() if party == "creditor" else None,
        "intermediary": Intermediary.objects.get() if party == "intermediary" else None,
        "municipality": Municipality.objects.get(code="GM0344") if place == "municipality" else None,
        "joint_body": JointBody.objects.get() if place == "body" else None,
    }
    Agreement.objects.create(**sides, valid_from=START)
    refused(f"agreements_{party}_{place}_starts_once", Agreement(**sides, valid_from=START))
    Agreement.objects.create(**sides, valid_from=TODAY)


def test_the_database_keeps_the_pairs_of_the_experiment() -> None:
    sides = {
        "creditor": Creditor.objects.get(),
        "municipality": Municipality.objects.get(code="GM0344"),
        "valid_from": START,
    }
    refused("agreements_experimentpair_until_after_from", ExperimentPair(**sides, valid_until=START, source="x"))
    refused("agreements_pair_has_a_source", ExperimentPair(**sides, source=""))
    ExperimentPair.objects.create(**sides, source="x")
    refused("agreements_pair_is_admitted_once", ExperimentPair(**sides, source="x"))
