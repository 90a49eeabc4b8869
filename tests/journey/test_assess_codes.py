"""Every code that checking a file can give: exactly that code, at that line and column, with the severity of the format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import pytest

from steps.gate.typed_frames import with_window
from steps.intake.deliveries import (
    END_OF_SUPPLY,
    ENERGY,
    HEALTH,
    ON,
    RENT,
    TAX,
    WATER,
    WITHDRAWAL,
    Row,
    csv_of,
    json_of,
    said,
    walk_file,
    walked,
)
from tijdig.steps.intake.columns import NAMES

SOUND = {"huur": RENT, "energie": ENERGY, "einde": END_OF_SUPPLY, "water": WATER, "zorg": HEALTH, "tax": TAX, "terug": WITHDRAWAL}
BSN = "123456782"
Case = tuple[str, Row, Mapping[str, str | None], str]

# Code, a sound row, what is changed in it, and the column where it must be told.
REFUSED: list[Case] = [
    *(("veld-ontbreekt", RENT, {name: None}, name) for name in ("kenmerk", "soort", "achternaam", "postcode", "huisnummer")),
    *(("veld-ontbreekt", RENT, {name: " "}, name) for name in ("bedrag", "ontstaansdatum", "bezwaar")),
    ("veld-ontbreekt", END_OF_SUPPLY, {"einde_levering_op": None}, "einde_levering_op"),
    ("waarde-onbekend", WATER, {"soort": "gas"}, "soort"),
    ("waarde-onbekend", RENT, {"signaaltype": "spoed"}, "signaaltype"),
    ("waarde-onbekend", HEALTH, {"signaaltype": "eindelevering"}, "signaaltype"),
    ("waarde-onbekend", RENT, {"bezwaar": "misschien"}, "bezwaar"),
    ("waarde-onbekend", RENT, {"contact_wijze": "postduif"}, "contact_wijze"),
    ("waarde-onbekend", RENT, {"aanbod_in_herinnering": "j"}, "aanbod_in_herinnering"),
    ("waarde-onbekend", RENT, {"crisis": "1"}, "crisis"),
    ("waarde-onbekend", RENT, {"warme_overdracht": "yes"}, "warme_overdracht"),
    ("waarde-onbekend", END_OF_SUPPLY, {"aantal_herinneringen": "drie"}, "aantal_herinneringen"),
    *(
        ("datum-ongeldig", RENT, {name: "31-02-2026"}, name)
        for name in ("geboortedatum", "ontstaansdatum", "herinnering_op", "hulp_gewezen_op", "contact_gezocht_op")
    ),
    ("datum-ongeldig", RENT, {"ontstaansdatum": "29-02-2026"}, "ontstaansdatum"),
    ("datum-ongeldig", RENT, {"ontstaansdatum": "2026-07-02"}, "ontstaansdatum"),
    ("datum-ongeldig", RENT, {"geboortedatum": "2030-01-01"}, "geboortedatum"),
    ("datum-ongeldig", END_OF_SUPPLY, {"einde_levering_op": "2026-08-32"}, "einde_levering_op"),
    *(("bedrag-ongeldig", RENT, {"bedrag": text}, "bedrag") for text in ("1.234", "0", "-5", "0,00", "veel")),
    *(("postcode-ongeldig", RENT, {"postcode": text}, "postcode") for text in ("0123AB", "1234", "9354T", "9354TCC")),
    *(("postcode-onbekend", RENT, {"postcode": text}, "postcode") for text in ("9354ZZ", "9354SS", "9354FI")),
    *(
        ("huisnummer-ongeldig", RENT, {"huisnummer": text}, "huisnummer")
        for text in ("0", "100000", "geen", "12-mrt", "2026-03-12")
    ),
    ("huisnummer-ongeldig", RENT, {"huisnummer": "12A", "huisletter": "B"}, "huisnummer"),
    *(("kvk-ongeldig", RENT, {"namens_kvk": text}, "namens_kvk") for text in ("1234567", "123456789", "1234567x")),
    *(
        ("bsn-niet-toegestaan", RENT, {name: BSN}, name)
        for name in ("voorletters", "tussenvoegsel", "achternaam", "straat", "woonplaats", "huisletter", "toevoeging")
    ),
    ("grondslag-ontbreekt", WATER, {"soort": "gemeentebelasting"}, "soort"),
    ("herinnering-ontbreekt", RENT, {"herinnering_op": None}, "herinnering_op"),
    ("aanbod-ontbreekt", RENT, {"aanbod_in_herinnering": None}, "aanbod_in_herinnering"),
    ("aanbod-ontbreekt", RENT, {"aanbod_in_herinnering": "nee"}, "aanbod_in_herinnering"),
    ("hulp-niet-gewezen", RENT, {"hulp_gewezen_op": None}, "hulp_gewezen_op"),
    *(("contact-niet-gezocht", row, {"contact_gezocht_op": None}, "contact_gezocht_op") for row in (RENT, ENERGY)),
    *(("contact-niet-gezocht", row, {"contact_wijze": way}, "contact_wijze") for row in (RENT, ENERGY) for way in (None, "brief")),
    ("bezwaar-gemaakt", RENT, {"bezwaar": "ja"}, "bezwaar"),
    ("volgorde-onjuist", RENT, {"herinnering_op": "2026-04-30"}, "herinnering_op"),
    ("volgorde-onjuist", RENT, {"contact_gezocht_op": "2026-04-30"}, "contact_gezocht_op"),
    ("volgorde-onjuist", ENERGY, {"contact_gezocht_op": "2026-04-30"}, "contact_gezocht_op"),
    ("achterstand-te-jong", WATER, {"ontstaansdatum": "2026-06-02"}, "ontstaansdatum"),
    ("achterstand-te-oud", HEALTH, {"ontstaansdatum": "2026-03-22"}, "ontstaansdatum"),
    ("bedrag-te-laag", TAX, {"bedrag": "599,99"}, "bedrag"),
    ("termijn-te-kort", END_OF_SUPPLY, {"einde_levering_op": "2026-07-28"}, "einde_levering_op"),
    ("herinneringen-te-weinig", END_OF_SUPPLY, {"aantal_herinneringen": "2"}, "aantal_herinneringen"),
]
HELD: list[Case] = [
    ("adres-meerduidig", RENT, {"postcode": "9354TB", "huisnummer": "9"}, "huisnummer"),
]
WARNED: list[Case] = [
    *(("huisnummer-gesplitst", RENT, {"huisnummer": text}, "huisnummer") for text in ("12-A", "12 A", "12hs", "12 bis", "12-3")),
    ("huisnummer-onbekend", RENT, {"huisnummer": "99"}, "huisnummer"),
    ("telefoon-ongeldig", RENT, {"telefoon": "geen"}, "telefoon"),
    ("email-ongeldig", RENT, {"email": "jan@@voorbeeld.example"}, "email"),
    *(("veld-niet-toegestaan", row, {"klantnummer": "k-77"}, "klantnummer") for row in (RENT, HEALTH)),
    ("bsn-niet-toegestaan", ENERGY, {"klantnummer": BSN}, "klantnummer"),
    ("voorloopnul-verdwenen", RENT, {"telefoon": "612345678"}, "telefoon"),
]
OUTCOME = {"refused": "refused", "held": "held", "warning": "accepted"}
ALL = [(case, severity) for cases, severity in ((REFUSED, "refused"), (HELD, "held"), (WARNED, "warning")) for case in cases]


def named(value: object) -> str | None:
    if isinstance(value, tuple) and isinstance(value[0], str):
        code, row, changes, column = value
        return f"{code} {row['soort']} {column} {list(changes.values())}"
    return None


@pytest.mark.parametrize("row", SOUND.values(), ids=SOUND)
def test_a_sound_row_gets_no_finding(row: Row) -> None:
    assert said(walked(row).findings) == []
    assert walked(row).counts == {"accepted": 1, "held": 0, "refused": 0}


@pytest.mark.parametrize(("case", "severity"), ALL, ids=named)
def test_a_row_gives_exactly_its_code_at_its_line_and_column(case: Case, severity: str) -> None:
    code, row, changes, column = case
    sound = row | {"kenmerk": "sound"}

    assessment = walked(sound, row | changes)

    assert said(assessment.findings) == [(3, column, code, severity)]
    assert assessment.signals["outcome"].to_list() == ["accepted", OUTCOME[severity]]


def test_the_second_row_with_a_reference_is_refused_and_the_first_stands() -> None:
    assessment = walked(RENT, RENT, RENT)

    assert said(assessment.findings) == [(line, "kenmerk", "kenmerk-dubbel", "refused") for line in (3, 4)]
    assert assessment.signals["outcome"].to_list() == ["accepted", "refused", "refused"]


def test_an_objection_window_holds_a_signal_when_the_operator_has_set_one() -> None:
    row = RENT | {"herinnering_op": "2026-06-28"}

    assert said(walked(row).findings) == []
    assert said(walked(row, policy=with_window(7)).findings) == [(2, "herinnering_op", "bezwaartermijn-loopt", "held")]


@pytest.mark.parametrize("name", ["kenmerk", "soort", "achternaam", "postcode", "huisnummer", "bedrag", "ontstaansdatum"])
@pytest.mark.parametrize("row", [RENT, WATER], ids=["huur", "water"])
def test_a_column_that_every_file_needs_is_missed_by_name(name: str, row: Row) -> None:
    assessment = walked(row, names=[known for known in NAMES if known != name])

    assert said(assessment.findings) == [(1, name, "kolom-ontbreekt", "fatal")]
    assert not assessment.readable


@pytest.mark.parametrize(
    ("row", "on", "missed"),
    [
        (
            RENT,
            ON,
            ["herinnering_op", "aanbod_in_herinnering", "hulp_gewezen_op", "contact_gezocht_op", "contact_wijze", "bezwaar"],
        ),
        (ENERGY, ON, ["contact_gezocht_op", "contact_wijze"]),
        (ENERGY, date(2025, 12, 31), []),
        (END_OF_SUPPLY, ON, []),
        (WATER, ON, []),
        (HEALTH, ON, []),
    ],
    ids=str,
)
def test_columns_of_conditions_are_missed_for_the_kinds_that_need_them(row: Row, on: date, missed: list[str]) -> None:
    asked = {"herinnering_op", "aanbod_in_herinnering", "hulp_gewezen_op", "contact_gezocht_op", "contact_wijze", "bezwaar"}

    found = walked(row, on=on, names=[name for name in NAMES if name not in asked]).findings

    fatal = [column for _, column, _, severity in said(found) if severity == "fatal"]
    assert fatal == ([", ".join(missed)] if missed else [])


def test_an_unknown_column_is_fatal_and_may_be_left_unread() -> None:
    data = csv_of([RENT | {"bsn": BSN}], [*NAMES, "bsn"])

    refused, read = walk_file(data), walk_file(data, drop_unknown=True)

    assert said(refused.findings) == [(1, "bsn", "kolom-onbekend", "fatal")]
    assert (refused.readable, read.readable) == (False, True)
    assert said(read.findings) == [(1, "bsn", "kolom-onbekend", "warning")]
    assert read.counts["accepted"] == 1


def test_a_file_that_cannot_be_read_gives_one_fatal_finding() -> None:
    assessment = walk_file(b"\x00\x01\x02" * 100)

    assert said(assessment.findings) == [(1, "", "bestand-onleesbaar", "fatal")]
    assert not assessment.readable


def test_every_message_says_what_is_wrong_and_every_finding_where_that_comes_from() -> None:
    findings = walked(*(row | changes | {"kenmerk": str(at)} for at, (_, row, changes, _) in enumerate(REFUSED + WARNED))).findings

    for line, column, code, _, message, source in findings.rows():
        assert message.endswith("."), (line, code)
        assert len(message.split()) > 4, (line, code)
        assert source, (line, code)
        assert column in NAMES, (line, code)


def test_no_message_repeats_what_the_row_said() -> None:
    strange = RENT | dict.fromkeys(("postcode", "huisnummer", "telefoon", "email", "bedrag", "bezwaar"), "Geheim7")

    assert not any("Geheim7" in text for row in walked(strange).findings.rows() for text in map(str, row))


@pytest.mark.parametrize("name", ["bedrag", "herinneringOp", "soort"])
def test_a_list_in_a_field_is_told_once(name: str) -> None:
    signal = json.loads(json_of([RENT]))["signalen"][0] | {name: ["x"]}

    found = walk_file(json.dumps(signal).encode()).findings

    assert found.select("code", "severity").rows() == [("waarde-onbekend", "refused")]
