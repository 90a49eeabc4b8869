"""The rule table: each rule with the kinds and dates it holds for, its source, and what to do about it. Pure.

A rule says what is fine (``holds``); a row breaches it where that is false. Where a value is missing that another check asks
for, the rule keeps silent (null counts as fine), unless the missing value is the breach itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from tijdig.foundation.findings.checks import Severity
from tijdig.foundation.policy.calendar import add_working_days, subtract_months
from tijdig.steps.intake.columns import KINDS

WGS_START = date(2021, 1, 1)
ENERGY_2023 = date(2023, 4, 1)
ENERGY_2026 = date(2026, 1, 1)
NEW_SIGNALS = ("vroegsignaal", "actualisatie", "eindelevering")
FIRST_SIGNALS = ("vroegsignaal",)
LATER_SIGNALS = ("actualisatie", "eindelevering")
EXPERIMENT = ("hypotheek", "belastingdienst", "toeslagen", "cak-eigen-bijdrage", "cak-zorg", "duo")
RENT = ("huur",)
ENERGY = ("energie",)

BGS = "Besluit gemeentelijke schuldhulpverlening (Stb. 2020, 240) art. 2"
ENERGY_RULES = "Energieregeling (Stcrt. 2025, 37730)"
EXPERIMENT_RULES = "Tijdelijke regeling signaal betalingsachterstanden (Stcrt. 2021, 45719; Stcrt. 2025, 17636)"


@dataclass(frozen=True)
class Terms:
    """What a rule may know beside the row: the signal date, and the value of its parameter (0 where it has none)."""

    on: date
    value: int = 0
    unit: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule; ``parameter`` names the dated value it needs and without which it keeps silent."""

    code: str
    column: str  # where the reader should look
    kinds: tuple[str, ...]
    severity: Severity
    source: str
    holds: Callable[[Terms], pl.Expr]
    message: str  # what is wrong; {value} is the parameter's value, {term} that with its unit
    remedy: str  # what to do
    valid_from: date = WGS_START
    valid_until: date | None = None  # exclusive
    parameter: str = ""
    signal_types: tuple[str, ...] = NEW_SIGNALS

    def holds_on(self, on: date) -> bool:
        """Whether this rule is in force on the signal date."""
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)


def _youngest(terms: Terms) -> pl.Expr:
    limit = subtract_months(terms.on, terms.value) if terms.unit == "months" else _days_before(terms.on, terms.value)
    return pl.col("arose_on") <= limit


def _oldest(terms: Terms) -> pl.Expr:
    return pl.col("arose_on") >= _days_before(terms.on, terms.value)


def _days_before(on: date, days: int) -> date:
    return date.fromordinal(on.toordinal() - days)


def _no_ground(terms: Terms) -> pl.Expr:
    return pl.lit(value=False)


def _within_experiment(terms: Terms) -> pl.Expr:
    return pl.col("in_experiment")


def _reminded(terms: Terms) -> pl.Expr:
    return pl.col("reminded_on").is_not_null()


def _offered(terms: Terms) -> pl.Expr:
    return pl.col("offered").eq_missing("ja")


def _pointed_to_help(terms: Terms) -> pl.Expr:
    return pl.col("pointed_to_help_on").is_not_null()


def _contact_sought(terms: Terms) -> pl.Expr:
    return pl.col("contact_sought_on").is_not_null()


def _contact_in_person(terms: Terms) -> pl.Expr:
    return pl.col("contact_way").ne_missing("brief") & pl.col("contact_way").is_not_null()


def _not_refused(terms: Terms) -> pl.Expr:
    return pl.col("objection").ne_missing("ja")


def _objection_window_over(terms: Terms) -> pl.Expr:
    return pl.col("reminded_on") < _days_before(terms.on, terms.value)


def _reminder_after_arrears(terms: Terms) -> pl.Expr:
    return pl.col("reminded_on") >= pl.col("arose_on")


def _contact_after_arrears(terms: Terms) -> pl.Expr:
    return pl.col("contact_sought_on") >= pl.col("arose_on")


def _after_first_signal(terms: Terms) -> pl.Expr:
    return pl.col("earlier_signal")


def _enough_notice(terms: Terms) -> pl.Expr:
    return pl.col("supply_ends_on") >= add_working_days(terms.on, terms.value)


def _enough_reminders(terms: Terms) -> pl.Expr:
    return pl.col("reminder_count") >= terms.value


