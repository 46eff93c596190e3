"""Addresses of Kamervragen. `innemen` and `concept` are therefore no numbers of a set (`dossiers.forms.RESERVED`)."""

from __future__ import annotations

from django.urls import path

from woo_portal.parliament.views import drafts, evidence, sets, taking_in

urlpatterns = [
    path("", sets.overview, name="parliament"),
    path("innemen/", taking_in.take_in, name="parliament-take-in"),
    path("concept/<int:reading_id>/", drafts.draft, name="parliament-draft"),
    path("concept/<int:reading_id>/origineel/", drafts.original, name="parliament-original"),
    path("concept/<int:reading_id>/weg/", drafts.discard, name="parliament-discard"),
    path("<str:number>/", sets.question_set, name="parliament-set"),
    path("<str:number>/vraag/<int:key>/", evidence.question, name="parliament-question"),
    path("<str:number>/vraag/<int:key>/zoeken/", evidence.seek, name="parliament-seek"),
    path("<str:number>/vraag/<int:key>/oordeel/", evidence.judge, name="parliament-judge"),
    path("<str:number>/uitstel/", sets.postpone, name="parliament-postpone"),
]
