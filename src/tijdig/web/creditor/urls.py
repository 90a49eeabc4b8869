"""Addresses of a creditor."""

from __future__ import annotations

from django.urls import path

from tijdig.web.creditor import feedback

app_name = "creditor"
urlpatterns = [path("terugkoppelingen/", feedback.feedback, name="feedback")]
