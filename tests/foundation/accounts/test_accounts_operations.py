"""People get an account and a role, and lose a role; the ledger never learns who they are."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from tijdig.foundation.accounts.models import Membership, Person
from tijdig.foundation.accounts.operations import AccountError, Place, end_membership, grant_membership, invite, register_person
from tijdig.foundation.accounts.queries import case_workers, colleagues, organisations_of, who_may
from tijdig.foundation.accounts.rules import CAPABILITIES, ROLE_WORDS, Capability, Role
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.models import Entry
from tijdig.foundation.parties.operations import register_creditor, register_municipalities
from tijdig.foundation.parties.rules import MunicipalityFacts

AT = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))
BY = {"actor": Actor("operator", "test"), "at": AT}
HERE, TODAY = Place("GM0344"), AT.date()
SENTENCE = "een lang wachtwoord"


@pytest.fixture
def person(db) -> Person:
    register_municipalities(municipalities=[MunicipalityFacts("GM0344", "Utrecht"), MunicipalityFacts("GM0363", "Amsterdam")], **BY)
    return register_person(email=" Sanne@Voorbeeld.example ", name="Sanne de Vries", password=SENTENCE, **BY)


def grant(person: Person, role: Role = Role.CASE_WORKER, place: Place = HERE, start: date = TODAY) -> Membership:
    return grant_membership(person=person, role=role, place=place, valid_from=start, **BY)


def test_an_address_is_kept_in_lower_case_and_given_out_once(person: Person):
    assert person.email == "sanne@voorbeeld.example"
    with pytest.raises(AccountError, match="al een account"):
        register_person(email="SANNE@voorbeeld.example", name="Iemand", **BY)


def test_without_a_password_nobody_can_sign_in_yet(person: Person):
    other = register_person(email="noor@voorbeeld.example", name="Noor", **BY)
    assert not other.has_usable_password()
    assert person.check_password(SENTENCE)


@pytest.mark.parametrize(("email", "name"), [("geen adres", "Noor"), ("noor@voorbeeld.example", "  ")])
def test_an_account_needs_an_address_and_a_name(db, email: str, name: str):
    with pytest.raises(AccountError):
        register_person(email=email, name=name, **BY)


def test_the_ledger_knows_a_person_by_pseudonym_only(person: Person):
    grant(person)
    told = " ".join(f"{entry.subject} {entry.content}" for entry in Entry.objects.all())
    assert person.pseudonym in told
    assert "anne" not in told
    assert "voorbeeld" not in told


def test_a_role_counts_from_its_first_day_until_the_day_it_ends(person: Person):
    membership = grant(person, start=date(2026, 11, 1))
    assert not organisations_of(person, date(2026, 10, 31))
    end_membership(membership=membership.pk, place=HERE, valid_until=date(2026, 11, 24), **BY)
    assert [one.key for one in organisations_of(person, date(2026, 11, 23))] == ["GM0344"]
    assert not organisations_of(person, date(2026, 11, 24))


def test_a_role_is_given_once_and_can_be_given_again_after_it_ended(person: Person):
    membership = grant(person, start=date(2026, 11, 1))
    with pytest.raises(AccountError, match="al"):
        grant(person)
    end_membership(membership=membership.pk, place=HERE, valid_until=AT.date(), **BY)
    assert grant(person).pk != membership.pk


def test_a_municipality_cannot_end_a_role_at_another(person: Person):
    membership = grant(person)
    with pytest.raises(AccountError):
        end_membership(membership=membership.pk, place=Place("GM0363"), valid_until=AT.date(), **BY)


def test_somebody_who_is_invited_twice_keeps_one_account(person: Person):
    again = invite(email="sanne@voorbeeld.example", name="S. de Vries", role=Role.MANAGER, place=HERE, valid_from=AT.date(), **BY)
    assert (again.pk, again.name) == (person.pk, "Sanne de Vries")
    new = invite(email="noor@voorbeeld.example", name="Noor", role=Role.CASE_WORKER, place=HERE, valid_from=AT.date(), **BY)
    assert case_workers("GM0344", AT.date()) == {new.pk: "Noor"}
    assert [(one.name, one.role_word) for one in colleagues("GM0344", AT.date())] == [
        ("Noor", "consulent"),
        ("Sanne de Vries", "manager"),
    ]


def test_capabilities_of_all_roles_at_one_organisation_add_up_and_never_reach_another(person: Person):
    grant(person, Role.CASE_WORKER)
    grant(person, Role.MANAGER)
    grant(person, Role.PRIVACY_OFFICER, Place("GM0363"))
    here, there = sorted(organisations_of(person, AT.date()), key=lambda one: one.key)
    assert here.may(Capability.WORK_CASES)
    assert here.may(Capability.SET_UP)
    assert not there.may(Capability.SEE_CASES)
    assert here.role_words == "consulent en manager"


def test_a_creditor_and_the_platform_are_organisations_too(person: Person):
    creditor = register_creditor(kvk="30124358", name="De Haven", kinds=frozenset({"huur"}), **BY)
    grant(person, Role.CREDITOR, Place(creditor=creditor.pk))
    grant(person, Role.OPERATOR, Place())
    found = organisations_of(person, AT.date())
    assert [one.key for one in found] == [f"schuldeiser-{creditor.pk}", "platform"]
    assert found[0].may(Capability.SEE_FEEDBACK)
    assert not found[1].may(Capability.SEE_CASES)


@pytest.mark.parametrize(
    ("role", "place"), [(Role.CREDITOR, HERE), (Role.CASE_WORKER, Place()), (Role.OPERATOR, HERE)]
)  # fmt: skip
def test_accounts_membership_fits_its_role(person: Person, role: Role, place: Place):
    with pytest.raises(IntegrityError, match="accounts_membership_fits_its_role"), transaction.atomic():
        grant(person, role, place)


def test_accounts_membership_until_after_from(person: Person):
    with pytest.raises(IntegrityError, match="accounts_membership_until_after_from"), transaction.atomic():
        Membership.objects.create(
            person=person, role="manager", municipality_id="GM0344", valid_from=date(2026, 2, 1), valid_until=date(2026, 1, 1)
        )


def test_accounts_membership_role_is_known(person: Person):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(person=person, role="koning", municipality_id="GM0344", valid_from=date(2026, 2, 1))


def test_a_membership_starts_once(person: Person):
    """accounts_municipal_, accounts_creditor_ and accounts_operator_membership_starts_once"""
    creditor = register_creditor(kvk="30124358", name="De Haven", kinds=frozenset({"huur"}), **BY)
    for role, place in ((Role.MANAGER, HERE), (Role.CREDITOR, Place(creditor=creditor.pk)), (Role.OPERATOR, Place())):
        made = grant(person, role, place)
        made.pk = None
        with pytest.raises(IntegrityError, match=r"starts_once|UNIQUE"), transaction.atomic():
            made.save(force_insert=True)


@pytest.mark.parametrize("field", ["name", "pseudonym"])
def test_accounts_person_has_a_name_and_a_pseudonym(person: Person, field: str):
    with pytest.raises(IntegrityError, match=f"accounts_person_has_a_{field}"), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(**{field: ""})


def test_every_role_has_capabilities_and_a_dutch_word_and_every_capability_somebody():
    assert set(CAPABILITIES) == set(ROLE_WORDS) == set(Role)
    assert all(who_may(capability) for capability in Capability)
