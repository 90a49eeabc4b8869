"""The order of the list that a person judges: most alike first. It orders, it never decides, and it says nothing of one person.

With Splink (extra ``review``) a pair gets a match weight: the base-2 logarithm of the odds that two signals with these
differences are of one person, learned from the municipality's own signals by expectation maximisation, without truth. Without
it the strength of the tier orders. Source: Fellegi and Sunter (1969); https://github.com/moj-analytical-services/splink.
"""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from tijdig.steps.matching.blocks import BLOCKS
from tijdig.steps.matching.engine import DEFAULT_MACHINE, Machine, Stream, connected
from tijdig.steps.matching.tiers import STRENGTH

if TYPE_CHECKING:
    from splink import Linker
    from splink.internals.blocking_rule_creator import BlockingRuleCreator

SAMPLED_PAIRS = 5e6
SEED = 1  # equal signals, equal weights
FEWEST = 1000  # with fewer signals there is nothing to learn from
_BLOCKED = "SELECT left_signal AS join_key_l, right_signal AS join_key_r, '0' AS match_key FROM asked"


def _same(*fields: str) -> str:
    return " AND ".join(f"l.{field} = r.{field}" for field in fields)


def _level(condition: str, **more: object) -> dict[str, object]:
    return {"sql_condition": condition, **more}


def _missing(*fields: str) -> dict[str, object]:
    told = " OR ".join(f"{field}_l IS NULL OR {field}_r IS NULL" for field in fields)
    return _level(told, is_null_level=True)


def _compared(name: str, *levels: dict[str, object]) -> dict[str, object]:
    return {"output_column_name": name, "comparison_levels": [*levels, _level("ELSE")]}


def _alike(least: float) -> str:
    """Some half of one surname is like some half of the other."""
    halves = [(left, right) for left in ("one", "two") for right in ("one", "two")]
    return " OR ".join(f"jaro_winkler_similarity(name_{left}_l, name_{right}_r) >= {least}" for left, right in halves)


_DOOR = "postcode_l = postcode_r AND house_number_l = house_number_r"
_ONE_IN_THE_OTHER = "starts_with(initials_l, initials_r) OR starts_with(initials_r, initials_l)"
_BORN_PARTS = "(born_year_l = born_year_r)::INT + (born_month_l = born_month_r)::INT + (born_day_l = born_day_r)::INT"
_BORN_SWAPPED = "born_year_l = born_year_r AND born_month_l = born_day_r AND born_day_l = born_month_r"

COMPARISONS = [
    _compared("name", _missing("name_one"), _level("name_one_l = name_one_r", tf_adjustment_column="name_one"),
              _level(_alike(1.0)), _level(_alike(0.92)), _level(_alike(0.8))),
    _compared("initials", _missing("initials"), _level("initials_l = initials_r AND length(initials_l) > 1"),
              _level("initials_l = initials_r", tf_adjustment_column="initials"), _level(_ONE_IN_THE_OTHER)),
    _compared("born", _missing("born"), _level("born_l = born_r"), _level(f"({_BORN_PARTS}) = 2 OR ({_BORN_SWAPPED})")),
    _compared("address", _missing("postcode", "house_number"), _level(f"{_DOOR} AND addition_l IS NOT DISTINCT FROM addition_r"),
              _level(_DOOR), _level("postcode_l = postcode_r"), _level("area_l = area_r")),
    _compared("phone", _missing("phone"), _level("phone_l = phone_r")),
    _compared("email", _missing("email"), _level("email_l = email_r"), _level("jaro_winkler_similarity(email_l, email_r) >= 0.95")),
]  # fmt: skip
SETTINGS: dict[str, object] = {
    "link_type": "dedupe_only",
    "unique_id_column_name": "signal",
    "comparisons": COMPARISONS,
    "blocking_rules_to_generate_predictions": [{"blocking_rule": _same("municipality", *keys)} for keys in BLOCKS],
    "retain_matching_columns": False,
}


