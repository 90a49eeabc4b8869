"""Names, initials and additions in the one spelling in which they are compared."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from steps.matching.made_signals import signals
from tijdig.steps.matching.keys import MATCHING_FRAME, ContactLimits, matching_frame


@pytest.mark.parametrize(
    ("surname", "halves"),
    [
        ("Jansen", ("jansen", None)),
        ("Wiśniewski-de Groot", ("wisniewski", "groot")),
        ("van den Berg - Jansen", ("berg", "jansen")),
        ("Berg, van den", ("berg", None)),
        ("Jansen e.v. de Groot", ("jansen", "groot")),
        ("Jansen e/v de Groot", ("jansen", "groot")),
        ("Jansen geb. Vos", ("jansen", "vos")),
        ("Vos-Vos", ("vos", None)),
        ("El Amrani", ("amrani", None)),
        ("Fam. de Boer", ("boer", None)),
        ("-", (None, None)),
        ("-Jansen", ("jansen", None)),
        (None, (None, None)),
    ],
)
def test_surnames_fall_into_halves(surname: str | None, halves: tuple[str | None, str | None]) -> None:
    frame = matching_frame(signals({"surname": surname}))
    assert frame.select("name_one", "name_two").row(0) == halves


@pytest.mark.parametrize(
    ("written", "initials"),
    [("J.P.", "JP"), ("jp", "J"), ("JP", "JP"), ("Jan Pieter", "JP"), ("Jan", "J"), ("-", None), (None, None)],
)
def test_initials_become_capitals(written: str | None, initials: str | None) -> None:
    assert matching_frame(signals({"initials": written}))["initials"].item() == initials


@pytest.mark.parametrize(
    ("letter", "addition", "joined"),
    [
        ("A", None, "A"),
        (None, "a", "A"),
        ("a", "2", "A2"),
        (None, "A-2", "A2"),
        ("A", "II", "A2"),
        (None, "2-hoog", "2"),
        (None, "III", "3"),
        (None, "huis", "HS"),
        (None, "HS", "HS"),
        (None, "bs", "BIS"),
        (None, " - ", None),
        (None, None, None),
    ],
)
def test_additions_have_one_spelling(letter: str | None, addition: str | None, joined: str | None) -> None:
    assert matching_frame(signals({"house_letter": letter, "addition": addition}))["addition"].item() == joined


@pytest.mark.parametrize(("surname", "family"), [("Fam. Bos", 1), ("familie Bos", 1), ("Fam Bos", 1), ("Bos", 0), ("Famke", 0)])
def test_a_family_is_no_person(surname: str, family: int) -> None:
    assert matching_frame(signals({"surname": surname}))["family"].item() == family


def test_the_frame_is_sorted_by_signal_and_has_its_columns() -> None:
    frame = matching_frame(signals({"born_on": date(1980, 4, 17)}, {"born_on": None}).reverse())
    assert tuple(frame.columns) == MATCHING_FRAME
    assert frame.select("signal", "born", "born_month").rows() == [(1, 19800417, 4), (2, None, None)]


def test_contacts_of_many_addresses_or_people_say_nothing() -> None:
    limits = ContactLimits(addresses=2, persons=3)
    broker = [{"phone": "+31660000009", "house_number": number} for number in (1, 2, 3)]
    shelter = [{"email": "Huis@opvang.example", "surname": name} for name in ("Bos", "Vos", "Post", "Blom")]
    couple = [{"phone": "+31660000001"}, {"phone": "+31660000001", "initials": "M."}]
    elsewhere = [{"phone": "+31660000009", "municipality": "GM0114"}]
    frame = matching_frame(signals(*broker, *shelter, *couple, *elsewhere), limits)
    assert frame["phone"].to_list()[:3] == [None] * 3
    assert frame["phone"].to_list()[7:] == ["+31660000001", "+31660000001", "+31660000009"]
    assert frame["email"].to_list()[3:7] == [None] * 4


def test_no_signals_make_no_rows() -> None:
    assert matching_frame(signals()).is_empty()
    assert matching_frame(signals()).schema["born"] == pl.Int32
