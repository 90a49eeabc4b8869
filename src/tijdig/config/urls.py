"""Which address leads to which page."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("inloggen/", include("allauth.urls")),
]
