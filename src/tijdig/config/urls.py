"""Which address leads to which page. Words in addresses are Dutch and never personal."""

from __future__ import annotations

from django.urls import include, path

from tijdig.web import front

urlpatterns = [
    path("", front.start, name="start"),
    path("wissel/", front.switch, name="switch"),
    path("hulp/", front.help_page, name="help"),
    path("hulp/sneltoetsen/", front.shortcuts, name="shortcuts"),
    path("thema/<str:code>.css", front.theme, name="theme"),
    path("", include("tijdig.web.entrance_urls")),
    path("bureau/", include("tijdig.web.municipality.urls")),
    path("schuldeiser/", include("tijdig.web.creditor.urls")),
]
handler403 = front.refused
handler404 = front.unknown
handler500 = front.broken
