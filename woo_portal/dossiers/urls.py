"""Addresses of dossiers. `nieuw`, `vinden` and `standaardteksten` are therefore no numbers of a dossier."""

from __future__ import annotations

from django.urls import path

from woo_portal.dossiers.views import (
    account,
    assigning,
    correcting,
    decision,
    dossiers,
    earlier,
    found,
    judging,
    log,
    overview,
    searches,
    standard_texts,
    suspending,
)

urlpatterns = [
    path("", dossiers.dossiers, name="dossiers"),
    path("nieuw/", dossiers.new, name="dossier-new"),
    path("vinden/", found.found, name="found"),
    path("standaardteksten/", standard_texts.standard_texts, name="standard-texts"),
    path("<str:number>/", overview.overview, name="dossier"),
    path("<str:number>/gegevens/", correcting.facts, name="dossier-correct"),
    path("<str:number>/behandelaar/", assigning.assign_dossier, name="dossier-assign"),
    path("<str:number>/vooraf/", overview.words_beforehand, name="dossier-beforehand"),
    path("<str:number>/stap/", overview.make_move, name="dossier-move"),
    path("<str:number>/verband/", overview.relate_dossier, name="dossier-relate"),
    path("<str:number>/verlengen/", overview.extend_term, name="dossier-extend"),
    path("<str:number>/opschorten/", suspending.suspend_term, name="dossier-suspend"),
    path("<str:number>/opschorten/<int:suspension_id>/", suspending.suspension, name="dossier-suspension"),
    path("<str:number>/voorstellen/", overview.search_passages, name="dossier-propose"),
    path("<str:number>/taken/<int:job_id>/", overview.job_progress, name="dossier-job"),
    path("<str:number>/zoekslag/", account.searches, name="dossier-searches"),
    path("<str:number>/zoekslag/tabel/", account.table, name="dossier-searches-table"),
    path("<str:number>/zoekslag/nieuw/", searches.waiting_hits, name="dossier-searches-waiting"),
    path("<str:number>/zoekslag/vergelijken/", searches.compare, name="dossier-searches-compare"),
    path("<str:number>/zoekslag/opnieuw/", searches.repeat_all, name="dossier-searches-repeat"),
    path("<str:number>/zoekslag/<int:search_id>/", searches.search, name="dossier-search"),
    path("<str:number>/zoekslag/<int:search_id>/opnieuw/", searches.repeat, name="dossier-search-repeat"),
    path("<str:number>/zoekslag/<int:search_id>/toevoegen/", searches.add, name="dossier-search-add"),
    path("<str:number>/berichten/", judging.messages_of, name="dossier-messages"),
    path("<str:number>/berichten/oordeel/", judging.judge_messages, name="dossier-judge"),
    path("<str:number>/berichten/eruit/", judging.remove_messages, name="dossier-remove"),
    path("<str:number>/berichten/erbij/", judging.add_message, name="dossier-add"),
    path("<str:number>/berichten/overnemen/", earlier.take_over_judgements, name="dossier-take-over"),
    path("<str:number>/besluit/", decision.decision, name="dossier-decision"),
    path("<str:number>/besluit/tekst/", decision.write_section, name="dossier-decision-write"),
    path("<str:number>/logboek/", log.log, name="dossier-log"),
]
