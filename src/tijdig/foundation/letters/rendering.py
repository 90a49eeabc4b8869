"""A letter as a PDF of its own: tagged (PDF/UA-1), fonts embedded, nothing fetched from anywhere. Letters are never joined.

The same letter gives the same bytes. Knows no database, so that many processes can render at once.
"""

from __future__ import annotations

from tijdig.foundation.letters.files import Rendered
from tijdig.foundation.letters.layout import html_of
from tijdig.foundation.letters.rules import LetterFacts, checksum


def render(facts: LetterFacts) -> Rendered:
    """The PDF of one letter, with its checksum on each page. Raises OSError where the library Pango is not installed."""
    return render_html(html_of(facts, checksum(facts)))


def render_html(html: str) -> Rendered:
    """The PDF of one document. Raises NothingFetched when it names anything outside this package."""
    from tijdig.foundation.letters import press  # noqa: PLC0415 - slow, and needs system libraries: only who makes a letter waits

    return press.set_document(html)
