"""The columns of the open creditor format: Dutch at the door, English inside."""

from __future__ import annotations

import re
from dataclasses import dataclass

KINDS = (
    "huur", "energie", "water", "zorg", "hypotheek", "belastingdienst", "toeslagen", "cak-eigen-bijdrage", "cak-zorg",
    "duo", "gemeentebelasting",
)  # fmt: skip
SIGNAL_TYPES = ("vroegsignaal", "actualisatie", "eindelevering", "intrekking")
OBJECTIONS = ("nee", "ja", "geen-reactie")
CONTACT_WAYS = ("telefoon", "huisbezoek", "gesprek", "sms", "whatsapp", "email", "brief")
YES_NO = ("ja", "nee")

RENT = ("huur",)
SUPPLY = ("energie", "water")


@dataclass(frozen=True)
class Column:
    """One column: its name in files, its name inside, for which kinds a file must have it, and which kinds may fill it."""

    name: str
    field: str
    needed_by: tuple[str, ...] = ()  # kinds whose files must have the column; all of KINDS where every file must
    allowed_for: tuple[str, ...] = KINDS
    values: tuple[str, ...] = ()  # the only values it takes, where there is such a list


COLUMNS = (
    Column("kenmerk", "reference", KINDS),
    Column("soort", "kind", KINDS, values=KINDS),
    Column("signaaltype", "signal_type", values=SIGNAL_TYPES),
    Column("namens_kvk", "on_behalf_of_kvk"),
    Column("klantnummer", "client_number", allowed_for=SUPPLY),
    Column("voorletters", "initials"),
    Column("tussenvoegsel", "prefix"),
    Column("achternaam", "surname", KINDS),
    Column("geboortedatum", "born_on"),
    Column("straat", "street"),
    Column("postcode", "postcode", KINDS),
    Column("huisnummer", "house_number", KINDS),
    Column("huisletter", "house_letter"),
    Column("toevoeging", "addition"),
    Column("woonplaats", "town"),
    Column("telefoon", "phone"),
    Column("email", "email"),
    Column("bedrag", "amount_cents", KINDS),
    Column("ontstaansdatum", "arose_on", KINDS),
    Column("herinnering_op", "reminded_on", RENT),
    Column("aanbod_in_herinnering", "offered", RENT, values=YES_NO),
    Column("hulp_gewezen_op", "pointed_to_help_on", RENT),
    Column("contact_gezocht_op", "contact_sought_on", RENT),
    Column("contact_wijze", "contact_way", RENT, values=CONTACT_WAYS),
    Column("bezwaar", "objection", RENT, values=OBJECTIONS),
    Column("crisis", "in_crisis", values=YES_NO),
    Column("warme_overdracht", "warm_transfer", values=YES_NO),
    Column("einde_levering_op", "supply_ends_on", allowed_for=SUPPLY),
    Column("aantal_herinneringen", "reminder_count", allowed_for=SUPPLY),
)
BY_NAME = {column.name: column for column in COLUMNS}
NAMES = tuple(BY_NAME)
DATES = ("geboortedatum", "ontstaansdatum", "herinnering_op", "hulp_gewezen_op", "contact_gezocht_op", "einde_levering_op")
PAST_DATES = tuple(name for name in DATES if name != "einde_levering_op")
BSN_FREE = (
    "voorletters", "tussenvoegsel", "achternaam", "straat", "postcode", "huisnummer", "huisletter", "toevoeging",
    "woonplaats", "telefoon", "email",
)  # fmt: skip


def in_camel_case(name: str) -> str:
    """The name in JSON: ``herinnering_op`` becomes ``herinneringOp``."""
    return re.sub(r"_(.)", lambda found: found[1].upper(), name)


BY_JSON_NAME = {in_camel_case(name): name for name in NAMES}
