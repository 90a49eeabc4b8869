"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    """Destinations of municipalities."""

    name = "tijdig.steps.routing"
    label = "routing"
