"""From bytes to UTF-8 text: byte order marks, Windows-1252, and files that are no text at all."""

from __future__ import annotations

import codecs
import re

import polars as pl

from tijdig.foundation.findings.checks import Severity, no_findings, one_finding
from tijdig.steps.intake.table import FORMAT, Unreadable

# The bytes that a sound text file is made of; what is left after taking these away is suspicious.
_USUAL = bytes([9, 10, 13, *range(32, 127), *range(128, 256)])
_MOST_STRANGE = 0.05  # share of control signs above which a file is no text
_SAMPLE = 65_536
_C1 = re.compile(rb"\xc2[\x80-\x9f]")  # control signs of the second kind, in UTF-8
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ELSEWHERE = "Sla het bestand op als 'CSV UTF-8' en probeer het opnieuw."


def as_utf8(data: bytes) -> tuple[bytes, pl.DataFrame]:
    """The text as UTF-8 without byte order mark, and a warning where it was written in Windows-1252.

    Raises Unreadable for UTF-16 and for files that are no text.
    """
    if data.startswith(_UTF16):
        raise Unreadable(f"Dit bestand is opgeslagen als UTF-16 (Unicode-tekst). {_ELSEWHERE}")
    sample = data[:_SAMPLE]
    if len(sample.translate(None, _USUAL)) > _MOST_STRANGE * len(sample):
        raise Unreadable(f"Dit bestand is geen tekst: er staan veel tekens in die geen letters of cijfers zijn. {_ELSEWHERE}")
    bare = data.removeprefix(codecs.BOM_UTF8)
    broken = _first_broken(bare)
    return (bare, no_findings()) if broken is None else _from_windows(bare, broken)


def _first_broken(data: bytes) -> int | None:
    """Where these bytes stop being UTF-8; None where they never do."""
    try:
        pl.Series([data], dtype=pl.Binary).cast(pl.String)  # looks, where decoding makes a second text in memory
    except pl.exceptions.ComputeError:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            return error.start
    return None


def has_strange_signs(data: bytes) -> bool:
    """Whether control signs, or signs that replace broken text, stand somewhere in these bytes of UTF-8."""
    return bool(data.translate(None, _USUAL)) or b"\xef\xbf\xbd" in data or _C1.search(data) is not None


def _from_windows(data: bytes, first: int) -> tuple[bytes, pl.DataFrame]:
    """Byte by byte where it is no UTF-8, so that a file with both is read well too."""
    line = data.count(b"\n" if b"\n" in data else b"\r", 0, first) + 1
    text = data.decode("utf-8", errors="tijdig-windows-1252")
    message = (
        f"Dit bestand is geen UTF-8. Vanaf regel {line} is het gelezen als Windows-1252. "
        "Controleer de letters met accenten, of sla het bestand op als 'CSV UTF-8'."
    )
    warning = one_finding("bestand-windows-1252", message, FORMAT, line=line, severity=Severity.WARNING)
    return text.encode("utf-8"), warning


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    broken = error.object[error.start : error.end]
    return broken.decode("cp1252", errors="replace"), error.end


codecs.register_error("tijdig-windows-1252", _as_windows_1252)
