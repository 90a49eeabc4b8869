"""The whole of step 1 over one table: typed signals, and every finding of the format."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import polars as pl

from tijdig.foundation.findings.checks import harvest
from tijdig.foundation.values.text import clean
from tijdig.steps.intake.columns import COLUMNS, PAST_DATES
from tijdig.steps.intake.parsing import EMAIL, POSTCODE, field, filled_columns, parse
from tijdig.steps.intake.rules import BSN, WRONG_DATE, checks, without_chance_hits

SIGNAL_FIELDS = tuple(column.field for column in COLUMNS)
_NEVER_DOUBLED = pl.Series("doubled", [False])
_READ = {"postcode": POSTCODE, "email": EMAIL}


def doubled_references(rows: pl.DataFrame, sender_kvk: str | None = None) -> pl.DataFrame:
    """Adds ``doubled``: whether a row carries the reference of an earlier row of the same creditor in the same file.

    A row that names no creditor is the sender's own.
    """
    if rows.height == 1:
        return rows.hstack([_NEVER_DOUBLED])
    creditor = pl.coalesce(clean(pl.col("namens_kvk")), pl.lit(sender_kvk, pl.String))
    keys = rows.select(clean(pl.col("kenmerk")).alias("reference"), creditor.alias("creditor"))
    doubled = _NEVER_DOUBLED.new_from_index(0, rows.height)
    alike = _with_equal_hashes(keys)
    again = ~pl.struct(pl.all()).is_first_distinct() & pl.col("reference").is_not_null()
    return rows.hstack([doubled.scatter(alike, keys[alike].select(again).to_series())])


def _with_equal_hashes(keys: pl.DataFrame) -> pl.Series:
    """The places of the few rows whose hash occurs more than once: comparing whole numbers is quicker than texts."""
    hashes = keys.hash_rows()
    return hashes.is_in(hashes.filter(~hashes.is_first_distinct()).implode()).arg_true()


def typed_signals(rows: pl.DataFrame, on: date, *, suspicious: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Signals and findings of some rows (``line``, texts, ``doubled``).

    Signals: ``line`` and SIGNAL_FIELDS, typed as ``parse`` says; values that may not be kept are null.
    """
    filled = filled_columns(rows)
    frame = parse(rows, filled)
    found = harvest(frame, checks(on, filled, suspicious=suspicious))
    findings = without_chance_hits(found, frame)
    return _kept(frame, findings, on, filled), findings


@lru_cache(maxsize=256)
def _past(on: date, names: tuple[str, ...]) -> list[pl.Expr]:
    """A date that lies after the signal date is told of, and then as good as not filled in."""
    return [pl.when(pl.col(field(name)) <= on).then(pl.col(field(name))) for name in names]


def _kept(frame: pl.DataFrame, findings: pl.DataFrame, on: date, filled: tuple[str, ...]) -> pl.DataFrame:
    """The typed columns by the names of their fields."""
    fields = [frame.get_column(_READ.get(name, name)).alias(name) for name in SIGNAL_FIELDS]
    signals = pl.DataFrame([frame.get_column("line"), *fields])
    if (findings["code"] == WRONG_DATE).any():
        signals = signals.with_columns(_past(on, tuple(name for name in PAST_DATES if name in filled)))
    if not (findings["code"] == BSN).any():
        return signals
    client_is_bsn = findings.filter((pl.col("code") == BSN) & (pl.col("column") == "klantnummer"))["line"]
    if client_is_bsn.is_empty():
        return signals
    client = pl.when(~pl.col("line").is_in(client_is_bsn.implode())).then(pl.col("client_number"))
    return signals.with_columns(client.alias("client_number"))
