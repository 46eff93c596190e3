"""The page of versions for one reader: making one for whom is asked for views, or for the requester, and fetching it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from archive.models import Person
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.disclosure.package import MADE_IN, Audience, PackageRefused, request_version
from woo_portal.disclosure.package_rows import rows_of
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.models import Kind, Purpose
from woo_portal.dossiers.states import State
from woo_portal.dossiers.versions import people_in
from woo_portal.dossiers.visits import record_view

_MOST_WORDS = 20
_LONGEST_WORD = 200
_WHAT_FOR = {
    Purpose.VIEWS: "Zienswijze: alleen de berichten die over deze betrokkene gaan, zoals ze openbaar zouden worden",
    Purpose.REQUESTER: "Alleen voor de verzoeker: alles, met diens eigen persoonsgegevens leesbaar (artikel 5.5 Woo)",
}


class VersionForm(forms.Form):
    """For whom a version is, and why it is made."""

    purpose = forms.ChoiceField(
        label="Waarvoor",
        widget=forms.RadioSelect,
        error_messages={"required": "Kies waarvoor de versie is."},
    )
    audience = forms.CharField(
        label="Voor wie",
        max_length=200,
        help_text="Voor uw eigen overzicht. Het staat niet in de versie.",
        error_messages={"required": "Vul in voor wie de versie is."},
    )
    persons = forms.MultipleChoiceField(
        label="Personen",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Wie in dit dossier schrijft, of in een voorstel om te lakken als bekende persoon is herkend.",
    )
    words = forms.CharField(
        label="Namen of woorden",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Voor een bedrijf, of wie niet in de lijst staat: één naam per regel. Een bericht telt mee als de naam er als "
        "geheel in staat.",
    )

    def __init__(self, people: list[Person], purposes: list[Purpose], data: Any = None) -> None:
        super().__init__(data, initial={"purpose": purposes[0]} if len(purposes) == 1 else None)
        self.fields["purpose"].choices = [(purpose.value, _WHAT_FOR[purpose]) for purpose in purposes]  # type: ignore[attr-defined]
        self.fields["persons"].choices = [(str(person.pk), person.name) for person in people]  # type: ignore[attr-defined]

    def clean_words(self) -> tuple[str, ...]:
        """The lines that say something, each once."""
        words = tuple(dict.fromkeys(" ".join(line.split()) for line in self.cleaned_data["words"].splitlines()))
        words = tuple(word for word in words if any(map(str.isalnum, word)))
        if len(words) > _MOST_WORDS or any(len(word) > _LONGEST_WORD for word in words):
            raise forms.ValidationError(f"Hoogstens {_MOST_WORDS} regels van {_LONGEST_WORD} tekens.")
        return words

    def clean(self) -> dict[str, Any]:
        """Somebody must be meant; of the requester it must be a person, for only of persons is known which data is theirs."""
        found: dict[str, Any] = super().clean() or {}
        if self.errors:
            return found
        if found["purpose"] == Purpose.REQUESTER and not found["persons"]:
            self.add_error(
                "persons",
                "Kies wie de verzoeker is: alleen van een bekende persoon is bekend welke gegevens eigen zijn.",
            )
        elif not found["persons"] and not found["words"]:
            self.add_error("persons", "Kies een of meer personen, of vul hieronder namen in.")
        return found

    @property
    def asked(self) -> Audience:
        """For whom, of a form that is valid."""
        found = self.cleaned_data
        return Audience(found["audience"].strip(), tuple(sorted(map(int, found["persons"]))), found["words"])


@requires(Capability.READ_DOSSIER, Capability.PACKAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def versions(request: HttpRequest, number: str) -> HttpResponse:
    """The versions of a Woo dossier, the newest first, and a form for another."""
    user = current_user(request)
    dossier = get_dossier(user, number, kind=Kind.WOO)
    purposes = [purpose for purpose in _WHAT_FOR if dossier.state in MADE_IN[purpose]]
    form = VersionForm(people_in(dossier), purposes, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            request_version(dossier, Purpose(form.cleaned_data["purpose"]), form.asked, by=user)
        except PackageRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "De versie wordt gemaakt en daarna gecontroleerd. U kunt deze pagina verlaten.")
            return redirect("package-versions", number)
    record_view(dossier, by=user, part="pakket")
    context = {
        "dossier": dossier,
        "tab": "package",
        "form": form,
        "may_make": bool(purposes),
        "too_late_for_views": dossier.state == State.RELEASED,
        "rows": rows_of(dossier.packages.versions(), dossier, user),
        "may_cancel": True,
    }
    return render(request, "package/versions.html", context, status=400 if form.errors else 200)
