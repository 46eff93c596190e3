"""Addresses of a dossier's packages, beneath the dossier's own."""

from __future__ import annotations

from django.urls import path

from woo_portal.disclosure import version_views, views

urlpatterns = [
    path("", views.packages, name="package"),
    path("maken/", views.make, name="package-make"),
    path("versies/", version_views.versions, name="package-versions"),
    path("bijlage/<str:variant>/", views.annex, name="package-annex"),
    path("<int:package_id>/", views.download, name="package-download"),
    path("<int:package_id>/afbreken/", views.cancel, name="package-cancel"),
]
