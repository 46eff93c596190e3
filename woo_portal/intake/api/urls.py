"""Addresses of the interface for archiving software. English, as software is; what is under /api/ is never a page."""

from __future__ import annotations

from django.urls import path

from woo_portal.intake.api import views

urlpatterns = [
    path("v1/openapi.json", views.openapi, name="api-openapi"),
    path("v1/exports", views.exports, name="api-exports"),
    path("v1/exports/<uuid:delivery_id>", views.export, name="api-export"),
    path("", views.nowhere, name="api"),
    path("<path:rest>", views.nowhere, name="api-nowhere"),
]
