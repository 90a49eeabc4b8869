"""``tijdig places find``: the municipality of one address."""

from __future__ import annotations

import argparse
import re
from datetime import date

from tijdig.cli import reference
from tijdig.cli.failure import Failure
from tijdig.foundation.places import register
from tijdig.foundation.places.locate import find

POSTCODE = re.compile(r"([1-9][0-9]{3}) ?([A-Za-z]{2})(?: (.*))?")
NUMBER = re.compile(r"([0-9]{1,5})(?:[ -]?(.*))?")
EXAMPLE = "Schrijf bijvoorbeeld: tijdig places find 1234AB 12 A"
MEANING = {
    "postcode-onbekend": "Deze postcode staat niet in de adressen die zijn geladen",
    "huisnummer-onbekend": "Let op: dit huisnummer is bij deze postcode niet bekend",
    "adres-meerduidig": "Dit adres kan in meer gemeenten liggen",
}
STEPS = {"+opvolger": " (de gemeente heet nu zo)", "+voorganger": " (de gemeente heette toen zo)"}

Answer = dict[str, str | list[str] | None]


def run(given: argparse.Namespace) -> int:
    """Print the municipality and how it was found; 1 when there is none."""
    on = given.on or reference.now().date()
    postcode, number, letter, addition = _address(given.address)
    edition = reference.edition(on)
    answer = find(edition, postcode, number, letter, addition, on)
    address = " ".join(part for part in (postcode, str(number), letter, addition) if part)
    print("\n".join([f"{address} -> {_found(answer)}", *_why(answer, edition.about.valid_from)]))
    return 0 if answer["municipality"] else 1


def _address(words: list[str]) -> tuple[str, int, str | None, str | None]:
    """Postcode, number, letter and addition, however they were put apart. Raises Failure."""
    typed = " ".join(" ".join(words).split())
    area = POSTCODE.fullmatch(typed)
    if not area:
        raise Failure(f"'{words[0]}' is geen postcode. {EXAMPLE}")
    if not area[3]:
        raise Failure(f"Het huisnummer ontbreekt. {EXAMPLE}")
    number = NUMBER.fullmatch(area[3])
    if not number:
        raise Failure(f"'{area[3]}' is geen huisnummer. {EXAMPLE}")
    letter, _, addition = number[2].partition(" ")
    return f"{area[1]}{area[2].upper()}", int(number[1]), letter or None, addition or None


def _found(answer: Answer) -> str:
    municipality, candidates = answer["municipality"], answer["place_candidates"]
    if isinstance(municipality, str):
        return _named(municipality)
    return " of ".join(_named(code) for code in candidates) if candidates else "geen gemeente"


def _why(answer: Answer, edition: date) -> list[str]:
    """What settled it, and what is odd about it."""
    rule, problem = answer["place_rule"], str(answer["place_problem"] or "")
    settled = [f"bepaald door: {_in_words(str(rule))}, editie {edition}"] if rule else []
    told = f"{MEANING[problem]} ({problem})" if problem else ""
    odd = [f"{told}." if rule else f"{told}, editie {edition}."] if problem else []
    return settled + odd


def _in_words(rule: str) -> str:
    for step, words in STEPS.items():
        rule = rule.replace(step, words)
    return rule


def _named(code: str) -> str:
    return f"{register.by_code(code).name} ({code})"
