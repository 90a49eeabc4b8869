"""The truth table of the tiers: for every rule what just holds, and what just does not."""

from __future__ import annotations

from datetime import date

import pytest

from steps.matching.made_signals import BORN, ELSEWHERE, EMAIL, PHONE, matched, persons
from tijdig.steps.matching.tiers import BY_NUMBER, STRENGTH, TIERS, Decision

NO_DATE: dict[str, object] = {"born_on": None}
FAR: dict[str, object] = dict(ELSEWHERE)
COMMON: dict[str, object] = {"surname": "Jansen"}
DOUBLE: dict[str, object] = {"surname": "Vos-Brugman", "initials": "J."}
DOUBLE_JP: dict[str, object] = {"surname": "Hoefnagel-Brugman"}
NEW_YEAR: dict[str, object] = {"born_on": date(1980, 1, 1)}


@pytest.mark.parametrize(
    ("one", "other", "tier"),
    [
        pytest.param({}, {}, 2, id="the same row twice"),
        pytest.param({}, {"initials": "J."}, 2, id="one initial known"),
        pytest.param({"phone": PHONE}, {"phone": "+31660000002"}, 2, id="the same row with another phone"),
        pytest.param({"addition": "1"}, {}, 2, id="a flat without its addition"),
        pytest.param({"addition": "1"}, {"addition": "2"}, 2, id="another addition, same area and date of birth"),
        pytest.param({}, {"house_number": 14}, 2, id="another number in the same postcode: a slip"),
        pytest.param({}, {"house_number": 42}, 2, id="another digit of the number"),
        pytest.param({"initials": "J."}, {"house_number": 57}, 8, id="another number altogether in the same postcode"),
        pytest.param({}, {"postcode": "9401AX"}, 2, id="a slip in the letters of the postcode"),
        pytest.param({"initials": "J."}, {"postcode": "9401XX"}, 8, id="the same number elsewhere in the quarter"),
        pytest.param({}, {"surname": "Brugmann"}, 1, id="a typing slip in the name"),
        pytest.param({"phone": PHONE}, {**FAR, "phone": PHONE, "surname": "Vos"}, 1, id="same phone elsewhere"),
        pytest.param({"email": EMAIL}, {**FAR, "email": EMAIL.upper()}, 1, id="same mailbox elsewhere"),
        pytest.param({}, FAR, 3, id="moved, two initials equal"),
        pytest.param({"initials": "J.P.M."}, FAR, 8, id="moved, a third initial: two people more often than one"),
        pytest.param({"phone": PHONE}, {**FAR, "phone": "+31660000002"}, 8, id="moved, with another phone"),
        pytest.param(DOUBLE_JP, {**FAR, "surname": "Brugman-Hoefnagel"}, 3, id="moved, a double name"),
        pytest.param(DOUBLE_JP, {**FAR, "surname": "Brugman"}, 3, id="moved, half of a double name"),
        pytest.param(DOUBLE_JP, {**FAR, "surname": "Brugman-Post"}, 8, id="moved, two double names with one half in common"),
        pytest.param(COMMON, {**FAR, **COMMON}, 8, id="moved, a common surname"),
        pytest.param({**COMMON, "initials": "J.P.M."}, {**FAR, **COMMON, "initials": "J.P.M."}, 3, id="common, three initials"),
        pytest.param(NEW_YEAR, {**FAR, **NEW_YEAR}, 8, id="moved, born on 1 January: perhaps only the year is known"),
        pytest.param({}, {**FAR, "initials": "J."}, 8, id="moved, one initial: never automatic"),
        pytest.param({}, {**FAR, "surname": "Brugmann"}, None, id="moved, with a slip in the name"),
        pytest.param({"surname": "Vos-Brugman"}, {"surname": "Brugman"}, 2, id="double name and own name"),
        pytest.param({"surname": "de Groot"}, {"surname": "Brugman"}, 6, id="partner's name at one place, own at another"),
        pytest.param({"surname": "de Groot"}, {"addition": "A"}, 14, id="another name, the addition missing"),
        pytest.param({"initials": None}, {}, 6, id="initials missing"),
        pytest.param({"initials": None}, {"surname": "de Groot"}, None, id="initials missing and another name"),
        pytest.param({"initials": None, "surname": "Fam. Brugman"}, {}, None, id="a family"),
        pytest.param({"phone": PHONE}, {**NO_DATE, **FAR, "phone": PHONE}, 4, id="no date, same phone"),
        pytest.param({"phone": PHONE, "email": EMAIL}, {**NO_DATE, "phone": PHONE, "email": "m@post.example"}, 12,
                     id="no date, same phone and another mailbox: a couple perhaps"),
        pytest.param({"phone": PHONE}, {**FAR, "phone": PHONE, "born_on": date(1980, 4, 18)}, 4, id="a slip, same phone"),
        pytest.param({"phone": PHONE}, {**NO_DATE, "phone": PHONE, "surname": "Vos", **FAR}, None, id="same phone, other name"),
        pytest.param({"phone": PHONE}, {**NO_DATE, "phone": PHONE, "initials": "M.", **FAR}, None, id="a couple with one phone"),
        pytest.param({"phone": PHONE}, {**NO_DATE, "phone": PHONE, "initials": None, **FAR}, 12, id="same phone, no initials"),
        pytest.param({}, {"born_on": date(1980, 4, 18)}, 5, id="another day"),
        pytest.param({}, {"born_on": date(1980, 4, 18), "initials": "J."}, 5, id="one digit of the day, one initial"),
        pytest.param({}, {"born_on": date(1980, 4, 27), "initials": "J."}, 5, id="the tens of the day, one initial"),
        pytest.param({}, {"born_on": date(1980, 4, 29), "initials": "J."}, 15, id="another day altogether: shown together"),
        pytest.param({}, {"born_on": date(1980, 4, 29)}, 5, id="another day altogether, two initials"),
        pytest.param({}, {"born_on": date(1980, 1, 1), "initials": "J."}, 15, id="only the year and one initial: shown together"),
        pytest.param({}, {"born_on": date(1982, 4, 17), "initials": "J."}, 5, id="one digit of the year, one initial"),
        pytest.param({}, {"born_on": date(1980, 4, 18), "surname": "Fam. Brugman"}, 11, id="a slip beside a family"),
        pytest.param({"born_on": date(1980, 4, 7)}, {"born_on": date(1980, 7, 4)}, 5, id="day and month swapped"),
        pytest.param({}, {"born_on": date(1980, 5, 17)}, 5, id="another month"),
        pytest.param({}, {"born_on": date(1980, 1, 1)}, 5, id="only the year is known"),
        pytest.param({}, {"born_on": date(1990, 4, 17)}, 5, id="ten years off"),
        pytest.param({}, {"born_on": date(1983, 4, 17)}, None, id="three years off"),
        pytest.param({}, {"born_on": date(1980, 5, 18)}, None, id="day and month differ"),
        pytest.param({}, {"born_on": date(1953, 2, 3)}, None, id="father and son with the same initials"),
        pytest.param({}, NO_DATE, 7, id="no date, full address and initials"),
        pytest.param(NO_DATE, NO_DATE, 7, id="no date on either side"),
        pytest.param({"addition": "A"}, NO_DATE, 9, id="no date, the addition missing"),
        pytest.param({"addition": "A"}, {**NO_DATE, "addition": "B"}, None, id="no date, another addition"),
        pytest.param({}, {**NO_DATE, "initials": "J."}, 9, id="no date, one initial"),
        pytest.param(DOUBLE, {**NO_DATE, "surname": "Brugman-Vos"}, 7, id="no date, double name"),
        pytest.param(DOUBLE, NO_DATE, 9, id="no date, half of a double name"),
        pytest.param({"initials": "J.P.M."}, NO_DATE, 9, id="no date, a third initial"),
        pytest.param({}, {**NO_DATE, "initials": "M."}, None, id="no date, another initial"),
        pytest.param({"phone": PHONE}, {**NO_DATE, "phone": "+31660000002"}, 13, id="no date, another phone"),
        pytest.param({}, {**NO_DATE, **FAR}, None, id="no date, another address"),
        pytest.param({}, {"initials": "M.", "surname": "Brugman"}, 10, id="twins, or a slip in the initial"),
        pytest.param({}, {"initials": "J.M."}, 10, id="twins with the same first initial"),
        pytest.param({"addition": "A"}, {"addition": "B", "born_on": date(1980, 4, 18)}, 11, id="a slip, another addition"),
        pytest.param({}, {**FAR, "born_on": date(1980, 4, 18)}, None, id="moved, with a slip: no shared key"),
        pytest.param({"born_on": BORN}, {"municipality": "GM0114"}, None, id="another municipality"),
    ],
)  # fmt: skip
def test_the_tier_of_a_pair(one: dict[str, object], other: dict[str, object], tier: int | None) -> None:
    found = matched(one, other)
    pairs = [*found.links["tier"], *found.together["tier"], *found.review["tier"]]
    assert pairs == ([] if tier is None else [tier])
    linked = tier is not None and BY_NUMBER[tier].decision is Decision.LINK
    assert (len(persons(found)) == 1) is linked
    together = found.signals["together"].n_unique() == 1
    assert together is (linked or (tier is not None and BY_NUMBER[tier].decision is Decision.TOGETHER))


def test_slips_of_the_date_with_a_shared_phone_are_found_elsewhere() -> None:
    moved = {**ELSEWHERE, "born_on": date(1980, 4, 18), "email": EMAIL, "surname": "Brugman"}
    assert matched({"email": EMAIL}, moved).links["tier"].to_list() == [4]


def test_tier_numbers_are_unique_and_all_have_a_dutch_sentence() -> None:
    assert len(BY_NUMBER) == len(TIERS) == len(STRENGTH)
    assert all(tier.sentence.endswith(".") and tier.sentence[0].isupper() for tier in TIERS)


def test_namesakes_elsewhere_are_never_linked_by_one_initial() -> None:
    found = matched({"initials": "J."}, {"initials": "J.", **ELSEWHERE})
    assert found.links.is_empty()
    assert found.review["reason"].to_list() == ["unsure"]
