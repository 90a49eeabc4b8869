"""``tijdig places find``: the municipality of one address."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from zoneinfo import ZoneInfo

from tijdig.cli.failure import Failure
from tijdig.cli.places_load import editions
from tijdig.foundation.places import register
from tijdig.foundation.places.editions import NoEdition
from tijdig.foundation.places.locate import find

NUMBER = re.compile(r"(\d{1,5})[ -]?(.*)")
MEANING = {
    "postcode-onbekend": "deze postcode bestaat niet in de editie",
    "huisnummer-onbekend": "dit huisnummer is niet bekend in dit postcodegebied",
    "adres-meerduidig": "dit adres kan in meer gemeenten liggen",
}


def run(given: argparse.Namespace) -> int:
    """Print the municipality and how it was found; 1 when there is none."""
    on = given.on or datetime.now(ZoneInfo("Europe/Amsterdam")).date()
    postcode, number, letter = _normalised(given.postcode, given.number, given.letter)
    try:
        edition = editions().on(on)
    except NoEdition as error:
        raise Failure(str(error)) from error
    answer = find(edition, postcode, number, letter, given.addition, on)
    address = " ".join(part for part in (postcode, str(number), letter, given.addition) if part)
    problem = answer["place_problem"]
    said = f" ({problem}: {MEANING[str(problem)]})" if problem else ""
    print(f"{address} -> {_found(answer)}{said}, editie {edition.about.valid_from}")
    return 0 if answer["municipality"] else 1


def _normalised(postcode: str, number: str, letter: str | None) -> tuple[str, int, str | None]:
    parts = NUMBER.fullmatch(number.strip())
    if not parts:
        raise Failure(f"'{number}' is geen huisnummer. Schrijf bijvoorbeeld: tijdig places find 1234AB 12 A")
    return postcode.replace(" ", "").upper(), int(parts[1]), letter or parts[2] or None


def _found(answer: dict[str, str | list[str] | None]) -> str:
    municipality, candidates = answer["municipality"], answer["place_candidates"]
    if isinstance(municipality, str):
        return f"{_named(municipality)}, regel: {answer['place_rule']}"
    if candidates:
        return f"mogelijk {' of '.join(_named(code) for code in candidates)}"
    return "geen gemeente"


def _named(code: str) -> str:
    return f"{register.by_code(code).name} ({code})"
