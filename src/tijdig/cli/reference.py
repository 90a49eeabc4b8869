"""What commands need beside their arguments: the policy with the operator's settings, the places edition, the file."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tijdig.cli.failure import Failure, unreadable
from tijdig.config import environment
from tijdig.foundation.places.editions import Edition, Editions, NoEdition
from tijdig.foundation.policy.parameters import Policy, PolicyError, national, read_parameters, with_settings

HERE = ZoneInfo("Europe/Amsterdam")
SETTINGS = "instellingen.toml"


def now() -> datetime:
    """The moment of this command; the only clock the command line reads."""
    return datetime.now(HERE)


def policy() -> Policy:
    """The national policy, with the values that the operator set for open parameters (``instellingen.toml``).

    Raises Failure when that file says something impossible.
    """
    file = environment.data_directory() / SETTINGS
    if not file.exists():
        return national()
    try:
        return with_settings(national(), read_parameters(file.read_text("utf-8"), file.name))
    except (PolicyError, UnicodeDecodeError) as error:
        raise Failure(f"{file}: {error}") from error


def edition(on: date) -> Edition:
    """The places edition that holds on the date; raises Failure when there is none."""
    try:
        return Editions(environment.data_directory() / "places").on(on)
    except NoEdition as error:
        raise Failure(str(error)) from error


def content(file: Path) -> bytes:
    """The bytes of a file; raises Failure when it is not there or may not be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise unreadable(file, error) from error
