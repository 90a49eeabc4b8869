"""The same signals as JSON."""

from __future__ import annotations

import json

import pytest

from steps.intake.deliveries import ENERGY, RENT, cells, json_of, said
from tijdig.steps.intake.reading import read_table


def rows_of(data: bytes) -> list[tuple[object, ...]]:
    table = read_table(data)
    assert table.findings.is_empty(), table.findings.rows()
    return cells(table)


@pytest.mark.parametrize("document", ['{"kenmerk":"a"}', '[{"kenmerk":"a"}]', '{"signalen":[{"kenmerk":"a"}]}'])
@pytest.mark.parametrize("start", ["", "\ufeff", "  \n"])
def test_one_object_a_list_or_a_named_list_is_read(document: str, start: str) -> None:
    assert rows_of((start + document).encode()) == [(1, "a")]


def test_names_in_camel_case_become_the_columns_of_the_format() -> None:
    table = read_table(json_of([RENT, ENERGY | {"kenmerk": "B-2"}]))

    assert table.rows.select("line", "herinnering_op", "aanbod_in_herinnering", "soort").rows() == [
        (1, "2026-05-20", "ja", "huur"),
        (2, None, None, "energie"),
    ]


def test_a_number_keeps_every_digit_it_was_written_with() -> None:
    document = b'{"kenmerk": 123456789012345678901234567890, "bedrag": 1234.50, "huisnummer": 12, "namensKvk": 1e400}'

    assert rows_of(document) == [(1, "123456789012345678901234567890", "1234.50", "12", "1e400")]


def test_true_and_false_are_ja_and_nee_and_null_is_nothing() -> None:
    assert rows_of(b'{"kenmerk":"a","crisis":true,"warmeOverdracht":false,"bezwaar":null}') == [(1, "a", "ja", "nee", None)]


@pytest.mark.parametrize("value", ["[]", "{}", "[1]", '{"a":1}'])
def test_a_list_or_object_in_a_field_is_refused_there_and_harms_no_other(value: str) -> None:
    table = read_table(f'[{{"kenmerk":"a","bedrag":{value}}},{{"kenmerk":"b","bedrag":"2"}}]'.encode())

    assert cells(table) == [(1, "a", None), (2, "b", "2")]
    assert said(table.findings) == [(1, "bedrag", "waarde-onbekend", "refused")]


def test_an_unknown_field_that_is_left_unread_is_not_judged_either() -> None:
    table = read_table(b'[{"kenmerk":"a","lijst":[1]}]', drop_unknown=True)

    assert said(table.findings) == [(1, "lijst", "kolom-onbekend", "warning")]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ('{"kenmerk":"a",}', "regel 1"),
        ('{"kenmerk":"a"\n\n"soort":1}', "regel 3"),
        ("[", "geen geldige JSON"),
        ('{"kenmerk":NaN}', "NaN"),
        ('{"kenmerk":-Infinity}', "Infinity"),
        ('{"kenmerk":"a","kenmerk":"b"}', "twee keer"),
        ('{"signalen":[],"extra":1}', "Naast"),
        ('{"signalen":[1]}', "object per signaal"),
        ('[{"kenmerk":"a"}, null]', "object per signaal"),
        ('{"signalen":[]}', "geen signalen"),
        ("[]", "geen signalen"),
        ("{}", "geen signalen"),
        ('{"naam":"a"}', "geen signalen"),
        ("[" * 100_000, "te diep"),
    ],
    ids=range(14),
)
def test_what_is_no_list_of_signals_is_refused_with_the_reason(document: str, told: str) -> None:
    found = read_table(document.encode()).findings

    assert found.select("column", "code", "severity").rows() == [("", "bestand-onleesbaar", "fatal")]
    assert told in found["message"].item()


def test_the_line_of_broken_json_is_on_the_finding() -> None:
    assert read_table(b'[{"kenmerk":"a"},\n{"kenmerk":}]').findings["line"].item() == 2


@pytest.mark.parametrize("drop", [True, False])
@pytest.mark.parametrize("name", ["\\ud800", "\\u0000", "", " ", "kenmerk\\u0000"])
def test_a_strange_name_is_an_unknown_column(name: str, drop: bool) -> None:
    table = read_table(f'{{"kenmerk":"a","{name}":"x"}}'.encode(), drop_unknown=drop)

    severity = "warning" if drop else "fatal"
    assert table.findings.select("code", "severity").rows() == [("kolom-onbekend", severity)]


@pytest.mark.parametrize("sign", ["\\u0000", "\\u0007", "\\b", "\\f", "\\ud800", "\\udfff", "\\ufffd"])
def test_a_control_sign_written_as_an_escape_is_as_suspicious_as_the_sign_itself(sign: str) -> None:
    table = read_table(f'{{"kenmerk":"a{sign}b"}}'.encode())

    assert table.suspicious
    assert len(table.rows["kenmerk"].item()) == 3


def test_a_pair_of_halves_is_one_sign() -> None:
    assert rows_of(b'{"kenmerk":"\\ud83d\\ude00"}') == [(1, "\U0001f600")]


def test_a_field_may_be_named_in_one_way_only() -> None:
    found = read_table(json.dumps({"kenmerk": "a", "herinneringOp": "x", "herinnering_op": "y"}).encode()).findings

    assert found["severity"].to_list() == ["fatal"]
    assert "herinnering_op" in found["message"].item()
