"""``tijdig parties import``: read a document with parties and store it."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from tijdig.cli.failure import Failure, unreadable
from tijdig.cli.reassess import settle
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.canonical import Json
from tijdig.foundation.parties.rules import Tally
from tijdig.journey.parties_document import DocumentError
from tijdig.journey.parties_file import ImportSummary, import_parties
from tijdig.steps.intake.queries import deliveries_with_held

WORDS = {
    "municipalities": "gemeenten",
    "joint_bodies": "gemeenschappelijke regelingen en leden",
    "executors": "uitvoerders en taken",
    "creditors": "schuldeisers",
    "intermediaries": "gemachtigden",
    "mandates": "machtigingen",
    "agreements": "overeenkomsten",
    "pairs": "experimentparen",
    "destinations": "bestemmingen",
}


def run(given: argparse.Namespace) -> int:
    """Import the file; raises Failure with every objection when something in it is wrong."""
    document = _document(given.file)
    try:
        summary = import_parties(document=document, actor=Actor("operator", "command-line"), at=datetime.now(UTC))
    except DocumentError as error:
        head = f"Er is niets opgeslagen. Dit klopt niet in {given.file.name} ({len(error.objections)}):"
        raise Failure("\n".join([head, *(f"  {one}" for one in error.objections)])) from error
    print(_told(summary))
    if deliveries_with_held():  # what waited for an agreement or a destination may go on now
        print(settle(given.on))
    return 0


def _document(file: Path) -> Json:
    try:
        document: Json = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise unreadable(file, error) from error
    except (ValueError, RecursionError) as error:
        raise Failure(f"Het bestand {file.name} is geen JSON in UTF-8: {error}.") from error
    return document


def _counts(tally: Tally) -> str:
    """What there is of it; nothing where there is none."""
    counts = {"nieuw": tally.new, "gewijzigd": tally.changed, "ongewijzigd": tally.unchanged}
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count)


def _told(summary: ImportSummary) -> str:
    total = summary.total
    lines = [f"{WORDS[sort]}: {told}" for sort, tally in summary.tallies.items() if (told := _counts(tally))]
    same = not total.new and not total.changed
    return "\n".join([*lines, "Er is niets veranderd: alles stond er al." if same else "Opgeslagen."])
