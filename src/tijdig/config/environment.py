"""Settings from the environment, read by typed readers; knows nothing of Django, so that quick commands stay quick."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

KEY_FILE = "secret_key"


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


def secret_key() -> str:
    """What sessions and forms are signed with: TIJDIG_SECRET_KEY, or what ``keep_secret_key`` left in the data directory.

    Without either a key for this process only, good for commands; in production an empty one, which Django refuses.
    """
    if given := text("TIJDIG_SECRET_KEY", ""):
        return given
    kept = data_directory() / KEY_FILE
    if kept.is_file():
        return kept.read_text(encoding="utf-8").strip()
    return "" if flag("TIJDIG_PRODUCTION") else secrets.token_urlsafe(50)


def keep_secret_key() -> None:
    """Make a key that lasts, readable by the owner only: several processes must understand each other's sessions."""
    path = data_directory() / KEY_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(50))


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