def ranked(frame: pl.DataFrame, review: pl.DataFrame, model: str | None = None, machine: Machine = DEFAULT_MACHINE) -> pl.DataFrame:
    """The pairs of a review list with ``weight`` and ``rank`` (0 first), in that order; equal input gives an equal order.

    ``frame``: the matching frame; ``model``: what ``trained`` gave before. Without a model and with enough signals it is
    trained here. Without Splink, or with fewer signals than FEWEST, ``weight`` is null and the strength of the tier orders.
    """
    known = model or (trained(frame, machine) if frame.height >= FEWEST else None)
    weights = _weights(frame, review, known, machine) if known and available() and not review.is_empty() else None
    key = ["left_signal", "right_signal"]
    if weights is None:
        weighed = review.with_columns(weight=pl.lit(None, pl.Float64))
    else:
        weighed = review.join(weights, on=key, how="left", maintain_order="left")
    strength = pl.col("tier").replace_strict(STRENGTH, return_dtype=pl.Int32)
    ordered = weighed.sort(
        "weight", -strength, "name_similarity", *key, descending=[True, True, True, False, False], nulls_last=True
    )
    return ordered.with_row_index("rank")


def available() -> bool:
    """Whether Splink is installed."""
    return find_spec("splink") is not None


def trained(frame: pl.DataFrame, machine: Machine = DEFAULT_MACHINE) -> str | None:
    """The weights that fit these signals, as JSON to keep for the next time; None without Splink, or with too little to learn."""
    if not available():
        return None
    from splink.internals.exceptions import SplinkException  # noqa: PLC0415 - optional and slow; see exceptions.toml

    with connected(replace(machine, threads=1)) as database:  # two threads add up in another order every time
        linker = linker_of(database, frame, SETTINGS)
        try:
            train(linker)
        except (SplinkException, ValueError):  # no pairs to learn from, or a difference that never occurs
            return None
        return json.dumps(linker.misc.save_model_to_json())


def linker_of(database: duckdb.DuckDBPyConnection, frame: pl.DataFrame, settings: dict[str, object]) -> Linker:
    """Splink over a matching frame, in a database of ours."""
    from splink import DuckDBAPI, Linker  # noqa: PLC0415 - optional and slow; see exceptions.toml

    logging.getLogger("splink").setLevel(logging.ERROR)
    database.register("splink_arrived", Stream(frame))
    database.execute("CREATE OR REPLACE TABLE splink_frame AS SELECT * FROM splink_arrived")
    signals = DuckDBAPI(database).register(database.table("splink_frame"))
    return Linker(signals, settings, log_level=None)


def train(linker: Linker) -> None:
    """Learn all weights: chances by random pairs, the rest by maximisation within two blocks that share no field."""
    sure: list[str | BlockingRuleCreator] = [
        _same("municipality", "born", "name_one", "initials"),
        _same("municipality", "phone", "name_one", "initial"),
    ]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=SEED)
    for block in (_same("municipality", "born", "initial"), _same("municipality", "postcode", "house_number")):
        linker.training.estimate_parameters_using_expectation_maximisation(block)


def _weights(frame: pl.DataFrame, review: pl.DataFrame, model: str, machine: Machine) -> pl.DataFrame:
    pairs = review.select("left_signal", "right_signal").unique()
    with connected(machine) as database:
        linker = linker_of(database, frame, json.loads(model))
        database.register("asked", Stream(pairs))
        database.execute(f"CREATE TABLE asked_pairs AS {_BLOCKED}")
        blocked = linker._db_api.register(database.table("asked_pairs"))
        linker.table_management.register_blocked_pairs_for_predict(blocked)
        found = linker.inference.predict().as_duckdbpyrelation()
        columns = "signal_l AS left_signal, signal_r AS right_signal, round(match_weight, 6) AS weight"
        return pl.DataFrame(found.project(columns))
