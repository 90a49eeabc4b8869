"""What people say goes before the rules: joined although they contradict, kept apart although others link them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tijdig.steps.matching.judgements import Judged, are_tied, clusters_of, tied

EARLY, LATE = 19530204, 19800417


def _clusters(looks: list[tuple[int | None, str | None]], judged: Judged, links: list[tuple[int, int]]) -> list[int]:
    clusters = clusters_of(range(len(looks)), looks, judged)
    clusters.join(links)
    return clusters.roots()


def test_a_person_joins_what_contradicts_and_each_side_still_draws_its_own() -> None:
    looks = [(EARLY, "J"), (LATE, "J"), (EARLY, "J"), (LATE, "J"), (19660606, "J")]
    links = [(0, 2), (1, 3), (1, 4)]
    assert _clusters(looks, Judged(same=[(0, 1)]), links) == [0, 0, 0, 0, 4]
    assert _clusters(looks, Judged(), links) == [0, 1, 0, 1, 4]


def test_a_chain_between_two_that_are_different_breaks_at_its_weakest_link() -> None:
    looks = [(None, None)] * 4
    links = [(0, 1), (2, 3), (1, 2)]  # from strong to weak
    assert _clusters(looks, Judged(), links) == [0, 0, 0, 0]
    assert _clusters(looks, Judged(different=[(0, 3)]), links) == [0, 0, 2, 2]


def test_two_knots_may_be_one_person_when_one_reading_fits() -> None:
    looks = [(EARLY, "J"), (LATE, "J"), (LATE, "J"), (19660606, "J")]
    assert _clusters(looks, Judged(same=[(0, 1), (2, 3)]), [(1, 2)]) == [0, 0, 0, 0]


def test_words_reach_over_a_chain() -> None:
    assert tied([(1, 2), (2, 5), (3, 4)]) == {1: [1, 2, 5], 3: [3, 4]}
    assert are_tied([(1, 2), (2, 5)], 1, 5)
    assert not are_tied([(1, 2)], 1, 5)


_PAIRS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]), max_size=12)
_LOOKS = st.lists(st.tuples(st.sampled_from([None, EARLY, LATE]), st.sampled_from([None, "J", "JP", "M"])), min_size=8, max_size=8)


@given(_LOOKS, _PAIRS, _PAIRS, _PAIRS)
def test_whatever_the_rules_say_the_words_hold(looks: list, same: list, different: list, links: list) -> None:
    different = [pair for pair in different if not are_tied(same, *pair)]
    roots = _clusters(looks, Judged(same, different), links)
    assert all(roots[one] == roots[other] for one, other in same)
    assert all(roots[one] != roots[other] for one, other in different)
    assert all(root <= signal for signal, root in enumerate(roots))
