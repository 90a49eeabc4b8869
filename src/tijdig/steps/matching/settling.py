"""What must be written after a change of a few signals: the neighbourhood is read, settled and laid beside what is stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tijdig.foundation.tables.sets import reserve
from tijdig.steps.matching.changes import Changes, Stored, Word, changes
from tijdig.steps.matching.doors import Living, living
from tijdig.steps.matching.keys import MATCHING_FRAME
from tijdig.steps.matching.models import Group, Household
from tijdig.steps.matching.neighbourhood import Around, Placed, around
from tijdig.steps.matching.numbering import Fresh
from tijdig.steps.matching.outcome import Few, Outcome, settle_few
from tijdig.steps.matching.reading import households_of, stored_around
from tijdig.steps.matching.tiers import Decision
from tijdig.steps.matching.words import words_about

_BORN, _INITIALS = MATCHING_FRAME.index("born"), MATCHING_FRAME.index("initials")


@dataclass(frozen=True)
class Touched:
    """What a change is about: signals that were placed anew or otherwise, newcomers among them, and what went.

    ``seeds``: where to look; ``known``: placements in hand. ``newcomers``: signals with the number that was reserved for a
    group of their own. ``gone``: signals that are not placed any more, with where they stood.
    """

    municipality: str
    seeds: Collection[int]
    known: Mapping[int, Placed] = field(default_factory=dict)
    newcomers: Mapping[int, int] = field(default_factory=dict)
    gone: Mapping[int, Placed] = field(default_factory=dict)


def changes_of(touched: Touched) -> Changes:
    """What differs now from what is stored."""
    hood = around(touched.seeds, touched.known)
    words = hood.words | (words_about(touched.gone) if touched.gone else {})
    stored = _stored(touched, hood, words)
    looks = {signal: (one.row[_BORN], one.row[_INITIALS]) for signal, one in hood.placed.items()}
    few = settle_few(looks, hood.edges, stored.judged)  # type: ignore[arg-type]  # a date and a text, as the table has them
    lives = _living(touched, hood, few, stored)
    stored = _beside(stored, lives)
    found = changes(stored, _outcome(hood, few, lives), _groups(list(touched.newcomers.values())), _households)
    return replace(found, groups=found.groups | {one.standing.group for one in touched.gone.values()})


def _stored(touched: Touched, hood: Around, words: Mapping[tuple[int, int], Word]) -> Stored:
    """Newcomers stand nowhere yet; there may be something about their pairs, if they were placed and gone before."""
    if not hood.edges and not touched.gone and hood.region <= touched.newcomers.keys():
        return Stored({}, {}, {}, {}, {}, words)
    standing = {signal: hood.placed[signal].standing for signal in hood.region - touched.newcomers.keys()}
    return stored_around([*hood.region, *touched.gone], standing, words)


def _living(touched: Touched, hood: Around, few: Few, stored: Stored) -> Living:
    settled = {signal: hood.placed[signal] for signal in hood.region}
    before = {household for household in stored.households.values() if household is not None}
    if touched.gone:
        found = households_of([one.standing.group for one in touched.gone.values()])
        before |= {household for household in found.values() if household is not None}
    together = [link[:2] for link in few.links if link.decision == Decision.TOGETHER.value]
    persons = {signal: few.persons[signal] for signal in hood.region}
    return living(touched.municipality, settled, persons, together, before)


def _outcome(hood: Around, few: Few, lives: Living) -> Outcome:
    persons = {signal: few.persons[signal] for signal in hood.region}
    first: dict[int, int] = {}
    for signal in sorted(lives.others):  # they stay the persons that they were
        persons[signal] = first.setdefault(lives.others[signal].standing.group, signal)
    return Outcome(persons, lives.households, few.links, few.asked)


def _beside(stored: Stored, lives: Living) -> Stored:
    """With the signals beyond that share a household."""
    others = {signal: one.standing for signal, one in lives.others.items()}
    if not others:
        return stored
    households = households_of([one.group for one in others.values()])
    return replace(stored, standing={**stored.standing, **others}, households={**stored.households, **households})


def _groups(reserved: Sequence[int]) -> Fresh:
    """Numbers for groups: first those that newcomers got already, so that most need not move."""
    left = list(reserved)

    def fresh(count: int) -> Sequence[int]:
        given, left[:] = left[:count], left[count:]
        return [*given, *(reserve(Group, count - len(given)) if count > len(given) else ())]

    return fresh


def _households(count: int) -> Sequence[int]:
    return reserve(Household, count)
