"""From what is stored and what matching came to, to what must be written: only what differs. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tijdig.steps.matching.judgements import Judged, divided
from tijdig.steps.matching.numbering import Fresh, Numbers, Standing, numbers
from tijdig.steps.matching.outcome import Asked, LinkRow, Outcome

OPEN, JUDGED, LAPSED = "open", "judged", "lapsed"
SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
Pair = tuple[int, int]


class Word(NamedTuple):
    """The judgement that stands about a pair, and how the two compared when it was given."""

    verdict: str
    features: str


class Kept(NamedTuple):
    """A suggestion as it is stored."""

    number: int
    tier: int
    reason: str
    features: str
    state: str


@dataclass(frozen=True)
class Stored:
    """What is stored about some signals, and about every pair that one of them takes part in."""

    standing: Mapping[int, Standing]
    households: Mapping[int, int | None]  # by group
    retired: Mapping[int, int]  # groups that were merged, with into which
    links: Mapping[LinkRow, int]  # those that have not ended, with their row numbers
    suggestions: Mapping[Pair, Kept]
    words: Mapping[Pair, Word]

    @property
    def judged(self) -> Judged:
        """The pairs that people called the same person, or different people."""
        by_verdict = defaultdict(list)
        for pair, word in self.words.items():
            by_verdict[word.verdict].append(pair)
        return Judged(by_verdict[SAME], by_verdict[DIFFERENT])

    def without(self, signals: Collection[int]) -> Stored:
        """The same without where these signals stand."""
        return replace(self, standing={signal: one for signal, one in self.standing.items() if signal not in signals})


class NewAsked(NamedTuple):
    """A suggestion to write: ``number`` of the row that there is already, or None."""

    number: int | None
    left: int
    right: int
    asked: Asked
    state: str


@dataclass(frozen=True)
class Changes:
    """What to write. ``groups``: every group that something changed for, empty ones included."""

    new_groups: tuple[int, ...]
    new_households: tuple[int, ...]
    places: Mapping[int, Standing]  # signals that stand elsewhere, or have another home
    group_rows: Mapping[int, tuple[int | None, int | None]]  # household and merged into, of groups for which they changed
    links: Collection[LinkRow]
    ended: Collection[int]  # row numbers of links
    asked: Collection[NewAsked]
    states: Mapping[int, str]  # of suggestions (row numbers) that only stand otherwise
    groups: frozenset[int]
    totals: Mapping[str, int] = field(default_factory=dict)


def changes(stored: Stored, outcome: Outcome, fresh_groups: Fresh, fresh_households: Fresh) -> Changes:
    """What differs; the outcome speaks of every signal that stands somewhere, and of new ones."""
    named = numbers(outcome.persons, stored.standing, stored.retired, fresh_groups)
    group = {signal: named.of[root] for signal, root in outcome.persons.items()}
    places = _places(stored, named, group)
    homes, new_households = _households(stored, outcome, group, fresh_households)
    rows = _group_rows(stored, named, homes)
    asked, states = _questions(stored, outcome)
    old = {stored.standing[signal].group for signal in places if signal in stored.standing}
    return Changes(
        new_groups=named.new,
        new_households=new_households,
        places=places,
        group_rows=rows,
        links=[link for link in outcome.links if link not in stored.links],
        ended=[number for link, number in stored.links.items() if link not in outcome.links],
        asked=asked,
        states=states,
        groups=frozenset(old | {place.group for place in places.values()} | set(rows) | set(named.new)),
        totals={"signals": len(group), "groups": len(named.of), "several": _several(outcome)},
    )


def _several(outcome: Outcome) -> int:
    """How many persons have more than one signal; a person is known by the smallest."""
    return len({root for signal, root in outcome.persons.items() if signal != root})


def _places(stored: Stored, named: Numbers, group: Mapping[int, int]) -> dict[int, Standing]:
    found = {}
    for signal, number in group.items():
        before = stored.standing.get(signal)
        home = named.homes.get(signal, before.home if before else number)
        if before is None or (before.group, before.home) != (number, home):
            found[signal] = Standing(number, home)
    return found


def _households(
    stored: Stored, outcome: Outcome, group: Mapping[int, int], fresh: Fresh
) -> tuple[dict[int, int | None], tuple[int, ...]]:
    """The household of every group that holds signals, and those that are new; a group alone has none."""
    members = defaultdict(set)
    for signal, root in outcome.households.items():
        members[root].add(group[signal])
    shared = {signal: root for signal, root in outcome.households.items() if len(members[root]) > 1}
    before = {}
    for signal in shared:
        standing = stored.standing.get(signal)
        household = stored.households.get(standing.group) if standing else None
        if household is not None:
            before[signal] = Standing(household, household)
    named = numbers(shared, before, {}, fresh)
    found: dict[int, int | None] = dict.fromkeys(group.values())
    found |= {group[signal]: named.of[root] for signal, root in shared.items()}
    return found, named.new


def _group_rows(stored: Stored, named: Numbers, households: Mapping[int, int | None]) -> dict[int, tuple[int | None, int | None]]:
    """New groups among them, since they are written before their household is known."""
    rows: dict[int, tuple[int | None, int | None]] = {group: (None, end) for group, end in named.merged.items()}
    for group, household in households.items():
        if group in stored.retired or stored.households.get(group) != household:
            rows[group] = (household, None)
    return rows


def _questions(stored: Stored, outcome: Outcome) -> tuple[list[NewAsked], dict[int, str]]:
    apart = divided(stored.judged.different, outcome.persons)
    asked, states = [], {}
    for pair, question in outcome.asked.items():
        left, right = pair
        answered = (outcome.persons.get(left), outcome.persons.get(right)) in apart
        state = _state(stored.words.get(pair), question.features, LAPSED if answered else OPEN)
        kept = stored.suggestions.get(pair)
        if kept is None:
            if state != LAPSED:
                asked.append(NewAsked(None, left, right, question, state))
        elif kept[1:] != (*question[:3], state):
            asked.append(NewAsked(kept.number, left, right, question, state))
    for pair, kept in stored.suggestions.items():
        state = _state(stored.words.get(pair), kept.features, LAPSED)
        if pair not in outcome.asked and state != kept.state:
            states[kept.number] = state
    return asked, states


def _state(word: Word | None, features: str, otherwise: str) -> str:
    """Judged where a judgement stands; who was unsure is asked again when the two compare otherwise than they did."""
    if word is None or (word.verdict == UNSURE and word.features != features):
        return otherwise
    return JUDGED
