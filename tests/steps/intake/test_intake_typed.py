"""From texts to typed signals: what is read, and what may not be kept."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steps.intake.deliveries import END_OF_SUPPLY, ENERGY, HEALTH, ON, RENT, WITHDRAWAL, Row, csv_of, said
from tijdig.steps.intake.columns import COLUMNS, NAMES
from tijdig.steps.intake.reading import read_table
from tijdig.steps.intake.typed import SIGNAL_FIELDS, doubled_references, typed_signals

BSN = "123456782"


def typed(*rows: Row) -> tuple[pl.DataFrame, list[tuple[int, str, str, str]]]:
    signals, findings = typed_signals(doubled_references(read_table(csv_of(rows)).rows), ON, suspicious=True)
    return signals, said(findings)


def signal(row: Row) -> dict[str, object]:
    signals, _ = typed(row)
    return signals.row(0, named=True)


def codes(row: Row) -> list[tuple[str, str, str]]:
    return [(column, code, severity) for _, column, code, severity in typed(row)[1]]


def test_every_column_becomes_a_field_with_its_type() -> None:
    signals, _ = typed(RENT, ENERGY | {"kenmerk": "B"})

    assert signals.columns == ["line", *SIGNAL_FIELDS]
    assert set(SIGNAL_FIELDS) == {column.field for column in COLUMNS}
    kinds = {"amount_cents": pl.Int64, "house_number": pl.Int32, "reminder_count": pl.Int32, "arose_on": pl.Date}
    assert {name: signals.schema[name] for name in kinds} == kinds


def test_a_sound_row_is_read_as_it_was_meant() -> None:
    found = signal(RENT | {"postcode": "9354 tc", "soort": "HUUR", "crisis": "Ja", "email": "a@b.nl", "telefoon": "0612345678"})

    assert (found["kind"], found["signal_type"], found["reference"]) == ("huur", "vroegsignaal", "A-1")
    assert (found["postcode"], found["house_number"], found["amount_cents"]) == ("9354TC", 1, 45000)
    assert (found["arose_on"], found["in_crisis"]) == (date(2026, 5, 1), "ja")
    assert (found["phone"], found["email"]) == ("+31612345678", "a@b.nl")


@pytest.mark.parametrize(
    ("number", "letter", "addition", "expected"),
    [
        ("12", "A", "bis", (12, "A", "bis")),
        ("12 A bis", None, None, (12, "A", "bis")),
        ("12A", "a", None, (12, "A", None)),
        ("12-3", None, "3", (12, None, "3")),
        ("12hs", None, None, (12, None, "hs")),
        ("12A", "B", None, (None, "B", None)),
    ],
)
def test_a_joined_house_number_is_split_unless_the_other_fields_say_something_else(
    number: str, letter: str | None, addition: str | None, expected: tuple[int | None, str | None, str | None]
) -> None:
    found = signal(RENT | {"huisnummer": number, "huisletter": letter, "toevoeging": addition})

    assert (found["house_number"], found["house_letter"], found["addition"]) == expected


@pytest.mark.parametrize("name", ["klantnummer", "einde_levering_op", "aantal_herinneringen"])
@pytest.mark.parametrize("row", [RENT, HEALTH], ids=["huur", "zorg"])
def test_a_field_this_kind_may_not_share_is_not_read(name: str, row: Row) -> None:
    field = {column.name: column.field for column in COLUMNS}[name]

    assert signal(row | {name: "onzin"})[field] is None
    assert codes(row | {name: "onzin"}) == [(name, "veld-niet-toegestaan", "warning")]


def test_conditions_filled_in_for_other_kinds_are_kept_without_a_finding() -> None:
    row = HEALTH | {"herinnering_op": "2026-05-20", "bezwaar": "nee"}

    assert codes(row) == []
    assert signal(row)["reminded_on"] == date(2026, 5, 20)


@pytest.mark.parametrize("field", ["geboortedatum", "ontstaansdatum", "herinnering_op", "hulp_gewezen_op", "contact_gezocht_op"])
def test_a_date_after_the_signal_date_is_refused_and_not_kept(field: str) -> None:
    inside = {column.name: column.field for column in COLUMNS}[field]

    assert codes(RENT | {field: "2026-07-02"}) == [(field, "datum-ongeldig", "refused")]
    assert signal(RENT | {field: "2026-07-02"})[inside] is None
    assert signal(RENT | {field: "2026-07-01"})[inside] == ON


def test_the_end_of_supply_lies_in_the_future() -> None:
    assert codes(END_OF_SUPPLY) == []
    assert signal(END_OF_SUPPLY)["supply_ends_on"] == date(2026, 8, 1)


@pytest.mark.parametrize("number", [BSN, f"k-{BSN}", f"klant {BSN} x"])
def test_a_client_number_that_may_be_a_citizen_number_is_dropped(number: str) -> None:
    row = ENERGY | {"klantnummer": number}

    assert signal(row)["client_number"] is None
    assert codes(row) == [("klantnummer", "bsn-niet-toegestaan", "warning")]


@pytest.mark.parametrize("number", ["123456789", "k-77", "1234567821"])
def test_another_client_number_is_kept(number: str) -> None:
    row = ENERGY | {"klantnummer": number}

    assert signal(row)["client_number"] == number
    assert codes(row) == []


@pytest.mark.parametrize("name", ["voorletters", "tussenvoegsel", "achternaam", "straat", "huisletter", "toevoeging", "woonplaats"])
def test_a_citizen_number_in_a_name_or_address_is_refused(name: str) -> None:
    assert codes(RENT | {name: f"x {BSN}"}) == [(name, "bsn-niet-toegestaan", "refused")]


@pytest.mark.parametrize("name", ["kenmerk", "achternaam", "straat", "woonplaats", "huisletter", "toevoeging", "voorletters"])
def test_a_text_of_more_than_two_hundred_signs_is_refused(name: str) -> None:
    assert codes(RENT | {name: "é" * 200}) == []
    assert codes(RENT | {name: "é" * 201}) == [(name, "waarde-te-lang", "refused")]


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x7f", "\ufffd"])
@pytest.mark.parametrize("name", ["kenmerk", "achternaam", "straat", "woonplaats"])
def test_signs_that_are_no_text_are_refused_in_their_column(name: str, sign: str) -> None:
    assert codes(RENT | {name: f"Jan{sign}sen"}) == [(name, "tekens-ongeldig", "refused")]


def test_a_withdrawal_needs_no_more_than_its_reference_and_kind() -> None:
    assert codes(WITHDRAWAL) == []


@pytest.mark.parametrize("name", ["kenmerk", "soort"])
def test_a_withdrawal_does_need_those(name: str) -> None:
    assert codes(WITHDRAWAL | {name: None}) == [(name, "veld-ontbreekt", "refused")]


def test_a_doubled_reference_is_told_on_the_later_lines_of_the_same_creditor() -> None:
    rows = [RENT, RENT, RENT | {"namens_kvk": "12345678"}, RENT | {"kenmerk": "B"}, RENT | {"kenmerk": " A-1 "}]

    assert typed(*rows)[1] == [(3, "kenmerk", "kenmerk-dubbel", "refused"), (6, "kenmerk", "kenmerk-dubbel", "refused")]


@pytest.mark.parametrize("nothing", ['""', " "])
def test_a_creditor_that_is_left_empty_in_two_ways_is_the_same_creditor(nothing: str) -> None:
    table = read_table(f"kenmerk;namens_kvk\na;\na;{nothing}\n".encode())

    assert doubled_references(table.rows)["doubled"].to_list() == [False, True]


def test_rows_without_a_reference_do_not_double_each_other() -> None:
    assert [code for _, _, code, _ in typed(RENT | {"kenmerk": None}, RENT | {"kenmerk": None})[1]] == ["veld-ontbreekt"] * 2


@given(texts=st.lists(st.one_of(st.none(), st.text(max_size=12)), min_size=len(NAMES), max_size=len(NAMES)), kind=st.booleans())
@settings(max_examples=100)
def test_no_row_whatever_makes_reading_its_values_raise(texts: list[str | None], kind: bool) -> None:
    row = dict(zip(NAMES, texts, strict=True)) | ({"soort": "energie"} if kind else {})
    rows = pl.DataFrame([{"line": 2, **row, "doubled": False}], schema_overrides=dict.fromkeys(NAMES, pl.String))

    signals, findings = typed_signals(rows, ON, suspicious=True)

    assert signals.height == 1
    assert set(findings["severity"]) <= {"refused", "warning"}
