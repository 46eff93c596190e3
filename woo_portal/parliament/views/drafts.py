"""A draft: what was read beside the original, everything in it to be changed, until it is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.composing import NumberTaken
from woo_portal.dossiers.terms import term_of
from woo_portal.parliament import confirming, taking_in
from woo_portal.parliament.beside import BesideOriginal
from woo_portal.parliament.confirming import StaleDraft, Unconfirmable
from woo_portal.parliament.forms import FactsForm, initial_facts
from woo_portal.parliament.models import QuestionSet, Reading
from woo_portal.parliament.reading import editing
from woo_portal.parliament.reading.contents import Contents
from woo_portal.parliament.reading.editing import CannotSplit, Typed
from woo_portal.presentation.dutch import day
from woo_portal.presentation.typed_ids import number_in

Change = Callable[[Contents], Contents]
_OF_ONE: Mapping[str, Callable[[Contents, int], Contents]] = {
    "splits": editing.split,
    "samen": editing.merge,
    "omhoog": partial(editing.move, by=-1),
    "omlaag": partial(editing.move, by=1),
    "weg": editing.remove,
}
"""What a button beside one question does: "splits-3"."""
_OF_ALL: Mapping[str, Change] = {"erbij": editing.add, "nummer": editing.renumber}
_STALE = (
    "Iemand anders heeft dit concept intussen gewijzigd. Hieronder staat het zoals het nu is; wat u net wijzigde is niet "
    "bewaard."
)
_NO_EMPTY_LINE = "Zet een lege regel waar de volgende vraag begint, en splits dan nog eens. Uw tekst is bewaard."


@requires(Capability.READ_QUESTIONS, Capability.TAKE_IN_QUESTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def draft(request: HttpRequest, reading_id: int) -> HttpResponse:
    """The draft of a document. Every button keeps what was typed, and then does what it says (`doe`)."""
    reading, user = _get(reading_id), current_user(request)
    contents = taking_in.draft_of(reading)
    if request.method != "POST":
        return _page(request, reading, contents, _form(reading, contents, user, None))
    todo = request.POST.get("doe", "")
    form = _form(reading, contents, user, request.POST, is_confirmed=todo == "bevestig")
    typed = editing.typed_over(contents, _typed(request))
    if not form.is_valid():
        return _page(request, reading, typed, form)
    return _done(request, reading, form, todo)


def _done(request: HttpRequest, reading: Reading, form: FactsForm, todo: str) -> HttpResponse:
    """Keep what was typed, do what the button says, and show the page again."""
    address = reverse("parliament-draft", args=[reading.pk])
    typed = _typed(request)
    version = number_in(request.POST.get("versie", ""))
    action, _, key = todo.partition("-")

    def keep(contents: Contents) -> Contents:
        return form.applied_to(editing.typed_over(contents, typed))

    try:
        kept = confirming.change(reading, version=version, to=keep)
        if todo == "bevestig":
            return _confirmed(request, kept, current_user(request), address)
        if action in _OF_ONE and number_in(key):
            kept = confirming.change(kept, version=kept.version, to=lambda now: _OF_ONE[action](now, number_in(key)))
        elif todo in _OF_ALL:
            kept = confirming.change(kept, version=kept.version, to=_OF_ALL[todo])
        else:
            messages.success(request, "Uw wijzigingen zijn bewaard.")
    except StaleDraft:
        messages.error(request, _STALE)
        return redirect(address)
    except CannotSplit:
        messages.error(request, _NO_EMPTY_LINE)
    return redirect(address + _anchor(action, key, kept))


def _confirmed(request: HttpRequest, reading: Reading, user: User, address: str) -> HttpResponse:
    try:
        question_set = confirming.confirm(reading, version=reading.version, by=user)
    except (Unconfirmable, NumberTaken) as problem:
        messages.error(request, f"{problem} Wat u invulde is bewaard.")
        return redirect(address)
    dossier = question_set.dossier
    messages.success(
        request,
        f"De vragen zijn vastgelegd. Beantwoorden uiterlijk op {day(term_of(dossier).last_day)}.",
    )
    return redirect("parliament-set", dossier.number)


def _anchor(action: str, key: str, reading: Reading) -> str:
    """Where the page is shown again: at the question a button was about."""
    questions = taking_in.draft_of(reading).questions
    if action == "erbij" and questions:
        return f"#vraag-{questions[-1].key}"
    if action in ("splits", "omhoog", "omlaag"):
        return f"#vraag-{number_in(key)}"
    return "#vragen" if action in ("samen", "weg", "nummer") else ""


def _typed(request: HttpRequest) -> dict[int, Typed]:
    """The questions on the page as they were typed, by key."""
    texts = {name.removeprefix("tekst-"): text for name, text in request.POST.items() if name.startswith("tekst-")}
    return {
        number_in(key): Typed(request.POST.get(f"nummer-{key}", ""), str(text))
        for key, text in texts.items()
        if number_in(key)
    }


def _form(reading: Reading, contents: Contents, user: User, data: Any, *, is_confirmed: bool = False) -> FactsForm:
    waiting = confirming.waiting_for_questions(user).values_list("number", flat=True)
    return FactsForm(
        data,
        initial=initial_facts(contents),
        settled=_set_of(reading) is not None,
        takes=[number.casefold() for number in waiting] if is_confirmed else (),
        is_confirmed=is_confirmed,
        known=contents.notes,
    )


def _page(request: HttpRequest, reading: Reading, contents: Contents, form: FactsForm) -> HttpResponse:
    found, question_set = taking_in.found_in(reading), _set_of(reading)
    context = {
        "reading": reading,
        "question_set": question_set,
        "recorded": None if question_set else taking_in.recorded_as(contents.case_number, current_user(request)),
        "form": form,
        "beside": BesideOriginal.of(found, contents),
    }
    return render(request, "parliament/draft.html", context)


@requires(Capability.READ_QUESTIONS, Capability.TAKE_IN_QUESTIONS)
@require_safe
def original(request: HttpRequest, reading_id: int) -> HttpResponseBase:
    """The document as it came in."""
    reading = _get(reading_id)
    try:
        stream = taking_in.original_of(reading.sha256).open("rb")
    except FileNotFoundError:
        messages.error(
            request,
            "Het origineel staat niet meer in de opslag. Wat eruit gelezen is, is er nog. Meld dit aan uw beheerder.",
        )
        return redirect("parliament-draft", reading.pk)
    if request.method == "GET":
        record(
            Verb.ORIGINAL_DOWNLOADED,
            by=current_user(request),
            subject=reading.file_name,
            sha256=reading.sha256,
            private=0,
        )
    return FileResponse(stream, as_attachment=True, filename=reading.file_name, content_type="application/octet-stream")


@requires(Capability.READ_QUESTIONS, Capability.TAKE_IN_QUESTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, reading_id: int) -> HttpResponse:
    """Throw away a document that was taken in by mistake; one whose questions were confirmed stays."""
    reading = _get(reading_id)
    if (question_set := _set_of(reading)) is not None:
        messages.error(request, "Van dit stuk zijn vragen vastgelegd: het blijft bewaard.")
        return redirect("parliament-set", question_set.dossier.number)
    if request.method == "POST":
        taking_in.discard(reading, by=current_user(request))
        messages.success(request, f"«{reading.file_name}» is weggegooid.")
        return redirect("parliament")
    return render(request, "parliament/discard.html", {"reading": reading})


def _get(reading_id: int) -> Reading:
    reading = Reading.objects.select_related("taken_in_by").filter(pk=reading_id).first()
    if reading is None:
        raise Http404
    return reading


def _set_of(reading: Reading) -> QuestionSet | None:
    return QuestionSet.objects.filter(reading=reading).select_related("dossier").first()
