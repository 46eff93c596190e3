"""Addresses of the review screen, below that of its dossier."""

from __future__ import annotations

from django.urls import path

from woo_portal.review import adding, allowed, deciding, missed, roles, screen, together

urlpatterns = [
    path("", screen.review, name="review"),
    path("beslissen/", deciding.decide, name="review-decide"),
    path("gelijke/", together.equal, name="review-equal"),
    path("persoon/", together.of_person, name="review-person"),
    path("toevoegen/", adding.add, name="review-add"),
    path("niet-voorstellen/", allowed.allowed, name="review-allowed"),
    path("niet-voorstellen/weg/", allowed.disallow, name="review-disallow"),
    path("mogelijk-gemist/", missed.missed, name="review-missed"),
    path("rol/", roles.give_role, name="review-role"),
    path("ongedaan/", deciding.undo, name="review-undo"),
]
