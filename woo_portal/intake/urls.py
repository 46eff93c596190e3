"""Addresses of the archive: imports, conversations and persons."""

from __future__ import annotations

from django.urls import path

from woo_portal.intake.views import conversations, functions, imports, linking, persons, upload

urlpatterns = [
    path("", imports.imports, name="archive"),
    path("inleveren/", upload.upload, name="archive_upload"),
    path("imports/<int:run_id>/", imports.report, name="archive_import"),
    path("imports/<int:run_id>/voortgang/", imports.progress, name="archive_import_progress"),
    path("imports/<int:run_id>/antwoord/", imports.answer, name="archive_import_answer"),
    path("imports/<int:run_id>/opnieuw/", imports.retry, name="archive_import_retry"),
    path("imports/<int:run_id>/origineel/", imports.original, name="archive_original"),
    path("gesprekken/", conversations.conversations, name="archive_conversations"),
    path("gesprekken/<int:conversation_id>/", conversations.conversation, name="archive_conversation"),
    path("personen/", persons.persons, name="archive_persons"),
    path("personen/<int:person_id>/", persons.person, name="archive_person"),
    path("personen/<int:person_id>/functie/", functions.add, name="archive_function_add"),
    path("functies/<int:function_id>/", functions.edit, name="archive_function_edit"),
    path("functies/<int:function_id>/verwijderen/", functions.remove, name="archive_function_remove"),
    path("namen/<int:handle_id>/", linking.choose, name="archive_handle"),
    path("namen/<int:handle_id>/koppelen/", linking.link, name="archive_handle_link"),
    path("koppelingen/<int:event_id>/terug/", linking.undo, name="archive_link_undo"),
]
