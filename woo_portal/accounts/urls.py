"""Addresses of an account's own pages."""

from __future__ import annotations

from django.urls import path

from woo_portal.accounts import views

urlpatterns = [
    path("inloggen/", views.LoginView.as_view(), name="login"),
    path("uitloggen/", views.LogoutView.as_view(), name="logout"),
    path("wachtwoord/", views.PasswordChangeView.as_view(), name="password_change"),
]
