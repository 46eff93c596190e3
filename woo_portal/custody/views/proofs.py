"""The proof that one message is the archived one, and the program that checks it on any machine."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from archive.models import Batch, Message
from archive.sealing.proofs import Guessable, NotSealed, QuotesPrivate, inclusion_proof, sealed_in
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.presentation.downloads import as_download

PROGRAM = Path("docs", "verification", "verify_inclusion.py")
"""Where the project has the program, from its root."""


@requires(Capability.READ_ARCHIVE)
@require_safe
def explain(request: HttpRequest, message_id: int) -> HttpResponse:
    """What a proof of this message is, where to fetch it, and how somebody else checks it."""
    message = _get(message_id)
    return render(
        request,
        "custody/proof.html",
        {
            "message": message,
            "batch": sealed_in(message),
            "newest": Batch.objects.last(),
            "file_name": _file_name(message),
            "program_name": PROGRAM.name,
        },
    )


@requires(Capability.READ_ARCHIVE)
@require_safe
def download(request: HttpRequest, message_id: int) -> HttpResponseBase:
    """The proof, as JSON; it holds the message whole, and of no other a word."""
    message = _get(message_id)
    try:
        proof = inclusion_proof(message)
    except QuotesPrivate:
        messages.error(request, "Er is geen bewijs gemaakt: het zou laten lezen wat als privé is gemarkeerd.")
        return redirect("archive-proof", message.pk)
    except Guessable:
        messages.error(
            request,
            "Er is geen bewijs gemaakt: deze import is verzegeld op een oudere wijze, en met gissen zou uit het bewijs te lezen "
            "zijn wat er in de berichten ernaast staat.",
        )
        return redirect("archive-proof", message.pk)
    except NotSealed:
        messages.error(
            request,
            "Er is geen bewijs gemaakt: dit bericht is niet wat er is verzegeld. Laat de archivaris het archief controleren.",
        )
        return redirect("archive-proof", message.pk)
    if request.method == "GET":
        record(
            Verb.PROOF_DOWNLOADED,
            by=current_user(request),
            subject=f"bericht {message.pk}",
            message=message.pk,
            batch=proof["chain"][0]["number"],
        )
    return as_download(json.dumps(proof, ensure_ascii=False, indent=1) + "\n", _file_name(message), "application/json")


@requires(Capability.READ_ARCHIVE)
@require_safe
def program(request: HttpRequest) -> HttpResponseBase:
    """The program that checks a proof: one file for Python, that needs no part of the portal."""
    return as_download((settings.BASE_DIR / PROGRAM).read_bytes(), PROGRAM.name, "text/x-python; charset=utf-8")


def _get(message_id: int) -> Message:
    return get_object_or_404(Message.objects.visible().select_related("conversation", "sender__person"), pk=message_id)


def _file_name(message: Message) -> str:
    return f"bericht-{message.pk}-bewijs.json"
