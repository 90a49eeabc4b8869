"""The writes of this room: people come, people get and lose a role. The ledger knows a person by pseudonym only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.db.models import Q

from tijdig.foundation.accounts.models import Membership, Person
from tijdig.foundation.accounts.rules import Role
from tijdig.foundation.ledger import operations as ledger
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.numbers import new_number
from tijdig.foundation.ledger.operation import operation
from tijdig.foundation.parties.models import in_force


class AccountError(Exception):
    """What is asked about an account cannot be done; the text is a Dutch sentence for the user."""


@dataclass(frozen=True)
class Place:
    """The organisation a membership is of: a municipality (its code), a creditor (its row number), or the platform."""

    municipality: str | None = None
    creditor: int | None = None

    def __str__(self) -> str:
        return self.municipality or (f"creditor #{self.creditor}" if self.creditor else "platform")


@operation
def register_person(*, email: str, name: str, password: str | None = None, actor: Actor, at: datetime) -> Person:
    """Give somebody an account. Without a password the person sets one through a mail to that very address.

    That is also why the address counts as confirmed: nobody can sign in before reading its mail, or before being told a
    password by whoever registered the account. Raises AccountError when the address or the name is no good.
    """
    address = email.strip().lower()
    if "@" not in address or not name.strip():
        raise AccountError("Vul een naam en een e-mailadres in.")
    if Person.objects.filter(email=address).exists():
        raise AccountError("Er is al een account met dit e-mailadres.")
    person = Person(email=address, name=name.strip(), pseudonym=new_number("P"), joined_at=at)
    person.set_password(password)
    person.save()
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    ledger.append(actor=actor, at=at, action="person.registered", subject=person.pseudonym, content={})
    return person


@operation
def grant_membership(
    *, person: Person, role: Role, place: Place, valid_from: date, valid_until: date | None = None, actor: Actor, at: datetime
) -> Membership:
    """Let somebody act for an organisation. Raises AccountError when the person has that role there already."""
    running = Membership.objects.filter(
        person=person, role=role, municipality=place.municipality, creditor=place.creditor
    ).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=valid_from))  # fmt: skip
    if running.exists():
        raise AccountError("Deze persoon heeft deze rol hier al.")
    membership = Membership.objects.create(
        person=person, role=role, municipality_id=place.municipality, creditor_id=place.creditor,
        valid_from=valid_from, valid_until=valid_until,
    )  # fmt: skip
    content = {"role": role.value, "organisation": str(place), "valid_from": valid_from.isoformat()}
    ledger.append(actor=actor, at=at, action="membership.granted", subject=person.pseudonym, content=content)
    return membership


@operation
def invite(*, email: str, name: str, role: Role, place: Place, valid_from: date, actor: Actor, at: datetime) -> Person:
    """Let somebody act for an organisation, with a new account where there is none. Raises AccountError.

    The name of somebody who has an account already stays as it is.
    """
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        person = register_person(email=email, name=name, actor=actor, at=at)
    grant_membership(person=person, role=role, place=place, valid_from=valid_from, actor=actor, at=at)
    return person


@operation
def end_membership(*, membership: int, place: Place, valid_until: date, actor: Actor, at: datetime) -> Membership:
    """Take a role away from a date on: the first day without it. Raises AccountError when there is no such role now."""
    found = (
        Membership.objects.filter(pk=membership, municipality=place.municipality, creditor=place.creditor)
        .filter(in_force(valid_until))
        .select_related("person")
        .first()
    )
    if found is None:
        raise AccountError("Deze persoon heeft deze rol niet meer.")
    found.valid_until = valid_until
    found.save(update_fields=["valid_until"])
    content = {"role": found.role, "organisation": str(place), "valid_until": valid_until.isoformat()}
    ledger.append(actor=actor, at=at, action="membership.ended", subject=found.person.pseudonym, content=content)
    return found
