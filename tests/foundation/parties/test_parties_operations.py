"""Registering parties and mandates."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.models import Entry
from tijdig.foundation.parties import operations, queries
from tijdig.foundation.parties.models import (
    Creditor,
    ExecutorTask,
    Intermediary,
    JointBodyMember,
    Mandate,
    Municipality,
)
from tijdig.foundation.parties.operations import PartyError
from tijdig.foundation.parties.rules import (
    CreditorFacts,
    IntermediaryFacts,
    MandateFacts,
    MunicipalityFacts,
    OrganisationFacts,
    PlaceFacts,
    Tally,
)

pytestmark = pytest.mark.django_db
WHO = Actor("operator", "test")
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
START, TODAY = date(2025, 1, 1), date(2026, 7, 1)
ALL: frozenset[str] = frozenset()


def world() -> None:
    for kvk in ("11111111", "22222222"):
        operations.register_creditor(kvk=kvk, name=f"Verhuur {kvk}", kinds=frozenset({"huur"}), actor=WHO, at=NOW)
    operations.register_intermediary(kvk="99999999", name="Incasso", role="collection_agency", actor=WHO, at=NOW)
    places = [MunicipalityFacts("GM0344", "Utrecht"), MunicipalityFacts("GM0363", "Amsterdam")]
    operations.register_municipalities(municipalities=places, actor=WHO, at=NOW)


def grant(creditor: str, kinds: frozenset[str] = ALL, until: date | None = None, proof: str = "") -> Mandate:
    mandate = MandateFacts("99999999", creditor, START, until, kinds, proof)
    return operations.grant_mandate(mandate=mandate, actor=WHO, at=NOW)


def test_telling_the_same_creditors_again_changes_nothing() -> None:
    told = [
        CreditorFacts("11111111", "A", frozenset({"huur", "zorg"})),
        CreditorFacts("22222222", "B", frozenset({"duo"})),
    ]
    assert operations.register_creditors(creditors=told, actor=WHO, at=NOW) == Tally(new=2)
    assert operations.register_creditors(creditors=told, actor=WHO, at=NOW) == Tally(unchanged=2)


def test_a_name_is_corrected_and_a_kind_is_added_but_none_disappears() -> None:
    world()
    told = [
        CreditorFacts("11111111", "Anders", frozenset({"water"})),
        CreditorFacts("22222222", "Verhuur 22222222", frozenset({"huur"})),
    ]
    assert operations.register_creditors(creditors=told, actor=WHO, at=NOW) == Tally(changed=1, unchanged=1)
    one = Creditor.objects.get(kvk="11111111")
    assert (one.name, sorted(one.kinds.values_list("kind", flat=True))) == ("Anders", ["huur", "water"])


def test_a_private_landlord_is_registered_without_a_number_and_without_a_name_in_the_ledger() -> None:
    one = operations.register_creditor(kvk=None, name="J. Jansen", kinds=frozenset({"huur"}), actor=WHO, at=NOW)
    entry = Entry.objects.order_by("-index")[0]
    assert one.kvk is None
    assert "Jansen" not in entry.content + entry.subject


@pytest.mark.parametrize(
    ("kvk", "name", "kinds", "said"),
    [
        ("123", "A", {"huur"}, "acht cijfers"),
        ("12345678", " ", {"huur"}, "leeg"),
        ("12345678", "A", {"auto"}, "bestaat niet"),
        ("12345678", "A", set(), "minstens één soort"),
        (None, "", {"huur"}, "leeg"),
        (None, "A", set(), "minstens één soort"),
    ],
)
def test_a_creditor_that_makes_no_sense_is_refused_in_dutch(kvk: str | None, name: str, kinds: set[str], said: str) -> None:
    with pytest.raises(PartyError, match=said):
        operations.register_creditor(kvk=kvk, name=name, kinds=frozenset(kinds), actor=WHO, at=NOW)
    assert not Creditor.objects.exists()


def test_the_same_thing_twice_in_one_call_is_refused() -> None:
    told = [MunicipalityFacts("GM0344", "Utrecht"), MunicipalityFacts("GM0344", "Utregt")]
    with pytest.raises(PartyError, match="twee keer"):
        operations.register_municipalities(municipalities=told, actor=WHO, at=NOW)


def test_a_municipality_without_a_name_keeps_the_name_it_had() -> None:
    world()
    again = [MunicipalityFacts("GM0344")]
    assert operations.register_municipalities(municipalities=again, actor=WHO, at=NOW) == Tally(unchanged=1)
    assert Municipality.objects.get(code="GM0344").name == "Utrecht"


def test_the_role_of_an_intermediary_is_corrected() -> None:
    world()
    told = [IntermediaryFacts("99999999", "Incasso", "bailiff")]
    assert operations.register_intermediaries(intermediaries=told, actor=WHO, at=NOW) == Tally(changed=1)
    assert Intermediary.objects.get().role == "bailiff"
    with pytest.raises(PartyError, match="rol"):
        operations.register_intermediary(kvk="99999999", name="Incasso", role="incassobureau", actor=WHO, at=NOW)


def test_mandates_of_a_date_are_given_by_kind_and_null_for_every_kind() -> None:
    world()
    grant("11111111")
    grant("22222222", frozenset({"huur", "zorg"}), until=date(2026, 7, 2))
    rows = [("99999999", "11111111", None), ("99999999", "22222222", "huur"), ("99999999", "22222222", "zorg")]
    assert queries.mandates_on(TODAY).rows() == rows
    assert queries.mandates_on(date(2026, 7, 2)).rows() == rows[:1]
    assert queries.mandates_on(date(2024, 12, 31)).rows() == []
    assert queries.mandates_on(TODAY, intermediaries=["00000000"]).rows() == []


def test_a_mandate_gets_another_proof_but_never_another_scope() -> None:
    world()
    first = grant("11111111", frozenset({"huur"}))
    assert grant("11111111", frozenset({"huur"}), proof="volmacht 7") == first
    assert Mandate.objects.get().proof == "volmacht 7"
    with pytest.raises(PartyError, match="liggen vast"):
        grant("11111111")


def test_a_mandate_needs_both_parties() -> None:
    world()
    with pytest.raises(PartyError, match="schuldeiser: 33333333"):
        grant("33333333")
    facts = MandateFacts("88888888", "11111111", START)
    with pytest.raises(PartyError, match="gemachtigde: 88888888"):
        operations.grant_mandate(mandate=facts, actor=WHO, at=NOW)


def test_an_ended_mandate_no_longer_counts_from_that_day() -> None:
    world()
    grant("11111111")
    end = {"intermediary_kvk": "99999999", "creditor_kvk": "11111111", "actor": WHO, "at": NOW}
    assert operations.end_mandate(**end, valid_until=TODAY) == 1
    assert queries.mandates_on(TODAY).is_empty()
    assert queries.mandates_on(date(2026, 6, 30)).height == 1
    with pytest.raises(PartyError, match="nog geldt"):
        operations.end_mandate(**end, valid_until=TODAY)


def test_a_joint_body_is_formed_with_its_members_and_a_member_leaves() -> None:
    world()
    body = [OrganisationFacts("55555555", "GR Lek")]
    members = [PlaceFacts("55555555", code, START) for code in ("GM0344", "GM0363")]
    assert operations.form_joint_bodies(bodies=body, members=members, actor=WHO, at=NOW) == Tally(new=3)
    left = [PlaceFacts("55555555", "GM0344", START, TODAY), members[1]]
    assert operations.form_joint_bodies(bodies=body, members=left, actor=WHO, at=NOW) == Tally(changed=1, unchanged=2)
    assert JointBodyMember.objects.get(municipality="GM0344").valid_until == TODAY
    with pytest.raises(PartyError, match="gemeente: GM9999"):
        operations.form_joint_bodies(bodies=[], members=[PlaceFacts("55555555", "GM9999", START)], actor=WHO, at=NOW)


def test_an_executor_is_appointed_for_a_municipality() -> None:
    world()
    who = [OrganisationFacts("66666666", "Stadsring")]
    tasks = [PlaceFacts("66666666", "GM0344", START)]
    assert operations.appoint_executors(executors=who, tasks=tasks, actor=WHO, at=NOW) == Tally(new=2)
    assert operations.appoint_executors(executors=who, tasks=tasks, actor=WHO, at=NOW) == Tally(unchanged=2)
    assert ExecutorTask.objects.get().municipality_id == "GM0344"


def test_a_bulk_write_leaves_one_entry_with_counts_and_a_digest() -> None:
    before = Entry.objects.count()
    told = [CreditorFacts(f"{number:08d}", "A", frozenset({"huur"})) for number in range(50)]
    operations.register_creditors(creditors=told, actor=WHO, at=NOW)
    entry = Entry.objects.order_by("-index")[0]
    assert Entry.objects.count() == before + 1
    assert '"new":50' in entry.content
    assert '"digest":"' in entry.content


def test_everybody_who_is_registered_is_known() -> None:
    world()
    known = queries.registered_numbers()
    assert known.creditors == {"11111111", "22222222"}
    assert known.municipalities == {"GM0344", "GM0363"}
    assert known.intermediaries == {"99999999"}
    assert not known.joint_bodies | known.executors


def test_the_kinds_of_creditors_are_a_frame() -> None:
    world()
    assert queries.kinds_of().rows() == [("11111111", "huur"), ("22222222", "huur")]
    assert queries.kinds_of(creditors=["22222222"]).rows() == [("22222222", "huur")]
    assert queries.kinds_of(creditors=["00000000"]).schema == queries.KINDS_SCHEMA
