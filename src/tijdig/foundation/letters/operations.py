"""The writes of this room: texts, letters, messages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import F, Q

from tijdig.foundation.accounts.models import Person
from tijdig.foundation.ledger import operations as ledger
from tijdig.foundation.ledger.actor import Actor
from tijdig.foundation.ledger.canonical import Json
from tijdig.foundation.ledger.canonical import digest as digest_of
from tijdig.foundation.ledger.numbers import new_number
from tijdig.foundation.ledger.operation import operation
from tijdig.foundation.ledger.seal import Sealer
from tijdig.foundation.letters.files import Rendered
from tijdig.foundation.letters.manifest import FileLine, sealed_manifest
from tijdig.foundation.letters.models import Letter, LetterFile, LetterText, Manifest, Message
from tijdig.foundation.letters.queries import written_on
from tijdig.foundation.letters.rules import Fault, LetterFacts, LetterState, TextState, checksum
from tijdig.foundation.letters.sending_rules import (
    LEASE,
    Channel,
    Failure,
    MessageState,
    Outgoing,
    address_objection,
    next_try,
)
from tijdig.foundation.letters.standard import standard_texts
from tijdig.foundation.letters.wording import Kind, Purpose, filled, missing_values, text_objections
from tijdig.foundation.parties.models import Municipality

BATCH = 500  # databases limit the number of values in one statement


class TextError(Exception):
    """A text that cannot be stored or published; the text is a Dutch sentence for the user."""


class LetterError(Exception):
    """A letter that cannot be stored, checked or released; the text is a Dutch sentence and names no person."""


class AlreadyClaimedError(Exception):
    """Another process is sending this message, or has sent it."""


class MessageError(Exception):
    """A message that cannot be queued; the text is a Dutch sentence and names no person."""


@operation
def start_from_standard(*, municipality: Municipality, actor: Actor, at: datetime) -> list[LetterText]:
    """Copy every standard text of which the municipality has no version yet, as a draft; gives the drafts."""
    known = set(LetterText.objects.filter(municipality=municipality).values_list("kind", "purpose"))
    fresh = [one for one in standard_texts() if (one.kind.value, one.purpose.value) not in known]
    drafts = LetterText.objects.bulk_create(
        LetterText(
            municipality=municipality, kind=one.kind.value, purpose=one.purpose.value, version=1,
            subject=one.subject, body=one.body, written_at=at,
        )
        for one in fresh
    )  # fmt: skip
    ledger.append(actor=actor, at=at, action="letter_texts.started", subject=municipality.code, content={"texts": len(drafts)})
    return drafts


@operation
def write_text(
    *,
    municipality: Municipality,
    kind: Kind,
    purpose: Purpose,
    subject: str,
    body: str,
    based_on: int,
    writer: Person,
    actor: Actor,
    at: datetime,
) -> LetterText:
    """Write the next version, as a draft; an older draft retires. ``based_on`` is the newest version the writer saw, 0 for none.

    Raises TextError when the words cannot be a text, or when somebody else wrote a newer version meanwhile.
    """
    body = body.replace("\r\n", "\n").strip()
    if sentences := list(text_objections(kind, subject, body)):
        raise TextError(" ".join(sentences))
    _lock(municipality)
    versions = LetterText.objects.filter(municipality=municipality, kind=kind.value, purpose=purpose.value)
    newest = max(versions.values_list("version", flat=True), default=0)
    if newest != based_on:
        raise TextError("Iemand anders heeft deze tekst intussen gewijzigd. Bekijk eerst de nieuwste versie.")
    versions.filter(state=TextState.DRAFT.value).update(state=TextState.RETIRED.value, retired_at=at)
    text = LetterText.objects.create(
        municipality=municipality, kind=kind.value, purpose=purpose.value, version=newest + 1,
        subject=subject.strip(), body=body, written_by=writer, written_at=at,
    )  # fmt: skip
    _log_text("letter_text.written", text, actor, at)
    return text


@operation
def publish_text(*, text: LetterText, publisher: Person, actor: Actor, at: datetime) -> LetterText:
    """Bring a draft into use in place of the version before it. Raises TextError; the writer cannot publish (four eyes)."""
    _lock(text.municipality)
    text = LetterText.objects.get(pk=text.pk)
    if text.state != TextState.DRAFT.value:
        raise TextError("Deze versie is geen concept meer. Bekijk de nieuwste versie.")
    if text.written_by_id == publisher.pk:
        raise TextError("U schreef deze tekst zelf. Vraag een collega om de tekst te lezen en in gebruik te nemen.")
    current = LetterText.objects.filter(municipality=text.municipality, kind=text.kind, purpose=text.purpose)
    current.filter(state=TextState.PUBLISHED.value).update(state=TextState.RETIRED.value, retired_at=at)
    text.state, text.published_by, text.published_at = TextState.PUBLISHED.value, publisher, at
    text.save(update_fields=["state", "published_by", "published_at"])
    _log_text("letter_text.published", text, actor, at)
    return text


@operation
def retire_text(*, text: LetterText, actor: Actor, at: datetime) -> LetterText:
    """Take a draft or a text in use out of use. Raises TextError when it was already."""
    _lock(text.municipality)
    text = LetterText.objects.get(pk=text.pk)
    if text.state == TextState.RETIRED.value:
        raise TextError("Deze versie was al vervallen.")
    text.state, text.retired_at = TextState.RETIRED.value, at
    text.save(update_fields=["state", "retired_at"])
    _log_text("letter_text.retired", text, actor, at)
    return text


@dataclass(frozen=True)
class MadeLetter:
    """A letter that was rendered: what it says, by which text, with which values, and its file."""

    facts: LetterFacts
    text: LetterText
    values: Mapping[str, str]
    rendered: Rendered


@operation
def store_letters(*, municipality: Municipality, made: Sequence[MadeLetter], actor: Actor, at: datetime) -> list[Letter]:
    """Store rendered letters with their files, all or none; they go nowhere before they are checked.

    Raises LetterError when a text is of another municipality or not in use, or when a case has a letter with the same text
    of the same day already: sent twice by two people, or by one who clicked twice.
    """
    _lock(municipality)
    for text in LetterText.objects.filter(pk__in={one.text.pk for one in made}):
        if text.municipality_id != municipality.code or text.state != TextState.PUBLISHED.value:
            raise LetterError("Deze tekst is niet (meer) in gebruik. Kies een tekst die in gebruik is.")
    if any(written_on(one.text, one.facts.dated_on, [one.facts.case_number]) for one in made):
        raise LetterError("Voor een van deze zaken is vandaag al een brief met deze tekst gemaakt. Ververs het overzicht.")
    letters = Letter.objects.bulk_create([_letter(municipality, one, at) for one in made])
    LetterFile.objects.bulk_create(
        LetterFile(letter=letter, municipality=municipality, pdf=one.rendered.pdf)
        for letter, one in zip(letters, made, strict=True)
    )
    _log_letters("letters.rendered", municipality, letters, actor, at)
    return letters


@operation
def record_checks(
    *, municipality: Municipality, verdicts: Mapping[str, Sequence[Fault]], actor: Actor, at: datetime
) -> list[Letter]:
    """Write down what the second program found for each letter (by number); gives the letters.

    Raises LetterError for a letter that is not of this municipality or was judged before.
    """
    letters = _locked(municipality, list(verdicts), LetterState.RENDERED)
    for letter in letters:
        faults = verdicts[letter.number]
        letter.state = (LetterState.REFUSED if faults else LetterState.CHECKED).value
        letter.faults, letter.checked_at = " ".join(faults), at
    Letter.objects.bulk_update(letters, ["state", "faults", "checked_at"], batch_size=BATCH)
    _log_letters("letters.checked", municipality, letters, actor, at, refused=sum(bool(one.faults) for one in letters))
    return letters


@operation
def release(*, municipality: Municipality, numbers: Sequence[str], sealer: Sealer, actor: Actor, at: datetime) -> Manifest:
    """Hand checked letters to the printer: gives the sealed manifest that lists their files.

    Raises LetterError when there is none, when one was not checked or was refused, or when a file is not the one that was checked.
    """
    letters = _locked(municipality, numbers, LetterState.CHECKED)
    if not letters:
        raise LetterError("Er zijn geen gecontroleerde brieven om vrij te geven.")
    if not all(map(_has_its_file, letters)):
        raise LetterError("Een bestand is veranderd na de controle. Er is niets vrijgegeven; maak die brief opnieuw.")
    number, lines = new_number("P"), [FileLine(one.number, one.digest, one.pages) for one in letters]
    document = sealed_manifest(number=number, municipality=municipality.code, at=at, files=lines, sealer=sealer)
    manifest = Manifest.objects.create(
        number=number, municipality=municipality, made_at=at, letters=len(letters), document=document
    )
    for letter in letters:
        letter.state, letter.manifest = LetterState.RELEASED.value, manifest
    Letter.objects.bulk_update(letters, ["state", "manifest"], batch_size=BATCH)
    content: dict[str, Json] = {
        "letters": len(letters),
        "pages": sum(one.pages for one in letters),
        "digest": sha256(document.encode()).hexdigest(),
    }
    ledger.append(actor=actor, at=at, action="letters.released", subject=number, content=content)
    return manifest


@operation
def queue_message(
    *, text: LetterText, case_number: str, address: str, values: Mapping[str, str], actor: Actor, at: datetime
) -> Message:
    """Put a notice on the work list; it says that there is a message, never what. Raises MessageError."""
    if text.kind == Kind.LETTER.value or text.state != TextState.PUBLISHED.value:
        raise MessageError("Kies een e-mailtekst of sms-tekst die in gebruik is.")
    channel = Channel(text.kind)
    if objection := address_objection(channel, address):
        raise MessageError(objection)
    words = f"{text.subject}\n{text.body}"
    if missing := missing_values(words, values):
        raise MessageError(f"Voor deze tekst ontbreekt nog: {', '.join(missing)}. Vul dit aan bij de instellingen.")
    message = Message.objects.create(
        number=new_number("M"), municipality=text.municipality, case_number=case_number, text=text, channel=channel.value,
        address=address, subject=filled(text.subject, values), body=filled(text.body, values), queued_at=at, next_at=at,
    )  # fmt: skip
    ledger.append(
        actor=actor, at=at, action="message.queued", subject=message.number, content={"case": case_number, "channel": channel.value}
    )
    return message


@operation
def claim_message(*, number: str, actor: Actor, at: datetime) -> Outgoing:
    """Take a waiting message for the time of a lease. Raises AlreadyClaimedError when another process was first."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    waiting = Message.objects.filter(free, number=number, state=MessageState.QUEUED.value)
    # Only one of two workers changes the row; the other finds the lease.
    if not waiting.update(claimed_until=at + LEASE, tries=F("tries") + 1):
        raise AlreadyClaimedError(number)
    found = Message.objects.select_related("municipality").get(number=number)
    ledger.append(actor=actor, at=at, action="message.tried", subject=number, content={"try": found.tries})
    return Outgoing(number, Channel(found.channel), found.address, found.subject, found.body, found.municipality.name)


