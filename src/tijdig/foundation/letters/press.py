"""The one place that loads WeasyPrint: sets a document with the style sheet and the fonts of this package, and nothing else."""

from __future__ import annotations

import logging
from pathlib import Path

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from tijdig.foundation.letters.files import NothingFetched, Rendered

_HERE = Path(__file__).parent
_FONTS = {f"bundled:{path.name}": path for path in sorted((_HERE / "fonts").glob("*.ttf"))}


class _Bundled(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Gives the fonts of this package and refuses everything else: no network, no files."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        if url not in _FONTS:
            # Any other error WeasyPrint passes over, and sets the letter without what it could not fetch.
            raise FatalURLFetchingError
        return URLFetcherResponse(url, _FONTS[url].read_bytes(), {"Content-Type": "font/ttf"})


# It warns in a log line, with words of the letter in it.
logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
logging.getLogger("fontTools").setLevel(logging.CRITICAL)
# Made once in a process: reading style sheet and fonts takes longer than a letter.
_fetcher, _configuration = _Bundled(), FontConfiguration()
_style = weasyprint.CSS(string=(_HERE / "letter.css").read_text("utf-8"), font_config=_configuration, url_fetcher=_fetcher)


def set_document(html: str) -> Rendered:
    """The PDF/UA-1 of one document. Raises NothingFetched when it names anything outside this package."""
    try:
        document = weasyprint.HTML(string=html, url_fetcher=_fetcher).render(font_config=_configuration, stylesheets=[_style])
        return Rendered(document.write_pdf(pdf_variant="pdf/ua-1"), len(document.pages))
    except FatalURLFetchingError:
        raise NothingFetched("a letter may not fetch anything") from None
