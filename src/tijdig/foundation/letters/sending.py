"""Handing messages over: e-mail over SMTP, and the place where an SMS service would be plugged in.

A message is claimed, handed over, and marked. A crash between handing over and marking means that it is handed over once more
when the lease has run out, with the same Message-ID, by which mail servers recognise it: at least once, never never.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.letters import operations
from tijdig.foundation.letters.queries import waiting_messages
from tijdig.foundation.letters.sending_rules import Channel, Failure, NotSent, Outgoing

TIMEOUT_SECONDS = 20


class Transport(Protocol):
    """A way to hand messages over."""

    @property
    def objection(self) -> str:
        """Why nothing can be sent this way, as a Dutch sentence; empty when it can."""

    def send(self, message: Outgoing) -> None:
        """Hand one message over. Raises NotSent."""


class SmtpTransport:
    """E-mail, handed to the mail server of the settings."""

    objection = ""

    def send(self, message: Outgoing) -> None:
        """One connection per message, so that one that fails does not take another along. Raises NotSent."""
        try:
            EmailBackend(timeout=TIMEOUT_SECONDS).send_messages([_email(message)])
        except smtplib.SMTPRecipientsRefused as refused:
            raise _refusal(max(code for code, _ in refused.recipients.values())) from None
        except smtplib.SMTPResponseException as refused:
            raise _refusal(refused.smtp_code) from None
        except (OSError, smtplib.SMTPException):
            raise NotSent(Failure.NO_SERVER) from None


class NoSmsGateway:
    """There is no SMS service: says so, and sends nothing."""

    objection = "Er is geen sms-dienst aangesloten. Bel of mail de inwoner, of stuur een brief."

    def send(self, message: Outgoing) -> None:
        """Always raises NotSent."""
        raise NotSent(Failure.NO_GATEWAY, is_final=True)


def transports() -> dict[Channel, Transport]:
    """The ways of this installation."""
    return {Channel.EMAIL: SmtpTransport(), Channel.SMS: NoSmsGateway()}


@dataclass(frozen=True)
class Sent:
    """What came of a round of sending."""

    handed_over: int = 0
    failed: int = 0

    def __add__(self, other: Sent) -> Sent:
        return Sent(self.handed_over + other.handed_over, self.failed + other.failed)


def send_waiting(*, ways: Mapping[Channel, Transport], actor: Actor, clock: Callable[[], datetime], limit: int = 100) -> Sent:
    """Hand over what waits, oldest first; safe to run in several processes, and to kill at any moment.

    A message is claimed at the moment it goes, since a lease must outlast one slow server, not a hundred.
    """
    sent = Sent()
    for number in waiting_messages(at=clock(), limit=limit):
        try:
            message = operations.claim_message(number=number, actor=actor, at=clock())
        except operations.AlreadyClaimedError:
            continue
        sent += _hand_over(message, ways[message.channel], actor, clock)
    return sent


def _hand_over(message: Outgoing, way: Transport, actor: Actor, clock: Callable[[], datetime]) -> Sent:
    try:
        way.send(message)
    except NotSent as reason:
        failure, is_final = reason.failure, reason.is_final
        operations.mark_failed(number=message.number, failure=failure, is_final=is_final, actor=actor, at=clock())
        return Sent(failed=1)
    operations.mark_sent(number=message.number, actor=actor, at=clock())
    return Sent(handed_over=1)


def _email(message: Outgoing) -> EmailMessage:
    box = settings.DEFAULT_FROM_EMAIL
    # Names of municipalities hold no quotes; a line break is refused by Django itself.
    name = message.sender_name.replace('"', "")
    headers = {"Message-ID": f"<{message.number}@{box.rpartition('@')[2].rstrip('>')}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(message.subject, message.body, f'"Gemeente {name}" <{box}>', [message.address], headers=headers)


def _refusal(code: int) -> NotSent:
    is_final = code >= 500
    return NotSent(Failure.REFUSED if is_final else Failure.REFUSED_FOR_NOW, is_final=is_final)
