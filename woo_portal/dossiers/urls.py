"""Addresses of dossiers. `nieuw` is therefore no number of a dossier."""

from __future__ import annotations

from django.urls import path

from woo_portal.dossiers.views import account, dossiers, judging, log, overview

urlpatterns = [
    path("", dossiers.dossiers, name="dossiers"),
    path("nieuw/", dossiers.new, name="dossier-new"),
    path("<str:number>/", overview.overview, name="dossier"),
    path("<str:number>/stap/", overview.make_move, name="dossier-move"),
    path("<str:number>/verlengen/", overview.extend_term, name="dossier-extend"),
    path("<str:number>/voorstellen/", overview.search_passages, name="dossier-propose"),
    path("<str:number>/taken/<int:job_id>/", overview.job_progress, name="dossier-job"),
    path("<str:number>/zoekslag/", account.searches, name="dossier-searches"),
    path("<str:number>/berichten/", judging.messages_of, name="dossier-messages"),
    path("<str:number>/berichten/oordeel/", judging.judge_messages, name="dossier-judge"),
    path("<str:number>/berichten/eruit/", judging.remove_messages, name="dossier-remove"),
    path("<str:number>/berichten/erbij/", judging.add_message, name="dossier-add"),
    path("<str:number>/logboek/", log.log, name="dossier-log"),
]
