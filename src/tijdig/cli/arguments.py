"""What can be typed after ``tijdig``; the only place with the names of commands and options."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path
from typing import TypeAlias

from tijdig import __version__
from tijdig.cli.dutch import Parser

Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # argparse has no public name for it
_DELIVERY = "CSV, XLSX of JSON in het open formaat"


def parser() -> Parser:
    """The whole command line; every command names the module of ``tijdig.cli`` that runs it."""
    top = Parser(
        prog="tijdig",
        description="Vroegsignalen van betalingsachterstanden: controleren, aanleveren, ontvangstbewijs.",
        epilog="Meer over een opdracht: tijdig OPDRACHT --help",
    )
    top.add_argument("--version", action="version", version=f"tijdig {__version__}", help="toon het versienummer")
    commands = top.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)
    _add_check(commands)
    _add_rules(commands)
    _add_places(commands)
    _add_parties(commands)
    _add_deliver(commands)
    _add_match(commands)
    _add_receipts(commands)
    _add_ledger(commands)
    _add_serve(commands)
    return top


def _command(commands: Commands, name: str, module: str, text: str, *, database: bool = False) -> Parser:
    """A command, run by a module of ``tijdig.cli``; ``database`` where that module needs the tables."""
    command = commands.add_parser(name, help=text, description=text)
    command.set_defaults(module=module, database=database)
    return command


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"Schrijf de datum als 2026-07-01; '{text}' is geen datum.") from None


def _kvk(text: str) -> str:
    if not re.fullmatch("[0-9]{8}", text):
        raise argparse.ArgumentTypeError(f"Een KvK-nummer heeft acht cijfers; '{text}' is geen KvK-nummer.")
    return text


def _add_date(command: Parser, name: str, text: str, *, required: bool = False) -> None:
    command.add_argument(name, type=_day, metavar="JJJJ-MM-DD", help=text, required=required)


def _group(commands: Commands, name: str, text: str) -> Commands:
    """A command that only holds other commands."""
    return commands.add_parser(name, help=text, description=text).add_subparsers(
        title="opdrachten", metavar="OPDRACHT", required=True
    )


def _add_check(commands: Commands) -> None:
    check = _command(commands, "check", "check", "Controleer een bestand; er wordt niets opgeslagen.")
    check.add_argument("file", type=Path, metavar="BESTAND", help=_DELIVERY)
    _add_date(check, "--on", "signaaldatum (standaard: vandaag)")
    check.add_argument("--json", action="store_true", help="antwoord als JSON")
    check.add_argument("--drop-unknown", action="store_true", help="lees onbekende kolommen niet, in plaats van te weigeren")


def _add_rules(commands: Commands) -> None:
    rules = _command(commands, "rules", "rule_table", "Toon de regels met hun bron.")
    _add_date(rules, "--on", "op welke datum (standaard: vandaag)")


def _add_places(commands: Commands) -> None:
    places = _group(commands, "places", "Adressen en gemeenten.")
    load = _command(places, "load", "places_load", "Laad adresbestanden als een nieuwe editie.")
    load.add_argument("files", type=Path, nargs="+", metavar="BESTAND", help="CSV van BAG of CBS, of een zip daarvan")
    _add_date(load, "--valid-from", "vanaf welke signaaldatum deze editie geldt", required=True)
    fetch = _command(places, "fetch", "places_fetch", "Haal het officiële CBS-bestand op en laad het.")
    fetch.add_argument("--url", metavar="URL", help="ander adres van het bestand")
    _add_date(fetch, "--valid-from", "vanaf welke signaaldatum deze editie geldt (standaard: de datum van het bestand)")
    find = _command(places, "find", "places_find", "Zoek de gemeente bij een adres.")
    find.add_argument(
        "address", nargs="+", metavar="ADRES", help="postcode, huisnummer, huisletter en toevoeging, zoals: 1234 AB 12 A bis"
    )
    _add_date(find, "--on", "signaaldatum (standaard: vandaag)")


def _add_parties(commands: Commands) -> None:
    parties = _group(commands, "parties", "Schuldeisers, gemachtigden, gemeenten, overeenkomsten.")
    load = _command(
        parties, "import", "parties_import", "Lees partijen, machtigingen, overeenkomsten en bestemmingen uit JSON.", database=True
    )
    load.add_argument("file", type=Path, metavar="BESTAND", help="JSON met partijen")
    _add_date(load, "--on", "signaaldatum waarop wachtende signalen daarna opnieuw worden beoordeeld (standaard: vandaag)")


def _add_deliver(commands: Commands) -> None:
    deliver = _command(commands, "deliver", "deliver", "Lever een bestand aan en krijg het ontvangstbewijs.", database=True)
    deliver.add_argument("file", type=Path, metavar="BESTAND", help=_DELIVERY)
    deliver.add_argument(
        "--creditor", required=True, type=_kvk, metavar="KVK", help="KvK-nummer van wie aanlevert: schuldeiser of gemachtigde"
    )
    _add_date(deliver, "--on", "signaaldatum (standaard: vandaag)")
    deliver.add_argument("--json", action="store_true", help="antwoord als JSON")
    deliver.add_argument("--drop-unknown", action="store_true", help="lees onbekende kolommen niet, in plaats van te weigeren")
    again = _command(commands, "reassess", "reassess", "Beoordeel wachtende signalen opnieuw.", database=True)
    _add_date(again, "--on", "signaaldatum (standaard: vandaag)")


def _municipality(text: str) -> str:
    if not re.fullmatch("GM[0-9]{4}", text):
        raise argparse.ArgumentTypeError(f"Een gemeentecode ziet eruit als GM0106; '{text}' is geen gemeentecode.")
    return text


def _add_match(commands: Commands) -> None:
    match = _command(commands, "match", "match", "Zoek welke signalen over dezelfde persoon gaan.", database=True)
    match.add_argument(
        "--municipality", type=_municipality, metavar="CODE", help="welke gemeente (standaard: elke gemeente waar een ronde wacht)"
    )
    match.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="waarmee wordt gerekend (standaard: duckdb)")


def _add_receipts(commands: Commands) -> None:
    receipt = _command(
        commands, "receipt", "receipt", "Geef een ontvangstbewijs (van een levering of van een signaal).", database=True
    )
    receipt.add_argument("id", metavar="NUMMER", help="van het bewijs (R-...), de levering (L-...) of het signaal (L-...-REGEL)")
    verify = _command(commands, "verify", "verify", "Controleer een ontvangstbewijs, zonder verbinding.")
    verify.add_argument("file", type=Path, metavar="BESTAND", help="het ontvangstbewijs")
    verify.add_argument("--key", type=Path, metavar="BESTAND", help="openbare sleutel waarop u vertrouwt")


def _add_ledger(commands: Commands) -> None:
    ledger = _group(commands, "ledger", "Het logboek.")
    _command(ledger, "verify", "ledger_verify", "Controleer het hele logboek.", database=True)
    _command(ledger, "key", "ledger_key", "Toon de openbare sleutel van het zegel.")


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"Een poort is een getal van 1 tot 65535; '{text}' is dat niet.")
    return int(text)


def _add_serve(commands: Commands) -> None:
    serve = _command(commands, "serve", "serve", "Zet de pagina's klaar voor de browser.")
    serve.add_argument("--host", default="127.0.0.1", metavar="ADRES", help="waarop wordt geluisterd (standaard: 127.0.0.1)")
    serve.add_argument("--port", type=_port, default=8000, metavar="POORT", help="poort (standaard: 8000)")
    serve.add_argument("--workers", type=int, default=2, metavar="AANTAL", help="aantal processen (standaard: 2)")
