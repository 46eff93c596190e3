"""A table of Beheer: Django's list and forms, in the words of the portal."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.db import IntegrityError, models, transaction
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


SEEN = "seen"
"""The field in which a form gives back the fingerprint of the row it was made from."""
OVERTAKEN = (
    "Iemand anders heeft dit gewijzigd sinds u deze pagina opende. Er is niets opgeslagen. Open de pagina opnieuw, kijk wat er "
    "nu staat en vul uw wijziging dan nog een keer in."
)


def fingerprint(row: models.Model, form: type[forms.ModelForm]) -> str:
    """Changes with anything that the form would store of the row, and with nothing else."""
    stored = [name for name, field in form.base_fields.items() if not field.disabled]
    values = sorted(forms.model_to_dict(row, fields=stored).items())
    return sha256(repr(values).encode()).hexdigest()[:16]


class TableAdmin(admin.ModelAdmin):
    """After each change: what was done, on the list it was done from. Its templates need no script of Django's.

    A form that somebody else has overtaken is refused: it would put back what they changed.
    """

    list_per_page = 50
    show_facets = admin.ShowFacets.ALWAYS
    formfield_overrides = {
        models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
    }

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form, or storing it. Where somebody stored the same row at the same moment, it is judged once more: it then
        tells what is there already.
        """
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            return super().changeform_view(request, object_id, form_url, extra_context)

    def construct_change_message(self, request: HttpRequest, form: forms.Form, formsets: Any, add: bool = False) -> Any:
        """What the history tells of a change. Django keeps the labels of its own fields in English, with a capital by which it
        no longer finds them in its catalogue ("First name"); kept are the labels the form showed.
        """
        told = super().construct_change_message(request, form, formsets, add)
        for part in told:
            if "fields" in part.get("changed", {}):
                part["changed"]["fields"] = [
                    str(form[name].label) if name in form.fields else name for name in form.changed_data
                ]
        return told

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row; locked while a change of it is judged and stored, so that of two at once the second is refused."""
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not transaction.get_connection().in_atomic_block:
            return found
        # What refers to the row is written all the time, events above all: these need not wait.
        return self.get_queryset(request).select_for_update(of=("self",), no_key=True).filter(pk=found.pk).first()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form; one that stores a change is refused when the row is not as its page showed it."""
        made = super().get_form(request, obj, change=change, **kwargs)
        if not change or request.method != "POST":
            return made
        is_overtaken = request.POST.get(SEEN) != fingerprint(obj, made)

        class Seen(made):  # type: ignore[misc, valid-type]
            def clean(self) -> Any:
                if is_overtaken:
                    raise forms.ValidationError(OVERTAKEN, code="overtaken")
                return super().clean()

        return Seen

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """The page, with what the row was when somebody began to fill in the form."""
        if change and obj is not None:
            shown = fingerprint(obj, type(context["adminform"].form))
            context[SEEN] = request.POST.get(SEEN, "") if request.method == "POST" else shown
        return super().render_change_form(request, context, add, change, form_url, obj)

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
