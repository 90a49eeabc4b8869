"""Addresses of the desk; a case is named by its number, which says nothing about a person."""

from __future__ import annotations

from django.urls import path

from tijdig.web import front
from tijdig.web.municipality import case, deliveries, people, worklist

app_name = "bureau"
urlpatterns = [
    *[path(f"{n}/", front.help_page, name=n) for n in ("visits", "matching", "team", "letters", "settings","districts")],
    path("", worklist.my_day_page, name="my_day"),
    path("werklijst/", worklist.worklist, name="worklist"),
    path("werklijst/toewijzen/", worklist.assign_page, name="assign"),
    path("werklijst/selecties/", worklist.keep_view_page, name="views"),
    path("zaken/<str:number>/", case.case_page, name="case"),
    path("zaken/<str:number>/eindresultaat/", case.closing_page, name="close"),
    path("zaken/<str:number>/brieven/", front.help_page, name="case_letters"),
    path("zaken/<str:number>/<slug:deed>/", case.act, name="act"),
    path("leveringen/", deliveries.deliveries, name="deliveries"),
    path("instellingen/mensen/", people.people, name="people"),
    path("instellingen/mensen/beeindigen/", people.end, name="end_membership"),
]
