"""Where a signal goes, and how destinations are kept."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest
from django.db import IntegrityError, models, transaction

from tijdig.foundation.findings.checks import harvest
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.parties import operations as parties
from tijdig.foundation.parties.models import Municipality
from tijdig.foundation.parties.rules import MunicipalityFacts, Tally
from tijdig.steps.routing import operations, queries
from tijdig.steps.routing.models import Destination
from tijdig.steps.routing.operations import DestinationError
from tijdig.steps.routing.rules import ROUTING_CHECKS, DestinationFacts, routed

WHO = Actor("operator", "test")
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
START, TODAY, LATER = date(2025, 1, 1), date(2026, 7, 1), date(2027, 1, 1)


def register() -> None:
    places = [MunicipalityFacts("GM0344", "Utrecht"), MunicipalityFacts("GM0363", "Amsterdam")]
    parties.register_municipalities(municipalities=places, actor=WHO, at=NOW)


def facts(
    system: str = "desk",
    start: date = START,
    until: date | None = None,
    *,
    place: str = "GM0344",
    evidence: str = "brief 12",
    confirmed_by: str = "beheerder",
) -> DestinationFacts:
    return DestinationFacts(place, system, start, until, evidence, confirmed_by, START)


def put(*told: DestinationFacts) -> Tally:
    return operations.set_destinations(destinations=told, actor=WHO, at=NOW)


def test_rows_get_their_destination_and_keep_their_order() -> None:
    frame = pl.DataFrame({"line": [2, 3, 4, 5], "municipality": ["GM0363", "GM0344", None, "GM0363"]})
    known = pl.DataFrame([("GM0344", 7, "desk")], schema=queries.DESTINATIONS_SCHEMA, orient="row")
    found = routed(frame, known)
    assert found["line"].to_list() == [2, 3, 4, 5]
    assert found["destination"].to_list() == [None, 7, None, None]
    assert found["system"].to_list() == [None, "desk", None, None]
    assert found.schema["destination"] == pl.Int64


def test_an_unknown_channel_is_a_finding_where_the_municipality_is_known() -> None:
    frame = pl.DataFrame({"line": [2, 3, 4], "municipality": ["GM0363", "GM0344", None]})
    known = pl.DataFrame([("GM0344", 7, "desk")], schema=queries.DESTINATIONS_SCHEMA, orient="row")
    found = harvest(routed(frame, known), ROUTING_CHECKS)
    assert found.select("line", "code", "severity").rows() == [(2, "kanaal-onbekend", "held")]


def test_two_destinations_of_one_municipality_never_double_a_signal() -> None:
    frame = pl.DataFrame({"municipality": ["GM0344"]})
    known = pl.DataFrame([("GM0344", 7, "desk"), ("GM0344", 8, "vps")], schema=queries.DESTINATIONS_SCHEMA, orient="row")
    with pytest.raises(pl.exceptions.ComputeError):
        routed(frame, known)


@pytest.mark.django_db
def test_a_municipality_without_a_destination_has_no_default() -> None:
    register()
    assert queries.destinations_on(TODAY).is_empty()
    assert queries.destinations_on(TODAY).schema == queries.DESTINATIONS_SCHEMA


@pytest.mark.django_db
def test_a_destination_counts_within_its_span() -> None:
    register()
    one = operations.set_destination(destination=facts(until=TODAY), actor=WHO, at=NOW)
    assert queries.destinations_on(START).rows() == [("GM0344", one.pk, "desk")]
    assert queries.destinations_on(TODAY).is_empty()


@pytest.mark.django_db
def test_a_next_destination_ends_the_one_without_end() -> None:
    register()
    assert put(facts("vps")) == Tally(new=1)
    assert put(facts("xxllnc", TODAY)) == Tally(new=1, changed=1)
    assert queries.destinations_on(date(2026, 6, 30))["system"].to_list() == ["vps"]
    assert queries.destinations_on(TODAY)["system"].to_list() == ["xxllnc"]


@pytest.mark.django_db
def test_telling_the_same_destinations_again_changes_nothing() -> None:
    register()
    told = [facts("vps"), facts("xxllnc", TODAY), facts("desk", place="GM0363")]
    assert put(*told) == Tally(new=3)
    assert put(*told) == Tally(unchanged=3)


@pytest.mark.django_db
def test_a_destination_is_corrected() -> None:
    register()
    put(facts("vps"))
    assert put(facts("xxllnc", evidence="mail 3")) == Tally(changed=1)
    assert Destination.objects.get().evidence == "mail 3"


@pytest.mark.django_db
def test_destinations_of_one_municipality_may_not_overlap() -> None:
    register()
    put(facts("vps", START, LATER))
    with pytest.raises(DestinationError, match="tegelijk"):
        put(facts("xxllnc", TODAY))
    with pytest.raises(DestinationError, match="tegelijk"):
        put(facts("xxllnc", date(2024, 1, 1), TODAY))
    assert put(facts("xxllnc", LATER)) == Tally(new=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (facts("fax"), "systeem"),
        (facts(until=START), "einddatum"),
        (facts(evidence=""), "bewijs"),
        (facts(confirmed_by=" "), "bevestigde"),
        (facts(place="GM9999"), "GM9999"),
    ],
)
def test_a_destination_that_makes_no_sense_is_refused_in_dutch(wrong: DestinationFacts, said: str) -> None:
    register()
    with pytest.raises(DestinationError, match=said):
        put(wrong)


def refused(rule: str, row: models.Model) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    assert rule in {constraint.name for constraint in type(row)._meta.constraints}


@pytest.mark.django_db
def test_the_database_keeps_destinations() -> None:
    register()
    place = Municipality.objects.get(code="GM0344")
    proof = {"municipality": place, "evidence": "x", "confirmed_by": "y", "confirmed_on": START}
    refused("routing_destination_until_after_from", Destination(**proof, system="vps", valid_from=START, valid_until=START))
    refused("routing_destination_system_is_known", Destination(**proof, system="fax", valid_from=START))
    refused("routing_destination_has_evidence", Destination(**{**proof, "evidence": ""}, system="vps", valid_from=START))
    refused("routing_destination_has_evidence", Destination(**{**proof, "confirmed_by": ""}, system="vps", valid_from=START))
    Destination.objects.create(**proof, system="vps", valid_from=START)
    refused("routing_destination_starts_once", Destination(**proof, system="vps", valid_from=START, valid_until=TODAY))
    refused("routing_one_destination_without_end", Destination(**proof, system="vps", valid_from=TODAY))
