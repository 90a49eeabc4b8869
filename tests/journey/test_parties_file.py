"""Importing a whole document with parties."""

from __future__ import annotations

import argparse
import copy
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from tijdig.cli import parties_import
from tijdig.cli.failure import Failure
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.models import Entry
from tijdig.foundation.parties.models import Creditor, ExecutorTask, Municipality
from tijdig.foundation.parties.queries import mandates_on
from tijdig.foundation.parties.rules import Tally
from tijdig.journey.parties_document import DocumentError
from tijdig.journey.parties_file import ImportSummary, import_parties
from tijdig.steps.agreements.queries import covered_pairs, experiment_pairs
from tijdig.steps.routing.queries import destinations_on

pytestmark = pytest.mark.django_db
WHO = Actor("operator", "test")
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
TODAY = date(2026, 7, 1)
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "parties.md"


def example() -> dict:
    """The complete example of the reference page."""
    return json.loads(re.search(r"```json\n(.*?)```", REFERENCE.read_text(encoding="utf-8"), re.DOTALL)[1])


def delivered() -> dict:
    """A document as the maker of test deliveries writes it."""
    span = {"valid_from": "2025-07-01", "valid_until": None}
    return {
        "signal_date": "2026-07-01",
        "municipalities": [{"code": "GM0014", "name": "Groningen"}],
        "creditors": [
            {
                "kvk": "00594620",
                "name": "Verhuur Slotstra",
                "kind": "huur",
                "delivered_by": "87654321",
                "agreements": [{"municipality": "GM0014", **span}],
            }
        ],
        "intermediaries": [{"kvk": "87654321", "name": "Incasso", "mandates": [{"creditor": "00594620", **span}]}],
    }


def bring(document: object) -> ImportSummary:
    return import_parties(document=document, actor=WHO, at=NOW)


def objections(document: object) -> list[str]:
    with pytest.raises(DocumentError) as raised:
        bring(document)
    assert not Creditor.objects.exists()
    assert not Entry.objects.exists()
    return list(raised.value.objections)


def test_the_example_of_the_reference_is_imported_as_a_whole() -> None:
    summary = bring(example())
    assert summary.total.new == sum(tally.new for tally in summary.tallies.values()) == 15
    assert Municipality.objects.get(code="GM0344").name == "Utrecht"
    assert covered_pairs(TODAY).rows() == [("11111111", None, "GM0344"), (None, "99999999", "GM0356")]
    assert mandates_on(TODAY).rows() == [("99999999", "11111111", "huur")]
    assert experiment_pairs(TODAY).rows() == [("22222222", "GM0363")]
    assert destinations_on(TODAY).drop("destination").rows() == [("GM0344", "vps")]
    assert ExecutorTask.objects.count() == 1


@pytest.mark.parametrize("document", [example(), delivered()])
def test_the_same_document_again_changes_nothing_and_says_so(document: dict) -> None:
    first = bring(document).total
    second = bring(document).total
    assert second == Tally(unchanged=first.new)


def test_one_entry_for_each_sort_and_one_for_the_import() -> None:
    summary = bring(example())
    assert Entry.objects.count() == len(summary.tallies) + 1


def test_the_file_of_the_test_deliveries_is_recognised() -> None:
    bring(delivered())
    assert covered_pairs(date(2025, 7, 1)).rows() == [("00594620", None, "GM0014")]
    assert mandates_on(TODAY).rows() == [("87654321", "00594620", None)]
    assert destinations_on(TODAY).is_empty()