@operation
def mark_sent(*, number: str, actor: Actor, at: datetime) -> None:
    """Write down that a claimed message was handed over; once more changes nothing."""
    Message.objects.filter(number=number).exclude(state=MessageState.SENT.value).update(
        state=MessageState.SENT.value, sent_at=at, failure="", claimed_until=None
    )
    ledger.append(actor=actor, at=at, action="message.sent", subject=number, content={})


@operation
def mark_failed(*, number: str, failure: Failure, is_final: bool, actor: Actor, at: datetime) -> None:
    """Write down that a claimed message was not handed over: it waits for its next try, or is parked for a person."""
    message = Message.objects.select_for_update().get(number=number)
    again = None if is_final else next_try(message.tries, at)
    message.failure, message.claimed_until = failure.value, None
    message.state = (MessageState.QUEUED if again else MessageState.FAILED).value
    message.next_at = again or message.next_at
    message.save(update_fields=["failure", "claimed_until", "state", "next_at"])
    ledger.append(
        actor=actor, at=at, action="message.failed", subject=number, content={"failure": failure.value, "again": again is not None}
    )


def _lock(municipality: Municipality) -> None:
    """Two who write or publish texts of a municipality go one after the other."""
    Municipality.objects.select_for_update().get(pk=municipality.pk)


