"""Clusters never hold two people, whatever the links say; and nothing depends on the order of the rows."""

from __future__ import annotations

from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steps.matching.made_signals import matched, persons, signals
from steps.matching.test_matching_engines import crowded
from tijdig.steps.matching.clustering import Clusters, born_agree, initials_agree
from tijdig.steps.matching.engine import Matched, match

LOOKS = st.tuples(
    st.one_of(st.none(), st.sampled_from([19800407, 19800704, 19800417, 19800101, 19530203, 19900407])),
    st.one_of(st.none(), st.sampled_from(["J", "JP", "JM", "JPM", "M"])),
)


@given(st.lists(LOOKS, min_size=2, max_size=12), st.data())
def test_no_cluster_holds_two_people(looks: list[tuple[int | None, str | None]], data: st.DataObject) -> None:
    places = st.integers(0, len(looks) - 1)
    links = data.draw(st.lists(st.tuples(places, places), max_size=40))
    clusters = Clusters.apart(looks)
    clusters.join(links)
    roots = clusters.roots()
    for one, other in combinations(range(len(looks)), 2):
        if roots[one] == roots[other]:
            (born, initials), (also_born, also_initials) = looks[one], looks[other]
            assert born is None or also_born is None or born_agree(born, also_born)
            assert initials_agree(initials or "", also_initials or "")
    assert all(root <= place for place, root in enumerate(roots))
    assert all((roots[left] != roots[right]) == (place in clusters.refused) for place, (left, right) in enumerate(links))


def _of(found: Matched) -> tuple[list[tuple[object, ...]], ...]:
    frames = (found.signals, found.links, found.together, found.review)
    return tuple(frame.rows() for frame in frames)


@settings(max_examples=10)
@given(st.integers(0, 1000))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    made = crowded(seed, rows=80)
    assert _of(match(made)) == _of(match(made.sample(fraction=1, shuffle=True, seed=seed)))


@settings(max_examples=10)
@given(st.integers(0, 1000))
def test_persons_of_a_crowd_never_contradict_and_keep_to_their_municipality(seed: int) -> None:
    made = crowded(seed, rows=120)
    found = match(made)
    joined = made.join(found.signals, on="signal")
    assert joined.group_by("household").agg(pl.col("municipality").n_unique())["municipality"].max() == 1
    for group in joined.filter(pl.col("born_on").is_not_null()).group_by("person").agg("born_on")["born_on"].to_list():
        numbers = [date.year * 10_000 + date.month * 100 + date.day for date in group]
        assert all(born_agree(one, other) for one, other in combinations(numbers, 2))


@pytest.mark.parametrize("seed", [5, 6])
def test_doubling_a_full_row_links_it(seed: int) -> None:
    made = crowded(seed).filter(pl.col("born_on").is_not_null() & (pl.col("initials").str.len_chars() > 2))
    doubled = pl.concat([made, made.with_columns(pl.col("signal") + 1000)])
    person = dict(match(doubled).signals.select("signal", "person").iter_rows())
    assert all(person[signal] == person[signal + 1000] for signal in made["signal"])


def test_person_ids_are_the_smallest_signal() -> None:
    made = signals({"signal": 40}, {"signal": 7}, {"signal": 12, "born_on": None})
    assert match(made).signals.rows() == [(7, 7, 7, 7), (12, 7, 7, 7), (40, 7, 7, 7)]


def test_a_refused_merge_goes_to_review() -> None:
    slips = ["1980-04-17", "1980-04-18", "1980-05-18"]
    found = matched(*({"born_on": pl.Series([slip]).str.to_date().item()} for slip in slips))
    assert [len(group) for group in persons(found)] == [2, 1]
    assert found.review.select("reason", "tier").rows() == [("conflict", 5)]


def test_what_other_links_joined_is_not_asked() -> None:
    found = matched({"initials": None}, {}, {"addition": "A"})
    together = dict(found.signals.select("signal", "person").iter_rows())
    assert all(together[left] != together[right] for left, right in found.review.select("left_signal", "right_signal").iter_rows())


def test_nothing_gives_nothing() -> None:
    found = match(signals())
    assert found.signals.is_empty()
    assert found.links.is_empty()


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [(19800407, 19800704, True), (19800417, 19800418, True), (19800417, 19810417, True), (19800417, 19830417, False),
     (19800417, 19800101, True), (19800417, 19810101, False), (19800417, 19800518, False), (19530417, 19800417, False)],
)  # fmt: skip
def test_birth_dates_that_may_be_one(one: int, other: int, agree: bool) -> None:
    assert born_agree(one, other) is agree
    assert born_agree(other, one) is agree
