"""The frame of signals as it is stored, and the text of each row that its leaf in the Merkle tree is made of. Pure."""

from __future__ import annotations

import polars as pl

from tijdig.foundation.ledger.canonical_rows import canonical_texts
from tijdig.steps.intake import facts
from tijdig.steps.intake.typed import SIGNAL_FIELDS

STORED_FIELDS = tuple(name for name in SIGNAL_FIELDS if name != "on_behalf_of_kvk")
OWN_COLUMNS = tuple(name for name in STORED_FIELDS if name not in facts.SCHEMA)
_BESIDE = ("line", "creditor_id", "municipality_id", "place_rule", "system", "state")


def stored_fields(walked: pl.DataFrame) -> pl.DataFrame:
    """From the walk's frame (with ``creditor_id``) to what is stored of a signal, in a fixed order."""
    named = walked.with_columns(pl.col("municipality").alias("municipality_id"), pl.col("outcome").alias("state"))
    return named.select(*_BESIDE, *STORED_FIELDS)


def table_columns(signals: pl.DataFrame) -> pl.DataFrame:
    """The columns of the table: what nobody searches for goes together into one."""
    return signals.drop(*facts.SCHEMA).with_columns(facts.folded(signals))


def leaf_texts(signals: pl.DataFrame) -> list[str]:
    """Canonical JSON of what the creditor told, a row each; what we add (the municipality) may change and is not in it."""
    return canonical_texts(signals.select("line", "creditor_id", *STORED_FIELDS)).to_list()
