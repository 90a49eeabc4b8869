"""The texts a municipality starts from, read from ``standard.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tijdig.foundation.letters.wording import Kind, Purpose


@dataclass(frozen=True)
class StandardText:
    """One text: subject and body with placeholders."""

    kind: Kind
    purpose: Purpose
    subject: str
    body: str


@cache
def standard_texts() -> tuple[StandardText, ...]:
    """All standard texts, in the order of the file."""
    with Path(__file__).with_name("standard.toml").open("rb") as file:
        rows = tomllib.load(file)["text"]
    return tuple(StandardText(Kind(row["kind"]), Purpose(row["purpose"]), row["subject"], row["body"].strip()) for row in rows)
