"""Spark SQL executes the same texts as DuckDB, and comes to the same pairs and persons."""

from __future__ import annotations

import polars as pl
import pytest

from steps.matching.test_matching_engines import crowded
from tijdig.steps.matching import engine, spark
from tijdig.steps.matching.features import FEATURES
from tijdig.steps.matching.keys import matching_frame

pytestmark = pytest.mark.skipif(not spark.available(), reason="pyspark (extra spark) or Java is not here")
PAIR = ("left_signal", "right_signal")
# For so few rows starting the work costs more than the work.
SMALL = {"spark.sql.shuffle.partitions": "1", "spark.sql.adaptive.enabled": "false", "spark.sql.codegen.wholeStage": "false"}
COLUMNS = (*PAIR, "tier", "held", *FEATURES)


@pytest.mark.filterwarnings("ignore")  # of pyspark itself
def test_spark_comes_to_the_same_pairs_and_persons() -> None:
    frame = matching_frame(crowded(1, rows=1000))
    on_duckdb = engine.edges(frame).select(COLUMNS).sort(PAIR)
    with spark.started("local[2]", SMALL) as session:
        on_spark = spark.edges(frame, session).select(COLUMNS).sort(PAIR)
    whole = [name for name in COLUMNS if name != "name_similarity"]
    assert on_spark.select(whole).rows() == on_duckdb.select(whole).rows()
    assert (on_spark["name_similarity"] - on_duckdb["name_similarity"]).abs().max() == pytest.approx(0, abs=1e-9)
    assert set(on_spark["tier"]) >= {1, 2, 3, 4, 5, 6, 7, 9, 10}
    assert on_spark["held"].sum() > 0
    assert engine.settle(frame, on_spark).signals.equals(engine.settle(frame, on_duckdb).signals)
    assert on_spark.schema["name_similarity"] == pl.Float64
