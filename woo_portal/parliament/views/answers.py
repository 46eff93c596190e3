"""Answering a set: its questions with how far each is, one answer beside what it rests on, and the letter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from archive.models import Message
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.hits import page_of
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.states import State
from woo_portal.dossiers.visits import record_view
from woo_portal.dossiers.workflow import package_is_clean
from woo_portal.dossiers.written_words import given_away, secrets_of, telling_words, told_in
from woo_portal.parliament import answers
from woo_portal.parliament.answer_letter import Variant, answer_letter, not_yet_public, parts_of
from woo_portal.parliament.answers import LONGEST, AnswerRefused
from woo_portal.parliament.models import Answer, AnswerState, QuestionSet
from woo_portal.parliament.sets import question_set_of
from woo_portal.parliament.sources import sources_of
from woo_portal.presentation.downloads import DOCX, as_download
from woo_portal.presentation.typed_ids import number_in

TONES = {AnswerState.APPROVED: "success", AnswerState.REVIEW: "warning"}
"""The tone of a state's badge; the others inform."""


@requires(Capability.READ_DOSSIER, Capability.READ_QUESTIONS)
@require_safe
def overview(request: HttpRequest, number: str) -> HttpResponse:
    """How far every question of the set is, what may be answered together, and the letter."""
    user = current_user(request)
    dossier = _dossier(user, number)
    record_view(dossier, by=user, part="antwoorden")
    question_set = question_set_of(dossier)
    if question_set is None:
        return render(request, "parliament/answers.html", {"dossier": dossier, "tab": "answers"})
    parts = parts_of(question_set)
    questions = sum(len(part.questions) for part in parts)
    context: dict[str, Any] = {
        "dossier": dossier,
        "tab": "answers",
        "set": question_set,
        "rows": [(part, TONES.get(AnswerState(part.answer.state), "info") if part.answer else "") for part in parts],
        "waiting": [part for part in parts if part.answer is None],
        "loose": question_set.answers.filter(questions=None),
        "questions": questions,
        "agreed": sum(len(part.questions) for part in parts if part.answer and _is_agreed(part.answer)),
        "may_write": _may_write(dossier, user),
        "lacking": not_yet_public(question_set, user),
        "no_annex": "" if dossier.state == State.RELEASED else package_is_clean(dossier, user),
    }
    return render(request, "parliament/answers.html", context)


@requires(Capability.READ_DOSSIER, Capability.READ_QUESTIONS)
@require_safe
def answer(request: HttpRequest, number: str, answer_id: int) -> HttpResponse:
    """One answer: the questions and the messages of the dossier on the left, the text on the right."""
    user = current_user(request)
    dossier, question_set = _get(user, number)
    record_view(dossier, by=user, part="antwoorden")
    return _page(request, _of_set(question_set, answer_id))


@requires(Capability.READ_DOSSIER, Capability.READ_QUESTIONS, Capability.ANSWER_QUESTIONS)
@require_POST
def start(request: HttpRequest, number: str) -> HttpResponse:
    """Begin an answer to the questions that are ticked."""
    user = current_user(request)
    _, question_set = _get(user, number)
    try:
        begun = answers.start(question_set, keys=_keys(request), by=user)
    except AnswerRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("parliament-answers", number)
    return redirect("parliament-answer", number, begun.pk)


@requires(Capability.READ_DOSSIER, Capability.READ_QUESTIONS, Capability.ANSWER_QUESTIONS)
@require_POST
def write(request: HttpRequest, number: str, answer_id: int) -> HttpResponse:
    """Save the text; with `bron` also add a source, with `doe=vragen` also change which questions it is to.

    A text that is refused comes back on the page, to copy from.
    """
    user = current_user(request)
    _, question_set = _get(user, number)
    found, text = _of_set(question_set, answer_id), request.POST.get("tekst", "")
    source = request.POST.get("bron", "")
    try:
        kept = answers.write(
            found,
            version=number_in(request.POST.get("versie", "")),
            text=text,
            by=user,
            cite=number_in(source) if source else None,
        )
        if request.POST.get("doe") == "vragen":
            answers.regroup(kept, version=kept.version, keys=_keys(request), by=user)
    except AnswerRefused as refusal:
        messages.error(request, str(refusal))
        return _page(request, _of_set(question_set, answer_id), refused=text)
    messages.success(
        request, "De bron is toegevoegd, aan het eind van de tekst." if source else "Het antwoord is opgeslagen."
    )
    query = request.GET.urlencode()
    return redirect(reverse("parliament-answer", args=[number, answer_id]) + (f"?{query}" if query else ""))


