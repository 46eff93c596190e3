"""Logging in, told to the log: `accounts` knows nothing of events."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpResponse

from woo_portal.accounts.gate import current_user
from woo_portal.accounts.views import LoginView
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb


class RecordedLoginView(LoginView):
    """The log-in page; who got in stands in the log."""

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Open the session and record it."""
        response = super().form_valid(form)
        user = current_user(self.request)
        record(Verb.LOGGED_IN, by=user, subject=user.username)
        return response
