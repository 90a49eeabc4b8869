"""Numbers that stand on receipts: nobody can guess one, and nobody misreads one."""

from __future__ import annotations

import os
import secrets

_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without look-alikes
_AS_SIGNS = bytes(ord(_SIGNS[byte % 32]) for byte in range(256))  # 32 signs: each as likely as another


def new_number(letter: str) -> str:
    """A number nobody can guess: a letter, the sort of thing, and sixteen signs (80 random bits) without look-alikes."""
    drawn = "".join(secrets.choice(_SIGNS) for _ in range(16))
    return f"{letter}-{drawn[:4]}-{drawn[4:8]}-{drawn[8:12]}-{drawn[12:]}"


def new_numbers(letter: str, count: int) -> list[str]:
    """As many of them at once, for tables that are filled in bulk."""
    drawn = os.urandom(16 * count).translate(_AS_SIGNS).decode()
    places = range(0, 16 * count, 16)
    return [
        f"{letter}-{drawn[at : at + 4]}-{drawn[at + 4 : at + 8]}-{drawn[at + 8 : at + 12]}-{drawn[at + 12 : at + 16]}"
        for at in places
    ]
