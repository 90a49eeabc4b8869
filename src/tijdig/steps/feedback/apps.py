"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """What a creditor may know."""

    name = "tijdig.steps.feedback"
    label = "feedback"
