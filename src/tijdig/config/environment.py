"""Settings from the environment, read by typed readers; knows nothing of Django, so that quick commands stay quick."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit


def text(name: str, default: str) -> str:
    """The text of a setting; an empty setting counts as not set."""
    return os.environ.get(name) or default


def flag(name: str) -> bool:
    """Whether a setting is switched on with 1, true, yes or ja.

    Raises ValueError for any other value: a typing slip must not switch safety off.
    """
    value = text(name, "0").lower()
    if value in ("1", "true", "yes", "ja"):
        return True
    if value in ("0", "false", "no", "nee"):
        return False
    raise ValueError(f"{name} moet 1 of 0 zijn")


def data_directory() -> Path:
    """The folder that holds places editions, the seal key, settings of the operator and the SQLite database."""
    home = text("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))
    return Path(text("TIJDIG_DATA", str(Path(home) / "tijdig")))


@dataclass(frozen=True)
class DatabaseAddress:
    """Where the database is, read from a URL such as postgresql://user:secret@host:5432/name or sqlite:///file."""

    engine: str
    name: str
    user: str = ""
    password: str = ""
    host: str = ""
    port: str = ""


def database_address() -> DatabaseAddress:
    """The database of DATABASE_URL; without it SQLite in the data directory.

    Raises ValueError for a scheme other than sqlite, postgres and postgresql.
    """
    url = urlsplit(text("DATABASE_URL", f"sqlite:///{data_directory() / 'tijdig.sqlite3'}"))
    if url.scheme == "sqlite":
        return DatabaseAddress("sqlite", unquote(url.path[1:]))
    if url.scheme not in ("postgres", "postgresql"):
        raise ValueError("DATABASE_URL moet beginnen met sqlite:/// of postgresql://")
    host = dict(part.split("=", 1) for part in url.query.split("&") if "=" in part).get("host", url.hostname or "")
    return DatabaseAddress(
        "postgresql", unquote(url.path[1:]), url.username or "", unquote(url.password or ""), unquote(host), str(url.port or "")
    )
