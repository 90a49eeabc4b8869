"""From texts in an address file to the columns of records; the first wrong value is named with line and column."""

from __future__ import annotations

import polars as pl

from tijdig.foundation.places import areas, register
from tijdig.foundation.places.building import RECORDS
from tijdig.foundation.places.loaders.failure import UnusableFile
from tijdig.foundation.places.loaders.tables import Table

HIGHEST_NUMBER = 99_999


def with_postcode(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The rows whose column holds something; a BAG address without a postcode cannot be looked up by one."""
    return rows.filter(pl.col(column).str.strip_chars().fill_null("") != "")


def area_numbers(rows: pl.DataFrame, column: str, table: Table) -> pl.Series:
    """The postcodes as numbers of areas. Raises UnusableFile for the first that is none."""
    cleaned = rows.select(pl.col(column).str.to_uppercase().str.replace_all(" ", "", literal=True)).to_series()
    found = pl.Series("area", areas.codes(cleaned))
    _refuse(rows, found == areas.NO_AREA, column, table, "is geen postcode")
    return found.cast(pl.UInt32)


def house_numbers(rows: pl.DataFrame, column: str, table: Table) -> pl.Series:
    """The house numbers, 1 to 99999. Raises UnusableFile for the first that is none."""
    found = rows[column].str.strip_chars().cast(pl.UInt32, strict=False).alias("number")
    _refuse(rows, ~found.is_between(1, HIGHEST_NUMBER).fill_null(value=False), column, table, "is geen huisnummer")
    return found


def municipality_codes(rows: pl.DataFrame, column: str, table: Table) -> pl.Series:
    """CBS numbers from '363', '0363' or 'GM0363'. Raises UnusableFile for another form and for an unknown one."""
    number = pl.col(column).str.strip_chars().str.extract(r"^(?:GM)?0*(\d{1,4})$").cast(pl.UInt16, strict=False)
    found = rows.select(number.alias("municipality")).to_series()
    known = pl.Series([int(one.code[2:]) for one in register.municipalities()], dtype=pl.UInt16)
    _refuse(rows, ~found.is_in(known.implode()).fill_null(value=False), column, table, "is geen bekende gemeentecode")
    return found


def suffixes(rows: pl.DataFrame, letter: str, addition: str) -> pl.Series:
    """House letter and addition as one text."""
    parts = [pl.col(name).fill_null("").str.strip_chars() for name in (letter, addition)]
    return rows.select(pl.concat_str(parts).alias("suffix")).to_series()


def records(*columns: pl.Series) -> pl.DataFrame:
    """Distinct records of these columns; the columns that are missing become null."""
    given = pl.DataFrame(columns)
    missing = [pl.lit(None, dtype=kind).alias(name) for name, kind in RECORDS.items() if name not in given.columns]
    return given.with_columns(missing).select(*RECORDS).unique()


def _refuse(rows: pl.DataFrame, wrong: pl.Series, column: str, table: Table, what: str) -> None:
    if wrong.any():
        line, value = rows.select("line", column).row(int(wrong.arg_max() or 0))
        raise UnusableFile(f"{table.name}, regel {line}, kolom {column}: '{value or ''}' {what}.")
