"""One way to write JSON as bytes, so that a digest or a seal over it can be repeated by anybody (RFC 8785)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TypeAlias

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | bool | None"

# Above this, programs that read JSON numbers as doubles see another number than we wrote (RFC 8785 section 3.2.2.3).
LARGEST_INTEGER = 2**53 - 1


def canonical_text(value: Json) -> str:
    """The JSON text: names sorted by UTF-16 code units, no spaces, whole numbers only, each character as itself.

    Raises TypeError for a float or anything that is not JSON, ValueError for an integer beyond 2**53 - 1 and for a lone
    surrogate in a name, RecursionError when nested too deep.
    """
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def canonical(value: Json) -> bytes:
    """The UTF-8 bytes of ``canonical_text``; raises the same and ValueError for a lone surrogate in a text."""
    return canonical_text(value).encode()


def digest(value: Json) -> str:
    """The sha256 of the canonical bytes, 64 hexadecimal digits."""
    return sha256(canonical(value)).hexdigest()


def read_strictly(document: bytes) -> Json:
    """The one value in these UTF-8 bytes; a name given twice, a fraction, NaN or anything after the value is refused.

    A byte order mark in front is passed over: some editors add it when a file is saved. Raises ValueError, and
    RecursionError when nested too deep.
    """
    value: Json = json.loads(
        document.decode("utf-8-sig"), object_pairs_hook=_without_doubles, parse_float=_refused, parse_constant=_refused
    )
    return value


def _without_doubles(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a name occurs twice")
    return value


def _refused(number: str) -> None:
    raise ValueError("only whole numbers are allowed")


def _plain(value: Json) -> Json:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError("integer too large for JSON that every program reads alike")
        return value
    if isinstance(value, Mapping):
        return {name: _plain(value[name]) for name in sorted(value, key=_utf16)}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical JSON form")


def _utf16(name: str) -> bytes:
    if not isinstance(name, str):
        raise TypeError("names in JSON are text")
    return name.encode("utf-16-be")
