"""The colours of a municipality, as a few design tokens over those of the product.

``themes.toml`` in the data directory: ``[GM0344]`` with ``accent = "#1b5e9b"``. A colour that white text cannot be read on
is not used, so a theme never makes a page less readable (WCAG 1.4.3: 4.5 to 1).
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
READABLE = 4.5


def contrast_with_white(colour: str) -> float:
    """The contrast of a colour (#rrggbb) with white, between 1 and 21 (WCAG 2, relative luminance)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _mixed(colour: str, other: int, share: float) -> str:
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(part * (1 - share) + other * share):02x}" for part in parts)


def theme_css(file: Path, code: str) -> str:
    """The sheet of a municipality; empty (the product's own colours) without a readable accent of its own."""
    try:
        accent = str(tomllib.loads(file.read_text(encoding="utf-8"))[code]["accent"])
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError):
        return ""
    if not _COLOUR.fullmatch(accent) or contrast_with_white(accent) < READABLE:
        return ""
    return (
        f".tijdig-theme {{ --tijdig-accent: {accent}; --tijdig-accent-strong: {_mixed(accent, 0, 0.22)}; "
        f"--tijdig-accent-soft: {_mixed(accent, 255, 0.9)}; --tijdig-accent-line: {_mixed(accent, 255, 0.6)}; }}\n"
    )
