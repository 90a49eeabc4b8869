"""The list that goes with letters to a printer: a digest and a number of pages per file, sealed, without names or addresses.

The seal is that of receipts: a signature over the canonical JSON (RFC 8785) of everything except ``zegel``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tijdig.foundation.ledger.canonical import Json, canonical, canonical_text
from tijdig.foundation.ledger.chain import moment
from tijdig.foundation.ledger.receipts import seal_of
from tijdig.foundation.ledger.seal import Sealer

SORT = "tijdig-paklijst"
VERSION = 1


@dataclass(frozen=True)
class FileLine:
    """One file: the number of the letter, the sha256 of the PDF (hexadecimal), its pages."""

    number: str
    digest: str
    pages: int

    @property
    def name(self) -> str:
        """The name of the file: says which letter, never whose."""
        return f"{self.number}.pdf"


def sealed_manifest(*, number: str, municipality: str, at: datetime, files: Sequence[FileLine], sealer: Sealer) -> str:
    """The document, in canonical JSON: give exactly this text. Raises ValueError for a moment without zone."""
    document: dict[str, Json] = {
        "soort": SORT,
        "versie": VERSION,
        "nummer": number,
        "gemeente": municipality,
        "tijdstip": moment(at),
        "aantal": len(files),
        "paginas": sum(file.pages for file in files),
        "bestanden": [{"bestand": file.name, "sha256": file.digest, "paginas": file.pages} for file in files],
    }
    document["zegel"] = seal_of(canonical(document), sealer)
    return canonical_text(document)
