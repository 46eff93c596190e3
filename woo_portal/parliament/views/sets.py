"""The sets of questions: all of them by their term, one with its questions, and its notice of delay."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.deadlines import counted_to
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.states import State
from woo_portal.dossiers.terms import term_for, term_of
from woo_portal.dossiers.visits import record_view
from woo_portal.parliament.evidence import with_evidence
from woo_portal.parliament.forms import PostponementForm
from woo_portal.parliament.letters import Letter, as_docx, as_text, notice_of_delay
from woo_portal.parliament.sets import drafts, members_of, ministers_of, question_set_of, sets_for
from woo_portal.presentation.downloads import DOCX, as_download
from woo_portal.presentation.dutch import day


@requires(Capability.READ_DOSSIER, Capability.READ_QUESTIONS)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All sets this account sees, the most pressing first, and the drafts that wait."""
    user = current_user(request)
    takes_in = user.may(Capability.TAKE_IN_QUESTIONS)
    to_answer, answered = sets_for(user)
    context = {
        "takes_in": takes_in,
        "drafts": drafts() if takes_in else [],
        "to_answer": to_answer,
        "answered": answered,
    }
    return render(request, "parliament/overview.html", context)


@requires(Capability.READ_DOSSIER, Capability.READ_QUESTIONS)
@require_safe
def question_set(request: HttpRequest, number: str) -> HttpResponse:
    """A set with its questions: a tab of its dossier."""
    user = current_user(request)
    dossier = _get(user, number)
    record_view(dossier, by=user, part="vragen")
    found = question_set_of(dossier)
    context = {
        "dossier": dossier,
        "tab": "questions",
        "term": term_of(dossier),
        "set": found,
        "members": members_of(found),
        "ministers": ministers_of(found),
        "questions": with_evidence(found.questions.all()) if found else (),
        "seeks": user.may(Capability.SEARCH),
        "notes": found.notes.all() if found else (),
        "takes_in": user.may(Capability.TAKE_IN_QUESTIONS),
        "may_postpone": user.may(Capability.TAKE_IN_QUESTIONS) and _is_extendable(dossier),
    }
    return render(request, "parliament/set.html", context)


@requires(Capability.READ_DOSSIER, Capability.TAKE_IN_QUESTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def postpone(request: HttpRequest, number: str) -> HttpResponseBase:
    """The notice of delay: a draft letter from the reason that is typed. That it was sent is recorded with the dossier."""
    dossier = _get(current_user(request), number)
    if not _is_extendable(dossier):
        messages.error(request, _why_not(dossier))
        return redirect("parliament-set", dossier.number)
    ministers = ministers_of(question_set_of(dossier))
    form = PostponementForm(request.POST or None, ministers=ministers, initial={"sent_on": timezone.localdate()})
    letter = _letter(dossier, form) if form.is_valid() else None
    if letter is not None and request.POST.get("doe") == "docx":
        record(Verb.LETTER_DRAFTED, by=current_user(request), subject=number, dossier_id=dossier.pk, about=letter.about)
        return as_download(as_docx(letter), f"uitstelbericht-{dossier.number}.docx", DOCX)
    context: dict[str, Any] = {
        "dossier": dossier,
        "tab": "questions",
        "form": form,
        "term": term_of(dossier),
        "until": _extended_to(dossier),
        "letter": as_text(letter) if letter else "",
    }
    return render(request, "parliament/postpone.html", context)


def _letter(dossier: Dossier, form: PostponementForm) -> Letter:
    data = form.cleaned_data
    return notice_of_delay(
        dossier,
        ministers_of(question_set_of(dossier)),
        reason=data["reason"],
        signed_by=data.get("signed_by", ""),
        dated=data["sent_on"],
        weeks=term_for(dossier.kind).days // 7,
        until=_extended_to(dossier),
        authority=settings.AUTHORITY,
    )


def _extended_to(dossier: Dossier) -> Any:
    """The last day once the term is extended; no law moves it."""
    return counted_to(term_for(dossier.kind), dossier.received_on, extended=True)


def _is_extendable(dossier: Dossier) -> bool:
    return not dossier.extended and dossier.state != State.RELEASED


def _why_not(dossier: Dossier) -> str:
    if dossier.extended:
        return (
            f"De termijn is al verlengd, met een bericht van {day(dossier.extended_on)}." if dossier.extended_on else ""
        )
    return "De vragen zijn beantwoord: er loopt geen termijn meer."


def _get(user: User, number: str) -> Dossier:
    """The dossier of a set. Raises `Http404`, also for a dossier of another kind."""
    return get_dossier(user, number, kind=Kind.PARLIAMENT)
