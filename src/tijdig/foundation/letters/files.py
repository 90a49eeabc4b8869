"""What comes out of rendering."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rendered:
    """One letter as it goes to the printer, and how many pages it has."""

    pdf: bytes
    pages: int


class NothingFetched(Exception):
    """A letter asked for something outside this package."""
