"""Postcodes: four digits from 1000, two letters."""

from __future__ import annotations

import polars as pl


def postcode(text: pl.Expr) -> pl.Expr:
    """``1234AB`` from "1234AB", "1234 AB" or "1234ab"; null where the form is not that of a Dutch postcode.

    Whether such an area exists is for the places edition to say.
    """
    # Only Latin letters: capitals of others may look like them ("ı" becomes "I").
    form = pl.when(text.str.contains(r"^[1-9][0-9]{3} ?[A-Za-z]{2}$")).then(text)
    return form.str.replace(" ", "", literal=True).str.to_uppercase()
