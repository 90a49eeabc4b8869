"""A case becomes a notice by e-mail or SMS: "there is a message for you", and nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.timezone import localdate

from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.letters.models import Message
from tijdig.foundation.letters.operations import MessageError, queue_message
from tijdig.foundation.letters.queries import published_text
from tijdig.foundation.letters.sending import Transport
from tijdig.foundation.letters.sending_rules import Channel, address_objection
from tijdig.foundation.letters.wording import Kind, Purpose
from tijdig.journey.letters import desk_sender
from tijdig.steps.followup.models import Case, CaseSignal


def contact_address(case: Case, channel: Channel) -> str:
    """The newest e-mail address or mobile number that a creditor gave for this case; empty when there is none that can be used."""
    field = "signal__email" if channel is Channel.EMAIL else "signal__phone"
    newest = CaseSignal.objects.filter(case=case).order_by("-signal__signal_date", "-signal_id")
    return next((told for told in newest.values_list(field, flat=True) if told and not address_objection(channel, told)), "")


def notify(
    *, case: Case, channel: Channel, ways: Mapping[Channel, Transport], login_address: str, actor: Actor, at: datetime
) -> Message:
    """Put a notice for the resident of a case on the work list. Raises MessageError: a Dutch sentence that says what to do."""
    if objection := ways[channel].objection:
        raise MessageError(objection)
    text = published_text(case.municipality, Kind(channel.value), Purpose.NOTICE)
    if text is None:
        raise MessageError(f"Er is nog geen tekst voor een {channel.value} in gebruik. Vraag uw coördinator om die te maken.")
    sender = desk_sender(case.municipality, localdate(at))
    values = {
        "gemeente": sender.municipality,
        "telefoon": sender.phone,
        "email": sender.email,
        "inlogadres": login_address,
    }
    address = contact_address(case, channel)
    return queue_message(text=text, case_number=case.number, address=address, values=values, actor=actor, at=at)
