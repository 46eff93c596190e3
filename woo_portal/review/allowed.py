"""The words that are not proposed in a dossier: the list, adding to it from a proposal or by hand, and taking off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from redaction.propagate import passage_text
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers import allowing
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.composing import DossierClosed
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.states import State
from woo_portal.presentation.dutch import counted
from woo_portal.presentation.typed_ids import id_in
from woo_portal.review.deciding import passage_or_404


class AllowForm(forms.Form):
    """Words, and why nobody needs to be asked about them."""

    words = forms.CharField(
        label="Woord of woorden",
        max_length=200,
        error_messages={"required": "Vul het woord of de woorden in die niet meer voorgesteld moeten worden."},
        help_text="Precies zo staat het er, hoofdletters en leestekens tellen niet. Een deel van een voorstel telt niet mee.",
    )
    reason = forms.CharField(
        label="Waarom?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Vul in waarom dit niet meer voorgesteld hoeft te worden."},
    )


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_http_methods(["GET", "HEAD", "POST"])
def allowed(request: HttpRequest, number: str) -> HttpResponse:
    """The list. A proposal that is sent along (`passage`) fills the form in; a reason puts the words on the list."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    if request.method != "POST":
        return _show(request, dossier, AllowForm())
    if "passage" in request.POST:
        words = " ".join(passage_text(passage_or_404(dossier, request.POST)).split())
        return _show(request, dossier, AllowForm(initial={"words": words}), words=words)
    form = AllowForm(request.POST)
    if not form.is_valid():
        return _show(request, dossier, form)
    try:
        done = allowing.allow(dossier, form.cleaned_data["words"], reason=form.cleaned_data["reason"], by=user)
    except allowing.NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _show(request, dossier, form)
    except DossierClosed as refusal:
        messages.error(request, str(refusal))
        return redirect("review-allowed", number)
    lapsed = counted(done.lapsed, "open voorstel is", "open voorstellen zijn").capitalize()
    messages.success(request, f"Dit wordt in dit dossier niet meer voorgesteld. {lapsed} vervallen.")
    return redirect("review-allowed", number)


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_POST
def disallow(request: HttpRequest, number: str) -> HttpResponse:
    """Take an entry off the list; the messages are searched again."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    try:
        is_removed = allowing.disallow(dossier, id_in(request.POST.get("regel")) or 0, by=user)
    except DossierClosed as refusal:
        messages.error(request, str(refusal))
        return redirect("review-allowed", number)
    if is_removed:
        messages.success(request, "Van de lijst gehaald. Het portaal zoekt opnieuw in alle berichten van dit dossier.")
    else:
        messages.info(request, "Deze regel stond al niet meer op de lijst van dit dossier. Er is niets gewijzigd.")
    return redirect("review-allowed", number)


def _show(request: HttpRequest, dossier: Dossier, form: AllowForm, *, words: str = "") -> HttpResponse:
    rows = list(allowing.entries(dossier))
    context: dict[str, Any] = {
        "dossier": dossier,
        "tab": "review",
        "form": form,
        "asked": words,
        "lapsing": allowing.how_many_lapse(dossier, words) if words else 0,
        "own": [row for row in rows if row.layer_id],
        "everywhere": [row for row in rows if row.layer_id is None],
        "is_open": dossier.state == State.REDACTING,
    }
    return render(request, "review/allowed.html", context, status=422 if form.errors else 200)
