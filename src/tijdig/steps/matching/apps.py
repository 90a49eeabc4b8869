"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Runs, groups, links and judgements."""

    name = "tijdig.steps.matching"
    label = "matching"
