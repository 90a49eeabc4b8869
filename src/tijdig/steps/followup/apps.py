"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """Cases, attempts and outcomes."""

    name = "tijdig.steps.followup"
    label = "followup"
