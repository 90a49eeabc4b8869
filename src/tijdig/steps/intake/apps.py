"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Deliveries and their signals."""

    name = "tijdig.steps.intake"
    label = "intake"
