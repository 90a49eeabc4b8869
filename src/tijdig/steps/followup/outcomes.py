"""The words of DDAS-vroegsignalering 1.2 for a case: sixteen outcomes, contact kinds, day parts, statuses of signals. Pure.

The values between quotes are those of the exchange model and never change by our hand; the meanings are our own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum


class Outcome(StrEnum):
    """Eindresultaat: how a case ended."""

    ADVICE = "advice"
    HELP = "help"
    HELP_FINANCIAL = "help-financial"
    HELP_OTHER = "help-other"
    REFERRED_WITHOUT_RESIDENT = "referred-without-resident"
    PAID = "paid"
    MANAGES_ALONE = "manages-alone"
    SILENT_AFTER_CONTACT = "silent-after-contact"
    NO_CONTACT = "no-contact"
    KNOWN = "known"
    OTHER_HELP = "other-help"
    NOT_A_RESIDENT = "not-a-resident"
    DECEASED = "deceased"
    REPEAT = "repeat"
    UNJUSTIFIED = "unjustified"
    OTHER = "other"


class Reason(StrEnum):
    """What lies behind "andere reden"; it never leaves the desk."""

    UNLAWFUL_RESIDENCE = "unlawful-residence"
    DETENTION = "detention"
    LEGAL_PERSON = "legal-person"
    SAFETY = "safety"
    NO_CAPACITY = "no-capacity"
    ADDRESS_UNKNOWN = "address-unknown"
    NO_CONTACT_WANTED = "no-contact-wanted"
    SOMETHING_ELSE = "something-else"


REASONS: dict[Reason, str] = {
    Reason.UNLAWFUL_RESIDENCE: "Geen rechtmatig verblijf",
    Reason.DETENTION: "Inwoner zit in detentie",
    Reason.LEGAL_PERSON: "Geen persoon maar een bedrijf of instelling",
    Reason.SAFETY: "Afgeschermd om de veiligheid",
    Reason.NO_CAPACITY: "Te weinig medewerkers",
    Reason.ADDRESS_UNKNOWN: "Adres onbekend",
    Reason.NO_CONTACT_WANTED: "Inwoner wil geen contact over signalen",
    Reason.SOMETHING_ELSE: "Iets anders",
}


class SignalStatus(StrEnum):
    """Where a signal stands, as DDAS tells it. A signal that is part of a case counts as taken up."""

    WAITING = "waiting"
    TAKEN_UP = "taken-up"
    REPEAT = "repeat"
    UNJUSTIFIED = "unjustified"
    OTHER = "other"
    DECEASED = "deceased"
    NOT_A_RESIDENT = "not-a-resident"
    KNOWN = "known"


SIGNAL_STATUSES: dict[SignalStatus, str] = {
    SignalStatus.WAITING: "Nog niet opgepakt",
    SignalStatus.TAKEN_UP: "Opgepakt",
    SignalStatus.REPEAT: "Niet opgepakt: herhaalde melding",
    SignalStatus.UNJUSTIFIED: "Niet opgepakt: onterecht signaal",
    SignalStatus.OTHER: "Niet opgepakt: andere reden",
    SignalStatus.DECEASED: "Inwoner is overleden",
    SignalStatus.NOT_A_RESIDENT: "Persoon is geen inwoner (meer) in de gemeente",
    SignalStatus.KNOWN: "Inwoner al bekend bij schuldhulpverlening",
}


class ContactKind(StrEnum):
    """Soort contactpoging."""

    PHONE = "phone"
    VISIT = "visit"
    LETTER = "letter"
    CARD = "card"
    MAIL = "mail"
    MESSAGE = "message"
    APPOINTMENT = "appointment"
    ADMINISTRATIVE = "administrative"
    OTHER = "other"
    UNKNOWN = "unknown"


CONTACT_KINDS: dict[ContactKind, str] = {
    ContactKind.PHONE: "Telefoon",
    ContactKind.VISIT: "Huisbezoek",
    ContactKind.LETTER: "Brief",
    ContactKind.CARD: "Kaartje",
    ContactKind.MAIL: "Mail",
    ContactKind.MESSAGE: "SMS/Whatsapp",
    ContactKind.APPOINTMENT: "Afspraak op locatie",
    ContactKind.ADMINISTRATIVE: "Administratief",
    ContactKind.OTHER: "Overige",
    ContactKind.UNKNOWN: "Onbekend",
}


class DayPart(StrEnum):
    """Dagdeel: until noon, until six, from six."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


DAY_PARTS: dict[DayPart, str] = {DayPart.MORNING: "Ochtend", DayPart.AFTERNOON: "Middag", DayPart.EVENING: "Avond"}


def day_part_at(moment: time) -> DayPart:
    """The day part of a time on the clock."""
    if moment < time(12):
        return DayPart.MORNING
    return DayPart.AFTERNOON if moment < time(18) else DayPart.EVENING


