"""Destruction: proposing a list, deciding on somebody else's, following it, and its certificate."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive.models import Conversation, Destruction, DestructionState
from archive.retention.destruction_lists import MOST_CONVERSATIONS, ListRefused
from archive.retention.unread import unread_originals
from archive.sealing.accounted import told_of
from woo_portal.accounts.archive_tabs import archive_tabs
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.custody import destroying
from woo_portal.custody.forms import ProposalForm, ReasonForm
from woo_portal.custody.overview import titles_hidden_from
from woo_portal.custody.unread_files import UnreadFile, listed_files, unread_files
from woo_portal.presentation import keyset
from woo_portal.presentation.downloads import TEXT, as_download
from woo_portal.presentation.dutch import counted
from woo_portal.presentation.typed_ids import ids_in

PAGE = 50
TONES = {
    DestructionState.PROPOSED: "warning",
    DestructionState.APPROVED: "info",
    DestructionState.DESTROYED: "info",
    DestructionState.COMPLETED: "success",
    DestructionState.STOPPED: "error",
}

ENDED = (
    DestructionState.WITHDRAWN,
    DestructionState.REJECTED,
    DestructionState.STOPPED,
    DestructionState.COMPLETED,
)
_MESSAGES_GO = (
    "De berichten, hun bijlagen en alles wat erbij hoort verdwijnen uit het archief. Wat intussen wordt vastgehouden of in "
    "een dossier komt, houdt de hele lijst tegen.",
)
_UNREAD_GOES = (
    "Dit wordt uit de opslag gewist, met kopieën ervan in een bewaakte map. Er is niets uit gelezen: als er chatberichten in "
    "staan, gaan die ook verloren en heeft het archief ze niet.",
    "Niemand kan het daarna nog ophalen of laten inlezen. Wie hetzelfde bestand opnieuw inlevert, krijgt te lezen dat het "
    "vernietigd is.",
    "Bewaard blijven: het controlegetal van elk bestand, wie het inleverde en wanneer, en wat er in het logboek staat.",
    "Wordt er intussen iets vastgehouden of een bestand toch ingelezen, dan wordt niets van de lijst vernietigd.",
)
_NAMED = 10
"""So many files are named in the question; the page of the list names all."""


def _unread_goes(files: list[UnreadFile]) -> tuple[str, ...]:
    """What approving does to files of which nothing was read: which they are, and what happens to them."""
    named = [f"«{file.name}»" + (f" (import {file.run.pk})" if file.run else "") for file in files[:_NAMED]]
    more = f" en nog {counted(len(files) - _NAMED, 'bestand', 'bestanden')}" if len(files) > _NAMED else ""
    return (f"Het gaat om {', '.join(named)}{more}.", *_UNREAD_GOES)


@requires(Capability.READ_ARCHIVE)
@require_safe
def destructions(request: HttpRequest) -> HttpResponse:
    """All lists and certificates, the newest first."""
    rows = Destruction.objects.with_totals()
    return render(
        request,
        "custody/destructions.html",
        {
            "tabs": archive_tabs(current_user(request), "archive-keeping"),
            "page": keyset.page(rows, keyset.NEWEST_FIRST, request.GET.dict(), size=PAGE),
            "total": rows.count(),
        },
    )


@requires(Capability.READ_ARCHIVE, Capability.PROPOSE_DESTRUCTION)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Put what is due on a list: of the conversations ticked before, or of all. Who ticks none (`gekozen`) does not mean all."""
    chosen = ids_in((request.POST or request.GET).getlist("gesprek"))
    if "gekozen" in request.GET and not chosen:
        messages.error(request, "Er is niets aangevinkt. Vink eerst gesprekken aan; er is niets op een lijst gezet.")
        return redirect("archive-keeping")
    chats = Conversation.objects.filter(pk__in=chosen) if chosen else Conversation.objects.all()
    form = ProposalForm(request.POST or None)
    if form.is_valid():
        try:
            made = destroying.propose(chats, by=current_user(request), **form.cleaned_data)
        except ListRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "De lijst is gemaakt. Er is nog niets vernietigd: iemand anders moet haar goedkeuren."
            )
            return redirect("archive-destruction", made.pk)
    titles = chats.order_by("title", "pk")[:MOST_CONVERSATIONS] if chosen else []
    return render(request, "custody/propose.html", {"form": form, "chosen": chosen, "conversations": titles})


@requires(Capability.READ_ARCHIVE)
@require_safe
def destruction(request: HttpRequest, destruction_id: int) -> HttpResponse:
    """One list: what is on it, what stays and why, who decides, how far it is; and its certificate in the end."""
    user = current_user(request)
    found = _get(destruction_id)
    lines = list(found.lines.all())
    hidden = titles_hidden_from(user, [line.conversation_id for line in lines])
    waits, own = found.state == DestructionState.PROPOSED, found.proposed_by_id == user.pk
    job, listed = destroying.job_of(found), listed_files(found, reader=user)
    left = found.left_originals.select_related("source").prefetch_related("source__destroyed_as__destruction")
    return render(
        request,
        "custody/destruction.html",
        {
            "destruction": found,
            "tone": TONES.get(DestructionState(found.state), "neutral"),
            "going": [(line, line.conversation_id in hidden) for line in lines if line.messages],
            "staying": [(line, line.conversation_id in hidden) for line in lines if not line.messages],
            "total": sum(line.messages for line in lines),
            "left": left,
            "listed": listed,
            "put_aside": found.put_aside.exclude(left=None).select_related("run"),
            "unread": [] if listed or found.state in ENDED else unread_files(list(unread_originals()), reader=user),
            "job": job,
            "may_approve": waits and not own and user.may(Capability.APPROVE_DESTRUCTION),
            "may_reject": waits and (own or user.may(Capability.APPROVE_DESTRUCTION)),
            "is_own": own,
            "may_restart": _is_broken_off(found, job) and user.may(Capability.PROPOSE_DESTRUCTION),
        },
    )


