"""The order of the review list: an order and no more, the same for the same signals, with and without Splink."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polars as pl
import pytest

from steps.matching.made_signals import SCHEMA
from steps.matching.test_matching_engines import SURNAMES, crowded
from tijdig.steps.matching import engine, ranking
from tijdig.steps.matching.keys import matching_frame
from tijdig.steps.matching.tiers import STRENGTH

PAIR = ["left_signal", "right_signal"]
with_splink = pytest.mark.skipif(not ranking.available(), reason="Splink (extra review) is not here")


def listed(seed: int, rows: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A matching frame and what a person must look at."""
    frame = matching_frame(crowded(seed, rows))
    return frame, engine.settle(frame, engine.edges(frame)).review


def twice_reported(seed: int, people: int = 1500) -> pl.DataFrame:
    """Two signals of each person (1 and 2, 3 and 4, ...), the second told otherwise; with so few names some are alike."""
    draw = random.Random(seed)  # noqa: S311 - made-up people, no secrets
    made: list[dict[str, object]] = []
    for person in range(people):
        one: dict[str, object] = {
            "signal": 2 * person + 1, "municipality": "GM0106", "initials": draw.choice(["J", "M", "JP", "MB", "AC", "PK", "KJ"]),
            "surname": draw.choice(SURNAMES) + draw.choice(["", "", "ma", "stra"]), "house_number": draw.randint(1, 40),
            "born_on": some_day(draw), "postcode": f"94{draw.randint(10, 30)}AB",
            "phone": draw.choice([None, f"+3166{person:07}"]), "email": draw.choice([None, f"naam{person}@post.example"]),
        }  # fmt: skip
        made += [one, {**one, "signal": 2 * person + 2, **draw.choice(slips(draw, one)), **draw.choice(slips(draw, one))}]
    return matching_frame(pl.DataFrame(made, schema=SCHEMA))


def some_day(draw: random.Random) -> date:
    """One of ninety birth dates."""
    return date(1950, 1, 5) + timedelta(days=97 * draw.randint(0, 90))


def slips(draw: random.Random, one: dict[str, object]) -> list[dict[str, object]]:
    """What another creditor may have written; every difference that the model knows occurs."""
    street = str(one["postcode"])[:4]
    return [
        {"initials": str(one["initials"])[:1]}, {"initials": "X"}, {"born_on": None}, {"born_on": some_day(draw)},
        {"born_on": date(1950, 1, 5)}, {"house_number": 99}, {"house_number": 99, "postcode": "9406XY"}, {"addition": "A"},
        {"house_number": 97, "postcode": f"{street}XY"}, {"surname": f"{one['surname']}n"}, {"surname": "Wit"},
        {"phone": None}, {"phone": "+31660999999"}, {"email": None}, {"email": "ander@post.example"},
        {"email": f"{one['email']}.example" if one["email"] else None},
    ]  # fmt: skip


@with_splink
@pytest.mark.filterwarnings("ignore")  # of Splink itself
def test_splink_puts_who_is_most_alike_first_the_same_each_time() -> None:
    frame = twice_reported(1)
    asked = engine.edges(frame)
    model = ranking.trained(frame)
    ordered = ranking.ranked(frame, asked, model)
    assert ordered["rank"].to_list() == list(range(asked.height))
    assert ordered["weight"].is_sorted(descending=True)
    assert ordered.select(asked.columns).sort(PAIR).equals(asked.sort(PAIR))
    same = ordered.with_columns((((pl.col("left_signal") + 1) // 2) == ((pl.col("right_signal") + 1) // 2)).alias("same"))
    mean = dict(same.group_by("same").agg(pl.col("weight").mean()).iter_rows())
    assert mean[True] > mean[False] + 5
    assert ranking.ranked(frame, asked).equals(ordered), "trained again, it must come to the same"


def test_with_few_signals_the_strength_of_the_tier_orders() -> None:
    frame, review = listed(3, 250)
    ordered = ranking.ranked(frame, review)
    assert ordered["weight"].null_count() == review.height > 0
    strengths = [STRENGTH[tier] for tier in ordered["tier"]]
    assert strengths == sorted(strengths)


def test_without_splink_the_strength_of_the_tier_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    frame, review = listed(1, 1200)
    monkeypatch.setattr(ranking, "find_spec", lambda _: None)
    ordered = ranking.ranked(frame, review)
    assert ranking.trained(frame) is None
    assert ordered["weight"].null_count() == review.height > 0
    assert ordered["tier"][0] == min(review["tier"], key=lambda tier: STRENGTH[tier])


def test_nothing_to_order() -> None:
    frame, review = listed(1, 40)
    assert ranking.ranked(frame, review.clear()).columns == ["rank", *review.columns, "weight"]
