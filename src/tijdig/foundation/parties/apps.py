"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Parties and their mandates."""

    name = "tijdig.foundation.parties"
    label = "parties"
