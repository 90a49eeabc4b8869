from __future__ import annotations

import hashlib
import io
import socket
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tijdig.cli import main
from tijdig.foundation.places import fetch as fetching
from tijdig.foundation.places.fetch import FetchFailed, fetch


def small_zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as pack:
        rows = "1011AB;1;0363AF01;0363AF;363\r\n"
        pack.writestr("pc6hnr20250801_gwb.csv", f"PC6;Huisnummer;Buurt2025;Wijk2025;Gemeente2025\r\n{rows}")
    return content.getvalue()


ZIP = small_zip()


class Site(BaseHTTPRequestHandler):
    """Answers by path: whole, without a stated length, cut off, no zip; anything else is not found."""

    def do_GET(self) -> None:
        known = {"/pc6.zip": ZIP, "/unstated.zip": ZIP, "/cut.zip": ZIP[: len(ZIP) // 2], "/page.zip": b"<html>"}
        body = known.get(self.path)
        self.send_response(404 if body is None else 200)
        if body is not None and self.path != "/unstated.zip":
            self.send_header("Content-Length", str(len(ZIP) if self.path == "/cut.zip" else len(body)))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is that of the base class
        pass


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("name", ["pc6.zip", "unstated.zip"])
def test_a_file_comes_in_whole_with_its_digest(site: str, tmp_path: Path, name: str) -> None:
    steps: list[tuple[int, int | None]] = []
    fetched = fetch(f"{site}/{name}", tmp_path, progress=lambda *step: steps.append(step))
    assert fetched.path == tmp_path / name
    assert fetched.path.read_bytes() == ZIP
    assert (fetched.size, fetched.sha256) == (len(ZIP), hashlib.sha256(ZIP).hexdigest())
    assert steps[-1][0] == len(ZIP)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("cut.zip", "kwam niet heel over"), ("page.zip", "geen zipbestand"), ("absent.zip", "antwoord 404")],
)
def test_a_file_that_does_not_come_in_whole_leaves_nothing(site: str, tmp_path: Path, name: str, sentence: str) -> None:
    with pytest.raises(FetchFailed, match=sentence):
        fetch(f"{site}/{name}", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_stays_when_the_new_one_fails(site: str, tmp_path: Path) -> None:
    (tmp_path / "cut.zip").write_bytes(b"older")
    with pytest.raises(FetchFailed):
        fetch(f"{site}/cut.zip", tmp_path)
    assert (tmp_path / "cut.zip").read_bytes() == b"older"


def test_a_file_that_is_too_large_is_not_fetched(site: str, tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match="groter dan"):
        fetch(f"{site}/pc6.zip", tmp_path, limit=10)


def test_a_server_that_is_not_there_gives_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchFailed, match="niet te bereiken"):
        fetch(f"http://127.0.0.1:{port}/pc6.zip", tmp_path)


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/x.zip", "pc6.zip"])
def test_only_web_addresses_are_fetched(tmp_path: Path, url: str) -> None:
    with pytest.raises(FetchFailed, match="https://"):
        fetch(url, tmp_path)


def test_the_official_address_is_that_of_cbs() -> None:
    assert urlsplit(fetching.URL).netloc == "download.cbs.nl"


def test_fetch_loads_the_file_as_an_edition_of_its_own_date(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TIJDIG_DATA", str(tmp_path))
    assert main(["places", "fetch", "--url", f"{site}/pc6.zip"]) == 0
    assert [path.name for path in (tmp_path / "places").iterdir()] == ["2025-08-01.npz"]
    assert "Editie 2025-08-01" in capsys.readouterr().out


def test_a_fetch_that_fails_ends_with_a_sentence_and_no_edition(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TIJDIG_DATA", str(tmp_path))
    assert main(["places", "fetch", "--url", f"{site}/cut.zip"]) == 2
    assert "kwam niet heel over" in capsys.readouterr().err
    assert not (tmp_path / "places").exists()
