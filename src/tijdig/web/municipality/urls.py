"""Addresses of the desk; a case is named by its number, which says nothing about a person."""

from __future__ import annotations

from django.urls import path

from tijdig.web import front

app_name = "bureau"
urlpatterns = [path(f"{n}/", front.help_page, name=n) for n in ("my_day", "worklist", "visits", "matching", "team", "deliveries", "letters", "settings")]
