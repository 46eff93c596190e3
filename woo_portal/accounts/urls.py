"""Addresses of an account's own pages; that of the log-in page stands in `woo_portal.urls`, for it writes to the log."""

from __future__ import annotations

from django.urls import path

from woo_portal.accounts import views

urlpatterns = [
    path("uitloggen/", views.LogoutView.as_view(), name="logout"),
    path("wachtwoord/", views.PasswordChangeView.as_view(), name="password_change"),
]
