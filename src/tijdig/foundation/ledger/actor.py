"""Who did something: comes in at a door (command line, page, API) and is written in the ledger with every write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Actor:
    """A person, an API client or the system itself; ``id`` is a pseudonym or a name of a role, never a citizen's name."""

    kind: Literal["person", "client", "operator", "system"]
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"
