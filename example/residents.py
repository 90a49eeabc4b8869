"""Made-up residents of two municipalities and the files that four creditors would deliver about them, week after week.

Names are drawn from common ones, birth dates and amounts are drawn too, house numbers lie above the last one of the street, and
telephone numbers are in the former pager range: nobody is real. The same day gives the same files. What is true to life is
how creditors differ: one knows the birth date, another not; initials, partner names and additions come and go.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

WEEKS = (33, 26, 19, 12, 5, 1)  # days before today on which creditors deliver
STREETS = {
    "9351AA": ("Bosweg", "Leek", "GM1969"),
    "9351PW": ("de Koets", "Leek", "GM1969"),
    "9354BD": ("Bosplantsoen", "Zevenhuizen", "GM1969"),
    "9356CX": ("de Swing", "Tolbert", "GM1969"),
    "9363GJ": ("Merelstraat", "Marum", "GM1969"),
    "9801AC": ("de Gast", "Zuidhorn", "GM1969"),
    "9801LC": ("Zwanebloem", "Zuidhorn", "GM1969"),
    "9861ES": ("Weegbree", "Grootegast", "GM1969"),
    "9331AA": ("Brink", "Norg", "GM1699"),
    "9331KG": ("Zwaluwstraat", "Norg", "GM1699"),
    "9321HB": ("Kerkstraat", "Peize", "GM1699"),
    "9301AK": ("Wilhelminastraat", "Roden", "GM1699"),
    "9301KP": ("Jachtlaan", "Roden", "GM1699"),
    "9302GR": ("Elzenslag", "Roden", "GM1699"),
}
SURNAMES = (
    "de Vries", "Jansen", "van den Berg", "Bakker", "Visser", "Smit", "Meijer", "de Boer", "Mulder", "de Groot", "Bos", "Vos",
    "Hendriks", "van Leeuwen", "Dekker", "Brouwer", "de Wit", "Dijkstra", "van der Meer", "Kok", "Postma", "Hoekstra", "Wiersma",
    "van der Veen", "Yılmaz", "El Amrani", "Kowalski", "Nguyen", "Oosterhuis", "Hofstra", "ter Braak", "Zijlstra", "Veenstra",
    "Boersma", "Pietersma", "van Dijk", "Martínez", "Huisman", "Schuurman", "Nijboer", "Tjalsma", "Koning", "Prins", "Çelik",
)  # fmt: skip
LETTERS = "ABCDEFGHIJKLMNOPRSTVW"
PREFIXES = ("van den", "van der", "van", "de", "ter", "El")
CREDITORS = {"huur": "00000011", "energie": "00000055", "water": "00000066", "zorg": "00000077"}
KNOWS_BIRTH = {"huur": 0.78, "energie": 0.6, "water": 0.5, "zorg": 0.99}
COLUMNS = {
    "shared": ("kenmerk", "soort", "signaaltype", "voorletters", "tussenvoegsel", "achternaam", "geboortedatum", "straat",
               "huisnummer", "huisletter", "toevoeging", "postcode", "woonplaats", "telefoon", "email", "bedrag",
               "ontstaansdatum", "crisis"),
    "huur": ("herinnering_op", "aanbod_in_herinnering", "hulp_gewezen_op", "contact_gezocht_op", "contact_wijze", "bezwaar"),
    "energie": ("klantnummer", "contact_gezocht_op", "contact_wijze", "einde_levering_op", "aantal_herinneringen"),
    "water": ("klantnummer",),
    "zorg": (),
}  # fmt: skip


@dataclass(frozen=True)
class Resident:
    """Somebody as they are; creditors know less."""

    initials: str
    surname: str
    born: date
    postcode: str
    number: int
    addition: str
    phone: str
    email: str


@dataclass
class Files:
    """Rows by signal date and kind."""

    rows: dict[tuple[date, str], list[dict[str, str]]] = field(default_factory=dict)

    def add(self, on: date, kind: str, row: dict[str, str]) -> None:
        """One more line of a file."""
        self.rows.setdefault((on, kind), []).append(row)

    def write(self, folder: Path) -> list[tuple[date, str, Path]]:
        """Write a file for each day and kind, oldest first: day, KvK number of the sender, file."""
        folder.mkdir(parents=True, exist_ok=True)
        return [
            (on, CREDITORS[kind], _written(folder / f"{on}_{kind}.csv", kind, self.rows[on, kind]))
            for on, kind in sorted(self.rows)
        ]


def _written(file: Path, kind: str, rows: list[dict[str, str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, (*COLUMNS["shared"], *COLUMNS[kind]), delimiter=";", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return file


def deliveries(today: date, households: int = 240) -> Files:
    """What creditors deliver about these households in the weeks before a day."""
    draw = random.Random(20260701)  # noqa: S311 - made-up people, not secrets
    files = Files()
    reference = 0
    for place in range(households):
        for resident in _household(draw, place):
            for kind in _kinds(draw):
                reference += 1
                _arrears(draw, files, resident, kind, f"{kind[:2].upper()}-{reference:05}", today)
    return files


def _household(draw: random.Random, place: int) -> list[Resident]:
    postcode = list(STREETS)[place % len(STREETS)] if draw.random() < 0.4 else draw.choice(list(STREETS)[:8])
    first = Resident(
        _initials(draw), draw.choice(SURNAMES), _birth(draw, 1950, 2004), postcode, 100 + place,
        draw.choice(("", "", "", "", "A", "B", "2")), f"06610{place:05}", "",
    )  # fmt: skip
    first = replace(first, email=f"{first.initials[0].lower()}{place}@post.example" if draw.random() < 0.6 else "")
    if draw.random() < 0.25:  # a partner, or a grown-up child who is called after a parent
        partner = draw.random() < 0.6
        other = replace(
            first, initials=_initials(draw) if partner else first.initials[0] + draw.choice(LETTERS),
            surname=draw.choice((first.surname, draw.choice(SURNAMES))) if partner else first.surname,
            born=_birth(draw, 1950, 2000) if partner else first.born.replace(year=min(first.born.year + 27, 2006), day=5),
            phone=first.phone if draw.random() < 0.3 else f"06611{place:05}", email="",
        )  # fmt: skip
        return [first, other]
    return [first]


def _initials(draw: random.Random) -> str:
    return "".join(draw.sample(LETTERS, draw.choice((1, 1, 2, 2, 3))))


def _birth(draw: random.Random, earliest: int, latest: int) -> date:
    return date(earliest, 1, 1) + timedelta(days=draw.randrange((latest - earliest) * 365))


def _kinds(draw: random.Random) -> list[str]:
    several = draw.choices((1, 2, 3, 4), weights=(50, 28, 15, 7))[0]
    return draw.sample(("huur", "energie", "water", "zorg"), several)


def _arrears(draw: random.Random, files: Files, resident: Resident, kind: str, reference: str, today: date) -> None:
    days = draw.choices(WEEKS, weights=(1, 2, 3, 4, 5, 3))[0]
    on = today - timedelta(days=days)
    arose = on - timedelta(days=draw.randrange(35, 95))
    cents = round(draw.lognormvariate(6.0, 0.75) * 100)
    row = _row(draw, resident, kind, reference, cents, arose) | _conditions(draw, kind, arose)
    files.add(on, kind, row)
    if kind == "energie" and days >= 19 and draw.random() < 0.3:
        later = today - timedelta(days=draw.choice((1, 5)))
        ending = {
            "signaaltype": "eindelevering",
            "einde_levering_op": _text(later + timedelta(days=36)),
            "aantal_herinneringen": "3",
        }
        files.add(later, kind, row | ending | {"bedrag": _euros(cents * 5 // 4)})
    elif days >= 26 and draw.random() < 0.3:  # the same arrears, risen
        files.add(today - timedelta(days=draw.choice((1, 5, 12))), kind, row | {"bedrag": _euros(cents * 6 // 5)})


def _row(draw: random.Random, resident: Resident, kind: str, reference: str, cents: int, arose: date) -> dict[str, str]:
    prefix, surname = _split(resident.surname)
    street, town, _ = STREETS[resident.postcode]
    return {
        "kenmerk": reference, "soort": kind, "signaaltype": "vroegsignaal",
        "voorletters": _dotted(resident.initials if kind in ("huur", "zorg") or draw.random() < 0.7 else resident.initials[:1]),
        "tussenvoegsel": prefix, "achternaam": _slipped(draw, surname) if draw.random() < 0.04 else surname,
        "geboortedatum": _text(resident.born) if draw.random() < KNOWS_BIRTH[kind] else "",
        "straat": street, "huisnummer": str(resident.number),
        "huisletter": resident.addition if resident.addition.isalpha() else "",
        "toevoeging": resident.addition if resident.addition.isdigit() and draw.random() < 0.9 else "",
        "postcode": resident.postcode, "woonplaats": town,
        "telefoon": resident.phone if draw.random() < 0.7 else "", "email": resident.email if draw.random() < 0.5 else "",
        "bedrag": _euros(cents), "ontstaansdatum": _text(arose),
        "crisis": "ja" if kind == "huur" and draw.random() < 0.03 else "nee",
    }  # fmt: skip


def _conditions(draw: random.Random, kind: str, arose: date) -> dict[str, str]:
    reminded, sought = _text(arose + timedelta(days=14)), _text(arose + timedelta(days=24))
    if kind == "huur":
        way = draw.choice(("telefoon", "huisbezoek", "gesprek", "whatsapp"))
        return {
            "herinnering_op": reminded, "aanbod_in_herinnering": "ja", "hulp_gewezen_op": reminded, "contact_gezocht_op": sought,
            "contact_wijze": way, "bezwaar": "ja" if draw.random() < 0.03 else draw.choice(("nee", "geen-reactie")),
        }  # fmt: skip
    if kind == "energie":
        return {"klantnummer": str(draw.randrange(10**5, 10**6)), "contact_gezocht_op": sought, "contact_wijze": "telefoon"}
    return {"klantnummer": str(draw.randrange(10**5, 10**6))} if kind == "water" else {}


def _split(surname: str) -> tuple[str, str]:
    prefix = next((one for one in PREFIXES if surname.startswith(f"{one} ")), "")
    return prefix, surname.removeprefix(f"{prefix} ") if prefix else surname


def _slipped(draw: random.Random, name: str) -> str:
    at = draw.randrange(1, len(name))
    return name[:at] + name[at + 1 :]


def _dotted(initials: str) -> str:
    return "".join(f"{letter}." for letter in initials)


def _text(day: date) -> str:
    return day.isoformat()


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"
