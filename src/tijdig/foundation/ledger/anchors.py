"""Heads of the log kept outside the database: a tail cut off, or an old copy put back, shows against them.

The file has one JSON object per line, ``{"index": 12, "digest": "<64 hexadecimal digits>"}``. Keep copies elsewhere:
who can change both the database and every copy of this file can hide what came after the last receipt outside.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

FILE_NAME = "ledger-anchors.jsonl"


class Head(Protocol):
    """The part of an entry that is kept."""

    @property
    def index(self) -> int: ...
    @property
    def digest(self) -> str: ...


@dataclass(frozen=True)
class Kept:
    """A head as it is kept."""

    index: int
    digest: str


def keep_anchor(path: Path, entry: Head) -> None:
    """Add one line; call it after the commit (``transaction.on_commit``), as what was rolled back is no anchor.

    One write at the end of the file, so that processes do not tear each other's lines. Raises OSError.
    """
    line = json.dumps({"index": entry.index, "digest": entry.digest}, separators=(",", ":")) + "\n"
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)


def kept_anchors(path: Path) -> dict[int, str]:
    """Index to digest, as first kept; nothing when there is no file.

    A line torn by a power cut is passed over. Of two digests for one index the first counts: a rewritten history
    does not talk itself straight by keeping its own anchors.
    """
    kept: dict[int, str] = {}
    if path.exists():
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                _keep(kept, line)
    return kept


def _keep(kept: dict[int, str], line: str) -> None:
    try:
        head = json.loads(line)
        index, digest = head["index"], head["digest"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return
    if type(index) is int and isinstance(digest, str):
        kept.setdefault(index, digest)
