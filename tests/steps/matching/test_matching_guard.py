"""The guard: who could be either of two people is linked to neither."""

from __future__ import annotations

from datetime import date

from steps.matching.made_signals import PHONE, matched, persons

FATHER: dict[str, object] = {"born_on": date(1953, 2, 3)}
SON: dict[str, object] = {"born_on": date(1980, 4, 17)}
NO_DATE: dict[str, object] = {"born_on": None}


def test_father_and_son_are_not_chained_by_a_signal_without_birth_date() -> None:
    found = matched(FATHER, SON, NO_DATE)
    assert persons(found) == [[1], [2], [3]]
    assert found.review.select("left_signal", "right_signal", "reason").rows() == [(1, 3, "ambiguous"), (2, 3, "ambiguous")]
    assert found.together.is_empty()
    assert found.signals["household"].to_list() == [1, 1, 1]


def test_one_person_with_a_slip_in_the_date_is_no_ambiguity() -> None:
    assert persons(matched(SON, SON | {"born_on": date(1980, 4, 18)}, NO_DATE)) == [[1, 2, 3]]


def test_twins_and_a_signal_with_one_initial() -> None:
    found = matched({"initials": "J.P."}, {"initials": "J.M."}, {"initials": "J."})
    assert persons(found) == [[1], [2], [3]]
    assert set(found.review["tier"]) == {2, 10}


def test_a_signal_without_initials_between_twins() -> None:
    assert persons(matched({"initials": "J."}, {"initials": "M."}, {"initials": None})) == [[1], [2], [3]]


def test_another_telephone_still_shows_that_there_are_two_people() -> None:
    father, son = FATHER | {"phone": PHONE}, SON | {"phone": "+31660000002"}
    found = matched(father, son, NO_DATE | {"phone": PHONE})
    assert persons(found) == [[1], [2], [3]]
    assert "ambiguous" in found.review["reason"].to_list()


def test_two_numbers_of_which_a_signal_knows_neither() -> None:
    other = {"phone": "+31660000002", **NO_DATE}
    assert persons(matched({"phone": PHONE}, other, NO_DATE)) == [[1], [2], [3]]
    assert persons(matched({"phone": PHONE}, other, NO_DATE | {"phone": PHONE})) == [[1, 3], [2]]


def test_a_person_of_whom_another_signal_has_another_number() -> None:
    son_without, son_with, father = SON, SON | {"phone": PHONE}, NO_DATE | {"phone": "+31660000002"}
    assert persons(matched(son_without, father)) == [[1, 2]]
    assert persons(matched(son_without, son_with, father)) == [[1, 2], [3]]


def test_one_birth_date_with_two_numbers_is_one_person() -> None:
    assert persons(matched({"phone": PHONE}, {"phone": "+31660000002"}, NO_DATE)) == [[1, 2, 3]]


def test_a_namesake_elsewhere_does_not_hold_back_who_lives_here() -> None:
    namesake = FATHER | {"postcode": "9406XY", "house_number": 80}
    assert persons(matched(namesake, SON, NO_DATE)) == [[1], [2, 3]]


def test_partners_are_a_household_and_two_persons() -> None:
    partner = {"initials": "M.", "surname": "de Groot-Brugman", "born_on": date(1982, 9, 1)}
    found = matched({}, {}, partner)
    assert persons(found) == [[1, 2], [3]]
    assert found.signals["household"].to_list() == [1, 1, 1]


def test_neighbours_in_a_flat_are_no_household() -> None:
    found = matched({"addition": "1"}, {"addition": "2", "initials": "M.", "born_on": date(1982, 9, 1)})
    assert found.signals["household"].to_list() == [1, 2]


def test_housemates_without_anything_shared_are_no_household() -> None:
    found = matched({}, {"initials": "M.", "surname": "Vos", "born_on": date(1982, 9, 1)})
    assert found.signals["household"].to_list() == [1, 2]
    sharing = {"initials": "M.", "surname": "Vos", "born_on": date(1982, 9, 1), "phone": PHONE}
    assert matched({"phone": PHONE}, sharing).signals["household"].to_list() == [1, 1]
