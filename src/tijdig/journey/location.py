"""What the walk says about addresses: the findings that follow from looking them up. Pure."""

from __future__ import annotations

import polars as pl

from tijdig.foundation.findings.checks import Check, Severity, harvest, no_findings, one_finding
from tijdig.foundation.places import register

SOURCE = "Adressen en gemeenten: Basisregistratie Adressen en Gebouwen, CBS"
AMBIGUOUS = "adres-meerduidig"
_PROBLEM = pl.col("place_problem")

CHECKS = (
    Check("postcode-onbekend", "postcode", Severity.REFUSED, _PROBLEM == "postcode-onbekend",
          "Deze postcode staat niet in de adressen die zijn geladen. Controleer de cijfers en letters.", SOURCE),
    Check("huisnummer-onbekend", "huisnummer", Severity.WARNING, pl.col("place_number_unknown"),
          "Dit huisnummer is bij deze postcode niet bekend. Controleer het adres.", SOURCE),
)  # fmt: skip


def findings(located: pl.DataFrame) -> pl.DataFrame:
    """The findings about addresses of a frame that was located."""
    if located["place_problem"].null_count() == located.height:
        return no_findings()
    return pl.concat([harvest(located, CHECKS), *_ambiguous(located)])


def _ambiguous(located: pl.DataFrame) -> list[pl.DataFrame]:
    """One finding a line, with the municipalities it may be: few addresses lie on a border."""
    unclear = located.lazy().filter(_PROBLEM == AMBIGUOUS).select("line", "place_candidates").collect()
    return [
        one_finding(AMBIGUOUS, _message(candidates or []), SOURCE, line=line, column="huisnummer", severity=Severity.HELD)
        for line, candidates in unclear.iter_rows()
    ]


def _message(candidates: list[str]) -> str:
    named = " of ".join(f"{register.by_code(code).name} ({code})" for code in candidates)
    return (
        f"Dit adres kan in {named or 'meer gemeenten'} liggen. Vul huisnummer, letter en toevoeging precies in zoals in de "
        "basisregistratie (BAG)."
    )
