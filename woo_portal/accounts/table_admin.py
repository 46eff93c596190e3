"""A table of Beheer: Django's list and forms, in the words of the portal."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class PeriodForm(forms.ModelForm):
    """A row that counts from `valid_from` up to and including `valid_until`: of what is alike, one row covers a day."""

    alike: tuple[str, ...] = ()
    """The fields that say which rows are about the same."""
    taken = ""
    """What is said, in Dutch, where another row covers a part of the period."""

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it starts, and one that another row of the same covers in part."""
        data = cast(dict[str, Any], super().clean())
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", "De laatste dag ligt vóór de eerste.")
            return data
        same = {name: data.get(name) for name in self.alike}
        others = self._meta.model._default_manager.filter(**same).exclude(pk=self.instance.pk)
        if last:
            others = others.exclude(valid_from__gt=last)
        if first:
            others = others.exclude(valid_until__lt=first)
        if others.exists():
            raise forms.ValidationError(self.taken)
        return data


class TableAdmin(admin.ModelAdmin):
    """After each change: what was done, on the list it was done from. Its templates need no script of Django's."""

    list_per_page = 50
    show_facets = admin.ShowFacets.ALWAYS
    formfield_overrides = {
        models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
    }

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Each row as it is removed on its own page: what is recorded of one is recorded of each."""
        for row in queryset:
            self.delete_model(request, row)

    def response_add(
        self, request: HttpRequest, obj: models.Model, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The list, or one more empty form."""
        messages.success(request, f"‘{obj}’ is toegevoegd.")
        return self._to(request, "add" if "_addanother" in request.POST else "changelist")

    def response_change(self, request: HttpRequest, obj: models.Model) -> HttpResponse:
        """The list."""
        messages.success(request, f"‘{obj}’ is gewijzigd.")
        return self._to(request, "changelist")

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        """The list."""
        messages.success(request, f"‘{obj_display}’ is verwijderd.")
        return self._to(request, "changelist")

    def _to(self, request: HttpRequest, page: str) -> HttpResponse:
        """A page of this table, narrowed as the list was."""
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}")
        kept: dict[str, Any] = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return redirect(add_preserved_filters(kept, url))
