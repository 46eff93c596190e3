"""Addresses of a dossier's publication, beneath the dossier's own."""

from __future__ import annotations

from django.urls import path

from woo_portal.publication import views

urlpatterns = [
    path("", views.publications, name="publication"),
    path("klaarzetten/", views.put_ready, name="publication-send"),
    path("vervangen/", views.replace, name="publication-replace"),
    path("<int:publication_id>/publiceren/", views.publish, name="publication-publish"),
    path("<int:publication_id>/intrekken/", views.withdraw, name="publication-withdraw"),
    path("<int:publication_id>/weggooien/", views.discard, name="publication-discard"),
]
