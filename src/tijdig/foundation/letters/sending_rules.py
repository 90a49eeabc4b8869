"""When a message is tried again, and how it fails. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Channel(StrEnum):
    """The way of a message."""

    EMAIL = "e-mail"
    SMS = "sms"


class MessageState(StrEnum):
    """Waiting (also between tries), handed over, or parked until a person looks at it."""

    QUEUED = "wacht"
    SENT = "verzonden"
    FAILED = "mislukt"


class Failure(StrEnum):
    """Why a message could not be handed over; the sentence stands in ``FAILURE_WORDS``."""

    NO_SERVER = "geen-verbinding"
    REFUSED_FOR_NOW = "tijdelijk-geweigerd"
    REFUSED = "geweigerd"
    NO_GATEWAY = "geen-sms-dienst"


FAILURE_WORDS: dict[Failure, str] = {
    Failure.NO_SERVER: "De mailserver is niet bereikbaar. Wij proberen het vanzelf opnieuw.",
    Failure.REFUSED_FOR_NOW: "De mailserver neemt het bericht nu niet aan. Wij proberen het vanzelf opnieuw.",
    Failure.REFUSED: "De mailserver weigert het bericht. Klopt het e-mailadres? Bel de inwoner of stuur een brief.",
    Failure.NO_GATEWAY: (
        "Er is geen sms-dienst aangesloten, dus er is geen sms verstuurd. Bel of mail de inwoner, of stuur een brief. "
        "Uw beheerder kan een sms-dienst aansluiten."
    ),
}

LEASE = timedelta(minutes=5)
_WAITS = (timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12))
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,190}\.[A-Za-z0-9-]{2,}")
_MOBILE = re.compile(r"\+316[0-9]{8}|06[0-9]{8}")


@dataclass(frozen=True)
class Outgoing:
    """A message as a transport needs it; ``number`` makes the Message-ID, so a doubled one can be recognised."""

    number: str
    channel: Channel
    address: str
    subject: str
    body: str
    sender_name: str


class NotSent(Exception):
    """A message that was not handed over; ``is_final`` when trying again is of no use. Names no person and no address."""

    def __init__(self, failure: Failure, *, is_final: bool = False) -> None:
        super().__init__(failure.value)
        self.failure = failure
        self.is_final = is_final


def next_try(tries: int, at: datetime) -> datetime | None:
    """When to try again after so many tries; None when it is time for a person to look (after about eighteen hours)."""
    return at + _WAITS[tries - 1] if tries <= len(_WAITS) else None


def address_objection(channel: Channel, address: str) -> str:
    """Why a message cannot go to this address, as a Dutch sentence; empty when it can."""
    if channel is Channel.EMAIL and not _EMAIL.fullmatch(address):
        return "Het e-mailadres ontbreekt of klopt niet. Bel de inwoner of stuur een brief."
    if channel is Channel.SMS and not _MOBILE.fullmatch(re.sub(r"[\s-]", "", address)):
        return "Het mobiele nummer ontbreekt of klopt niet. Bel de inwoner of stuur een brief."
    return ""
