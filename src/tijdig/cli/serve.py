"""``tijdig serve``: the pages over HTTP, by gunicorn with two workers; it stops when it is asked to, without losing a request."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tijdig.cli.database import keep_head, open_database
from tijdig.config import environment

LOGINS = "demo-logins.txt"


def run(given: argparse.Namespace) -> int:
    """Bring the tables up to date, say where to look, and become the web server; ends with its exit code."""
    environment.keep_secret_key()
    open_database()
    keep_head()
    print(f"Tijdig staat op http://{given.host}:{given.port}/ (stoppen met Ctrl+C)")
    for line in _demo_logins(environment.data_directory() / LOGINS):
        print(f"  {line}")
    sys.stdout.flush()
    os.execv(sys.executable, command(given.host, given.port, workers=given.workers))  # noqa: S606 - ourselves, by full path


def command(host: str, port: int, *, workers: int) -> list[str]:
    """How gunicorn is started. A worker lets running requests end for 30 seconds when it is told to stop."""
    return [
        sys.executable, "-m", "gunicorn", "tijdig.config.wsgi:application", "--bind", f"{host}:{port}",
        "--worker-class", "gthread", "--workers", str(workers), "--threads", "4", "--no-control-socket",
        "--graceful-timeout", "30", "--timeout", "60", "--keep-alive", "5", "--log-level", "warning",
        "--worker-tmp-dir", _memory(),
    ]  # fmt: skip


def _memory() -> str:
    # Workers show that they live by touching a file: not on a disk that may be slow.
    return "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp"  # noqa: S108 - gunicorn makes a file of its own in it


def _demo_logins(file: Path) -> list[str]:
    """The logins of made-up people, which a demo leaves beside its data."""
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
