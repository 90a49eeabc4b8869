"""The columns of a file: order and case are free, unknown and doubled ones are not."""

from __future__ import annotations

import pytest

from steps.intake.deliveries import RENT, cells, csv_of, json_of, said
from tijdig.steps.intake.columns import BY_JSON_NAME, BY_NAME, NAMES, in_camel_case
from tijdig.steps.intake.reading import read_table

# Straight from the format: which columns a file must have, for all kinds or for rent.
ALWAYS = {"kenmerk", "soort", "achternaam", "postcode", "huisnummer", "bedrag", "ontstaansdatum"}
FOR_RENT = {"herinnering_op", "aanbod_in_herinnering", "hulp_gewezen_op", "contact_gezocht_op", "contact_wijze", "bezwaar"}
OTHERS = {
    "signaaltype", "namens_kvk", "klantnummer", "voorletters", "tussenvoegsel", "geboortedatum", "straat", "woonplaats",
    "huisletter", "toevoeging", "telefoon", "email", "crisis", "warme_overdracht", "einde_levering_op",
    "aantal_herinneringen",
}  # fmt: skip


def test_the_format_has_these_columns_and_no_others() -> None:
    assert set(NAMES) == ALWAYS | FOR_RENT | OTHERS
    assert len(NAMES) == 29


@pytest.mark.parametrize("name", sorted(ALWAYS | FOR_RENT | OTHERS))
def test_a_column_is_needed_by_the_kinds_the_format_says(name: str) -> None:
    needed = BY_NAME[name].needed_by

    assert (set(needed) == {"huur"}) == (name in FOR_RENT)
    assert (len(needed) == 11) == (name in ALWAYS)


@pytest.mark.parametrize("name", ["klantnummer", "einde_levering_op", "aantal_herinneringen"])
def test_only_energy_and_water_may_fill_these(name: str) -> None:
    assert set(BY_NAME[name].allowed_for) == {"energie", "water"}


def test_the_choices_are_those_of_the_format() -> None:
    assert BY_NAME["signaaltype"].values == ("vroegsignaal", "actualisatie", "eindelevering", "intrekking")
    assert set(BY_NAME["bezwaar"].values) == {"nee", "ja", "geen-reactie"}
    assert set(BY_NAME["contact_wijze"].values) == {"telefoon", "huisbezoek", "gesprek", "sms", "whatsapp", "email", "brief"}
    for name in ("aanbod_in_herinnering", "crisis", "warme_overdracht"):
        assert set(BY_NAME[name].values) == {"ja", "nee"}


def test_every_name_has_one_camel_case_form() -> None:
    assert {BY_JSON_NAME[in_camel_case(name)] for name in NAMES} == set(NAMES)
    assert in_camel_case("aanbod_in_herinnering") == "aanbodInHerinnering"


def test_the_order_of_columns_is_free() -> None:
    turned = read_table(csv_of([RENT], NAMES[::-1]))

    assert turned.rows.equals(read_table(csv_of([RENT])).rows)


@pytest.mark.parametrize("change", [str.upper, str.title, lambda name: f"  {name} "])
def test_the_case_of_column_names_and_space_around_them_do_not_matter(change: object) -> None:
    header, rest = csv_of([RENT]).decode().split("\n", 1)
    loud = ";".join(change(name) for name in header.split(";"))

    assert read_table(f"{loud}\n{rest}".encode()).rows.equals(read_table(csv_of([RENT])).rows)


def test_unknown_columns_are_refused_all_of_them_by_name() -> None:
    table = read_table(b"kenmerk;BSN;soort;Reden achterstand\na;123456782;huur;ziek\n")

    assert said(table.findings) == [(1, "BSN, Reden achterstand", "kolom-onbekend", "fatal")]
    assert "BSN, Reden achterstand" in table.findings["message"].item()
    assert table.rows.is_empty()


def test_unknown_columns_may_be_left_unread_with_a_warning() -> None:
    table = read_table(b"kenmerk;BSN;soort\na;123456782;huur\n", drop_unknown=True)

    assert said(table.findings) == [(1, "BSN", "kolom-onbekend", "warning")]
    assert cells(table) == [(2, "a", "huur")]
    assert "BSN" not in table.rows.columns


def test_an_unnamed_column_counts_only_when_it_holds_something() -> None:
    assert cells(read_table(b"kenmerk;;soort\na;;huur\n")) == [(2, "a", "huur")]
    assert said(read_table(b"kenmerk;;soort\na;x;huur\n").findings) == [(1, "(kolom 2 zonder naam)", "kolom-onbekend", "fatal")]


def test_an_unnamed_column_of_quoted_nothing_holds_nothing() -> None:
    assert cells(read_table(b'"kenmerk";"";"soort"\n"a";"";"huur"\n')) == [(2, "a", "huur")]


@pytest.mark.parametrize("names", ["kenmerk;soort;kenmerk", "kenmerk;soort;KENMERK ", "kenmerk;soort;soort"])
@pytest.mark.parametrize("drop", [True, False])
def test_a_column_that_stands_there_twice_is_refused(names: str, drop: bool) -> None:
    table = read_table(f"{names}\na;huur;c\n".encode(), drop_unknown=drop)

    assert table.findings.select("line", "code", "severity").rows() == [(1, "kolom-dubbel", "fatal")]


def test_csv_and_json_of_the_same_rows_are_the_same_table() -> None:
    from_csv, from_json = read_table(csv_of([RENT])), read_table(json_of([RENT]))

    assert from_csv.rows.drop("line").equals(from_json.rows.drop("line"))
