"""Accounts in Beheer, told to the log: `accounts` knows nothing of events."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from woo_portal.accounts.admin import PortalUserAdmin
from woo_portal.accounts.gate import current_user
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb


@admin.register(User)
class RecordedUserAdmin(PortalUserAdmin):
    """The accounts; who made one, gave it a role, closed it, set its password or let it in again stands in the log."""

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Store the account and record what is otherwise now."""
        before = User.objects.get(pk=obj.pk) if change else User()
        super().save_model(request, obj, form, change)
        was, now = _in_words(before), _in_words(obj)
        changes = [{"what": what, "before": was[what], "after": now[what]} for what in now if was[what] != now[what]]
        if changes:
            verb = Verb.ACCOUNT_CHANGED if change else Verb.ACCOUNT_MADE
            record(verb, by=current_user(request), subject=obj.username, account=obj.pk, changes=changes)

    @method_decorator(sensitive_post_parameters())
    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Django's page; that a password was set is recorded, never which one."""
        before = self.get_object(request, unquote(id))
        response = super().user_change_password(request, id, form_url)
        after = self.get_object(request, unquote(id))
        if before and after and before.password != after.password:
            record(Verb.PASSWORD_SET, by=current_user(request), subject=after.username, account=after.pk)
        return response

    @admin.action(description=PortalUserAdmin.unlock.short_description)  # type: ignore[attr-defined]
    @transaction.atomic
    def unlock(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """Let accounts in again, and record it of each."""
        super().unlock(request, users)
        for user in users:
            record(Verb.ACCOUNT_UNLOCKED, by=current_user(request), subject=user.username, account=user.pk)


def _in_words(user: User) -> dict[str, str]:
    """What an administrator fills in of an account, by the words of the form; empty for what is not filled in."""
    return {
        "gebruikersnaam": user.username,
        "naam": user.get_full_name(),
        "e-mailadres": user.email,
        "rol": user.get_role_display(),
        "actief": "ja" if user.is_active else "nee",
    }
