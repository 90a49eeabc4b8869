"""Downloading the official address file of CBS. The whole file or nothing is kept.

CBS puts "Buurt, wijk en gemeente voor postcode-huisnummer" on its download site once a year, with 1 August in the name
of the file; the address below is that of 2025. Nothing of the user is sent along.
"""

from __future__ import annotations

import hashlib
import http.client
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

URL = "https://download.cbs.nl/postcode/2025-cbs-pc6huisnr20250801_buurt.zip"
LIMIT = 500_000_000  # bytes; the real file is about 22 million
PIECE = 256 * 1024
TIMEOUT = 60.0  # seconds without any bytes
AGENT = "tijdig"

Progress = Callable[[int, int | None], None]  # bytes done, bytes in all where the server says so


class FetchFailed(Exception):
    """A Dutch sentence: why the file was not fetched and what to do."""


@dataclass(frozen=True)
class Fetched:
    """A file that came in whole."""

    path: Path
    size: int
    sha256: str


def silent(_done: int, _total: int | None) -> None:
    """Progress nobody looks at."""


def fetch(url: str, folder: Path, *, progress: Progress = silent, limit: int = LIMIT) -> Fetched:
    """Fetch a zip into a folder, under the name in the URL; an older file of that name is replaced.

    Raises FetchFailed when the network fails, the file is cut off or too large (limit in bytes), or is no zip.
    """
    name = Path(urlsplit(url).path).name or "download.zip"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".part", delete=False) as part:
        path = Path(part.name)
    try:
        size, digest = _downloaded(url, path, progress, limit)
        if not zipfile.is_zipfile(path):
            raise FetchFailed(f"Wat {url} geeft, is geen zipbestand. Controleer het adres van het bestand.")
        path.replace(folder / name)
    finally:
        path.unlink(missing_ok=True)
    return Fetched(folder / name, size, digest)


def _downloaded(url: str, path: Path, progress: Progress, limit: int) -> tuple[int, str]:
    if urlsplit(url).scheme not in ("http", "https"):
        raise FetchFailed(f"Het adres {url} moet beginnen met https:// of http://.")
    request = urllib.request.Request(url, headers={"User-Agent": AGENT})  # noqa: S310 - the scheme was checked above
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer, path.open("wb") as file:  # noqa: S310 - see above
            return _copied(answer, file, url, progress, limit)
    except urllib.error.HTTPError as error:
        error.close()
        raise FetchFailed(f"{url} geeft het bestand niet (antwoord {error.code}). Geef een ander adres met --url.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchFailed(
            f"{url} is niet te bereiken, of de verbinding brak af. Probeer het later opnieuw, "
            "of haal het bestand zelf op en laad het met: tijdig places load."
        ) from error


def _copied(answer: http.client.HTTPResponse, file: IO[bytes], url: str, progress: Progress, limit: int) -> tuple[int, str]:
    stated = answer.headers.get("Content-Length")
    total = int(stated) if stated else None
    digest, done = hashlib.sha256(), 0
    while piece := answer.read(PIECE):
        done += len(piece)
        if done > limit:
            raise FetchFailed(f"Het bestand op {url} is groter dan {limit // 1_000_000} MB en is niet opgehaald.")
        digest.update(piece)
        file.write(piece)
        progress(done, total)
    # a read in pieces ends quietly when the connection breaks
    if total is not None and done != total:
        raise FetchFailed(f"Het bestand op {url} kwam niet heel over ({done} van {total} bytes). Probeer het opnieuw.")
    return done, digest.hexdigest()
