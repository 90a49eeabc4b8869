"""Links from one page of the project to another lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from architecture.repository import files_of
from architecture.source import ROOT

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
ELSEWHERE = re.compile(r"^[a-z]+:")
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)


def links_in(text: str) -> list[str]:
    """The links to files beside the page, without those in code."""
    return [link for link in LINK.findall(CODE.sub("", text)) if not ELSEWHERE.match(link)]


def anchors_in(text: str) -> set[str]:
    """What GitHub and GitLab call the headings of a page."""
    heads = [re.sub(r"[^\w\- ]", "", head.lower().replace("`", "")).strip() for head in HEADING.findall(text)]
    return {head.replace(" ", "-") for head in heads}


def broken(page: Path) -> list[str]:
    """The links on a page that lead nowhere."""
    found = []
    for link in links_in(page.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        there = target.exists() and target.is_relative_to(ROOT)
        if not there or (anchor and target.suffix == ".md" and anchor not in anchors_in(target.read_text(encoding="utf-8"))):
            found.append(link)
    return found


def test_no_link_between_pages_is_broken():
    files = files_of(ROOT)
    if files is None:
        pytest.skip("this is no git checkout")
    pages = [file for file in files if file.suffix == ".md"]
    assert len(pages) > 10
    assert {str(page.relative_to(ROOT)): lost for page in pages if (lost := broken(page))} == {}


def test_a_broken_link_and_anchor_are_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text("# One `thing`\n[a](page.md#one-thing) [b](#two) [c](lost.md) [d](https://x.example/y) `[e](not.md)`\n")
    assert broken(page) == ["#two", "lost.md"]
