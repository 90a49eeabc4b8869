"""What others make of the same rows: the exact key, Splink 5 with its own clustering, and recordlinkage's ECM classifier.

All get the normalised matching frame and the same five blocks within a municipality. Each gives, for every signal, the smallest
signal of its group, and how long its parts took.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

import pandas as pd
import polars as pl
import recordlinkage

from tijdig.steps.matching import ranking
from tijdig.steps.matching.blocks import BLOCKS
from tijdig.steps.matching.clustering import Clusters
from tijdig.steps.matching.engine import Machine, connected

SPLINK_THRESHOLD = 0.99  # of the match probability, for its own clustering
STRICT = 0.99999  # a second clustering over the same pairs
ROOMY = Machine(memory="12GB")  # no limit worth the name: the 2 GB is our promise, not theirs
Outcome = tuple[dict[str, pl.Series], dict[str, float]]  # groups by what to add to the name; seconds


def exact_key(frame: pl.DataFrame) -> Outcome:
    """Postcode, number, birth date and surname, as a query would group them; who misses one stands alone."""
    start = time.perf_counter()
    key = ["municipality", "postcode", "house_number", "born", "name_one"]
    complete = pl.all_horizontal(pl.col(key).is_not_null())
    first = pl.when(complete).then(pl.col("signal").min().over(key)).otherwise("signal")
    found = frame.select(first.alias("first")).to_series()
    return {"": found}, {"all": time.perf_counter() - start}


def splink(frame: pl.DataFrame) -> Outcome:
    """Splink trained on these signals without truth; connected components over the pairs at its threshold."""
    with connected(ROOMY) as database:
        start = time.perf_counter()
        linker = ranking.linker_of(database, frame, ranking.SETTINGS)
        loaded = time.perf_counter()
        ranking.train(linker)
        trained, work = time.perf_counter(), time.process_time()
        scored = linker.inference.predict(threshold_match_probability=SPLINK_THRESHOLD)
        predicted = time.perf_counter()
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(scored, SPLINK_THRESHOLD)
        groups = {"": pl.DataFrame(clusters.as_duckdbpyrelation().project("signal, cluster_id"))}
        done, work = time.perf_counter(), time.process_time() - work
        strict = linker.clustering.cluster_pairwise_predictions_at_threshold(scored, STRICT)
        groups[f" at {STRICT}"] = pl.DataFrame(strict.as_duckdbpyrelation().project("signal, cluster_id"))
    seconds = {"train": trained - loaded, "pairs": predicted - trained + loaded - start, "clusters": done - predicted}
    first = pl.col("signal").min().over("cluster_id")
    grouped = {name: found.sort("signal").select(first).to_series() for name, found in groups.items()}
    return grouped, seconds | {"trained before": done - start - seconds["train"], "of processors, trained before": work}


def ecm(frame: pl.DataFrame) -> Outcome:
    """recordlinkage: agreement per field, classified by expectation/conditional maximisation; connected components."""
    start = time.perf_counter()
    columns = ["signal", "municipality", "initials", "initial", "name_one", "born", "postcode", "house_number", "phone", "email"]
    rows = pd.DataFrame(frame.select(columns).to_dict(as_series=False)).set_index("signal")
    index = recordlinkage.Index()
    for block in BLOCKS:
        index.block(["municipality", *block])
    pairs = index.index(rows.dropna(subset=["postcode"]))
    compare = recordlinkage.Compare()
    compare.string("name_one", "name_one", method="jarowinkler", threshold=0.92)
    for field in ("initials", "born", "postcode", "house_number", "phone", "email"):
        compare.exact(field, field)
    matches = recordlinkage.ECMClassifier().fit_predict(compare.compute(pairs, rows))
    group = joined(frame["signal"], matches)
    return {"": group}, {"all": time.perf_counter() - start}


def joined(signals: pl.Series, pairs: Iterable[tuple[int, int]]) -> pl.Series:
    """Connected components: for every signal the smallest one of its group."""
    place = {signal: at for at, signal in enumerate(signals)}
    clusters = Clusters.apart([(None, None)] * len(signals))
    clusters.join([(place[left], place[right]) for left, right in pairs])
    return signals.gather(clusters.roots())


RIVALS = {"exact key": exact_key, "Splink 5": splink, "recordlinkage ECM": ecm}
