"""One definition for every engine: SQLite executes the same text on the same frame and comes to the same pairs as DuckDB."""

from __future__ import annotations

import random
import sqlite3
from datetime import date

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.matching.made_signals import SCHEMA
from tijdig.steps.matching import blocks, features, guard, tiers
from tijdig.steps.matching.engine import Machine, Stream, edges
from tijdig.steps.matching.keys import matching_frame
from tijdig.steps.matching.similarity import jaro_winkler_similarity

DATES = [None, None, date(1980, 4, 7), date(1980, 7, 4), date(1980, 4, 17), date(1953, 4, 7), date(1980, 1, 1)]
SURNAMES = ["Brugman", "Brugmann", "de Groot", "Groot-Brugman", "Fam. Brugman", "Vos", "Visser"]
INITIALS = [None, "J.", "J.P.", "J.M.", "JPM", "M."]
POSTCODES = ["9401AB", "9401AC", "9406XY"]
PHONES = [None] * 60 + [f"+3166{number:07}" for number in range(60)]


def crowded(seed: int, rows: int = 250) -> pl.DataFrame:
    """Signals that share so many values that every tier and the guard have work."""
    draw = random.Random(seed)  # noqa: S311 - made-up people, no secrets
    made = [
        {
            "signal": number, "municipality": draw.choice(["GM0106", "GM0114"]), "initials": draw.choice(INITIALS),
            "surname": draw.choice(SURNAMES), "born_on": draw.choice(DATES), "postcode": draw.choice(POSTCODES),
            "house_number": draw.randint(1, 6), "addition": draw.choice([None, None, "A", "2"]), "phone": draw.choice(PHONES),
        }
        for number in range(1, rows + 1)
    ]  # fmt: skip
    return pl.DataFrame(made, schema=SCHEMA)


def on_sqlite(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    """What SQLite makes of the same texts."""
    database = sqlite3.connect(":memory:")
    database.create_function("jaro_winkler_similarity", 2, jaro_winkler_similarity, deterministic=True)
    database.execute(f"CREATE TABLE frame ({', '.join(frame.columns)})")
    database.executemany(f"INSERT INTO frame VALUES ({', '.join('?' * frame.width)})", frame.rows())  # noqa: S608 - our names
    steps = {"candidates": blocks.candidates(), "features": features.features(), "judged": tiers.judged(),
             "touched": guard.touched(), "ambiguous": guard.ambiguous()}  # fmt: skip
    for name, query in steps.items():
        database.execute(f"CREATE TABLE {name} AS {query}")
    columns = ", ".join(("left_signal", "right_signal", "tier", "held", *features.COMPARED, "shared_initials", "nearby", "family"))
    found = database.execute(f"SELECT {columns} FROM ({guard.guarded()})").fetchall()  # noqa: S608 - our names
    database.close()
    return sorted(found)


@pytest.mark.parametrize("seed", [1, 2])
def test_sqlite_comes_to_the_same_pairs(seed: int) -> None:
    frame = matching_frame(crowded(seed))
    found = edges(frame)
    columns = ("left_signal", "right_signal", "tier", "held", *features.COMPARED, "shared_initials", "nearby", "family")
    assert sorted(found.select(columns).rows()) == on_sqlite(frame)
    assert set(found["tier"]) >= {1, 2, 3, 4, 5, 6, 7, 9, 10}
    assert found["held"].sum() > 0


@pytest.mark.parametrize("seed", [5, 6])
def test_candidates_are_all_pairs_that_share_a_key_and_each_once(seed: int) -> None:
    frame = matching_frame(crowded(seed))
    with duckdb.connect(":memory:") as database:
        database.register("frame", Stream(frame))
        found = database.execute(blocks.candidates()).fetchall()
        keys = [" AND ".join(f"a.{key} = b.{key}" for key in ("municipality", *block)) for block in blocks.BLOCKS]
        shared = f"a.signal < b.signal AND ({' OR '.join(keys)}) AND {blocks.WORTH_COMPARING}"
        asked = database.execute(f"SELECT a.signal, b.signal FROM frame a, frame b WHERE {shared}").fetchall()  # noqa: S608 - our names
    assert sorted(found) == sorted(asked)


@pytest.mark.parametrize("new", [[7], [3, 99, 250]])
def test_new_signals_meet_the_same_pairs_as_in_a_full_run(new: list[int]) -> None:
    frame = matching_frame(crowded(3))
    takes_part = pl.col("left_signal").is_in(new) | pl.col("right_signal").is_in(new)
    key = ["left_signal", "right_signal"]
    full = edges(frame).filter(takes_part).sort(key)
    fresh = edges(frame, new=pl.Series(new)).filter(takes_part).sort(key)
    assert full.height > 0
    assert fresh.rows() == full.rows()


def test_memory_and_threads_are_settable() -> None:
    frame = matching_frame(crowded(4))
    key = ["left_signal", "right_signal"]
    small = edges(frame, Machine(memory="256MB", threads=1)).sort(key)
    assert small.rows() == edges(frame).sort(key).rows()


@given(st.lists(st.tuples(st.text("abcd", max_size=9), st.text("abcd", max_size=9)), min_size=1, max_size=30))
def test_similarity_is_that_of_duckdb(pairs: list[tuple[str, str]]) -> None:
    values = ", ".join(f"('{one}', '{other}')" for one, other in pairs if one and other) or "('a', 'a')"
    with duckdb.connect(":memory:") as database:
        query = f"SELECT a, b, jaro_winkler_similarity(a, b) FROM (VALUES {values}) t(a, b)"  # noqa: S608 - letters only
        found = database.execute(query).fetchall()
    for one, other, similarity in found:
        assert jaro_winkler_similarity(one, other) == pytest.approx(similarity, abs=1e-12)


def test_similarity_of_nothing() -> None:
    assert jaro_winkler_similarity(None, "a") is None
    assert jaro_winkler_similarity("a", "b") == 0.0
