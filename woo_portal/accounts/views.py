"""Logging in and out, and changing one's password: Django's own views, with this portal's words."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy


class LoginView(views.LoginView):
    """Name and password. After failed attempts axes answers instead, with accounts/locked.html."""

    template_name = "accounts/login.html"
    redirect_authenticated_user = True


class LogoutView(views.LogoutView):
    """Ends the session; by POST only, so that no link or image can do it."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """End the session and say so on the page that follows."""
        response = super().post(request, *args, **kwargs)
        messages.success(request, "U bent uitgelogd.")
        return response


class PasswordChangeView(views.PasswordChangeView):
    """A new password for oneself; other sessions of the account end."""

    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("worklist")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Store the password and say so on the page that follows."""
        response = super().form_valid(form)
        messages.success(self.request, "Uw wachtwoord is gewijzigd.")
        return response
