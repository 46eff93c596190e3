"""Taking in: a file, a pasted text, or the number of a case."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from archive.extraction.contract import NotReadable
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.parliament import taking_in
from woo_portal.parliament.chamber_data import ChamberDataProblem
from woo_portal.parliament.forms import CaseForm, PasteForm, UploadForm
from woo_portal.parliament.models import Reading, Way

_WAYS = {way.value: way for way in Way}


@requires(Capability.READ_QUESTIONS, Capability.TAKE_IN_QUESTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """The three ways in, each with a form of its own; `wijze` says which was sent."""
    user = current_user(request)
    filled = _filled(request)
    way, form = filled or (None, None)
    if way is not None and form is not None and form.is_valid():
        try:
            reading = _take(way, form, user)
        except taking_in.AlreadyDrafted as there_is:
            messages.info(request, str(there_is))
            return redirect("parliament-draft", there_is.reading.pk)
        except taking_in.AlreadyRecorded as there_is:
            messages.info(request, str(there_is))
            return redirect("parliament-set", there_is.question_set.dossier.number)
        except (NotReadable, ChamberDataProblem) as problem:
            form.add_error(None, _told(way, problem))
        else:
            messages.success(request, "Het stuk is ingenomen. Kijk na wat eruit gelezen is, en bevestig het dan.")
            return redirect("parliament-draft", reading.pk)
    shown = {Way.UPLOAD: UploadForm(), Way.PASTE: PasteForm(), Way.CHAMBER: CaseForm()}
    if way is not None and form is not None:
        shown[way] = form
    context = {
        "upload": shown[Way.UPLOAD],
        "paste": shown[Way.PASTE],
        "chamber": shown[Way.CHAMBER] if taking_in.is_chamber_asked() else None,
    }
    return render(request, "parliament/take_in.html", context)


def _filled(request: HttpRequest) -> tuple[Way, forms.Form] | None:
    """Which form was sent, with what was filled in; None when none was."""
    if request.method != "POST":
        return None
    way = _WAYS.get(request.POST.get("wijze", ""), Way.UPLOAD)
    if way == Way.CHAMBER and taking_in.is_chamber_asked():
        return way, CaseForm(request.POST)
    return (way, PasteForm(request.POST)) if way == Way.PASTE else (Way.UPLOAD, UploadForm(request.POST, request.FILES))


def _take(way: Way, form: forms.Form, user: User) -> Reading:
    if way == Way.CHAMBER:
        return taking_in.take_in_case(form.cleaned_data["number"], by=user)
    if way == Way.PASTE:
        data: bytes = form.cleaned_data["text"].encode()
        return taking_in.take_in(data, file_name=taking_in.PASTED_NAME, way=way, by=user)
    document: UploadedFile = form.cleaned_data["document"]
    return taking_in.take_in(document.read(), file_name=document.name or "", way=way, by=user)


def _told(way: Way, problem: NotReadable | ChamberDataProblem) -> str:
    """What went wrong, and that nothing was kept."""
    if isinstance(problem, ChamberDataProblem):
        return str(problem)
    what = "Wat u plakte staat er nog." if way == Way.PASTE else "Het stuk is niet bewaard."
    return f"{problem} {what}"
