"""The address of a long job's progress."""

from __future__ import annotations

from django.urls import path

from woo_portal.jobs import views

urlpatterns = [path("<int:job_id>/", views.job, name="job")]
