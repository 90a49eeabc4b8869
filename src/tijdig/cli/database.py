"""Opening the database for the commands that need one."""

from __future__ import annotations

import os

import django
from django.core.management import call_command

from tijdig.config import environment


def open_database() -> None:
    """Load Django and bring the tables up to date; harmless to repeat."""
    address = environment.database_address()
    if address.engine == "sqlite":
        environment.data_directory().mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tijdig.config.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
