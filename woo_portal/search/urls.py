"""Addresses of the search."""

from __future__ import annotations

from django.urls import path

from woo_portal.search import views

urlpatterns = [
    path("", views.search, name="search"),
    path("verdeling/", views.spread, name="search-spread"),
    path("woorden/", views.words, name="search-words"),
    path("namen/", views.names, name="search-names"),
    path("samenstellen/", views.build, name="search-build"),
    path("toevoegen/", views.add, name="search-add"),
    path("zoekslag/<int:search_id>/", views.again, name="search-again"),
]
