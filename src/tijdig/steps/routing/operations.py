"""The writes of this room. Telling the same thing again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime

from tijdig.foundation.ledger import operations as ledger
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.canonical import Json
from tijdig.foundation.ledger.operation import operation
from tijdig.foundation.parties.models import Municipality
from tijdig.foundation.parties.rules import Tally, checked, compare, digest_of
from tijdig.steps.routing.models import Destination
from tijdig.steps.routing.rules import DestinationFacts, overlapping

FIELDS = ("system", "valid_from", "valid_until", "evidence", "confirmed_by", "confirmed_on")
Key = tuple[str, date]


class DestinationError(Exception):
    """What is told about a destination cannot be stored; the text is a Dutch sentence for the user."""


@operation
def set_destinations(*, destinations: Sequence[DestinationFacts], actor: Actor, at: datetime) -> Tally:
    """Store destinations; one without end that is followed by another ends there. Raises DestinationError.

    Told again with the same municipality and start it is a correction. Overlaps are refused under a lock on the
    municipalities, so that two operators cannot both be right.
    """
    told = {one.key: one for one in checked(destinations, DestinationError)}
    codes = {one.municipality for one in destinations}
    locked = set(Municipality.objects.select_for_update().filter(code__in=codes).values_list("code", flat=True))
    if missing := sorted(codes - locked):
        raise DestinationError(f"Niet geregistreerd als gemeente: {', '.join(missing)}.")
    stored = {one.key: one for one in _stored(codes)}
    wanted = _followed(stored, told)
    difference = compare(wanted, stored)
    _write([wanted[key] for key in difference.changed], [wanted[key] for key in difference.new])
    tally = replace(difference.tally, unchanged=len(told.keys() - difference.to_write))
    return _log(destinations, tally, actor, at)


@operation
def set_destination(*, destination: DestinationFacts, actor: Actor, at: datetime) -> Destination:
    """Store one destination. Raises DestinationError."""
    set_destinations(destinations=[destination], actor=actor, at=at)
    return Destination.objects.get(municipality=destination.municipality, valid_from=destination.valid_from)


def _stored(codes: set[str]) -> list[DestinationFacts]:
    rows = Destination.objects.filter(municipality__in=codes)
    return [DestinationFacts(*row) for row in rows.values_list("municipality_id", *FIELDS)]


def _followed(stored: dict[Key, DestinationFacts], told: dict[Key, DestinationFacts]) -> dict[Key, DestinationFacts]:
    """All destinations as they will be, those without end closed by the next; raises DestinationError at an overlap."""
    wanted: dict[Key, DestinationFacts] = {}
    following: DestinationFacts | None = None
    for key, one in sorted({**stored, **told}.items(), reverse=True):
        wanted[key] = _closed(one, following) if following and following.municipality == one.municipality else one
        following = wanted[key]
    return wanted


def _closed(one: DestinationFacts, following: DestinationFacts) -> DestinationFacts:
    closed = replace(one, valid_until=one.valid_until or following.valid_from)
    if overlapping(closed, following):
        raise DestinationError(f"Voor {one.municipality} gelden dan twee bestemmingen tegelijk.")
    return closed


def _write(changed: Sequence[DestinationFacts], new: Sequence[DestinationFacts]) -> None:
    # What ends is written before what begins: at no moment may a municipality have two without end.
    for one in changed:
        Destination.objects.filter(municipality=one.municipality, valid_from=one.valid_from).update(
            system=one.system,
            valid_until=one.valid_until,
            evidence=one.evidence,
            confirmed_by=one.confirmed_by,
            confirmed_on=one.confirmed_on,
        )
    Destination.objects.bulk_create(
        Destination(
            municipality_id=one.municipality,
            system=one.system,
            valid_from=one.valid_from,
            valid_until=one.valid_until,
            evidence=one.evidence,
            confirmed_by=one.confirmed_by,
            confirmed_on=one.confirmed_on,
        )
        for one in new
    )


def _log(told: Sequence[DestinationFacts], tally: Tally, actor: Actor, at: datetime) -> Tally:
    """One ledger entry for all that was told: the counts, and a digest that proves which facts they were."""
    subject = f"destination {told[0].municipality} {told[0].valid_from}" if len(told) == 1 else "destination"
    content: dict[str, Json] = {
        "new": tally.new,
        "changed": tally.changed,
        "unchanged": tally.unchanged,
        "digest": digest_of(map(asdict, told)),
    }
    ledger.append(actor=actor, at=at, action="destinations.set", subject=subject, content=content)
    return tally
