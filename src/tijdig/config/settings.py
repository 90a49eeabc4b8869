"""The one Django settings file. Values come from the environment (environment.py); there is no second place."""

from __future__ import annotations

import secrets

from tijdig.config import environment

PRODUCTION = environment.flag("TIJDIG_PRODUCTION")
SECRET_KEY = environment.text("TIJDIG_SECRET_KEY", "" if PRODUCTION else secrets.token_urlsafe(50))
DEBUG = False

INSTALLED_APPS = [
    "tijdig.foundation.ledger",
    "tijdig.foundation.parties",
    "tijdig.steps.intake",
    "tijdig.steps.agreements",
    "tijdig.steps.routing",
]

_address = environment.database_address()
# IMMEDIATE takes the write lock at the start, so that two writers wait for each other instead of failing half-way;
# synchronous FULL makes a commit survive a power cut, which a receipt promises. Large pages (of a new file) save a
# quarter of the system's work when a million rows are written.
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-262144;"
    ),
}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3" if _address.engine == "sqlite" else "django.db.backends.postgresql",
        "NAME": _address.name,
        "USER": _address.user,
        "PASSWORD": _address.password,
        "HOST": _address.host,
        "PORT": _address.port,
        "OPTIONS": _SQLITE_OPTIONS if _address.engine == "sqlite" else {},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
LANGUAGE_CODE = "nl"