def _high_enough(terms: Terms) -> pl.Expr:
    return pl.col("amount_cents") >= terms.value


def _higher_than_before(terms: Terms) -> pl.Expr:
    return pl.col("amount_cents") > pl.col("earlier_cents")


# Open parameters that no column of the format can be judged by; people are told that they are not judged.
NOTICES = frozenset({"unpaid_invoices"})
_ALL_WITH_GROUND = tuple(kind for kind in KINDS if kind != "gemeentebelasting")

RULES: tuple[Rule, ...] = (
    Rule("grondslag-ontbreekt", "soort", ("gemeentebelasting",), Severity.REFUSED,
         "Tijdelijke regeling signaal betalingsachterstanden art. 2.1, vervallen (Stcrt. 2025, 17636)", _no_ground,
         "Voor gemeentelijke belastingen is er geen grondslag om dit signaal te delen.",
         "Haal deze regel weg.", valid_from=date.min, signal_types=(*NEW_SIGNALS, "intrekking")),
    Rule("grondslag-ontbreekt", "soort", _ALL_WITH_GROUND, Severity.REFUSED,
         "Wet gemeentelijke schuldhulpverlening, in werking in deze vorm sinds 2021-01-01", _no_ground,
         "Op deze signaaldatum was er nog geen grondslag om dit signaal te delen.",
         "Controleer de signaaldatum.", valid_from=date.min, valid_until=WGS_START),
    Rule("experiment-niet-toegelaten", "soort", EXPERIMENT, Severity.REFUSED, EXPERIMENT_RULES, _within_experiment,
         "Deze schuldeiser en deze gemeente doen op de signaaldatum niet samen mee aan het experiment.",
         "Lever dit signaal niet aan, of laat het paar toelaten."),
    Rule("contact-niet-gezocht", "contact_gezocht_op", RENT, Severity.REFUSED, f"{BGS} onder a", _contact_sought,
         "Er staat geen datum van persoonlijk contact.",
         "Bel of bezoek de huurder eerst, en vul de datum in."),
    Rule("contact-niet-gezocht", "contact_wijze", RENT, Severity.REFUSED, f"{BGS} onder a", _contact_in_person,
         "Persoonlijk contact ontbreekt; een brief telt niet.",
         "Bel, app of bezoek eerst. Vul de wijze in."),
    Rule("hulp-niet-gewezen", "hulp_gewezen_op", RENT, Severity.REFUSED, f"{BGS} onder b", _pointed_to_help,
         "Er staat niet wanneer u de huurder op schuldhulpverlening hebt gewezen.",
         "Wijs de huurder op de hulp van de gemeente, en vul de datum in."),
    Rule("herinnering-ontbreekt", "herinnering_op", RENT, Severity.REFUSED, f"{BGS} onder c", _reminded,
         "Er staat geen schriftelijke herinnering over deze achterstand.",
         "Stuur eerst een herinnering, en vul de datum in."),
    Rule("aanbod-ontbreekt", "aanbod_in_herinnering", RENT, Severity.REFUSED, f"{BGS} onder d", _offered,
         "In de herinnering stond niet het aanbod om contactgegevens door te geven aan de gemeente.",
         "Stuur een nieuwe herinnering met dat aanbod."),
    Rule("bezwaar-gemaakt", "bezwaar", RENT, Severity.REFUSED, f"{BGS} onder d", _not_refused,
         "De huurder heeft bezwaar gemaakt. Dan mag u niet melden.",
         "Haal deze regel weg. Zoek met de huurder een andere oplossing."),
    Rule("bezwaartermijn-loopt", "herinnering_op", RENT, Severity.HELD, f"{BGS} onder d", _objection_window_over,
         "De huurder kan na de herinnering nog bezwaar maken ({term}).",
         "U hoeft niets te doen. Daarna beoordelen wij het signaal opnieuw.", parameter="objection_window"),
    Rule("volgorde-onjuist", "herinnering_op", RENT, Severity.REFUSED, f"{BGS} onder c", _reminder_after_arrears,
         "De herinnering is van voor het ontstaan van deze achterstand en gaat dus over iets anders.",
         "Controleer beide datums, of stuur een herinnering over deze achterstand."),
    Rule("volgorde-onjuist", "contact_gezocht_op", RENT, Severity.REFUSED, f"{BGS} onder a", _contact_after_arrears,
         "Het contact was voor het ontstaan van deze achterstand en ging dus over iets anders.",
         "Controleer beide datums, of zoek contact over deze achterstand."),
    Rule("achterstand-te-jong", "ontstaansdatum", KINDS, Severity.REFUSED, "", _youngest,
         "Deze achterstand is op de signaaldatum jonger dan {term}.",
         "Is de achterstand er later nog? Lever dan opnieuw aan.", parameter="minimum_age"),
    Rule("achterstand-te-oud", "ontstaansdatum", KINDS, Severity.REFUSED, "", _oldest,
         "Deze achterstand is op de signaaldatum ouder dan {term}.",
         "Lever dit signaal niet meer aan.", parameter="maximum_age"),
    Rule("bedrag-te-laag", "bedrag", KINDS, Severity.REFUSED, "", _high_enough,
         "Dit bedrag is lager dan de regeling vraagt ({euros}).",
         "Lever dit signaal niet aan.", parameter="minimum_amount"),
    Rule("contact-niet-gezocht", "contact_gezocht_op", ENERGY, Severity.REFUSED, ENERGY_RULES, _contact_sought,
         "Er staat niet wanneer u persoonlijk contact met de klant hebt gezocht. Sinds 2026 moet dat voor een eerste signaal.",
         "Zoek eerst contact, en vul de datum in.", valid_from=ENERGY_2026, parameter="personal_contact_required",
         signal_types=FIRST_SIGNALS),
    Rule("contact-niet-gezocht", "contact_wijze", ENERGY, Severity.REFUSED, ENERGY_RULES, _contact_in_person,
         "Persoonlijk contact ontbreekt; een brief telt niet.",
         "Bel, app of bezoek eerst. Vul de wijze in.", valid_from=ENERGY_2026,
         parameter="personal_contact_required", signal_types=FIRST_SIGNALS),
    Rule("volgorde-onjuist", "contact_gezocht_op", ENERGY, Severity.REFUSED, ENERGY_RULES, _contact_after_arrears,
         "Het contact was voor het ontstaan van deze achterstand en ging dus over iets anders.",
         "Controleer beide datums, of zoek contact over deze achterstand.", valid_from=ENERGY_2026,
         parameter="personal_contact_required", signal_types=FIRST_SIGNALS),
    Rule("signaalvolgorde-onjuist", "signaaltype", ENERGY, Severity.REFUSED, ENERGY_RULES, _after_first_signal,
         "Er is over deze achterstand nog geen eerste signaal gegeven. Een actualisatie of eindelevering komt daarna.",
         "Geef eerst een vroegsignaal met hetzelfde kenmerk.", valid_from=ENERGY_2026, parameter="first_signal_first",
         signal_types=LATER_SIGNALS),
    Rule("signaalvolgorde-onjuist", "kenmerk", KINDS, Severity.REFUSED, "Open formaat voor aanlevering", _after_first_signal,
         "Er is geen signaal met dit kenmerk dat kan worden ingetrokken.",
         "Controleer het kenmerk.", valid_from=date.min, signal_types=("intrekking",)),
    Rule("termijn-te-kort", "einde_levering_op", ENERGY, Severity.REFUSED, "", _enough_notice,
         "De levering eindigt te snel: tussen de signaaldatum en het einde horen minstens {value} werkdagen te liggen.",
         "Kies een latere einddatum.", valid_from=ENERGY_2023, parameter="end_of_supply_notice",
         signal_types=("eindelevering",)),
    Rule("herinneringen-te-weinig", "aantal_herinneringen", ENERGY, Severity.REFUSED, "", _enough_reminders,
         "Er zijn te weinig herinneringen gestuurd; voor het einde van de levering zijn er minstens {value} nodig.",
         "Stuur de ontbrekende herinneringen eerst.", valid_from=ENERGY_2023, parameter="reminders_before_end_of_supply",
         signal_types=("eindelevering",)),
    Rule("herhaling-niet-hoger", "bedrag", KINDS, Severity.WARNING, "", _higher_than_before,
         "Deze achterstand is al eerder gemeld en het bedrag is niet hoger. De gemeente hoeft hem niet opnieuw op te pakken.",
         "U hoeft niets te doen.", parameter="repeat_only_when_higher", signal_types=FIRST_SIGNALS),
)  # fmt: skip
