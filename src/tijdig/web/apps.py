"""The pages as a Django application: templates and static files."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages."""

    name = "tijdig.web"
    label = "web"