def _log_text(action: str, text: LetterText, actor: Actor, at: datetime) -> None:
    words = digest_of({"subject": text.subject, "body": text.body})
    ledger.append(actor=actor, at=at, action=action, subject=str(text), content={"version": text.version, "digest": words})


def _letter(municipality: Municipality, made: MadeLetter, at: datetime) -> Letter:
    facts, whom = made.facts, made.facts.addressee
    if whom.house_number is None:
        raise LetterError("Het huisnummer ontbreekt. Vul het huisnummer aan bij de zaak.")
    return Letter(
        number=facts.number, municipality=municipality, case_number=facts.case_number, text=made.text, dated_on=facts.dated_on,
        name=whom.name, street=whom.street, house_number=whom.house_number, house_letter=whom.house_letter, addition=whom.addition,
        postcode=whom.postcode, town=whom.town, amount_cents=facts.amount_cents, sender=json.dumps(asdict(facts.sender)),
        values=json.dumps(dict(made.values)), checksum=checksum(facts), digest=sha256(made.rendered.pdf).hexdigest(),
        pages=made.rendered.pages, made_at=at,
    )  # fmt: skip


def _has_its_file(letter: Letter) -> bool:
    pdf = LetterFile.objects.filter(letter=letter, municipality=letter.municipality_id).values_list("pdf", flat=True).first()
    return pdf is not None and sha256(pdf).hexdigest() == letter.digest


def _locked(municipality: Municipality, numbers: Sequence[str], state: LetterState) -> list[Letter]:
    """The letters of these numbers, in that order and locked. Raises LetterError when one is not there or in another state."""
    found: dict[str, Letter] = {}
    for start in range(0, len(numbers), BATCH):
        rows = Letter.objects.select_for_update().filter(municipality=municipality, number__in=numbers[start : start + BATCH])
        found |= {letter.number: letter for letter in rows.order_by("id")}
    if len(found) < len(set(numbers)):
        raise LetterError("Een van de brieven bestaat niet (meer).")
    if any(letter.state != state.value for letter in found.values()):
        raise LetterError(f"Een van de brieven is niet {state.value}. Er is niets veranderd; ververs het overzicht.")
    return [found[number] for number in dict.fromkeys(numbers)]


def _log_letters(
    action: str, municipality: Municipality, letters: Sequence[Letter], actor: Actor, at: datetime, *, refused: int = 0
) -> None:
    """One entry for a batch: how many, and a digest over the numbers and digests of all files."""
    proof = digest_of([[letter.number, letter.digest, letter.faults] for letter in letters])
    content: dict[str, Json] = {"letters": len(letters), "refused": refused, "digest": proof}
    ledger.append(actor=actor, at=at, action=action, subject=municipality.code, content=content)
