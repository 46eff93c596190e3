"""What the phones of a conversation do not agree on: to read, to print, and as a table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from archive.captures.differences import DifferenceKind
from archive.models import Conversation
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.intake import differing, reading
from woo_portal.intake.differing import Asked
from woo_portal.intake.forms import DifferencesForm
from woo_portal.presentation.downloads import CSV, as_download
from woo_portal.presentation.spreadsheet import as_csv


@requires(Capability.READ_ARCHIVE)
@require_safe
def differences(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """The messages on which the phones differ, how many in which way, and what each phone calls whom."""
    chat = get_object_or_404(Conversation.objects.visible(), pk=conversation_id)
    phones = reading.phones(chat)
    form = DifferencesForm(phones, request.GET or None)
    asked = _asked(form)
    page = differing.page(chat, phones, asked, request.GET.dict())
    record(
        Verb.DIFFERENCES_VIEWED, by=current_user(request), subject=chat.title, conversation=chat.pk, app=chat.app_name
    )
    return render(
        request,
        "intake/differences.html",
        {
            "conversation": chat,
            "made_at": timezone.now(),
            "phones": phones,
            "form": form,
            "narrowed": differing.in_words(asked, phones),
            "totals": differing.totals(chat, phones),
            "found": differing.differing(chat, phones, asked).count(),
            "page": page,
            "lines": reading.lines(page.rows, phones),
            "called": differing.called(chat, phones),
        },
    )


@requires(Capability.READ_ARCHIVE)
@require_safe
def table(request: HttpRequest, conversation_id: int) -> HttpResponseBase:
    """The differences that were asked for, as CSV."""
    chat = get_object_or_404(Conversation.objects.visible(), pk=conversation_id)
    phones = reading.phones(chat)
    asked = _asked(DifferencesForm(phones, request.GET or None))
    rows = differing.table(chat, phones, asked)
    if request.method == "GET":
        count = differing.differing(chat, phones, asked).count()
        record(
            Verb.DIFFERENCES_DOWNLOADED,
            by=current_user(request),
            subject=chat.title,
            conversation=chat.pk,
            app=chat.app_name,
            count=count,
        )
    return as_download(as_csv(rows), f"verschillen-gesprek-{chat.pk}.csv", CSV)


def _asked(form: DifferencesForm) -> Asked:
    """What the address asks for; everything where it makes no sense."""
    if not form.is_valid():
        return Asked()
    kind, source = form.cleaned_data["soort"], form.cleaned_data["telefoon"]
    return Asked(DifferenceKind(kind) if kind else None, int(source) if source else None)