def test_everything_that_is_wrong_is_said_at_once_with_its_place() -> None:
    document = copy.deepcopy(example())
    document["schuldeisers"][0]["kvk"] = "123"
    document["schuldeisers"][0]["overeenkomsten"][0]["vanaf"] = "2025-02-30"
    document["gemachtigden"][0]["rol"] = "tussenpersoon"
    document["gemachtigden"][0]["machtigingen"][0]["schuldeiser"] = "77777777"
    document["bestemmingen"][0]["systeem"] = "fax"
    document["bestemmingen"][0]["gemeente"] = "GM0599"
    del document["experimentparen"][0]["bron"]
    said = objections(document)
    for pointer in (
        "/schuldeisers/0: ",
        "/schuldeisers/0/overeenkomsten/0/vanaf: ",
        "/gemachtigden/0: ",
        "/gemachtigden/0/machtigingen/0/schuldeiser: ",
        "/bestemmingen/0: ",
        "/experimentparen/0/bron: ",
    ):
        assert [one for one in said if one.startswith(pointer)], (pointer, said)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"versie": 2}, "/versie: "),
        ({"versie": True}, "/versie: "),
        ({"gementen": []}, "/: Het onderdeel 'gementen'"),
        ({"gemeenten": {}}, "/gemeenten: "),
        ({"gemeenten": "GM0344"}, "/gemeenten: "),
        ({"gemeenten": [7]}, "/gemeenten/0: "),
        ({"gemeenten": [{"code": 344}]}, "/gemeenten/0/code: "),
        ({"gemeenten": [{"code": "GM9999"}]}, "/gemeenten/0/code: "),
        ({"gemeenten": [{"code": "GM0344"}, {"code": "GM0344"}]}, "/gemeenten/1: Dit staat er twee keer in"),
        ({"schuldeisers": [{"kvk": "11111111", "naam": "A\x00", "soorten": ["huur"]}]}, "/schuldeisers/0/naam: "),
        ({"schuldeisers": [{"kvk": "11111111", "naam": "A", "soorten": [1]}]}, "/schuldeisers/0/soorten: "),
        ({"schuldeisers": [{"kvk": "11111111", "naam": "A", "soorten": ["auto"]}]}, "/schuldeisers/0: De soort"),
        ({"overeenkomsten": [{"gemeente": "GM0344", "vanaf": "2025-01-01"}]}, "/overeenkomsten/0: "),
        ({"bestemmingen": [{"gemeente": "GM0344"}]}, "/bestemmingen/0/bevestigdOp: Dit ontbreekt."),
    ],
)
def test_a_document_of_another_shape_is_refused_with_the_place(change: dict, pointer: str) -> None:
    said = objections({"versie": 1, **change})
    assert [one for one in said if one.startswith(pointer)], said


@pytest.mark.parametrize("document", [None, [], "versie", 1, {}])
def test_what_is_no_document_is_refused(document: object) -> None:
    assert objections(document)


def test_a_document_may_refer_to_what_was_imported_before() -> None:
    bring(example())
    later = {"versie": 1, "experimentparen": [{**example()["experimentparen"][0], "gemeente": "GM0344"}]}
    assert bring(later).total == Tally(new=1)


def test_what_an_operation_refuses_rolls_everything_back() -> None:
    bring(example())
    document = example()
    document["schuldeisers"][0]["naam"] = "Andere naam"
    document["gemachtigden"][0]["machtigingen"][0]["soorten"] = ["zorg"]
    with pytest.raises(DocumentError, match="liggen vast"):
        bring(document)
    assert not Creditor.objects.filter(name="Andere naam").exists()


def test_thousands_of_agreements_are_imported_with_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    document = delivered()
    codes = [
        f"GM{number:04d}" for number in (14, 34, 37, 47, 50, 80, 85, 86, 88, 90, 93, 96, 98, 106, 109, 114, 118, 119, 141, 147)
    ]
    document["municipalities"] = [{"code": code, "name": code} for code in codes]
    starts = ["2021-01-01", "2022-01-01", "2023-01-01", "2024-01-01", "2025-01-01"]
    spans = [{"municipality": code, "valid_from": start, "valid_until": None} for code in codes for start in starts]
    document["creditors"] = [
        {"kvk": f"{number:08d}", "name": "A", "kind": "zorg", "delivered_by": None, "agreements": spans} for number in range(36)
    ]
    document["intermediaries"] = []
    with django_assert_max_num_queries(100):
        assert bring(document).tallies["agreements"] == Tally(new=3600)


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "partijen.json"
    file.write_text(json.dumps(example()), encoding="utf-8")
    assert parties_import.run(argparse.Namespace(file=file, on=None)) == 0
    assert "schuldeisers: 2 nieuw\n" in capsys.readouterr().out
    assert parties_import.run(argparse.Namespace(file=file, on=None)) == 0
    assert "Er is niets veranderd" in capsys.readouterr().out


def test_the_command_fails_with_every_objection(tmp_path: Path) -> None:
    file = tmp_path / "partijen.json"
    file.write_text('{"versie": 2, "gemeenten": [{}]}', encoding="utf-8")
    with pytest.raises(Failure, match=r"(?s)niets opgeslagen.*/versie.*/gemeenten/0/code"):
        parties_import.run(argparse.Namespace(file=file, on=None))
    file.write_text("{", encoding="utf-8")
    with pytest.raises(Failure, match="geen JSON"):
        parties_import.run(argparse.Namespace(file=file, on=None))
    with pytest.raises(Failure, match="Dit bestand is er niet"):
        parties_import.run(argparse.Namespace(file=tmp_path / "weg.json", on=None))
