"""``tijdig serve``: it starts by itself, its processes understand each other, and it stops when asked."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tijdig.cli import serve
from tijdig.config import environment

REGISTER = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tijdig.config.settings"
from tijdig.cli.database import open_database
open_database()
from datetime import datetime, UTC
from tijdig.foundation.accounts.operations import register_person
from tijdig.foundation.ledger.actor import Actor
told = {"actor": Actor("operator", "test"), "at": datetime.now(UTC)}
register_person(email="a@voorbeeld.example", name="A", password="een lange zin", **told)
"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[str], Path]]:
    """The command itself, on a free port, with a data directory that does not exist yet."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = tmp_path / "nieuw"
    env = {name: value for name, value in os.environ.items() if not name.startswith(("TIJDIG_", "DATABASE_URL", "DJANGO_"))}
    env["TIJDIG_DATA"] = str(data)
    subprocess.run([sys.executable, "-c", REGISTER], env=env, check=True)
    (data / serve.LOGINS).write_text("a@voorbeeld.example, wachtwoord: een lange zin\n")
    command = [Path(sys.executable).with_name("tijdig"), "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield f"http://127.0.0.1:{port}", process, data
    finally:
        process.kill()
        process.communicate()


def opened(base: str) -> urllib.request.OpenerDirector:
    """A browser of sorts, once the server answers."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    for _ in range(150):
        try:
            browser.open(f"{base}/inloggen/", timeout=5)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return browser
    raise AssertionError("the server did not start")


def test_it_serves_signs_in_over_its_processes_and_stops_when_asked(served):
    base, process, data = served
    browser = opened(base)
    page = browser.open(f"{base}/inloggen/").read().decode()
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    form = {"csrfmiddlewaretoken": token, "login": "a@voorbeeld.example", "password": "een lange zin"}
    browser.open(f"{base}/inloggen/", urllib.parse.urlencode(form).encode())
    for _ in range(12):  # whichever of the two workers answers
        assert "Uitloggen" in browser.open(f"{base}/hulp/").read().decode()
    assert browser.open(f"{base}/static/tijdig/layout.css").status == 200
    assert stat.S_IMODE((data / environment.KEY_FILE).stat().st_mode) == 0o600
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=40) == 0
    said = process.stdout.read()
    assert f"Tijdig staat op {base}/" in said
    assert "wachtwoord: een lange zin" in said


def test_a_key_that_is_there_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TIJDIG_DATA", str(tmp_path))
    environment.keep_secret_key()
    first = environment.secret_key()
    environment.keep_secret_key()
    assert environment.secret_key() == first
    assert len(first) > 50


def test_in_production_a_key_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TIJDIG_DATA", str(tmp_path))
    monkeypatch.setenv("TIJDIG_PRODUCTION", "1")
    assert environment.secret_key() == ""
    monkeypatch.setenv("TIJDIG_SECRET_KEY", "van de beheerder")
    assert environment.secret_key() == "van de beheerder"
