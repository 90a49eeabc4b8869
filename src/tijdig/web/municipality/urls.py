"""Addresses of the desk; a case is named by its number, which says nothing about a person."""

from __future__ import annotations

from django.urls import path

from tijdig.web import front
from tijdig.web.municipality import deliveries, people

app_name = "bureau"
urlpatterns = [
    *[path(f"{n}/", front.help_page, name=n) for n in ("my_day", "worklist", "visits", "matching", "team", "letters", "settings")],
    path("leveringen/", deliveries.deliveries, name="deliveries"),
    path("instellingen/mensen/", people.people, name="people"),
    path("instellingen/mensen/beeindigen/", people.end, name="end_membership"),
]
