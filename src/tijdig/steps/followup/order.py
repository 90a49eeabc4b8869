"""In which order the work stands, and why a case stands where it does: published facts only, one after the other. Pure.

The municipality chooses which fact counts first. Facts are laid side by side in a text that sorts like they do; nothing is
weighed or added up, and nothing about the person takes part.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol

from tijdig.steps.followup.facts import KINDS, threat_words
from tijdig.steps.followup.outcomes import Outcome
from tijdig.steps.followup.rules import CaseState
from tijdig.steps.followup.terms import Bucket, bucket

FACTS: dict[str, str] = {
    "crisis": "er dreigt een ontruiming, afsluiting of beëindiging",
    "deadline": "de termijn verloopt het eerst",
    "signals": "de meeste signalen",
    "kinds": "de meeste soorten achterstanden",
    "age": "de oudste achterstand",
    "amount": "het hoogste bedrag",
    **{kind: f"er is een achterstand bij {kind}" for kind in KINDS},
}
DEFAULT_PRIORITY = ("crisis", "deadline", "signals", "age", "amount")
_FAR = 999_999
_MOST = 10**10 - 1


class Facts(Protocol):
    """The part of a case that is told about it; a ``models.Case`` is one."""

    @property
    def state(self) -> str: ...
    @property
    def due_on(self) -> date: ...
    @property
    def reached(self) -> bool: ...
    @property
    def crisis(self) -> bool: ...
    @property
    def crisis_kinds(self) -> str: ...
    @property
    def kinds(self) -> str: ...
    @property
    def sort(self) -> str: ...
    @property
    def signal_count(self) -> int: ...
    @property
    def amount_cents(self) -> int: ...
    @property
    def arose_on(self) -> date | None: ...
    @property
    def waits_until(self) -> date | None: ...
    @property
    def repeat(self) -> bool: ...
    @property
    def attempts(self) -> int: ...
    @property
    def has_phone(self) -> bool: ...
    @property
    def has_email(self) -> bool: ...
    @property
    def postcode(self) -> str: ...
    @property
    def safety(self) -> bool: ...


def objection(priority: Sequence[str]) -> str | None:
    """Why this cannot be the order of a municipality, as a Dutch sentence; None when it can."""
    unknown = [fact for fact in priority if fact not in FACTS]
    if unknown:
        return f"Deze volgorde noemt iets dat niet bestaat: {', '.join(unknown)}. Kies uit: {', '.join(FACTS)}."
    if not priority or len(set(priority)) < len(priority):
        return "Noem elk gegeven waarop u ordent één keer, en minstens één."
    return None


class Ordered(Protocol):
    """What the order itself needs: ``facts.CaseFacts`` will do, and so will a case."""

    @property
    def due_on(self) -> date: ...
    @property
    def crisis(self) -> bool: ...
    @property
    def kinds(self) -> str: ...
    @property
    def signal_count(self) -> int: ...
    @property
    def amount_cents(self) -> int: ...
    @property
    def arose_on(self) -> date | None: ...


def order_key(case: Ordered, priority: Sequence[str], *, reached: bool) -> str:
    """A text that sorts as the municipality wants its list: what comes first sorts first. Absolute days, so it keeps."""
    named = case.kinds.split(",")
    parts = {
        "crisis": "0" if case.crisis and not reached else "1",
        "deadline": f"{_FAR if reached else case.due_on.toordinal():06}",
        "signals": f"{999 - min(case.signal_count, 999):03}",
        "kinds": f"{99 - len(named):02}",
        "age": f"{case.arose_on.toordinal() if case.arose_on else _FAR:06}",
        "amount": f"{_MOST - min(max(case.amount_cents, 0), _MOST):010}",
    }
    return "".join(parts.get(fact, "0" if fact in named else "1") for fact in priority)


class Profile(NamedTuple):
    """The sides of a case that have few values; kept as one text beside it, by which rare ones are found and all are counted."""

    state: str
    reached: bool
    crisis: bool
    repeat: bool
    sort: str
    kinds: str

    @property
    def text(self) -> str:
        """As it is stored: "new|||repeat|single|huur,zorg"."""
        marks = (self.state, "reached" if self.reached else "", "crisis" if self.crisis else "", "repeat" if self.repeat else "")
        return "|".join((*marks, self.sort, self.kinds))


def profile_in(text: str) -> Profile:
    """The sides again, from the text that was stored."""
    state, reached, crisis, repeat, sort, kinds = text.split("|")
    return Profile(state, bool(reached), bool(crisis), bool(repeat), sort, kinds)


def profile_of(case: Facts) -> Profile:
    """The profile of a case."""
    return Profile(case.state, case.reached, case.crisis, case.repeat, case.sort, case.kinds)


def below_threshold(case: Facts, threshold_cents: int | None) -> bool:
    """Whether the municipality does not take up so small an amount by itself; a crisis it always does."""
    return threshold_cents is not None and not case.crisis and case.amount_cents < threshold_cents


def suggestion(case: Facts, threshold_cents: int | None) -> tuple[Outcome, str] | None:
    """The outcome the facts point at, with the sentence why; a person decides, nothing closes by itself."""
    if case.state not in (CaseState.NEW, CaseState.TAKEN_UP, CaseState.WAITING):
        return None
    if case.signal_count == 0:
        return (
            Outcome.UNJUSTIFIED,
            "De schuldeiser heeft alle signalen ingetrokken. U kunt de zaak afsluiten als onterecht signaal.",
        )
    if case.repeat:
        return (
            Outcome.REPEAT,
            "Dezelfde achterstand is eerder gemeld en niet hoger geworden. U kunt afsluiten als herhaalde melding.",
        )
    if threshold_cents is not None and below_threshold(case, threshold_cents):
        return Outcome.UNJUSTIFIED, f"Het bedrag ligt onder de grens van {euros(threshold_cents)} die uw gemeente koos."
    return None


def why_here(case: Facts, priority: Sequence[str], today: date) -> str:
    """One Dutch sentence that says why a case stands where it stands, by the facts that count first."""
    if case.state == CaseState.WAITING and case.waits_until and case.waits_until > today:
        return f"Ligt opzij tot {spoken(case.waits_until)}."
    pieces = {"crisis": _crisis(case), "deadline": _deadline(case, today), "signals": _signals(case), "age": _age(case, today)}
    pieces |= {"kinds": _kinds(case), "amount": f"het gaat om {euros(case.amount_cents)}"}
    said = [pieces.get(fact, _kind(case, fact)) for fact in priority]
    reasons = [piece for piece in said if piece][:2]
    first = _deadline(case, today)
    if first in reasons:  # "omdat de termijn vandaag afloopt en er een ontruiming dreigt"
        reasons.sort(key=lambda piece: piece != first)
    return f"Staat hier omdat {' en '.join(reasons)}." if reasons else "Staat hier op volgorde van binnenkomst."


def _crisis(case: Facts) -> str:
    return f"er {threat_words(case.crisis_kinds)} dreigt" if case.crisis and not case.reached else ""


def _deadline(case: Facts, today: date) -> str:
    found = bucket(case.due_on, reached=case.reached, today=today)
    if found == Bucket.MET:
        return "er al een gesprek is geweest"
    if found == Bucket.TODAY:
        return "de termijn vandaag afloopt"
    if found == Bucket.OVERDUE:
        late = (today - case.due_on).days
        return f"de termijn {late} {'dag' if late == 1 else 'dagen'} geleden afliep"
    left = (case.due_on - today).days
    return f"de termijn over {left} {'dag' if left == 1 else 'dagen'} afloopt"


def _signals(case: Facts) -> str:
    return f"er {case.signal_count} signalen zijn" if case.signal_count > 1 else ""


def _kinds(case: Facts) -> str:
    count = len(case.kinds.split(","))
    return f"er {count} soorten achterstanden zijn" if count > 1 else ""


def _kind(case: Facts, kind: str) -> str:
    return f"er een achterstand bij {kind} is" if kind in case.kinds.split(",") else ""


def _age(case: Facts, today: date) -> str:
    if case.arose_on is None:
        return ""
    months = (today - case.arose_on).days // 30
    return f"de achterstand al {months} maanden loopt" if months > 1 else ""


def next_step(case: Facts, today: date) -> str:
    """What a worker does now, in a few words."""
    if case.state == CaseState.CLOSED:
        return "Niets meer"
    if case.state == CaseState.WAITING and case.waits_until and case.waits_until > today:
        return f"Wachten tot {spoken(case.waits_until)}"
    if case.reached:
        return "Afspraken nakomen of afsluiten"
    if case.safety:
        return "Overleggen met de coördinator"
    if case.has_phone and case.attempts < 2:
        return "Bellen"
    return "Langsgaan" if case.postcode else ("Mailen" if case.has_email else "Adres opzoeken")


_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


def spoken(day: date) -> str:
    """A date as people say it: 12 november 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def euros(cents: int) -> str:
    """An amount as people write it: € 1.234,56."""
    return "€ " + f"{cents / 100:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
