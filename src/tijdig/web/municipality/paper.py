"""The words of a letter as blocks for the screen: headings, paragraphs and lists, the way the printed letter has them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph or a list."""

    sort: str  # heading, paragraph, list
    lines: tuple[str, ...]


def blocks(body: str) -> list[Block]:
    """An empty line begins a new block; "## " is a heading, "- " a point of a list."""
    return [_block(part.strip().split("\n")) for part in re.split(r"\n\s*\n", body) if part.strip()]


def _block(lines: list[str]) -> Block:
    if lines[0].startswith("## "):
        return Block("heading", (lines[0].removeprefix("## "), *lines[1:]))
    if all(line.startswith("- ") for line in lines):
        return Block("list", tuple(line.removeprefix("- ") for line in lines))
    return Block("paragraph", tuple(lines))
