"""Files of which nothing was read: which there are, and proposing to destroy them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from archive.models import Source
from archive.retention import holds
from archive.retention.destruction_lists import ListRefused
from archive.retention.unread import unread_originals
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.custody import destroying
from woo_portal.custody.forms import UnreadForm
from woo_portal.custody.unread_files import unread_files
from woo_portal.presentation import keyset
from woo_portal.presentation.typed_ids import id_in, ids_in

PAGE = 50


@requires(Capability.READ_ARCHIVE, Capability.PROPOSE_DESTRUCTION)
@require_http_methods(["GET", "HEAD", "POST"])
def unread(request: HttpRequest) -> HttpResponse:
    """All files of which nothing was read, or that of one import; those that are ticked are put on a list."""
    user, one = current_user(request), id_in(request.GET.get("import"))
    found = unread_originals() if one is None else unread_originals().filter(runs=one)
    chosen = ids_in(request.POST.getlist("bestand"))
    form = UnreadForm(request.POST or None)
    if form.is_valid():
        try:
            made = destroying.propose_unread(Source.objects.filter(pk__in=chosen), by=user, **form.cleaned_data)
        except ListRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "De lijst is gemaakt. Er is nog niets vernietigd: iemand anders moet haar goedkeuren."
            )
            return redirect("archive-destruction", made.pk)
    page = keyset.page(found.order_by(), keyset.NEWEST_FIRST, request.GET.dict(), size=PAGE)
    rows = unread_files(page.rows, reader=user)
    return render(
        request,
        "custody/unread.html",
        {
            "page": page,
            "rows": rows,
            "total": found.count(),
            "is_one": one is not None,
            "chosen": chosen if request.method == "POST" else [row.source.pk for row in rows if one is not None],
            "may_list": any(row.may_be_listed for row in rows),
            "hold_count": holds.active_holds().count(),
            "form": form,
        },
    )