def _is_broken_off(found: Destruction, job: object) -> bool:
    unfinished = found.state in (DestructionState.APPROVED, DestructionState.DESTROYED)
    return unfinished and not getattr(job, "is_active", False)


@requires(Capability.READ_ARCHIVE, Capability.APPROVE_DESTRUCTION)
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, destruction_id: int) -> HttpResponse:
    """Ask whether somebody else's list must be destroyed, and have that done."""
    found, user = _get(destruction_id), current_user(request)
    if request.method == "POST":
        try:
            decided = destroying.approve(found, by=user)
        except ListRefused as refusal:
            messages.error(request, str(refusal))
        else:
            if decided.state == DestructionState.STOPPED:
                messages.error(
                    request, f"De lijst klopt niet meer en is gestopt; er is niets vernietigd. {decided.problem}"
                )
            else:
                messages.success(request, "Goedgekeurd. De vernietiging begint; u kunt deze pagina verlaten.")
        return redirect("archive-destruction", found.pk)
    unread = found.originals.count()
    what = destroying.what_goes(sum(found.lines.values_list("messages", flat=True)), unread)
    return render(
        request,
        "custody/confirm.html",
        {
            "title": f"Vernietigingslijst {found.pk} goedkeuren",
            "question": f"{what[0].upper()}{what[1:]} vernietigen?",
            "consequences": [
                f"Voorgesteld door {found.proposed_by}. Grondslag: {found.basis.rstrip('.')}.",
                *(_unread_goes(listed_files(found, reader=user)) if unread else _MESSAGES_GO),
                "Er komt een verklaring van vernietiging, die blijvend wordt bewaard.",
            ],
            "undo": "Dit kan niet ongedaan worden gemaakt.",
            "confirm": f"Keur goed en vernietig {what}",
            "cancel_url": reverse("archive-destruction", args=[found.pk]),
            "form": "",
            "danger": True,
        },
    )


@requires(Capability.READ_ARCHIVE, Capability.APPROVE_DESTRUCTION)
@require_http_methods(["GET", "HEAD", "POST"])
def reject(request: HttpRequest, destruction_id: int) -> HttpResponse:
    """Refuse somebody else's list, or withdraw one's own; with a reason."""
    found, user = _get(destruction_id), current_user(request)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            destroying.reject(found, by=user, reason=form.cleaned_data["reason"])
        except ListRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Van deze lijst wordt niets vernietigd.")
        return redirect("archive-destruction", found.pk)
    own = found.proposed_by_id == user.pk
    return render(
        request,
        "custody/confirm.html",
        {
            "title": f"Vernietigingslijst {found.pk} {'intrekken' if own else 'afwijzen'}",
            "question": "De lijst intrekken?" if own else "De lijst afwijzen?",
            "consequences": ["Er wordt niets vernietigd. De lijst blijft te lezen, met uw reden."],
            "undo": "Wat aan de beurt is, kan op een nieuwe lijst.",
            "confirm": "Trek de lijst in" if own else "Wijs de lijst af",
            "cancel_url": reverse("archive-destruction", args=[found.pk]),
            "form": form,
        },
    )


@requires(Capability.READ_ARCHIVE, Capability.PROPOSE_DESTRUCTION)
@require_POST
def restart(request: HttpRequest, destruction_id: int) -> HttpResponse:
    """Queue an approved destruction again whose work was broken off; one that has ended stays as it is."""
    found = _get(destruction_id)
    if _is_broken_off(found, destroying.job_of(found)):
        destroying.start(found, by=current_user(request))
    return redirect("archive-destruction", found.pk)


@requires(Capability.READ_ARCHIVE)
@require_safe
def certificate(request: HttpRequest, destruction_id: int) -> HttpResponseBase:
    """The certificate as a text file, to the letter as it was made."""
    found = _completed(destruction_id)
    record(Verb.CERTIFICATE_DOWNLOADED, by=current_user(request), subject=str(found), destruction=found.pk)
    return as_download(found.certificate, f"verklaring-van-vernietiging-{found.number}.txt", TEXT)


@requires(Capability.READ_ARCHIVE)
@require_safe
def hashes(request: HttpRequest, destruction_id: int) -> HttpResponseBase:
    """What is told of each message that was destroyed, one a line, sorted: what the certificate's own hash is over.

    Of a destruction without a salt it is not given: a short message could be guessed from its hash.
    """
    found = _completed(destruction_id)
    if found.salt is None:
        raise Http404
    record(
        Verb.CERTIFICATE_DOWNLOADED,
        by=current_user(request),
        subject=str(found),
        destruction=found.pk,
        what="de lijst van hashes",
    )
    return as_download(_hex_lines(found), f"verklaring-van-vernietiging-{found.number}-hashes.txt", TEXT)


def _hex_lines(found: Destruction) -> Iterator[str]:
    for told in told_of(found):
        yield f"{told.hex()}\n"


def _get(destruction_id: int) -> Destruction:
    return get_object_or_404(Destruction, pk=destruction_id)


def _completed(destruction_id: int) -> Destruction:
    found = _get(destruction_id)
    if found.state != DestructionState.COMPLETED:
        raise Http404
    return found
