"""The address of what waits for the user: the first page of the portal."""

from __future__ import annotations

from django.urls import path

from woo_portal.worklist import views

urlpatterns = [path("", views.worklist, name="worklist")]
