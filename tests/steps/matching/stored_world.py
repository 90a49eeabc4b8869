"""A municipality with delivered signals, a person who may judge, and what matching stored of them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import polars as pl

from crash.delivery_world import AMSTERDAM, CARE, NOW, UTRECHT, WHO, World, edition_of, give_destination, settle_in
from tijdig.foundation.accounts.models import Membership, Person
from tijdig.foundation.accounts.rules import Role
from tijdig.journey.match import Summary, run_matching
from tijdig.steps.intake.models import Signal, State
from tijdig.steps.matching.changes import SAME
from tijdig.steps.matching.engine import Matched, edges, settle
from tijdig.steps.matching.judgements import Judged
from tijdig.steps.matching.keys import matching_frame
from tijdig.steps.matching.models import Group, Link, Placement, Suggestion
from tijdig.steps.matching.queries import matchable
from tijdig.steps.matching.runs.operations import start_run
from tijdig.steps.matching.words import words_in

POSTCODES = {AMSTERDAM: ["1011AA", "1011AB", "1012AZ"], UTRECHT: ["3511AA"]}
_NAMES = ["Brugman", "Brugmann", "de Groot", "Groot-Brugman", "Fam. Brugman", "Vos", "Visser"]
_INITIALS = ["", "J.", "J.P.", "J.M.", "JPM", "M."]
_DATES = ["", "", "1980-04-07", "1980-07-04", "1980-04-17", "1953-04-07", "1980-01-01"]
PERSON = {"voorletters": "J.P.", "achternaam": "Brugman", "geboortedatum": "1980-04-17", "postcode": "1011AA", "huisnummer": "12"}


def world() -> World:
    """Two municipalities that agreed with a health insurer."""
    settle_in()
    give_destination(UTRECHT)
    rows = [
        (postcode, number, "", int(code[2:])) for code, some in POSTCODES.items() for postcode in some for number in range(1, 99)
    ]
    return World(edition_of(rows))


def told(**changes: str) -> dict[str, str]:
    """A line about one person at one address, of which a test changes what it is about."""
    return {"soort": "zorg", "bedrag": "100", "ontstaansdatum": "2026-05-10", **PERSON, **changes}


def crowd(seed: int, count: int, at: str = AMSTERDAM) -> list[dict[str, str]]:
    """Lines that share so many values that every tier, the guard and the contact limits have work."""
    draw = random.Random(seed)  # noqa: S311 - made-up people, no secrets
    numbers = [f"06123{number:05}" for number in range(count // 6)]
    return [
        told(
            voorletters=draw.choice(_INITIALS), achternaam=draw.choice(_NAMES), geboortedatum=draw.choice(_DATES),
            postcode=draw.choice(POSTCODES[at]), huisnummer=str(draw.randint(1, 8)), toevoeging=draw.choice(["", "", "A", "2"]),
            telefoon=draw.choice(["", "", *numbers]), email=draw.choice(["", "", "", "", f"a{draw.randint(1, 9)}@post.example"]),
        )
        for _ in range(count)
    ]  # fmt: skip


def delivered(here: World, lines: Iterable[dict[str, str]], name: str = "K") -> list[int]:
    """Deliver lines; the numbers of their signals, in order."""
    numbered = [{"kenmerk": f"{name}{number:05}", **line} for number, line in enumerate(lines)]
    found = here.deliver(*numbered, sender=CARE)
    assert found.delivery.accepted == len(numbered)
    return list(Signal.objects.filter(delivery=found.delivery).order_by("reference").values_list("pk", flat=True))


def withdrawn(signals: Iterable[int]) -> None:
    """The creditor took them back."""
    Signal.objects.filter(pk__in=list(signals)).update(state=State.WITHDRAWN)


def case_worker(municipality: str = AMSTERDAM, name: str = "p1") -> Person:
    """Somebody who may judge there."""
    person = Person.objects.create(email=f"{name}@gemeente.example", name="Consulent", pseudonym=name, joined_at=NOW)
    Membership.objects.create(person=person, role=Role.CASE_WORKER, municipality_id=municipality, valid_from=date(2026, 1, 1))
    return person


def run(municipality: str = AMSTERDAM) -> Summary:
    """A whole run."""
    return run_matching(run=start_run(municipality=municipality, actor=WHO, at=NOW), worker="w", actor=WHO, at=NOW)


def expected(municipality: str = AMSTERDAM) -> Matched:
    """What the engine makes of the signals that have a place, and the judgements that there are now."""
    placed = list(Placement.objects.values_list("pk", flat=True))
    frame = matching_frame(matchable(municipality, placed))
    words = words_in(municipality)
    judged = Judged(
        [pair for pair, word in words.items() if word.verdict == SAME],
        [pair for pair, word in words.items() if word.verdict == "different"],
    )
    return settle(frame, edges(frame), judged)


def groups(municipality: str = AMSTERDAM) -> list[list[int]]:
    """The signals that are stored as one person."""
    found = defaultdict(list)
    for signal, group in Placement.objects.filter(municipality=municipality).order_by("pk").values_list("pk", "group_id"):
        found[group].append(signal)
    return sorted(found.values())


def households(municipality: str = AMSTERDAM) -> list[list[int]]:
    """The signals that are stored as one household."""
    found = defaultdict(list)
    stored = Placement.objects.filter(municipality=municipality).order_by("pk")
    for signal, group, household in stored.values_list("pk", "group_id", "group__household_id"):
        found[("household", household) if household else group].append(signal)
    return sorted(found.values())


def links(municipality: str = AMSTERDAM) -> list[tuple[object, ...]]:
    """The links that stand."""
    found = Link.objects.filter(municipality=municipality, ended_at=None)
    return sorted(found.values_list("left_id", "right_id", "tier", "decision"))


def asked(municipality: str = AMSTERDAM) -> list[tuple[object, ...]]:
    """The suggestions that wait."""
    found = Suggestion.objects.filter(municipality=municipality, state="open")
    return sorted(found.values_list("left_id", "right_id", "tier", "reason"))


def assert_as_expected(municipality: str = AMSTERDAM) -> Matched:
    """What is stored is what a run over everything would come to."""
    found = expected(municipality)
    assert groups(municipality) == _parts(found.signals, "person")
    assert households(municipality) == _parts(found.signals, "household")
    columns = ("left_signal", "right_signal", "tier", "decision")
    assert links(municipality) == sorted(pl.concat([found.links, found.together]).select(columns).rows())
    wanted = sorted(found.review.select("left_signal", "right_signal", "tier", "reason").rows())
    assert asked(municipality) == [row for row in wanted if not _answered(row, municipality)]
    _assert_sound(municipality)
    return found


def _answered(row: tuple[int, int, int, str], municipality: str) -> bool:
    """The pair itself was judged, or its groups are held apart by a judgement about others."""
    words = words_in(municipality)
    group = dict(Placement.objects.values_list("pk", "group_id"))
    apart = [{group.get(one), group.get(other)} for (one, other), word in words.items() if word.verdict == "different"]
    return row[:2] in words or {group[row[0]], group[row[1]]} in apart


def _assert_sound(municipality: str) -> None:
    """Who was merged holds nothing and points at a group that does; everything is of one municipality."""
    holding = set(Placement.objects.values_list("group_id", flat=True))
    merged = dict(Group.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id"))
    assert not holding & merged.keys()
    assert set(Placement.objects.filter(municipality=municipality).values_list("group__municipality_id", flat=True)) <= {
        municipality
    }
    alone = Group.objects.filter(pk__in=holding, household__isnull=False).values_list("household_id", flat=True)
    assert all(list(alone).count(household) > 1 for household in alone)


def _parts(signals: pl.DataFrame, name: str) -> list[list[int]]:
    return sorted(signals.group_by(name).agg(pl.col("signal").sort())["signal"].to_list())
