"""The second program: every good letter passes, and none to which something happened."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from architecture.source import imports_of, product
from foundation.letters.made_letters import MISHAPS, SENDER, Good, Mishap, facts_of, good, printed_as
from tijdig.foundation.letters.layout import html_of
from tijdig.foundation.letters.reading import Dossier, judge
from tijdig.foundation.letters.rendering import render_html
from tijdig.foundation.letters.rules import PRINTABLE, Fault, checksum

SIGNS = "".join(chr(code) for code in range(0x3000) if re.fullmatch(f"[{PRINTABLE}]", chr(code)) and chr(code).isalpha())
WORDS = st.lists(st.text(SIGNS + "-'.", min_size=1, max_size=12), min_size=1, max_size=4).map(" ".join)


@pytest.fixture(scope="module")
def letters() -> list[Good]:
    return [good(facts_of(number)) for number in range(40)]


def test_the_second_program_knows_nothing_of_the_first():
    [reader] = [module for module in product() if module.name == "tijdig.foundation.letters.reading"]
    imported = {name for name, _ in imports_of(reader)}
    assert not [name for name in imported if "layout" in name or "rendering" in name or "press" in name or "weasyprint" in name]


def test_no_good_letter_is_refused(letters: list[Good]):
    assert [judge(one.dossier()) for one in letters] == [()] * 40


@pytest.mark.parametrize("mishap", MISHAPS, ids=[mishap.name for mishap in MISHAPS])
def test_no_letter_to_which_something_happened_passes(mishap: Mishap, letters: list[Good]):
    pairs = [(one, other) for one, other in pairwise(letters) if mishap.hits(one, other)]
    assert len(pairs) >= 3
    passed = [
        one.facts.number for place, (one, other) in enumerate(pairs[:8]) if not judge(one.dossier(mishap.happen(one, other, place)))
    ]
    assert passed == []


# Without making a failing example smaller: that would render letters for minutes.
@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])
@given(name=WORDS, street=WORDS, town=WORDS, number=st.integers(1, 99999), letter=st.sampled_from(["", "A", "z"]))
def test_no_name_or_street_is_too_strange_to_read_back(name: str, street: str, town: str, number: int, letter: str):
    facts = facts_of(2)
    whom = replace(facts.addressee, name=name, street=street, town=town[:40].strip(), house_number=number, house_letter=letter)
    assert judge(good(replace(facts, addressee=whom)).dossier()) == ()


def test_a_number_and_an_addition_are_not_each_other():
    facts = facts_of(2)
    one = good(replace(facts, addressee=replace(facts.addressee, house_number=12, house_letter="", addition="1")))
    for number, letter, addition in ((121, "", ""), (12, "B", "1"), (2, "", "1"), (12, "", "11"), (12, "", "")):
        other = replace(one.facts.addressee, house_number=number, house_letter=letter, addition=addition)
        assert Fault.NUMBER in judge(one.dossier(printed_as(one, replace(one.facts, addressee=other))))


@pytest.mark.parametrize(
    ("part", "fault"),
    [("number", Fault.LETTER), ("case_number", Fault.REFERENCE), ("subject", Fault.WORDS), ("body", Fault.WORDS)],
)
def test_another_word_anywhere_is_found(part: str, fault: Fault, letters: list[Good]):
    one = letters[2]
    wrong = replace(one.facts, **{part: getattr(one.facts, part) + "X"})
    assert fault in judge(one.dossier(printed_as(one, wrong)))


def test_another_date_and_another_sender_are_found(letters: list[Good]):
    one = letters[2]
    later = replace(one.facts, dated_on=one.facts.dated_on.replace(year=2030))
    assert judge(one.dossier(printed_as(one, later))) == (Fault.REFERENCE,)
    elsewhere = replace(one.facts, sender=replace(SENDER, phone="030 123 45 68"))
    assert Fault.SENDER in judge(one.dossier(printed_as(one, elsewhere)))


def test_text_outside_the_areas_and_on_other_paper_is_found(letters: list[Good]):
    one = letters[2]
    html = html_of(one.facts, checksum(one.facts))
    straddling = html.replace("</main>", '<p style="position: absolute; top: 250mm; left: 0; line-height: 6mm">weg</p></main>')
    assert judge(one.dossier(render_html(straddling).pdf))
    wide = html.replace("</head>", "<style>@page { size: A3 landscape !important }</style></head>")
    assert Fault.PAPER in judge(one.dossier(render_html(wide).pdf))


def test_a_changed_file_is_found_even_when_it_says_the_same(letters: list[Good]):
    dossier = replace(letters[2].dossier(), digest="0" * 64)
    assert judge(dossier) == (Fault.DIGEST,)


@given(st.binary(max_size=200))
def test_any_bytes_get_a_verdict(data: bytes):
    facts = facts_of(2)
    assert judge(Dossier(data, facts, checksum(facts), 1)) == (Fault.UNREADABLE,)
