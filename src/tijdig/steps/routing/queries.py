"""What other rooms ask about destinations."""

from __future__ import annotations

from datetime import date

import polars as pl

from tijdig.foundation.parties.models import in_force
from tijdig.steps.routing.models import Destination

DESTINATIONS_SCHEMA = {"municipality": pl.String, "destination": pl.Int64, "system": pl.String}


def destinations_on(on: date) -> pl.DataFrame:
    """The known destinations of a date: municipality, destination (row number), system; a municipality once."""
    rows = Destination.objects.filter(in_force(on)).order_by("municipality").values_list("municipality_id", "pk", "system")
    return pl.DataFrame(list(rows), schema=DESTINATIONS_SCHEMA, orient="row")
