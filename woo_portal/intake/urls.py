"""Addresses of the archive: imports, conversations and persons."""

from __future__ import annotations

from django.urls import path

from woo_portal.intake.views import (
    attachments,
    conversations,
    differences,
    functions,
    imports,
    linking,
    merging,
    persons,
    upload,
)

urlpatterns = [
    path("", imports.imports, name="archive"),
    path("inleveren/", upload.upload, name="archive-upload"),
    path("imports/<int:run_id>/", imports.report, name="archive-import"),
    path("imports/<int:run_id>/voortgang/", imports.progress, name="archive-import-progress"),
    path("imports/<int:run_id>/antwoord/", imports.answer, name="archive-import-answer"),
    path("imports/<int:run_id>/opnieuw/", imports.retry, name="archive-import-retry"),
    path("imports/<int:run_id>/origineel/", imports.original, name="archive-original"),
    path("gesprekken/", conversations.conversations, name="archive-conversations"),
    path("gesprekken/<int:conversation_id>/", conversations.conversation, name="archive-conversation"),
    path("gesprekken/<int:conversation_id>/rsmf/", conversations.as_rsmf, name="archive-conversation-rsmf"),
    path("gesprekken/<int:conversation_id>/verschillen/", differences.differences, name="archive-differences"),
    path("gesprekken/<int:conversation_id>/verschillen/tabel/", differences.table, name="archive-differences-table"),
    path("bijlagen/<int:attachment_id>/", attachments.attachment, name="archive-attachment"),
    path("bijlagen/<int:attachment_id>/bestand/", attachments.file, name="archive-attachment-file"),
    path("bijlagen/<int:attachment_id>/afbeelding/", attachments.picture, name="archive-attachment-picture"),
    path("personen/", persons.persons, name="archive-persons"),
    path("personen/<int:person_id>/", persons.person, name="archive-person"),
    path("personen/<int:person_id>/samenvoegen/", merging.choose, name="archive-merge-choose"),
    path("personen/<int:person_id>/samenvoegen/<int:other_id>/", merging.merge, name="archive-merge"),
    path("personen/<int:person_id>/splitsen/", merging.split, name="archive-split"),
    path("personen/<int:person_id>/functie/", functions.add, name="archive-function-add"),
    path("functies/<int:function_id>/", functions.edit, name="archive-function-edit"),
    path("functies/<int:function_id>/verwijderen/", functions.remove, name="archive-function-remove"),
    path("namen/<int:handle_id>/", linking.choose, name="archive-handle"),
    path("namen/<int:handle_id>/koppelen/", linking.link, name="archive-handle-link"),
    path("koppelingen/<int:event_id>/terug/", linking.undo, name="archive-link-undo"),
]
