"""What the format itself asks of a row: fields filled in, values that can be read, nothing that may not be here. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import polars as pl

from tijdig.foundation.findings.checks import Check, Severity, no_findings
from tijdig.foundation.values import contacts, house_numbers, numbers
from tijdig.foundation.values.text import LONGEST_TEXT, is_readable, is_short_enough
from tijdig.steps.intake.columns import BSN_FREE, BY_NAME, COLUMNS, DATES, KINDS, NAMES, PAST_DATES, RENT
from tijdig.steps.intake.parsing import DROPPED, EMAIL, FIRST, POSTCODE, SPLIT, WITHDRAWAL, field
from tijdig.steps.intake.table import FORMAT, Unreadable

BSN = "bsn-niet-toegestaan"
WRONG_DATE = "datum-ongeldig"
_ALWAYS = ("kenmerk", "soort")
_UNLESS_WITHDRAWN = ("achternaam", "postcode", "huisnummer", "bedrag", "ontstaansdatum")
_ENERGY_CONTACT = ("contact_gezocht_op", "contact_wijze")
_BSN_SOURCE = "Besluit gemeentelijke schuldhulpverlening art. 2: een burgerservicenummer hoort niet bij de gegevens"
_SHARED_SOURCE = "Besluit gemeentelijke schuldhulpverlening art. 2 en 3: alleen de genoemde gegevens mogen worden gedeeld"


def missing_columns(occurring: set[tuple[str, str]], present: Sequence[str], *, energy_contact: bool) -> pl.DataFrame:
    """A fatal finding naming the columns that a kind in this file needs and the file does not have; empty otherwise.

    ``occurring``: kinds with their sorts of signal (``kinds_and_types``). ``energy_contact``: whether first signals of
    energy need the columns of a personal contact on the signal date.
    """
    kinds = {kind for kind, _ in occurring}
    needed = {column.name for column in COLUMNS if column.needed_by == KINDS or kinds & set(column.needed_by)}
    if energy_contact and ("energie", FIRST) in occurring:
        needed.update(_ENERGY_CONTACT)
    missing = [name for name in NAMES if name in needed and name not in present]
    if not missing:
        return no_findings()
    listed = ", ".join(missing)
    return Unreadable(
        f"Deze kolommen ontbreken: {listed}. Voeg ze toe; ze zijn nodig voor: {', '.join(sorted(kinds)) or 'elk bestand'}.",
        column=listed, code="kolom-ontbreekt",
    ).finding()  # fmt: skip


@lru_cache(maxsize=256)
def checks(on: date, filled: tuple[str, ...] = NAMES, *, suspicious: bool = True) -> tuple[Check, ...]:
    """All checks of the format on a signal date, over the frame that ``parse`` gives.

    ``filled``: the columns that have a text at all; of the others only their being empty is checked. ``suspicious``:
    whether signs that are no text may occur.
    """
    empty = (*_empty_fields(), _no_supply())
    values = (*_unknown_values(), *_dates(on), *_numbers(), *_contacts(), *_forbidden(), *_bsn_sieve())
    signs = _sign_checks() if suspicious else ()
    return (*empty, *(check for check in (*values, *signs) if check.column in filled))


def _sign_checks() -> tuple[Check, ...]:
    """The checks for signs that are no text; only needed where the file holds such signs at all."""
    message = "In dit veld staan tekens die geen letter, cijfer of leesteken zijn. Typ de waarde opnieuw in."
    return tuple(_refused("tekens-ongeldig", name, ~is_readable(pl.col(name)), message) for name in NAMES)


def _refused(code: str, name: str, breach: pl.Expr, message: str, source: str = FORMAT) -> Check:
    return Check(code, name, Severity.REFUSED, breach, message, source)


def _warning(code: str, name: str, breach: pl.Expr, message: str, source: str = FORMAT) -> Check:
    return Check(code, name, Severity.WARNING, breach, message, source)


def _unread(name: str) -> pl.Expr:
    """A text was filled in, but no value came out of it."""
    return pl.col(name).is_not_null() & pl.col(field(name)).is_null()


def _empty_fields() -> list[Check]:
    stays = pl.col("signal_type").ne_missing(WITHDRAWAL)
    ends = pl.col("signal_type") == "eindelevering"
    when = {
        **dict.fromkeys(_ALWAYS, pl.lit(value=True)),
        **dict.fromkeys(_UNLESS_WITHDRAWN, stays),
        "bezwaar": stays & pl.col("kind").is_in(RENT),
        "einde_levering_op": ends & pl.col("kind").is_in(BY_NAME["einde_levering_op"].allowed_for),
    }
    return [
        _refused("veld-ontbreekt", name, pl.col(name).is_null() & asked, f"{name} is leeg. Vul dit veld in.")
        for name, asked in when.items()
    ]


def _unknown_values() -> list[Check]:
    listed = [
        _refused("waarde-onbekend", column.name, _unread(column.name),
                 f"{column.name} kent deze waarde niet. Kies uit: {', '.join(column.values)}.")
        for column in COLUMNS if column.values
    ]  # fmt: skip
    return [
        *listed,
        _refused("waarde-onbekend", "aantal_herinneringen", _unread("aantal_herinneringen"),
                 "aantal_herinneringen moet een heel getal zijn, zoals 3."),
    ]  # fmt: skip


def _no_supply() -> Check:
    """Only supply can end; about municipal taxes enough is said."""
    others = [kind for kind in KINDS if kind not in (*BY_NAME["einde_levering_op"].allowed_for, "gemeentebelasting")]
    breach = (pl.col("signal_type") == "eindelevering") & pl.col("kind").is_in(others)
    return _refused("waarde-onbekend", "signaaltype", breach, "eindelevering bestaat alleen voor energie en water.")


def _dates(on: date) -> list[Check]:
    message = "Dit is geen bestaande datum. Schrijf 2026-07-01 of 01-07-2026."
    later = f"Deze datum ligt na de signaaldatum ({on:%d-%m-%Y}). Controleer de datum."
    unread = [_refused(WRONG_DATE, name, _unread(name), message) for name in DATES]
    return unread + [_refused(WRONG_DATE, name, pl.col(field(name)) > on, later) for name in PAST_DATES]


def _numbers() -> list[Check]:
    stays = pl.col("signal_type").ne_missing(WITHDRAWAL)
    amount = pl.col("amount_cents")
    made_date = house_numbers.is_made_into_date(pl.col("huisnummer"))
    unread = _unread("huisnummer")
    return [
        _refused("bedrag-ongeldig", "bedrag", _unread("bedrag"),
                 "Dit bedrag is niet te lezen. Schrijf 1234,56 of 1234.56; 1.234 kan twee dingen betekenen."),
        _refused("bedrag-ongeldig", "bedrag", (amount <= 0) & stays, "Het bedrag moet hoger zijn dan 0 euro."),
        _refused("postcode-ongeldig", "postcode", pl.col("postcode").is_not_null() & pl.col(POSTCODE).is_null(),
                 "Dit is geen Nederlandse postcode. Schrijf vier cijfers en twee letters: 1234AB."),
        _refused("huisnummer-ongeldig", "huisnummer", unread & ~made_date.fill_null(value=False),
                 "Dit huisnummer is niet te lezen, of huisletter en toevoeging zeggen iets anders. Schrijf het nummer (1-99999) "
                 "in huisnummer, de letter in huisletter en de rest in toevoeging."),
        _refused("huisnummer-ongeldig", "huisnummer", unread & made_date,
                 "Het rekenblad heeft van dit huisnummer een datum gemaakt. Maak van de kolom tekst en typ het opnieuw in."),
        _warning("huisnummer-gesplitst", "huisnummer", pl.col(SPLIT),
                 "In huisnummer stond meer dan het nummer; het is gesplitst in nummer, letter en toevoeging. Controleer dit."),
        _refused("kvk-ongeldig", "namens_kvk", _unread("namens_kvk"),
                 "Een KvK-nummer heeft acht cijfers. In een rekenblad vallen nullen vooraan weg: maak van de kolom tekst."),
        _refused("kenmerk-dubbel", "kenmerk", pl.col("doubled"),
                 "Dit kenmerk staat al eerder in dit bestand. De eerste regel telt; geef deze een eigen kenmerk of haal hem weg."),
        *(_refused("waarde-te-lang", name, ~is_short_enough(pl.col(name)), f"{name} is langer dan {LONGEST_TEXT} tekens.")
          for name in ("kenmerk", "klantnummer", "voorletters", "tussenvoegsel", "achternaam", "straat", "woonplaats",
                       "huisletter", "toevoeging")),
    ]  # fmt: skip


def _contacts() -> list[Check]:
    unread_email = pl.col("email").is_not_null() & pl.col(EMAIL).is_null()
    return [
        _warning("telefoon-ongeldig", "telefoon", _unread("telefoon"), "Dit is geen telefoonnummer; het is weggelaten."),
        _warning("voorloopnul-verdwenen", "telefoon", contacts.lost_its_zero(pl.col("telefoon")),
                 "De nul vooraan dit telefoonnummer was verdwenen; die is er weer voor gezet. Maak van de kolom tekst."),
        _warning("email-ongeldig", "email", unread_email, "Dit is geen e-mailadres; het is weggelaten."),
    ]  # fmt: skip


def _forbidden() -> list[Check]:
    restricted = [column for column in COLUMNS if column.allowed_for != KINDS]
    known = pl.col("kind").is_not_null()
    return [
        _warning("veld-niet-toegestaan", column.name, pl.col(DROPPED + column.name) & known,
                 f"{column.name} mag bij deze soort niet worden gedeeld; het is niet gelezen.", _SHARED_SOURCE)
        for column in restricted
    ]  # fmt: skip


def _bsn_sieve() -> tuple[Check, ...]:
    """Checks that catch every possible citizen service number, and more; ``is_bsn`` has the last word."""
    message = "In dit veld staat een nummer dat een burgerservicenummer (BSN) kan zijn. Dat mag u niet delen. Haal het weg."
    dropped = "Dit klantnummer kan een burgerservicenummer (BSN) zijn; het is niet gelezen."
    return (
        *(_refused(BSN, name, numbers.may_hold_bsn(pl.col(name)), message, _BSN_SOURCE) for name in BSN_FREE),
        _warning(BSN, "klantnummer", numbers.may_hold_bsn(pl.col("klantnummer")), dropped, _BSN_SOURCE),
    )


def without_chance_hits(findings: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Findings without those of the sieve that fail the eleven test; few rows pass the sieve, so one by one will do."""
    if not (findings["code"] == BSN).any():
        return findings
    caught = findings.filter(pl.col("code") == BSN)
    texts = frame.lazy().select("line", *BSN_FREE, "klantnummer").join(caught.lazy().select("line").unique(), on="line", how="semi")
    by_line = {row["line"]: row for row in texts.collect().iter_rows(named=True)}
    real = [numbers.holds_bsn(by_line[line][column]) for line, column in caught.select("line", "column").iter_rows()]
    return pl.concat([findings.filter(pl.col("code") != BSN), caught.filter(pl.Series(real, dtype=pl.Boolean))])
