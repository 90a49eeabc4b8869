"""What one entry of the log commits to: pure, so that the log can be checked by a program without Django."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from json.encoder import encode_basestring as quoted

GENESIS = "0" * 64


def moment(at: datetime) -> str:
    """A moment as text in UTC (RFC 3339), to the microsecond when it has one. Raises ValueError without a zone."""
    if at.tzinfo is None:
        raise ValueError("a moment has a zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def entry_digest(index: int, at: str, actor: str, action: str, subject: str, content: str, merkle_root: str, previous: str) -> str:
    """The sha256 (64 hexadecimal digits) over the canonical JSON of all other fields of an entry; ``at`` as ``moment``.

    Raises TypeError when a field is not text, ValueError for a lone surrogate.
    """
    # Written out by hand: a million entries are checked in seconds. A test holds it against canonical().
    return sha256(
        f'{{"action":{quoted(action)},"actor":{quoted(actor)},"at":{quoted(at)},"content":{quoted(content)},'
        f'"index":{index},"merkle_root":{quoted(merkle_root)},"previous":{quoted(previous)},"subject":{quoted(subject)}}}'.encode()
    ).hexdigest()
