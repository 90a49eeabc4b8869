"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Agreements and the pairs of the experiment."""

    name = "tijdig.steps.agreements"
    label = "agreements"
