"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Texts and letters."""

    name = "tijdig.foundation.letters"
    label = "letters"
