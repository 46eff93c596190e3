"""Addresses of the review screen, below that of its dossier."""

from __future__ import annotations

from django.urls import path

from woo_portal.review import adding, allowed, attachments, deciding, meant, missed, numbers, roles, screen, together

urlpatterns = [
    path("", screen.review, name="review"),
    path("beslissen/", deciding.decide, name="review-decide"),
    path("gelijke/", together.equal, name="review-equal"),
    path("persoon/", together.of_person, name="review-person"),
    path("toevoegen/", adding.add, name="review-add"),
    path("niet-voorstellen/", allowed.allowed, name="review-allowed"),
    path("niet-voorstellen/weg/", allowed.disallow, name="review-disallow"),
    path("mogelijk-gemist/", missed.missed, name="review-missed"),
    path("nummers/", numbers.numbers, name="review-numbers"),
    path("rol/", roles.give_role, name="review-role"),
    path("bedoeld/", meant.choose, name="review-meant"),
    path("bijlagen/", attachments.listing, name="review-attachments"),
    path("bijlagen/klaarzetten/", attachments.prepare_all, name="review-attachments-prepare"),
    path("bijlagen/<int:attachment_id>/", attachments.attachment, name="review-attachment"),
    path("bijlagen/<int:attachment_id>/bladzijde/<int:page>/", attachments.picture, name="review-attachment-picture"),
    path("bijlagen/<int:attachment_id>/klaarzetten/", attachments.prepare, name="review-attachment-prepare"),
    path("bijlagen/<int:attachment_id>/vlak/", attachments.draw, name="review-attachment-draw"),
    path("bijlagen/<int:attachment_id>/vlakken/", attachments.decide_boxes, name="review-attachment-boxes"),
    path("bijlagen/<int:attachment_id>/beslissen/", attachments.decide, name="review-attachment-decide"),
    path("bijlagen/<int:attachment_id>/ongedaan/", attachments.undo, name="review-attachment-undo"),
    path("ongedaan/", deciding.undo, name="review-undo"),
]
