"""The frame of signals as it is stored, and the text of each row that its leaf in the Merkle tree is made of. Pure."""

from __future__ import annotations

import polars as pl

from tijdig.foundation.values import names
from tijdig.steps.intake.typed import SIGNAL_FIELDS

STORED_FIELDS = tuple(name for name in SIGNAL_FIELDS if name != "on_behalf_of_kvk")
_BESIDE = ("line", "creditor_id", "municipality_id", "place_rule", "system", "state")


def stored_columns(walked: pl.DataFrame) -> pl.DataFrame:
    """From the walk's frame (with ``creditor_id``) to the columns of the table, in a fixed order."""
    named = walked.with_columns(
        pl.col("municipality").alias("municipality_id"),
        pl.col("outcome").alias("state"),
        names.folded(names.surname(pl.col("surname"))).alias("surname_key"),
    )
    return named.select(*_BESIDE, *STORED_FIELDS, "surname_key")


def leaf_texts(signals: pl.DataFrame) -> list[str]:
    """One JSON text a row, with what the creditor told; what we add (the municipality) may change and is not in it."""
    if signals.is_empty():
        return []
    dated = pl.selectors.temporal().cast(pl.String)
    fields = ("line", "creditor_id", *STORED_FIELDS)
    told = signals.select(fields).with_columns(dated).select(pl.struct(pl.all()).struct.json_encode().alias("row"))
    return told["row"].to_list()
