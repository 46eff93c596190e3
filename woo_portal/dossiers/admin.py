"""Tables of Beheer: the holidays of the Algemene termijnenwet, to which a royal decree adds days, and the words that are
proposed for redaction in no dossier.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from redaction.models import AllowedPassage
from woo_portal.accounts.gate import current_user
from woo_portal.accounts.table_admin import TableAdmin
from woo_portal.dossiers import allowing
from woo_portal.dossiers.models import Holiday


@admin.register(Holiday)
class HolidayAdmin(TableAdmin):
    """Changing a day moves the last day of every term that ends on it, at once."""

    list_display = ("day", "name")
    date_hierarchy = "day"
    search_fields = ("name",)
    ordering = ("-day",)


class AllowedPassageForm(forms.ModelForm):
    """Words that may be allowed, as the list itself judges them."""

    def clean(self) -> dict[str, Any]:
        """The words and the reason. What is wrong with them is told at the form."""
        cleaned = super().clean() or {}
        try:
            allowing.check(cleaned.get("words", ""), cleaned.get("reason", ""))
        except allowing.NotAllowed as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return cleaned


@admin.register(AllowedPassage)
class AllowedPassageAdmin(TableAdmin):
    """The allow-list of the organisation. Open proposals lapse when words come on it; off it, dossiers are searched again."""

    form = AllowedPassageForm
    list_display = ("words", "reason", "by", "at")
    search_fields = ("words", "reason")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[AllowedPassage]:
        """The entries of the organisation: those of a dossier are the dossier's."""
        return super().get_queryset(request).filter(layer=None)

    def has_change_permission(self, request: HttpRequest, obj: AllowedPassage | None = None) -> bool:
        """None: an entry is taken off and put on, so that the log tells both."""
        return False

    def save_model(self, request: HttpRequest, obj: AllowedPassage, form: Any, change: bool) -> None:
        """Put the words on the list, in the log as well."""
        made = allowing.allow_everywhere(obj.words, reason=obj.reason, by=current_user(request))
        obj.pk = made.entry.pk

    def delete_model(self, request: HttpRequest, obj: AllowedPassage) -> None:
        """Take the words off the list, in the log as well."""
        allowing.disallow_everywhere(obj, by=current_user(request))