@dataclass(frozen=True)
class OutcomeFacts:
    """One outcome: its DDAS value, what it means to a case worker, and what it brings about."""

    value: str  # of DDAS 1.2
    meaning: str
    help_accepted: bool = False  # starts the pause of collection
    help_runs: bool = False  # help of others goes on; the worker may tell until when
    needs_reason: bool = False  # one of REASONS
    needs_note: bool = False  # a few words of the worker
    from_new: bool = False  # a case may end so before anybody took it up
    hands_over: bool = False  # the signals may go to the right municipality
    status: SignalStatus = SignalStatus.TAKEN_UP  # of its signals once the case is closed


OUTCOMES: dict[Outcome, OutcomeFacts] = {
    Outcome.ADVICE: OutcomeFacts(
        "(Budget)advies en/of quick fix",
        "De inwoner nam hulp aan waarmee de achterstand binnen 30 dagen is opgelost.",
        help_accepted=True,
    ),
    Outcome.HELP: OutcomeFacts(
        "Vervolghulp en/of verwijzing",
        "De inwoner nam hulp aan die na vroegsignalering doorgaat. Kies liever een van de twee hieronder.",
        help_accepted=True,
    ),
    Outcome.HELP_FINANCIAL: OutcomeFacts(
        "Vervolghulp en/of verwijzing financieel",
        "De inwoner nam hulp bij geldzaken aan die doorgaat, zoals schuldhulpverlening of budgetbeheer.",
        help_accepted=True,
    ),
    Outcome.HELP_OTHER: OutcomeFacts(
        "Vervolghulp en/of verwijzing niet financieel",
        "De inwoner nam andere hulp aan die doorgaat, zoals het wijkteam of de ggz.",
        help_accepted=True,
    ),
    Outcome.REFERRED_WITHOUT_RESIDENT: OutcomeFacts(
        "Verwijzing zonder tussenkomst inwoner",
        "Alleen in een uiterste geval: u verwees zonder dat de inwoner daarbij was. Schrijf op waarom dat nodig was.",
        needs_note=True,
    ),
    Outcome.PAID: OutcomeFacts(
        "Inwoner heeft zelf al betaald/betalingsregeling getroffen",
        "De inwoner heeft de achterstand zelf betaald of er met de schuldeiser een regeling voor gemaakt.",
    ),
    Outcome.MANAGES_ALONE: OutcomeFacts(
        "Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering",
        "U sprak de inwoner, en die regelt het zelf of wil geen hulp.",
    ),
    Outcome.SILENT_AFTER_CONTACT: OutcomeFacts(
        "Geen reactie na eerder contact",
        "Er is contact geweest, maar de inwoner reageert niet meer.",
    ),
    Outcome.NO_CONTACT: OutcomeFacts(
        "Definitief geen contact kunnen krijgen",
        "Alle pogingen zijn gedaan en er is nooit contact geweest.",
    ),
    Outcome.KNOWN: OutcomeFacts(
        "Inwoner al bekend bij schuldhulpverlening",
        "De schuldhulpverlening helpt deze inwoner al.",
        help_runs=True,
        from_new=True,
        status=SignalStatus.KNOWN,
    ),
    Outcome.OTHER_HELP: OutcomeFacts(
        "Inwoner heeft al een ander lopend traject",
        "Een andere hulpverlener werkt met de inwoner aan deze achterstand. Een bewindvoerder telt hier niet als hulpverlener.",
        help_runs=True,
    ),
    Outcome.NOT_A_RESIDENT: OutcomeFacts(
        "Persoon is geen inwoner (meer) in de gemeente",
        "De persoon staat in een andere gemeente ingeschreven. Verhuisde de persoon binnen de gemeente? Pak de zaak dan op.",
        from_new=True,
        hands_over=True,
        status=SignalStatus.NOT_A_RESIDENT,
    ),
    Outcome.DECEASED: OutcomeFacts(
        "Inwoner is overleden",
        "De inwoner is overleden. De schuldeiser krijgt dit te horen.",
        from_new=True,
        status=SignalStatus.DECEASED,
    ),
    Outcome.REPEAT: OutcomeFacts(
        "Niet opgepakt: herhaalde melding",
        "Dezelfde schuldeiser meldde dezelfde achterstand al eerder, en het bedrag is niet hoger geworden.",
        from_new=True,
        status=SignalStatus.REPEAT,
    ),
    Outcome.UNJUSTIFIED: OutcomeFacts(
        "Niet opgepakt: onterecht signaal",
        "Het signaal had niet gestuurd hoeven worden, bijvoorbeeld omdat het bedrag onder de grens van uw gemeente ligt.",
        from_new=True,
        status=SignalStatus.UNJUSTIFIED,
    ),
    Outcome.OTHER: OutcomeFacts(
        "Niet opgepakt: andere reden",
        "U pakt de zaak om een andere reden niet op. De schuldeiser hoort alleen dát, nooit waarom.",
        needs_reason=True,
        from_new=True,
        status=SignalStatus.OTHER,
    ),
}  # fmt: skip
