"""Addresses of topics, under those of the archive."""

from __future__ import annotations

from django.urls import path

from woo_portal.search.topics import views

urlpatterns = [
    path("", views.topics, name="topics"),
    path("nieuw/", views.new, name="topic-new"),
    path("<int:topic_id>/", views.topic, name="topic"),
    path("<int:topic_id>/wijzigen/", views.edit, name="topic-edit"),
    path("<int:topic_id>/beeindigen/", views.end, name="topic-end"),
    path("<int:topic_id>/toekennen/", views.assign, name="topic-assign"),
    path("<int:topic_id>/voortgang/", views.progress, name="topic-progress"),
    path("<int:topic_id>/versies/<int:version>/", views.one_version, name="topic-version"),
]
