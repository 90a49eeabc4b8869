"""The ordinary way to do the same work: csv module, one pydantic model a row, a dictionary of postcodes, bulk_create.

Written as a competent team would write it, with fewer checks than the product makes, so that the ratio is not flattered.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, Field, ValidationError, model_validator

from tijdig.foundation.places import areas
from tijdig.foundation.places.editions import Edition

_POSTCODE = re.compile(r"[1-9][0-9]{3} ?[A-Z]{2}")


def _day(value: object) -> object:
    if isinstance(value, str) and value:
        return datetime.strptime(value, "%d-%m-%Y" if value[2] == "-" else "%Y-%m-%d").date()  # noqa: DTZ007 - a date only
    return value or None


def _euros(value: object) -> object:
    text = str(value)
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError("geen bedrag") from error


def _postcode(value: object) -> object:
    text = str(value).upper()
    if not _POSTCODE.fullmatch(text):
        raise ValueError("geen postcode")
    return text.replace(" ", "")


def _number(value: object) -> object:
    found = re.match(r"\d{1,5}", str(value))
    return int(found[0]) if found else value


Day = Annotated[date | None, BeforeValidator(_day)]
Text = Annotated[str | None, Field(max_length=200)]


class SignalRow(BaseModel):
    """One row, validated by itself."""

    kenmerk: str = Field(min_length=1)
    soort: Literal["huur", "energie", "water", "zorg", "hypotheek", "belastingdienst", "toeslagen", "cak-zorg", "duo"]
    signaaltype: Literal["", "vroegsignaal", "actualisatie", "eindelevering", "intrekking"] = ""
    namens_kvk: str = Field(pattern=r"^[0-9]{8}$")
    klantnummer: Text = None
    voorletters: Text = None
    tussenvoegsel: Text = None
    achternaam: str = Field(min_length=1, max_length=200)
    geboortedatum: Day = None
    straat: Text = None
    huisletter: Text = None
    toevoeging: Text = None
    woonplaats: Text = None
    postcode: Annotated[str, BeforeValidator(_postcode)]
    huisnummer: Annotated[int, BeforeValidator(_number), Field(ge=1, le=99999)]
    telefoon: Text = None
    email: Text = None
    bedrag: Annotated[Decimal, BeforeValidator(_euros), Field(gt=0)]
    ontstaansdatum: Annotated[date, BeforeValidator(_day)]
    herinnering_op: Day = None
    aanbod_in_herinnering: Literal["", "ja", "nee"] = ""
    hulp_gewezen_op: Day = None
    contact_gezocht_op: Day = None
    contact_wijze: Literal["", "telefoon", "huisbezoek", "gesprek", "sms", "whatsapp", "email", "brief"] = ""
    bezwaar: Literal["", "ja", "nee", "geen-reactie"] = ""
    einde_levering_op: Day = Field(None, validation_alias=AliasChoices("einde_levering_op"))

    @model_validator(mode="after")
    def conditions(self) -> SignalRow:
        """The four conditions of rent and the age of the arrears."""
        age = (date(2026, 7, 1) - self.ontstaansdatum).days
        if age < 30 or (self.soort == "zorg" and age > 100):
            raise ValueError("leeftijd")
        if self.soort == "huur":
            fine = self.herinnering_op and self.hulp_gewezen_op and self.contact_gezocht_op and self.aanbod_in_herinnering == "ja"
            if not fine or self.bezwaar in ("", "ja") or self.contact_wijze in ("", "brief"):
                raise ValueError("voorwaarden")
        return self


def municipalities(edition: Edition) -> dict[str, int]:
    """The dictionary from postcode to municipality (CBS number) that one would load at the start."""
    ranks = edition.index.rank_of
    codes = [code for code in range(len(ranks)) if ranks[code] >= 0]
    return {areas.text(code): int(edition.index.municipality_of[ranks[code]]) for code in codes}


def check(file: Path, places: dict[str, int]) -> Iterator[tuple[SignalRow | None, int | None]]:
    """Every row validated, with its municipality; None where it is not valid."""
    seen: set[tuple[str, str]] = set()
    with file.open(encoding="utf-8-sig", newline="") as source:
        for row in csv.DictReader(source, delimiter=";"):
            try:
                signal = SignalRow.model_validate(row)
            except ValidationError:
                yield None, None
                continue
            key = (signal.namens_kvk, signal.kenmerk)
            doubled = key in seen
            seen.add(key)
            yield (None if doubled else signal), places.get(signal.postcode)
