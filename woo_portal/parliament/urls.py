"""Addresses of Kamervragen. `innemen` and `concept` are therefore no numbers of a set (`dossiers.forms.RESERVED`)."""

from __future__ import annotations

from django.urls import path

from woo_portal.parliament.views import answers, drafts, evidence, sets, taking_in

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
    path("<str:number>/antwoorden/", answers.overview, name="parliament-answers"),
    path("<str:number>/antwoorden/beginnen/", answers.start, name="parliament-answer-start"),
    path("<str:number>/antwoorden/<int:answer_id>/", answers.answer, name="parliament-answer"),
    path("<str:number>/antwoorden/<int:answer_id>/schrijven/", answers.write, name="parliament-answer-write"),
    path("<str:number>/antwoorden/<int:answer_id>/stap/", answers.move, name="parliament-answer-move"),
    path("<str:number>/antwoorden/brief/<str:variant>/", answers.letter, name="parliament-letter"),
]
