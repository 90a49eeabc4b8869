"""The engine for populations beyond one machine: the same texts as on DuckDB, executed by Apache Spark SQL (extra ``spark``).

Only blocks, features, tiers and guard run there; persons are joined by the same code afterwards (``engine.settle``). On a
cluster this package must be installed where the executors run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from shutil import which
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from tijdig.steps.matching import blocks, features, guard, tiers
from tijdig.steps.matching.engine import Matched, settle
from tijdig.steps.matching.keys import DEFAULT_LIMITS, ContactLimits, matching_frame
from tijdig.steps.matching.similarity import jaro_winkler_similarity

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# Not DuckDB's name: newer versions of Spark have a function of that name, which counts otherwise below 0.7.
_SIMILARITY = "tijdig_name_similarity"
_TYPES = {"Int64": "BIGINT", "Int32": "INT", "Int8": "INT", "String": "STRING", "Float64": "DOUBLE"}
_POLARS = {"bigint": pl.Int64, "int": pl.Int32, "string": pl.String, "double": pl.Float64}
# Each is kept, since it is read more than once: without that Spark would fold all of them into one text and compute it anew.
_STEPS = {
    "candidates": blocks.candidates(),
    "features": features.features(_SIMILARITY),
    "judged": tiers.judged(),
    "touched": guard.touched(),
    "ambiguous": guard.ambiguous(),
}


def available() -> bool:
    """Whether pyspark and Java are installed."""
    return find_spec("pyspark") is not None and ("JAVA_HOME" in os.environ or which("java") is not None)


@contextmanager
def started(master: str = "local[*]", settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[SparkSession]:
    """A session on a cluster (``spark://...``) or, without one, on this machine only; stopped at the end.

    ``settings``: of Spark, such as ``spark.executor.memory``.
    """
    from pyspark.sql import SparkSession  # noqa: PLC0415 - optional and slow; see exceptions.toml

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("tijdig match").config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    if master.startswith("local"):
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        builder = builder.config("spark.sql.shuffle.partitions", str(os.cpu_count() or 1))
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


def match(signals: pl.DataFrame, session: SparkSession, limits: ContactLimits = DEFAULT_LIMITS) -> Matched:
    """The same as ``engine.match``, with the pairs judged on Spark."""
    frame = matching_frame(signals, limits)
    return settle(frame, edges(frame, session))


def edges(frame: pl.DataFrame, session: SparkSession) -> pl.DataFrame:
    """The same as ``engine.edges``, for all signals of a matching frame."""
    session.udf.register(_SIMILARITY, jaro_winkler_similarity, "double")
    with ExitStack() as kept:
        kept.enter_context(_named(session, "frame", _sent(session, frame)))
        for name, query in _STEPS.items():
            kept.enter_context(_named(session, name, session.sql(query)))
        found = session.sql(guard.guarded())
        schema = {name: _POLARS[kind] for name, kind in found.dtypes}
        return pl.DataFrame([tuple(row) for row in found.collect()], schema=schema, orient="row")


def _sent(session: SparkSession, frame: pl.DataFrame) -> DataFrame:
    schema = ", ".join(f"{name} {_TYPES[str(kind)]}" for name, kind in frame.schema.items())
    return session.createDataFrame(frame.rows(), schema)


@contextmanager
def _named(session: SparkSession, name: str, rows: DataFrame) -> Iterator[None]:
    """Rows under a name that the texts use, kept until the end."""
    rows.cache().createOrReplaceTempView(name)
    try:
        yield
    finally:
        session.catalog.dropTempView(name)
        rows.unpersist()
