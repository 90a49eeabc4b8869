"""Messages go over real SMTP, say nothing, and survive a crash without being lost."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import IntegrityError, transaction
from pytest_django import Settings

from foundation.letters.letter_world import ACTOR, NOW, municipality, published
from tijdig.foundation.letters import operations
from tijdig.foundation.letters.models import Message
from tijdig.foundation.letters.operations import AlreadyClaimedError, MessageError
from tijdig.foundation.letters.queries import messages_of, parked_messages, waiting_messages
from tijdig.foundation.letters.sending import NoSmsGateway, Sent, SmtpTransport, send_waiting, transports
from tijdig.foundation.letters.sending_rules import LEASE, Channel, Failure, NotSent, Outgoing, address_objection, next_try
from tijdig.foundation.letters.wording import Kind, Purpose

ADDRESS = "s.bakker@voorbeeld.example"
VALUES = {"gemeente": "Utrecht", "telefoon": "030 123 45 67", "email": "hulp@utrecht.example", "inlogadres": "mijn.utrecht.example"}


@dataclass
class Mailbox:
    """What the mail server took in; ``answer`` is what it says to a recipient."""

    answer: str = "250 OK"
    mails: list[Mail] = field(default_factory=list)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802 - aiosmtpd names it
        envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd names it
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server.port = free.getsockname()[1]
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.DEFAULT_FROM_EMAIL = "noreply@tijdig.example"
    yield box
    server.stop()


def queued(kind: Kind = Kind.EMAIL, address: str = ADDRESS) -> Message:
    text = published(municipality(), kind, Purpose.NOTICE)
    return operations.queue_message(text=text, case_number="Z-1", address=address, values=VALUES, actor=ACTOR, at=NOW)


def send(at: datetime = NOW) -> Sent:
    return send_waiting(ways=transports(), actor=ACTOR, clock=lambda: at)


def state() -> tuple[str, int, str]:
    message = Message.objects.get()
    return message.state, message.tries, message.failure


@pytest.mark.django_db
def test_a_notice_goes_over_smtp_once_and_says_nothing(mailbox: Mailbox):
    message = queued()
    assert send() == Sent(handed_over=1)
    assert send() == Sent()
    [mail] = mailbox.mails
    assert mail["To"] == ADDRESS
    assert mail["From"] == "Gemeente Utrecht <noreply@tijdig.example>"
    assert mail["Message-ID"] == f"<{message.number}@tijdig.example>"
    assert mail["Subject"] == "Er staat een bericht voor u klaar"
    words = mail.get_content()
    assert "gemeente Utrecht" in words
    assert "mijn.utrecht.example" in words
    for secret in ("Bakker", "Z-1", "€", "schuld", "achterstand"):
        assert secret not in words
    assert state() == ("verzonden", 1, "")


@pytest.mark.django_db
def test_a_server_that_is_away_is_tried_again_later(mailbox: Mailbox, settings: Settings):
    queued()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    assert send() == Sent(failed=1)
    assert state() == ("wacht", 1, "geen-verbinding")
    settings.EMAIL_PORT = port
    assert send() == Sent()
    assert send(NOW + timedelta(minutes=3)) == Sent(handed_over=1)
    assert state() == ("verzonden", 2, "")


@pytest.mark.django_db
def test_a_refusal_for_now_is_tried_again_and_a_refusal_is_parked(mailbox: Mailbox):
    message = queued()
    mailbox.answer = "451 later"
    send()
    assert state() == ("wacht", 1, "tijdelijk-geweigerd")
    mailbox.answer = "550 unknown user s.bakker"
    send(NOW + timedelta(minutes=3))
    assert state() == ("mislukt", 2, "geweigerd")
    assert list(parked_messages(message.municipality)) == [message]
    assert mailbox.mails == []


@pytest.mark.django_db
def test_a_crash_between_sending_and_marking_sends_again_with_the_same_id(mailbox: Mailbox):
    message = queued()
    taken = operations.claim_message(number=message.number, actor=ACTOR, at=NOW)
    SmtpTransport().send(taken)  # and here the process dies
    assert send(NOW + LEASE - timedelta(seconds=1)) == Sent()
    assert send(NOW + LEASE) == Sent(handed_over=1)
    first, second = mailbox.mails
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.django_db
def test_of_two_that_take_a_message_one_gets_it():
    message = queued()
    assert waiting_messages(at=NOW, limit=5) == [message.number]
    operations.claim_message(number=message.number, actor=ACTOR, at=NOW)
    with pytest.raises(AlreadyClaimedError):
        operations.claim_message(number=message.number, actor=ACTOR, at=NOW)
    assert waiting_messages(at=NOW, limit=5) == []


@pytest.mark.django_db
def test_marking_twice_changes_nothing(mailbox: Mailbox):
    message = queued()
    send()
    operations.mark_sent(number=message.number, actor=ACTOR, at=NOW + LEASE)
    assert Message.objects.get().sent_at == NOW


@pytest.mark.django_db
def test_without_a_gateway_an_sms_says_so_and_is_not_sent():
    queued(Kind.SMS, "0612345678")
    assert "geen sms-dienst" in transports()[Channel.SMS].objection
    assert send() == Sent(failed=1)
    assert state() == ("mislukt", 1, "geen-sms-dienst")


def test_the_missing_gateway_always_refuses():
    message = Outgoing("M-1", Channel.SMS, "0612345678", "", "x", "Utrecht")
    with pytest.raises(NotSent) as refused:
        NoSmsGateway().send(message)
    assert refused.value.failure is Failure.NO_GATEWAY
    assert "0612345678" not in str(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["", "geen-adres", "a@b", "a@b.nl, c@d.nl", "a@b.nl\nBcc: c@d.nl"])
def test_an_address_that_is_none_is_refused_at_once(address: str):
    with pytest.raises(MessageError, match="e-mailadres"):
        queued(address=address)


@pytest.mark.django_db
def test_a_text_for_letters_is_no_message_and_a_value_must_be_there():
    where = municipality()
    letter = published(where, Kind.LETTER, Purpose.FIRST)
    with pytest.raises(MessageError, match="e-mailtekst"):
        operations.queue_message(text=letter, case_number="Z-1", address=ADDRESS, values=VALUES, actor=ACTOR, at=NOW)
    mail = published(where, Kind.EMAIL, Purpose.NOTICE)
    with pytest.raises(MessageError, match="inlogadres"):
        operations.queue_message(
            text=mail, case_number="Z-1", address=ADDRESS, values=VALUES | {"inlogadres": ""}, actor=ACTOR, at=NOW
        )


@pytest.mark.django_db
def test_messages_show_with_their_own_municipality_only():
    message = queued()
    assert list(messages_of(message.municipality, "Z-1")) == [message]
    assert not messages_of(municipality("GM0363", "Amsterdam"), "Z-1")


def test_tries_come_further_apart_and_end():
    waits = [next_try(tries, NOW) for tries in range(1, 7)]
    assert waits[0] == NOW + timedelta(minutes=2)
    assert waits[4] == NOW + timedelta(hours=12)
    assert waits[5] is None


@pytest.mark.parametrize("number", ["0612345678", "+31612345678", "06-12 34 56 78"])
def test_a_mobile_number_is_taken_as_people_write_it(number: str):
    assert address_objection(Channel.SMS, number) == ""
    assert address_objection(Channel.SMS, "030 1234567") != ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("letters_message_channel_is_known", {"channel": "fax"}),
        ("letters_message_state_is_known", {"state": "weg"}),
        ("letters_message_is_complete", {"address": ""}),
        ("letters_message_sent_at_a_moment", {"state": "verzonden"}),
        ("letters_message_sent_at_a_moment", {"sent_at": NOW}),
        ("letters_message_failed_for_a_reason", {"state": "mislukt"}),
    ],
)
def test_the_database_keeps_the_rules_of_messages_whoever_writes(rule: str, changes: dict[str, object]):
    message = queued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**changes)
    assert rule in {constraint.name for constraint in Message._meta.constraints}
