"""Opening the database for the commands that need one."""

from __future__ import annotations

import os

import django
from django.core.management import call_command
from django.db import connection

from tijdig.config import environment
from tijdig.foundation.ledger.anchors import FILE_NAME, Kept, keep_anchor, kept_anchors


def open_database() -> None:
    """Load Django and bring the tables up to date; harmless to repeat."""
    address = environment.database_address()
    if address.engine == "sqlite":
        environment.data_directory().mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tijdig.config.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


def keep_head() -> None:
    """Write the newest line of the log down beside the database, so that a tail cut off later is noticed."""
    path = environment.data_directory() / FILE_NAME
    with connection.cursor() as cursor:
        cursor.execute('SELECT "index", digest FROM ledger_entry ORDER BY "index" DESC LIMIT 1')
        row = cursor.fetchone()
    if row and row[0] not in kept_anchors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        keep_anchor(path, Kept(*row))