@requires(Capability.READ_DOSSIER, Capability.READ_QUESTIONS)
@require_POST
def move(request: HttpRequest, number: str, answer_id: int) -> HttpResponse:
    """Take an answer a step further or back."""
    user = current_user(request)
    _, question_set = _get(user, number)
    found, to = _of_set(question_set, answer_id), request.POST.get("naar", "")
    try:
        if to not in AnswerState.values:
            raise AnswerRefused("Deze stap bestaat niet. Er is niets gewijzigd.")
        moved = answers.move(
            found,
            version=number_in(request.POST.get("versie", "")),
            to=AnswerState(to),
            by=user,
            reason=request.POST.get("reden", "")[:2000],
        )
    except AnswerRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Het antwoord is nu: {AnswerState(moved.state).label}.")
    return redirect("parliament-answer", number, answer_id)


@requires(Capability.READ_DOSSIER, Capability.READ_QUESTIONS)
@require_safe
@never_cache
def letter(request: HttpRequest, number: str, variant: str) -> HttpResponseBase:
    """The answers as the letter of a minister, complete or as it may be sent."""
    user = current_user(request)
    dossier, question_set = _get(user, number)
    if variant not in list(Variant):
        raise Http404
    try:
        content = answer_letter(question_set, variant=Variant(variant), dated=timezone.localdate(), by=user)
    except AnswerRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("parliament-answers", number)
    if request.method == "GET":
        what = "de antwoordbrief"
        record(Verb.ANSWER_EXPORTED, by=user, subject=number, dossier_id=dossier.pk, what=what, variant=variant)
    return as_download(content, f"antwoord-{dossier.number}-{variant}.docx", DOCX)


def _page(request: HttpRequest, found: Answer, *, refused: str | None = None) -> HttpResponse:
    user, question_set, dossier = current_user(request), found.question_set, found.question_set.dossier
    own = answers.verdicts(found)
    shows_all = not own or "alles" in request.GET
    citable = answers.evidence(question_set) if shows_all else answers.evidence(question_set).filter(message__in=own)
    page = page_of(Message.objects.visible().filter(pk__in=citable.order_by().values("message")), request.GET)
    known = sources_of(question_set)
    numbers = {source.message.pk: source.number for source in known if source.message}
    cited = answers.cited_in(found.text)
    text = found.text if refused is None else refused
    context: dict[str, Any] = {
        "dossier": dossier,
        "tab": "answers",
        "answer": found,
        "tone": TONES.get(AnswerState(found.state), "info"),
        "questions": list(found.questions.all()),
        "label": answers.label_of(found.questions.all()),
        "choices": question_set.questions.filter(Q(answer=None) | Q(answer=found)),
        "text": text,
        "given_away": given_away(text, secrets_of(dossier)),
        "telling": told_in(text, telling_words(dossier)),
        "cited": [source for source in known if source.number in cited],
        "page": page,
        "evidence": [(message, numbers.get(message.pk), own.get(message.pk, "")) for message in page.rows],
        "shows_all": shows_all,
        "has_own": bool(own),
        "may_write": _may_write(dossier, user) and found.state == AnswerState.DRAFT,
        "reads_archive": user.may(Capability.READ_ARCHIVE),
        "steps": _steps(found, user) if dossier.state != State.RELEASED else [],
        "versions": found.versions.select_related("by"),
        "longest": LONGEST,
    }
    return render(request, "parliament/answer.html", context, status=200 if refused is None else 409)


def _steps(found: Answer, user: User) -> list[tuple[answers.Move, str]]:
    return [(step, answers.objection_to(found, step, user)) for step in answers.moves(found, user)]


def _may_write(dossier: Dossier, user: User) -> bool:
    return dossier.state != State.RELEASED and user.may(Capability.ANSWER_QUESTIONS)


def _is_agreed(found: Answer) -> bool:
    return found.state == AnswerState.APPROVED


def _keys(request: HttpRequest) -> list[int]:
    return [number_in(key) for key in request.POST.getlist("vraag")]


def _get(user: User, number: str) -> tuple[Dossier, QuestionSet]:
    """The dossier of a set and its questions. Raises `Http404`, also where no questions were taken in."""
    dossier = _dossier(user, number)
    question_set = question_set_of(dossier)
    if question_set is None:
        raise Http404
    return dossier, question_set


def _dossier(user: User, number: str) -> Dossier:
    return get_dossier(user, number, kind=Kind.PARLIAMENT)


def _of_set(question_set: QuestionSet, answer_id: int) -> Answer:
    found = question_set.answers.filter(pk=answer_id).first()
    if found is None:
        raise Http404
    found.question_set = question_set
    return found
