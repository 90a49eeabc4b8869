"""What can be typed after ``tijdig``; the only place with the names of commands and options."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TypeAlias

from tijdig import __version__

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # argparse has no public name for it


def parser() -> argparse.ArgumentParser:
    """The whole command line; every command names the module of ``tijdig.cli`` that runs it."""
    top = argparse.ArgumentParser(
        prog="tijdig",
        description="Vroegsignalen van betalingsachterstanden: controleren, aanleveren, ontvangstbewijs.",
        epilog="Meer over een opdracht: tijdig OPDRACHT --help",
    )
    top.add_argument("--version", action="version", version=f"tijdig {__version__}")
    commands = top.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)
    _add_check(commands)
    _add_rules(commands)
    _add_places(commands)
    _add_parties(commands)
    _add_deliver(commands)
    _add_receipts(commands)
    _add_ledger(commands)
    return top


def _command(commands: Commands, name: str, module: str, text: str, *, database: bool = False) -> argparse.ArgumentParser:
    """A command, run by a module of ``tijdig.cli``; ``database`` where that module needs the tables."""
    command = commands.add_parser(name, help=text, description=text)
    command.set_defaults(module=module, database=database)
    return command


def _add_date(command: argparse.ArgumentParser, name: str, text: str, *, required: bool = False) -> None:
    command.add_argument(name, type=date.fromisoformat, metavar="JJJJ-MM-DD", help=text, required=required)


def _add_check(commands: Commands) -> None:
    check = _command(commands, "check", "check", "Controleer een bestand; er wordt niets opgeslagen.")
    check.add_argument("file", type=Path, metavar="BESTAND", help="CSV, XLSX of JSON in het open formaat")
    _add_date(check, "--on", "signaaldatum (standaard: vandaag)")
    check.add_argument("--json", action="store_true", help="antwoord als JSON")
    check.add_argument("--drop-unknown", action="store_true", help="lees onbekende kolommen niet, in plaats van te weigeren")


def _add_rules(commands: Commands) -> None:
    rules = _command(commands, "rules", "rule_table", "Toon de regels met hun bron.")
    _add_date(rules, "--on", "op welke datum (standaard: vandaag)")


def _add_places(commands: Commands) -> None:
    places = commands.add_parser("places", help="Adressen en gemeenten.").add_subparsers(metavar="OPDRACHT", required=True)
    load = _command(places, "load", "places_load", "Laad adresbestanden als een nieuwe editie.")
    load.add_argument("files", type=Path, nargs="+", metavar="BESTAND")
    _add_date(load, "--valid-from", "vanaf welke signaaldatum deze editie geldt", required=True)
    fetch = _command(places, "fetch", "places_fetch", "Haal het officiële CBS-bestand op en laad het.")
    fetch.add_argument("--url", help="ander adres van het bestand")
    _add_date(fetch, "--valid-from", "vanaf welke signaaldatum deze editie geldt (standaard: de datum van het bestand)")
    find = _command(places, "find", "places_find", "Zoek de gemeente bij een adres.")
    find.add_argument("postcode")
    find.add_argument("number", metavar="huisnummer")
    find.add_argument("letter", nargs="?", metavar="huisletter")
    find.add_argument("addition", nargs="?", metavar="toevoeging")
    _add_date(find, "--on", "signaaldatum (standaard: vandaag)")


def _add_parties(commands: Commands) -> None:
    parties = commands.add_parser("parties", help="Schuldeisers, gemachtigden, gemeenten, overeenkomsten.")
    within = parties.add_subparsers(metavar="OPDRACHT", required=True)
    load = _command(
        within, "import", "parties_import", "Lees partijen, machtigingen, overeenkomsten en bestemmingen uit JSON.", database=True
    )
    load.add_argument("file", type=Path, metavar="BESTAND")


def _add_deliver(commands: Commands) -> None:
    deliver = _command(commands, "deliver", "deliver", "Lever een bestand aan en krijg het ontvangstbewijs.", database=True)
    deliver.add_argument("file", type=Path, metavar="BESTAND")
    deliver.add_argument("--creditor", required=True, metavar="KVK", help="KvK-nummer van wie aanlevert")
    _add_date(deliver, "--on", "signaaldatum (standaard: vandaag)")
    deliver.add_argument("--json", action="store_true", help="antwoord als JSON")
    deliver.add_argument("--drop-unknown", action="store_true", help="lees onbekende kolommen niet, in plaats van te weigeren")
    again = _command(commands, "reassess", "reassess", "Beoordeel wachtende signalen opnieuw.", database=True)
    _add_date(again, "--on", "signaaldatum (standaard: vandaag)")


def _add_receipts(commands: Commands) -> None:
    receipt = _command(
        commands, "receipt", "receipt", "Geef een ontvangstbewijs (van een levering of van een signaal).", database=True
    )
    receipt.add_argument("id", metavar="NUMMER")
    verify = _command(commands, "verify", "verify", "Controleer een ontvangstbewijs, zonder verbinding.")
    verify.add_argument("file", type=Path, metavar="BESTAND")
    verify.add_argument("--key", type=Path, metavar="BESTAND", help="openbare sleutel waarop u vertrouwt")


def _add_ledger(commands: Commands) -> None:
    ledger = commands.add_parser("ledger", help="Het logboek.").add_subparsers(metavar="OPDRACHT", required=True)
    _command(ledger, "verify", "ledger_verify", "Controleer het hele logboek.", database=True)
    _command(ledger, "key", "ledger_key", "Toon de openbare sleutel van het zegel.")
