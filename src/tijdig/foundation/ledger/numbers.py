"""Numbers that stand on receipts: nobody can guess one, and nobody misreads one."""

from __future__ import annotations

import secrets

_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without look-alikes


def new_number(letter: str) -> str:
    """A number nobody can guess: a letter, the sort of thing, and sixteen signs (80 random bits) without look-alikes."""
    drawn = "".join(secrets.choice(_SIGNS) for _ in range(16))
    return f"{letter}-{drawn[:4]}-{drawn[4:8]}-{drawn[8:12]}-{drawn[12:]}"
