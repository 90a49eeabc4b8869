"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and their memberships."""

    name = "tijdig.foundation.accounts"
    label = "accounts"
