"""A municipality may have its own colour, as long as people can read the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tijdig.web.theme import contrast_with_white, theme_css


def themes(folder: Path, text: str) -> Path:
    file = folder / "themes.toml"
    file.write_text(text)
    return file


def test_a_readable_accent_becomes_tokens(tmp_path: Path):
    css = theme_css(themes(tmp_path, '[GM0344]\naccent = "#1b5e9b"\n'), "GM0344")
    assert "--tijdig-accent: #1b5e9b" in css
    assert "--tijdig-accent-strong: #15497" in css


@pytest.mark.parametrize(
    "text", ['[GM0344]\naccent = "#ffcc00"', '[GM0344]\naccent = "red; } body { display: none"', "[GM0344]", "no toml", ""]
)
def test_anything_else_leaves_the_colours_of_the_product(tmp_path: Path, text: str):
    assert theme_css(themes(tmp_path, text), "GM0344") == ""


def test_a_theme_is_for_one_municipality_and_may_be_missing(tmp_path: Path):
    assert theme_css(themes(tmp_path, '[GM0344]\naccent = "#1b5e9b"\n'), "GM0363") == ""
    assert theme_css(tmp_path / "nothing.toml", "GM0344") == ""


@pytest.mark.parametrize(("colour", "contrast"), [("#ffffff", 1), ("#000000", 21), ("#767676", 4.54)])
def test_contrast_is_that_of_wcag(colour: str, contrast: float):
    assert contrast_with_white(colour) == pytest.approx(contrast, abs=0.01)
