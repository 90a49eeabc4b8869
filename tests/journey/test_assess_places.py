"""What the walk says about addresses."""

from __future__ import annotations

from datetime import date

import pytest

from steps.intake.deliveries import ON, RENT, WITHDRAWAL, said, walked

BORDER = {"postcode": "9354TB"}


def municipality(**changes: str | None) -> object:
    return walked(RENT | changes).signals["municipality"].item()


def told(**changes: str | None) -> list[tuple[str, str, str]]:
    return [(column, code, severity) for _, column, code, severity in said(walked(RENT | changes).findings)]


def test_a_signal_goes_to_the_municipality_of_its_address() -> None:
    assert municipality() == "GM1969"


@pytest.mark.parametrize(
    ("number", "letter", "expected"), [("4", None, "GM1969"), ("4", "A", "GM1699"), ("4A", None, "GM1699"), ("4-a", None, "GM1699")]
)
def test_on_a_border_number_and_letter_decide_however_they_were_written(number: str, letter: str | None, expected: str) -> None:
    assert municipality(**BORDER, huisnummer=number, huisletter=letter) == expected


def test_an_address_that_nothing_settles_is_held_and_the_candidates_are_named() -> None:
    assessment = walked(RENT | BORDER | {"huisnummer": "9"})

    message = assessment.findings["message"].item()
    assert "Westerkwartier (GM1969)" in message
    assert "Noordenveld (GM1699)" in message
    assert assessment.signals["outcome"].item() == "held"
    assert assessment.signals["municipality"].item() is None


def test_a_number_that_could_not_be_read_is_told_once() -> None:
    assert told(**BORDER, huisnummer="onbekend") == [("huisnummer", "huisnummer-ongeldig", "refused")]
    assert told(**BORDER, huisnummer=None) == [("huisnummer", "veld-ontbreekt", "refused")]


def test_an_unknown_number_in_a_border_area_is_held() -> None:
    assert ("huisnummer", "adres-meerduidig", "held") in told(**BORDER, huisnummer="77")


def test_an_unknown_number_is_told_of_in_one_row_as_among_many() -> None:
    unknown = RENT | BORDER | {"huisnummer": "77"}
    alone = {row[1:] for row in said(walked(unknown).findings)}

    among = walked(unknown, RENT | {"kenmerk": "B", "postcode": "9354ZZ"}).findings

    assert {row[1:] for row in said(among) if row[0] == 2} == alone


@pytest.mark.parametrize("postcode", ["9354ZZ", "1000AA", "9999XX", "9354SA", "9354SD", "9354SS"])
def test_an_area_the_edition_does_not_know_is_refused(postcode: str) -> None:
    assert told(postcode=postcode) == [("postcode", "postcode-onbekend", "refused")]


def test_a_postcode_that_could_not_be_read_is_told_once() -> None:
    assert told(postcode="12345") == [("postcode", "postcode-ongeldig", "refused")]


def test_a_withdrawal_needs_no_address_and_an_address_it_has_is_looked_up() -> None:
    assert said(walked(WITHDRAWAL).findings) == []
    assert walked(WITHDRAWAL | {"postcode": "9354TC", "huisnummer": "1"}).signals["municipality"].item() == "GM1969"


def test_the_municipality_is_that_of_the_signal_date() -> None:
    row = RENT | {"soort": "water", "ontstaansdatum": "2018-06-01"}

    later = walked(row, on=ON).signals["municipality"].item()

    assert later == "GM1969"
    assert walked(row, on=date(2018, 12, 1)).signals["municipality"].item() != later
