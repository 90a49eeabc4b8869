"""What a creditor may know of how a case ended: a closed list, and the message each outcome comes down to. Pure.

Source: the allow-list of the DDAS definitions and Divosa. There is no free text here and no reason: what lies behind
"andere reden" is not an argument of anything in this room, so it cannot get out.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from tijdig.foundation.policy.parameters import Policy
from tijdig.steps.followup.outcomes import OUTCOMES, Outcome


class Message(StrEnum):
    """Terugkoppeling: everything a creditor can ever be told."""

    HELP_ACCEPTED = "help-accepted"
    HELP_RUNS = "help-runs"
    PAID = "paid"
    MANAGES_ALONE = "manages-alone"
    SILENT_AFTER_CONTACT = "silent-after-contact"
    NO_CONTACT = "no-contact"
    NOT_A_RESIDENT = "not-a-resident"
    DECEASED = "deceased"
    REPEAT = "repeat"
    UNJUSTIFIED = "unjustified"
    NOT_TAKEN_UP = "not-taken-up"
    HANDLED = "handled"


MESSAGES: dict[Message, str] = {
    Message.HELP_ACCEPTED: "De inwoner heeft hulp aanvaard.",
    Message.HELP_RUNS: "De inwoner krijgt al hulp.",
    Message.PAID: "De inwoner heeft zelf betaald of een betalingsregeling getroffen.",
    Message.MANAGES_ALONE: "De inwoner regelt het zelf of wil geen hulp.",
    Message.SILENT_AFTER_CONTACT: "Er was contact, maar de inwoner reageert niet meer.",
    Message.NO_CONTACT: "De gemeente heeft geen contact met de inwoner kunnen krijgen.",
    Message.NOT_A_RESIDENT: "De persoon is geen inwoner (meer) van deze gemeente.",
    Message.DECEASED: "De inwoner is overleden.",
    Message.REPEAT: "Niet opgepakt: u heeft deze achterstand eerder gemeld en het bedrag is niet hoger geworden.",
    Message.UNJUSTIFIED: "Niet opgepakt: onterecht signaal.",
    Message.NOT_TAKEN_UP: "De gemeente heeft dit signaal niet opgepakt.",
    Message.HANDLED: "De gemeente heeft dit signaal afgehandeld.",
}

_TOLD: dict[Outcome, Message] = {
    Outcome.ADVICE: Message.HELP_ACCEPTED,
    Outcome.HELP: Message.HELP_ACCEPTED,
    Outcome.HELP_FINANCIAL: Message.HELP_ACCEPTED,
    Outcome.HELP_OTHER: Message.HELP_ACCEPTED,
    Outcome.REFERRED_WITHOUT_RESIDENT: Message.HANDLED,
    Outcome.PAID: Message.PAID,
    Outcome.MANAGES_ALONE: Message.MANAGES_ALONE,
    Outcome.SILENT_AFTER_CONTACT: Message.SILENT_AFTER_CONTACT,
    Outcome.NO_CONTACT: Message.NO_CONTACT,
    Outcome.KNOWN: Message.HELP_RUNS,
    Outcome.OTHER_HELP: Message.HELP_RUNS,
    Outcome.NOT_A_RESIDENT: Message.NOT_A_RESIDENT,
    Outcome.DECEASED: Message.DECEASED,
    Outcome.REPEAT: Message.REPEAT,
    Outcome.UNJUSTIFIED: Message.UNJUSTIFIED,
    Outcome.OTHER: Message.NOT_TAKEN_UP,
}


def message_for(outcome: Outcome, *, safety: bool) -> Message:
    """What the creditor is told.

    Of somebody who is kept safe a creditor learns nothing, not where, nor whether there was contact: only that help was
    accepted (that starts the pause), and else that the signal was not taken up.
    """
    told = _TOLD[outcome]
    return told if not safety or told == Message.HELP_ACCEPTED else Message.NOT_TAKEN_UP


def sentence(message: Message, shown_until: date | None, today: date) -> str:
    """The message in Dutch, as it may be shown today: that somebody gets help only while the help runs (Bgs art. 17).

    Without a known end nobody can tell that help still runs; then it is told that the signal was dealt with.
    """
    if message == Message.HELP_RUNS and (shown_until is None or today >= shown_until):
        return MESSAGES[Message.HANDLED]
    return MESSAGES[message]


def pause(outcome: Outcome, on: date, policy: Policy) -> tuple[date, date] | None:
    """From when until when (exclusive) the creditor waits with collecting; None where help was not accepted."""
    found = policy.parameter("collection_pause", "", on)
    if not OUTCOMES[outcome].help_accepted or found is None or found.value is None:
        return None
    return on, on + timedelta(days=found.value)
