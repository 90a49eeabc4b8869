"""Numbers stay: whatever happens to clusters, no group changes its number, and what was merged can come back."""

from __future__ import annotations

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from tijdig.steps.matching.numbering import Numbers, Standing, numbers


def _named(
    clusters: list[list[int]], standing: dict[int, Standing] | None = None, retired: dict[int, int] | None = None
) -> Numbers:
    roots = {signal: min(cluster) for cluster in clusters for signal in cluster}
    fresh = count(max([0, *(one.group for one in (standing or {}).values()), *(retired or {})]) + 1)
    return numbers(roots, standing or {}, retired or {}, lambda wanted: [next(fresh) for _ in range(wanted)])


def _after(found: Numbers, clusters: list[list[int]], before: dict[int, Standing]) -> dict[int, Standing]:
    places = {}
    for cluster in clusters:
        for signal in cluster:
            group = found.of[min(cluster)]
            places[signal] = Standing(group, found.homes.get(signal, before[signal].home if signal in before else group))
    return places


def test_a_cluster_that_grows_keeps_its_number() -> None:
    first = _after(_named([[1, 3]]), [[1, 3]], {})
    assert _named([[1, 3, 4]], first).of == {1: 1}


def test_a_split_leaves_the_number_with_the_oldest_signal() -> None:
    first = _after(_named([[1, 3, 5]]), [[1, 3, 5]], {})
    found = _named([[1], [3, 5]], first)
    assert found.of == {1: 1, 3: 2}
    assert found.homes == {3: 2, 5: 2}


def test_a_merge_keeps_the_number_of_the_oldest_and_the_other_points_at_it() -> None:
    first = _after(_named([[1, 4], [2, 3]]), [[1, 4], [2, 3]], {})
    found = _named([[1, 2, 3, 4]], first)
    assert (found.of, found.merged, found.new) == ({1: 1}, {2: 1}, ())


def test_what_was_merged_rises_with_its_own_number_when_it_comes_apart() -> None:
    apart, whole = [[1, 4], [2, 3]], [[1, 2, 3, 4]]
    first = _after(_named(apart), apart, {})
    merged = _after(_named(whole, first), whole, first)
    assert _named(apart, merged, {2: 1}).of == {1: 1, 2: 2}


def test_an_older_signal_that_comes_later_changes_no_number() -> None:
    first = _after(_named([[5, 6], [7]]), [[5, 6], [7]], {})
    assert _named([[2, 5, 6], [7]], first).of == {2: 1, 7: 2}


_PARTITIONS = st.lists(st.integers(0, 3), min_size=8, max_size=8)


@given(st.lists(_PARTITIONS, min_size=1, max_size=6))
def test_numbers_are_of_one_cluster_each_and_nothing_is_lost(walk: list[list[int]]) -> None:
    standing: dict[int, Standing] = {}
    retired: dict[int, int] = {}
    for labels in walk:
        clusters = [[at for at, label in enumerate(labels) if label == one] for one in set(labels)]
        found = _named(clusters, standing, retired)
        assert len(set(found.of.values())) == len(clusters)
        for cluster in clusters:  # who kept its company keeps its number
            groups = {standing[signal].group for signal in cluster if signal in standing}
            company = {signal for signal, one in standing.items() if one.group in groups}
            if len(groups) == 1 and company == set(cluster):
                assert found.of[min(cluster)] == groups.pop()
        standing = _after(found, clusters, standing)
        holding = {one.group for one in standing.values()}
        retired = {group: end for group, end in {**retired, **found.merged}.items() if group not in holding}
        assert set(retired.values()) <= holding


def test_the_same_again_changes_nothing() -> None:
    clusters = [[1, 4], [2, 3], [5]]
    first = _after(_named(clusters), clusters, {})
    found = _named(clusters, first)
    assert (found.new, found.merged, found.homes) == ((), {}, {})
