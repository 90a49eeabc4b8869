"""Parameters and the policy they form together. A value always comes with the dates and the source it stands on."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

STATUSES = ("law", "covenant", "practice", "open", "setting")


class PolicyError(ValueError):
    """A parameter file that says something impossible; the message is a Dutch sentence."""


@dataclass(frozen=True)
class Parameter:
    """One value of law or practice over a span of dates; ``kinds`` empty means every kind of creditor."""

    name: str
    unit: str
    valid_from: date
    source: str
    status: str
    value: int | None = None
    kinds: tuple[str, ...] = ()
    valid_until: date | None = None  # exclusive
    note: str = ""

    def holds_for(self, kind: str, on: date) -> bool:
        """Whether this parameter speaks about the kind on the date."""
        in_span = self.valid_from <= on and (self.valid_until is None or on < self.valid_until)
        return in_span and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True)
class Policy:
    """All parameters together; settings of the operator come first and so win from open ones."""

    parameters: tuple[Parameter, ...]

    def parameter(self, name: str, kind: str, on: date) -> Parameter | None:
        """The parameter with this name that speaks about the kind on the date, if there is one."""
        return next((found for found in self.parameters if found.name == name and found.holds_for(kind, on)), None)

    def open_on(self, on: date) -> tuple[Parameter, ...]:
        """The parameters without a value on the date: the operator has still to decide them."""
        stated = [found for found in self.parameters if found.status == "open"]
        return tuple(found for found in stated if any(self._undecided(found, kind, on) for kind in found.kinds or ("",)))

    def _undecided(self, stated: Parameter, kind: str, on: date) -> bool:
        return stated.holds_for(kind, on) and self.parameter(stated.name, kind, on) is stated

    @property
    def version(self) -> str:
        """A short digest over everything this policy says; it stands on every receipt."""
        return _version(self)


@lru_cache(maxsize=16)
def _version(policy: Policy) -> str:
    said = "\n".join(sorted(repr(parameter) for parameter in policy.parameters))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def read_parameters(text: str, file: str) -> tuple[Parameter, ...]:
    """The parameters of one TOML file.

    Raises PolicyError for unknown keys or statuses, a value without a number, or an open parameter with a value.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{file} is geen geldige TOML: {error}") from error
    stated = document.pop("parameter", [])
    if document or not isinstance(stated, list):
        raise PolicyError(f"{file}: verwacht worden alleen tabellen [[parameter]]")
    return tuple(_parameter(entry, file) for entry in stated)


def _parameter(entry: object, file: str) -> Parameter:
    if not isinstance(entry, dict):
        raise PolicyError(f"{file}: verwacht worden alleen tabellen [[parameter]]")
    unknown = set(entry) - {field.name for field in fields(Parameter)}
    if unknown:
        raise PolicyError(f"{file}: onbekende sleutel {', '.join(sorted(unknown))}")
    status, value = entry.get("status"), entry.get("value")
    if status not in STATUSES:
        raise PolicyError(f"{file}: status moet een van deze zijn: {', '.join(STATUSES)}")
    if (status == "open") != (value is None) or not isinstance(value, int | None) or isinstance(value, bool):
        raise PolicyError(f"{file}: {entry.get('name')} heeft een geheel getal als waarde nodig, of status open zonder waarde")
    return Parameter(
        name=_text(entry, "name", file),
        unit=_text(entry, "unit", file),
        valid_from=_day(entry, "valid_from", file),
        source=_text(entry, "source", file),
        status=str(status),
        value=value,
        kinds=_kinds(entry, file),
        valid_until=_day(entry, "valid_until", file) if "valid_until" in entry else None,
        note=str(entry.get("note", "")),
    )


def _text(entry: dict[str, object], key: str, file: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise PolicyError(f"{file}: {key} ontbreekt")
    return value


def _day(entry: dict[str, object], key: str, file: str) -> date:
    value = entry.get(key)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise PolicyError(f"{file}: {key} moet een datum zijn, zoals 2026-01-01")
    return value


def _kinds(entry: dict[str, object], file: str) -> tuple[str, ...]:
    value = entry.get("kinds", [])
    if not isinstance(value, list) or not all(isinstance(kind, str) for kind in value):
        raise PolicyError(f"{file}: kinds moet een lijst van soorten zijn")
    return tuple(value)


@lru_cache(maxsize=1)
def national() -> Policy:
    """The policy as the product ships it: law, covenant and practice, with the open ones without a value."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    return Policy(tuple(found for file in files for found in read_parameters(file.read_text("utf-8"), file.name)))


def with_settings(policy: Policy, settings: Iterable[Parameter]) -> Policy:
    """The policy with the operator's own values for open parameters before it.

    Raises PolicyError for a setting that is not open in the policy: the law is not a setting.
    """
    own = tuple(settings)
    stated_open = {(found.name, kind) for found in policy.parameters if found.status == "open" for kind in found.kinds or ("",)}
    for setting in own:
        if setting.status != "setting":
            raise PolicyError(f"{setting.name}: status moet 'setting' zijn")
        if not {(setting.name, kind) for kind in setting.kinds or ("",)} <= stated_open:
            raise PolicyError(f"{setting.name} is geen open parameter voor deze soorten en kan niet worden ingesteld")
    return Policy(own + policy.parameters)
