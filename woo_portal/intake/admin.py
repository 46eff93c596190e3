"""The keys of archiving software in Beheer.

Persons and functions are the archivist's, on screens of their own; the administrator sees no list of them.
"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from archive.models import Person
from woo_portal.accounts.gate import current_user
from woo_portal.accounts.table_admin import TableAdmin
from woo_portal.intake import tokens
from woo_portal.intake.models import DeviceToken
from woo_portal.presentation.dutch import enumeration


class DeviceTokenForm(forms.ModelForm):
    """What a new key is for. Whose telephone is typed: a list to choose from would show everybody the archive knows."""

    holder_name = forms.CharField(
        label="Telefoon van",
        required=False,
        max_length=200,
        help_text="De volledige naam, zoals die in het archief staat. Leeg: de software zegt het per export.",
    )

    class Meta:
        model = DeviceToken
        fields = ("name", "hides_new")

    def clean_name(self) -> str:
        """Refuse the name of a key that is valid: a page that is sent again would make a second key, which nobody sees."""
        name: str = self.cleaned_data["name"]
        if tokens.is_taken(name):
            raise forms.ValidationError(
                "Er is al een sleutel met deze naam die nog geldt. Er is niets gemaakt. Is die sleutel niet overgenomen, trek "
                "hem dan in en maak een nieuwe."
            )
        return name

    def clean_holder_name(self) -> str:
        """Find the person; `cleaned_data["person"]` is None when nobody was named."""
        name: str = self.cleaned_data["holder_name"].strip()
        found = list(Person.objects.named(name)[:2]) if name else []
        if name and len(found) != 1:
            raise forms.ValidationError("Er is niet precies één persoon van deze naam. Vraag het de archivaris.")
        self.cleaned_data["person"] = found[0] if found else None
        return name


@admin.register(DeviceToken)
class DeviceTokenAdmin(TableAdmin):
    """Keys are made and revoked here. A key is shown once, on the page after making it, and never changes."""

    form = DeviceTokenForm
    list_display = (
        "name",
        "public_id",
        "holder",
        "looks_first",
        "created_at",
        "created_by",
        "last_used_at",
        "revoked_at",
    )
    list_select_related = ("holder",)
    actions = ("revoke",)

    def get_fields(self, request: HttpRequest, obj: DeviceToken | None = None) -> tuple[str, ...]:
        """Of a new key what it is for; of one that was made everything but its hash."""
        return ("name", "holder_name", "hides_new") if obj is None else self.list_display

    def save_model(self, request: HttpRequest, obj: DeviceToken, form: forms.ModelForm, change: bool) -> None:
        """Make the key; `obj` becomes its row, and the key itself is kept for the one page that shows it."""
        person = form.cleaned_data["person"]
        row, key = tokens.create(name=obj.name, holder=person, hides_new=obj.hides_new, by=current_user(request))
        obj.__dict__.update(row.__dict__)
        request.made_key = key  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: str | None = None) -> HttpResponse:
        """Show the key in the answer to the form: it is in no message, no session and no address."""
        context: dict[str, Any] = self.admin_site.each_context(request)
        context |= {"title": "Sleutel gemaakt", "token": obj, "key": cast(Any, request).made_key, "opts": self.opts}
        return TemplateResponse(request, "admin/intake/devicetoken/made.html", context)

    @admin.display(description="eerst nakijken op privéberichten", ordering="hides_new")
    def looks_first(self, token: DeviceToken) -> str:
        """Whether what comes in by it is hidden until the archivist looked, in a word: Django shows a picture named "False"."""
        return "ja" if token.hides_new else "nee"

    @admin.action(description="Trek de gekozen sleutels in")
    def revoke(self, request: HttpRequest, chosen: QuerySet[DeviceToken]) -> None:
        """Close keys for good, from the next request on."""
        closed = [token.name for token in chosen if tokens.revoke(token, by=current_user(request))]
        self.message_user(request, f"Ingetrokken: {enumeration(closed)}." if closed else "Deze waren al ingetrokken.")

    def has_change_permission(self, request: HttpRequest, obj: DeviceToken | None = None) -> bool:
        """Never: another device gets another key."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DeviceToken | None = None) -> bool:
        """Never: what a key delivered stays to be traced to it."""
        return False
