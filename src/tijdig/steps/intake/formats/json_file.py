"""The same signals as JSON: one object, a list of them, or ``{"signalen": [...]}``, with names in camelCase."""

from __future__ import annotations

import json
from collections.abc import Mapping

import polars as pl

from tijdig.steps.intake.columns import BY_JSON_NAME, in_camel_case
from tijdig.steps.intake.formats.encoding import as_utf8, has_strange_signs
from tijdig.steps.intake.table import Table, Unreadable, line_finding

_NOT_ONE_VALUE = "In dit veld staat een lijst of een object. Het hoort één waarde te zijn: tekst, een getal of ja/nee."


class _Object(dict[str, object]):
    """A JSON object whose keys were all different."""


def read_json(data: bytes) -> Table:
    """The table of a JSON document; line 1 is the first object.

    Raises Unreadable for broken JSON, doubled keys, NaN, or anything else than objects of signals.
    """
    text, findings = as_utf8(data)
    objects = _objects(_parsed(text.decode("utf-8")))
    keys = list(dict.fromkeys(key for found in objects for key in found))
    columns = {key: [_as_text(found.get(key)) for found in objects] for key in keys}
    nested = [
        line_finding("waarde-onbekend", pl.Series([line], dtype=pl.UInt32), BY_JSON_NAME[key], _NOT_ONE_VALUE)
        for line, found in enumerate(objects, start=1)
        for key, value in found.items()
        if isinstance(value, list | dict) and key in BY_JSON_NAME
    ]
    names = tuple(BY_JSON_NAME.get(key, _without_lone_surrogates(key)) for key in keys)
    rows = pl.DataFrame(list(columns.values()), schema=[(str(at), pl.String) for at in range(len(keys))])
    lines = pl.Series("line", range(1, len(objects) + 1), dtype=pl.UInt32)
    rows = pl.DataFrame([lines, *rows.get_columns()])
    suspicious = has_strange_signs(text) or b"\\" in text
    return Table(names, rows, pl.concat([findings, *nested]), suspicious, has_columns=False)


def _parsed(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_float=str, parse_int=str, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise Unreadable(f"Dit is geen geldige JSON: regel {error.lineno}, teken {error.colno}.", line=error.lineno) from None
    except RecursionError:
        raise Unreadable("Deze JSON is te diep genest.") from None


def _unique(pairs: list[tuple[str, object]]) -> _Object:
    found = _Object(pairs)
    if len(found) != len(pairs):
        raise Unreadable("In deze JSON staat een naam twee keer in hetzelfde object.")
    return found


def _no_constant(name: str) -> object:
    raise Unreadable(f"Deze JSON bevat {name}; dat is geen getal dat JSON kent.")


def _objects(document: object) -> list[Mapping[str, object]]:
    if isinstance(document, _Object) and "signalen" in document:
        if set(document) != {"signalen"}:
            raise Unreadable("Naast 'signalen' mag er niets anders in het buitenste object staan.")
        document = document["signalen"]
    found = document if isinstance(document, list) else [document]
    objects = [entry for entry in found if isinstance(entry, _Object)]
    if len(objects) != len(found):
        raise Unreadable('Verwacht wordt een object per signaal, een lijst daarvan, of {"signalen": [...]}.')
    if not objects or not any(set(entry) & set(BY_JSON_NAME) for entry in objects):
        raise Unreadable(f"Er staan geen signalen in. Namen zijn bijvoorbeeld kenmerk, soort en {in_camel_case('herinnering_op')}.")
    return [*objects]


def _as_text(value: object) -> str | None:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, str):
        return _without_lone_surrogates(value)
    return None  # null, or a list or object, which has its own finding


def _without_lone_surrogates(value: str) -> str:
    """Half a pair of code units is no sign; it is replaced here, and refused as a strange sign later."""
    if value.isascii():
        return value
    return "".join("\N{REPLACEMENT CHARACTER}" if "\ud800" <= sign <= "\udfff" else sign for sign in value)
