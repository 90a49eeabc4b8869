"""Addresses of a creditor."""

from __future__ import annotations

from django.urls import path

from tijdig.web import front

app_name = "creditor"
urlpatterns = [path("terugkoppelingen/", front.help_page, name="feedback")]
