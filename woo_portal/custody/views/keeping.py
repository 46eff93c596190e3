"""Bewaren: what may be destroyed, what waits, what is held; and how long one conversation is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from archive.functions import FunctionClass
from archive.models import Conversation, Destruction, DestructionState, Hold, RetentionRule
from archive.retention.unread import unread_originals
from woo_portal.accounts.archive_tabs import archive_tabs
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.custody import holding
from woo_portal.custody.overview import is_without_default, overview, terms_of
from woo_portal.presentation.typed_ids import ids_in

_CLASSES = list(FunctionClass)
OPEN = (DestructionState.PROPOSED, DestructionState.APPROVED, DestructionState.DESTROYED)
LATEST = 5
"""So many holds and certificates are on this page; each has a list of its own."""


@requires(Capability.READ_ARCHIVE)
@require_safe
def keeping(request: HttpRequest) -> HttpResponse:
    """What is due, the lists that wait, what is held, and the latest certificates."""
    user = current_user(request)
    since = ids_in([request.GET.get("vanaf", "")])
    holds = Hold.objects.filter(ended_at=None)
    certificates = Destruction.objects.exclude(number=None).with_totals().order_by("-number")
    return render(
        request,
        "custody/keeping.html",
        {
            "tabs": archive_tabs(user, "archive-keeping"),
            "overview": overview(timezone.localdate(), reader=user, since=since[0] if since else 0),
            "today": timezone.localdate(),
            "open_lists": Destruction.objects.filter(state__in=OPEN).with_totals(),
            "holds": [
                (hold, holding.in_words(hold))
                for hold in holds.select_related("conversation").prefetch_related("persons")[:LATEST]
            ],
            "hold_count": holds.count(),
            "certificates": certificates[:LATEST],
            "certificate_count": certificates.count(),
            "unread_count": unread_originals().count(),
            "rules": sorted(RetentionRule.objects.all(), key=lambda rule: _CLASSES.index(rule.function_class)),
            "is_without_default": is_without_default(),
            "may_propose": user.may(Capability.PROPOSE_DESTRUCTION),
            "may_hold": user.may(Capability.HOLD),
        },
    )


@requires(Capability.READ_ARCHIVE)
@require_safe
def conversation_terms(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """How long the messages of a conversation are kept, and from when they may be destroyed."""
    chat = get_object_or_404(Conversation.objects.visible(), pk=conversation_id)
    return render(request, "custody/conversation_terms.html", {"conversation": chat, "rows": terms_of(chat)})
