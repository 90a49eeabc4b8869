"""What this room says no with."""

from __future__ import annotations


class Refused(Exception):
    """A Dutch sentence for the person who asked: what cannot be done, and what to do instead; nothing personal in it."""
