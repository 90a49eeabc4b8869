"""The error a command ends with when it could not do its work."""

from __future__ import annotations

import errno
from pathlib import Path

_WHY = {
    errno.ENOENT: "Dit bestand is er niet",
    errno.EISDIR: "Dit is een map",
    errno.ENOTDIR: "Dit bestand is er niet",
    errno.EACCES: "U mag dit bestand niet lezen",
    errno.EPERM: "U mag dit bestand niet lezen",
    errno.ENOSPC: "De schijf is vol",
}


class Failure(Exception):
    """A Dutch sentence for the user: what is wrong and what to do; the command ends with exit code 2."""


def unreadable(file: Path | str, error: OSError) -> Failure:
    """The failure for a file that the computer did not give."""
    return Failure(f"{_WHY.get(error.errno or 0, 'Dit bestand is niet te lezen')}: {file}")
