"""What a case worker reads about a pair."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from steps.matching.made_signals import PHONE, matched
from tijdig.steps.matching.engine import AMBIGUOUS, CONFLICT, UNSURE
from tijdig.steps.matching.explain import CLOSE, FIELDS, REASONS, WORDS, fields, sentence, side_by_side
from tijdig.steps.matching.features import COMPARED, Verdict


def test_every_field_is_told_in_dutch() -> None:
    found = matched({"addition": "A", "phone": PHONE}, {"initials": "J.", "surname": "Brugmann", "phone": "+31660000002"})
    told = {one.field: one.told for one in fields(found.links.row(0, named=True))}
    assert told == {
        "geboortedatum": "gelijk",
        "voorletters": "bijna gelijk: bij de een staan er meer dan bij de ander",
        "achternaam": "bijna gelijk geschreven",
        "adres": "bijna gelijk: bij een van beide ontbreekt de toevoeging",
        "telefoon": "verschilt",
        "e-mailadres": "ontbreekt",
    }


def test_a_link_tells_its_rule_and_a_review_also_why() -> None:
    link = matched({}, {}).links.row(0, named=True)
    assert sentence(link).startswith("Geboortedatum en achternaam zijn gelijk")
    torn = matched({"born_on": date(1953, 2, 3)}, {}, {"born_on": None}).review.row(0, named=True)
    assert sentence(torn).endswith("Kies zelf bij wie het hoort.")


def test_there_are_words_for_everything() -> None:
    assert set(FIELDS) == set(COMPARED)
    assert set(WORDS) == set(Verdict)
    assert set(CLOSE) <= set(COMPARED)
    assert set(REASONS) == {AMBIGUOUS, CONFLICT, UNSURE}


def test_what_differs_is_marked() -> None:
    pair = matched({"phone": PHONE}, {"initials": "J.", "surname": "Brugmann", "born_on": date(1980, 4, 18)}).links.row(
        0, named=True
    )
    left = {"born": "17-04-1980", "initials": "J.P.", "name": "Brugman", "phone": PHONE}
    right = {"born": "18-04-1980", "initials": "J.", "name": "BRUGMANN", "phone": None}
    marked = {
        one.field: ["".join(f"[{part.text}]" if part.differs else part.text for part in side) for side in (one.left, one.right)]
        for one in side_by_side(pair, left, right)
    }
    assert marked["geboortedatum"] == ["1[7]-04-1980", "1[8]-04-1980"]
    assert marked["voorletters"] == ["J.[P.]", "J."]
    assert marked["achternaam"] == ["Brugman", "BRUGMAN[N]"]
    assert marked["telefoon"] == [PHONE, ""]
    assert marked["e-mailadres"] == ["", ""]


@given(st.text("abİß", max_size=8), st.text("abİß", max_size=8), st.sampled_from(["equal", "close", "missing", "different"]))
def test_parts_are_the_whole_value(one: str, other: str, verdict: str) -> None:
    told = side_by_side(dict.fromkeys(COMPARED, verdict), {"name": one}, {"name": other})[COMPARED.index("name")]
    assert "".join(part.text for part in told.left) == one
    assert "".join(part.text for part in told.right) == other
    assert all(part.text for part in (*told.left, *told.right))
    assert verdict != "equal" or not any(part.differs for part in (*told.left, *told.right))
