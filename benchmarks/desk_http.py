"""The pages of the desk over loopback: gunicorn with two workers, one user and sixteen at once; see benchmarks/desk.py."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from itertools import cycle, islice

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from desk_world import HERE
from tijdig.foundation.accounts.models import Person
from tijdig.steps.followup.models import Case

USERS, EACH = 16, 15


def measure() -> Iterator[str]:
    """A line for each page: median and 95th percentile of one user, and of sixteen at once."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "tijdig.config.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--worker-class", "gthread", "--threads", "8", "--no-control-socket", "--log-level", "error"]
    server = subprocess.Popen(command, env=os.environ | {"DJANGO_SETTINGS_MODULE": "tijdig.config.settings"})
    try:
        cookies = [_signed_in(person) for person in Person.objects.filter(memberships__municipality=HERE).order_by("pk")[:USERS]]
        _wait_for(port)
        yield f"{'over HTTP':42} {'1: median':>10} {'p95':>10} {'16: median':>11} {'p95':>10}"
        for name, urls in _pages().items():
            one = _asked(port, cookies[:1], urls, 30)
            many = _asked(port, cookies, urls, EACH)
            yield f"{name:42} {_told(one)} {_told(many)}"
    finally:
        server.terminate()
        server.wait()


def _pages() -> dict[str, list[str]]:
    numbers = (
        Case.objects.filter(municipality=HERE, closed_at__isnull=True).order_by("number").values_list("number", flat=True)[:400]
    )
    return {
        "my day": ["/bureau/"],
        "work list": ["/bureau/werklijst/"],
        "work list, a filter": [
            "/bureau/werklijst/?soort=huur",
            "/bureau/werklijst/?termijn=vandaag",
            "/bureau/werklijst/?vorm=meervoudig",
        ],
        "case page": [f"/bureau/zaken/{number}/" for number in numbers],
        "deliveries": ["/bureau/leveringen/"],
    }


def _signed_in(person: Person) -> str:
    """The cookie of somebody who signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _asked(port: int, cookies: list[str], urls: list[str], each: int) -> list[float]:
    """The seconds of every request, users beside each other and each one after another."""
    _one_user(port, cookies[0], urls[:1])
    with ThreadPoolExecutor(len(cookies)) as users:
        asked = [
            users.submit(_one_user, port, cookie, list(islice(cycle(urls), at, at + each))) for at, cookie in enumerate(cookies)
        ]
        return [duration for one in asked for duration in one.result()]


def _one_user(port: int, cookie: str, urls: list[str]) -> list[float]:
    connection, durations = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    for url in urls:
        start = time.perf_counter()
        connection.request("GET", url, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        durations.append(time.perf_counter() - start)
        if answer.status != 200:
            raise SystemExit(f"{url} gave {answer.status}")
    connection.close()
    return durations


def _told(durations: list[float]) -> str:
    return f"{statistics.median(durations) * 1000:7.1f} ms {statistics.quantiles(durations, n=20)[-1] * 1000:7.1f} ms"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("gunicorn did not start")
