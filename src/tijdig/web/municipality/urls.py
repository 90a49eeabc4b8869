"""Addresses of the desk; a case is named by its number, which says nothing about a person."""

from __future__ import annotations

from django.urls import path

from tijdig.web.municipality import case, case_letters, deliveries, letters, matching, people, settings, team, visits, worklist

app_name = "bureau"
urlpatterns = [
    path("", worklist.my_day_page, name="my_day"),
    path("werklijst/", worklist.worklist, name="worklist"),
    path("werklijst/toewijzen/", worklist.assign_page, name="assign"),
    path("werklijst/selecties/", worklist.keep_view_page, name="views"),
    path("zaken/<str:number>/", case.case_page, name="case"),
    path("zaken/<str:number>/eindresultaat/", case.closing_page, name="close"),
    path("zaken/<str:number>/brieven/", case_letters.case_letters, name="case_letters"),
    path("zaken/<str:number>/brieven/<str:letter>.pdf", case_letters.letter_file, name="letter_file"),
    path("zaken/<str:number>/<slug:deed>/", case.act, name="act"),
    path("huisbezoek/", visits.visits, name="visits"),
    path("koppelen/", matching.matching, name="matching"),
    path("koppelen/starten/", matching.start, name="start_matching"),
    path("koppelen/beoordelen/", matching.review, name="review"),
    path("koppelen/beoordelen/<int:number>/", matching.judge_page, name="judge"),
    path("koppelen/terugnemen/", matching.undo, name="undo"),
    path("team/", team.team, name="team"),
    path("leveringen/", deliveries.deliveries, name="deliveries"),
    path("brieven/", letters.texts, name="letters"),
    path("brieven/standaard/", letters.start_texts, name="start_texts"),
    path("brieven/<str:kind>/<str:purpose>/", letters.text_page, name="text"),
    path("brieven/<str:kind>/<str:purpose>/in-gebruik/", letters.publish, name="publish_text"),
    path("instellingen/", settings.settings, name="settings"),
    path("instellingen/wijken/", settings.districts, name="districts"),
    path("instellingen/mensen/", people.people, name="people"),
    path("instellingen/mensen/beeindigen/", people.end, name="end_membership"),
]
