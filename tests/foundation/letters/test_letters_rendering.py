"""A letter is a tagged PDF (PDF/UA-1) of its own, and nothing is fetched to make it."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from foundation.letters.made_letters import SENDER, TEXTS, facts_of
from tijdig.foundation.letters.files import NothingFetched
from tijdig.foundation.letters.layout import html_of
from tijdig.foundation.letters.reading import faults_in
from tijdig.foundation.letters.rendering import render, render_html
from tijdig.foundation.letters.rules import checksum, example
from tijdig.foundation.letters.wording import EXAMPLE
from tijdig.foundation.letters.workers import Workers

FIRST = facts_of(1)  # the first letter, two pages


@pytest.fixture(scope="module")
def document() -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(render(FIRST).pdf))


def kinds_of(element: pikepdf.Object) -> list[str]:
    """The kinds of all structure elements below this one, in reading order."""
    if not isinstance(element, pikepdf.Dictionary):
        return []
    kids = element.get("/K", [])
    below = kids if isinstance(kids, pikepdf.Array) else [kids]
    return [str(element.get("/S", "")), *(kind for kid in below for kind in kinds_of(kid))]


def test_it_says_that_it_is_tagged_dutch_and_accessible(document: pikepdf.Pdf):
    assert document.Root.MarkInfo.Marked
    assert str(document.Root.Lang) == "nl"
    assert document.Root.ViewerPreferences.DisplayDocTitle
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Wij helpen u graag met uw rekeningen - gemeente Voorbeeldstad"


def test_the_structure_has_a_heading_paragraphs_and_lists(document: pikepdf.Pdf):
    kinds = kinds_of(document.Root.StructTreeRoot.K[0])
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 4
    assert kinds.count("/LI") == 3
    assert kinds.index("/H1") < kinds.index("/H2") < kinds.index("/L")
    assert "/Figure" not in kinds


def test_every_sign_on_every_page_is_tagged_or_an_artifact(document: pikepdf.Pdf):
    for page in document.pages:
        depth = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(operator), 0)
            assert depth > 0 or str(operator) not in ("TJ", "Tj", "f", "S", "Do"), operands


def test_all_fonts_are_embedded_and_are_ours(document: pikepdf.Pdf):
    found = [font for page in document.pages for font in page.Resources.Font.values()]
    assert found
    for font in found:
        [inside] = font.DescendantFonts
        assert "/FontFile2" in inside.FontDescriptor
        assert "Brief" in str(font.BaseFont) or "Noto-Sans" in str(font.BaseFont)


def test_the_same_letter_gives_the_same_bytes():
    assert render(FIRST).pdf == render(FIRST).pdf


@pytest.mark.parametrize(
    "html",
    [
        '<img src="http://127.0.0.1:9/x.png">',
        '<img src="file:///etc/hostname">',
        '<link rel=stylesheet href="http://127.0.0.1:9/x.css">',
        "<style>@font-face { font-family: x; src: url(http://127.0.0.1:9/x.ttf) }</style>",
    ],
)
def test_nothing_is_fetched_from_anywhere(html: str):
    with pytest.raises(NothingFetched):
        render_html(f"<html lang=nl><title>x</title>{html}<p style='font-family: x'>Hallo</p>")


def test_a_name_that_looks_like_markup_stays_a_name():
    facts = facts_of(2)
    facts = replace(facts, addressee=replace(facts.addressee, name='<img src="x"> & <b>Zn</b>'))
    assert '<img src="x">' not in html_of(facts, "x")
    made = render(facts)
    assert faults_in(made.pdf, facts, checksum=checksum(facts), pages=made.pages) == ()


def test_a_preview_says_that_it_is_no_letter():
    for text in TEXTS:
        facts = example(text.subject, text.body, EXAMPLE, SENDER, FIRST.dated_on)
        assert facts.number == "VOORBEELD"
        made = render(facts)
        assert faults_in(made.pdf, facts, checksum=checksum(facts), pages=made.pages) == ()


def test_processes_give_what_one_process_gives():
    letters = [facts_of(number) for number in range(3)]
    with Workers(2) as workers:
        assert [one.pdf for one in workers.map(render, letters)] == [render(one).pdf for one in letters]
