from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from tijdig.foundation.places import register
from tijdig.foundation.places.register import Resolution, Step

TODAY = date(2026, 7, 1)


def test_the_country_has_342_municipalities_in_2026() -> None:
    assert len(register.current(TODAY)) == 342


def test_codes_are_unique_and_every_end_comes_after_the_start() -> None:
    every = register.municipalities()
    assert len({one.code for one in every}) == len(every)
    assert all(one.valid_from < one.valid_until for one in every if one.valid_from and one.valid_until)


def test_whoever_ended_has_successors_that_hold_on_that_day_and_nobody_else_has() -> None:
    for one in register.municipalities():
        assert bool(one.valid_until) == bool(one.successors)
        for into in one.successors:
            assert one.valid_until
            assert register.by_code(into.code).holds(one.valid_until)


def test_a_municipality_went_over_whole_into_one_or_in_parts_into_several() -> None:
    for one in register.municipalities():
        assert len(one.successors) < 2 or not any(into.whole for into in one.successors)


@pytest.mark.parametrize("year", range(2015, 2027))
def test_no_name_in_full_belongs_to_two_municipalities_on_one_day(year: int) -> None:
    names = [one.name.casefold() for one in register.current(date(year, 1, 1))]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Den Haag", "GM0518"),
        ("'s-gravenhage", "GM0518"),
        ("\u2019s-Gravenhage", "GM0518"),
        ("BERGEN (NH.)", "GM0373"),
        ("Bergen (L)", "GM0893"),
        ("hengelo  (O.)", "GM0164"),
        ("Súdwest-Fryslân", "GM1900"),
        ("Su\u0301dwest-Frysla\u0302n", "GM1900"),
    ],
)
def test_a_municipality_is_found_by_each_of_its_names(name: str, code: str) -> None:
    assert register.by_name(name, TODAY).code == code


def test_a_bare_name_of_two_municipalities_is_refused_with_both_names() -> None:
    with pytest.raises(register.AmbiguousMunicipality, match=r"Bergen \(NH\).*Bergen \(L\)"):
        register.by_name("Bergen", TODAY)


def test_a_name_is_unknown_before_it_began_and_after_it_ended() -> None:
    assert register.by_name("Weesp", date(2022, 3, 23)).code == "GM0457"
    for name, day in (("Weesp", date(2022, 3, 24)), ("Voorne aan Zee", date(2022, 12, 31)), ("Nergenshuizen", TODAY)):
        with pytest.raises(register.UnknownMunicipality):
            register.by_name(name, day)


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(register.UnknownMunicipality, match="GM9999"):
        register.resolve("GM9999", TODAY)


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("GM0363", TODAY, Resolution("GM0363", Step.SAME)),
        ("GM0457", TODAY, Resolution("GM0363", Step.SUCCESSOR)),
        ("GM0457", date(2022, 3, 23), Resolution("GM0457", Step.SAME)),
        ("GM0282", TODAY, Resolution("GM1945", Step.SUCCESSOR)),  # Ubbergen, by way of Groesbeek, to Berg en Dal
        ("GM0282", date(2015, 6, 1), Resolution("GM0241", Step.SUCCESSOR)),
        ("GM0140", TODAY, Resolution(None, Step.SUCCESSOR, ("GM0080", "GM1900", "GM1949"))),
        ("GM1945", date(2015, 12, 31), Resolution("GM0241", Step.PREDECESSOR)),
        ("GM1992", date(2022, 12, 31), Resolution(None, Step.PREDECESSOR, ("GM0501", "GM0530", "GM0614"))),
        ("GM1940", date(2014, 1, 1), Resolution("GM1921", Step.PREDECESSOR)),
        ("GM1930", date(2014, 1, 1), Resolution(None, Step.PREDECESSOR, ("GM0568", "GM0612"))),
        ("GM1900", date(2005, 1, 1), Resolution(None, Step.PREDECESSOR)),
    ],
)
def test_a_code_is_followed_to_the_one_that_holds_on_the_day(code: str, on: date, expected: Resolution) -> None:
    assert register.resolve(code, on) == expected


def test_a_planned_change_that_is_not_adopted_is_not_applied() -> None:
    assert register.by_code("GM1696").holds(date(2027, 6, 1))


def test_the_table_says_what_the_public_registers_say(shared: Path) -> None:
    with (shared / "municipalities.csv").open(encoding="utf-8-sig", newline="") as file:
        theirs = {
            row["code"]: (row["name"], row["province"], row["valid_from"], row["valid_to"], row["successor_codes"])
            for row in csv.DictReader(file)
        }
    ours = {
        one.code: (
            one.name,
            one.province,
            one.valid_from.isoformat() if one.valid_from else "",
            one.valid_until.isoformat() if one.valid_until else "",
            " ".join(into.code for into in one.successors),
        )
        for one in register.municipalities()
    }
    assert ours == theirs


def test_the_parts_are_the_parts_of_the_public_list_of_changes(shared: Path) -> None:
    with (shared / "municipal_changes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["van_eindigt"] == "ja" and row["status"] == "in werking"]
    theirs = {(row["van_code"], row["naar_code"], row["deel"] == "geheel", row["ingangsdatum"]) for row in rows}
    ours = {(one.code, into.code, into.whole, str(one.valid_until)) for one in register.municipalities() for into in one.successors}
    assert ours == theirs
