"""Reading a document with parties: from JSON to facts, every objection at once with the place it is about. Pure.

Two dialects are read: our own (``versie`` 1, docs/reference/parties.md) and that of the maker of test deliveries. A
dialect only names the members; the shape is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tijdig.foundation.ledger.canonical import Json


@dataclass(frozen=True)
class Dialect:
    """Other names for our members, and members that are known but not read."""

    names: Mapping[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()


OURS = Dialect()
DELIVERIES = Dialect(
    names={
        "gemeenten": "municipalities",
        "schuldeisers": "creditors",
        "gemachtigden": "intermediaries",
        "naam": "name",
        "soorten": "kind",
        "overeenkomsten": "agreements",
        "machtigingen": "mandates",
        "schuldeiser": "creditor",
        "gemeente": "municipality",
        "vanaf": "valid_from",
        "tot": "valid_until",
    },
    unread=frozenset({"signal_date", "delivered_by"}),
)


def dialect_of(document: Json) -> Dialect:
    """Which of the two a document speaks; our own unless it has creditors in English."""
    return DELIVERIES if isinstance(document, Mapping) and "creditors" in document else OURS


class Node:
    """One object of the document: gives its members by our names and collects what is wrong with them."""

    def __init__(self, value: Json, pointer: str, dialect: Dialect, objections: list[str]) -> None:
        self._members: Mapping[str, Json] = value if isinstance(value, Mapping) else {}
        self._seen: set[str] = set()
        self._dialect = dialect
        self._objections = objections
        self.pointer = pointer
        self.clean = True
        if not isinstance(value, Mapping):
            self.object_to("Hier hoort een object te staan.")

    def object_to(self, sentence: str, name: str = "") -> None:
        """Note what is wrong, with the JSON pointer of the member (or of this object) in front."""
        self.clean = False
        self._objections.append(f"{self._place(name) or '/'}: {sentence}")

    def has(self, name: str) -> bool:
        """Whether the member is there and not null."""
        return self._take(name) is not None

    def says(self, name: str, number: int) -> bool:
        """Whether the member is this number."""
        value = self._take(name)
        return value == number and not isinstance(value, bool)

    def text(self, name: str, *, required: bool = True) -> str:
        """The text of a member; empty, with an objection if it is required, where there is none."""
        value = self._take(name)
        if value is None:
            if required:
                self.object_to("Dit ontbreekt.", name)
            return ""
        if not isinstance(value, str):
            self.object_to("Hier hoort tekst te staan.", name)
            return ""
        if not value.isprintable():
            self.object_to("Hier staat een onzichtbaar teken in.", name)
            return ""
        return value.strip()

    def day(self, name: str, *, required: bool = False) -> date | None:
        """The date of a member; null where there is none, with an objection if it is required or no date."""
        written = self.text(name, required=required)
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            self.object_to("Schrijf een bestaande datum als JJJJ-MM-DD.", name)
            return None

    def start(self) -> date:
        """The first day of the span; an objection and a stand-in where there is none."""
        return self.day("vanaf", required=True) or date.min

    def texts(self, name: str) -> frozenset[str]:
        """A set of texts; one text alone counts as a set of one."""
        value = self._take(name)
        several = [value] if isinstance(value, str) else value
        if several is None:
            return frozenset()
        if not isinstance(several, Sequence) or not all(isinstance(one, str) for one in several):
            self.object_to("Hier hoort een lijst van teksten te staan.", name)
            return frozenset()
        return frozenset(one for one in several if isinstance(one, str))

    def nodes(self, name: str) -> list[Node]:
        """The objects in a list; none where the member is absent."""
        value = self._take(name)
        if value is None:
            return []
        if isinstance(value, str) or not isinstance(value, Sequence):
            self.object_to("Hier hoort een lijst te staan.", name)
            return []
        place = self._place(name)
        return [Node(one, f"{place}/{at}", self._dialect, self._objections) for at, one in enumerate(value)]

    def finish(self) -> None:
        """Object to members nobody asked for: a slip of the pen must not silently mean nothing."""
        for name in sorted(self._members.keys() - self._seen - self._dialect.unread):
            self.object_to(f"Het onderdeel '{name[:40]}' is niet bekend.")

    def _take(self, name: str) -> Json:
        spoken = self._dialect.names.get(name, name)
        self._seen.add(spoken)
        return self._members.get(spoken)

    def _place(self, name: str) -> str:
        return f"{self.pointer}/{self._dialect.names.get(name, name)}" if name else self.pointer
