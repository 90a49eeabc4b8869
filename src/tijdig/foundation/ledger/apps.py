"""Registers the room with Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "tijdig.foundation.ledger"
    label = "ledger"
    verbose_name = "Logboek"
