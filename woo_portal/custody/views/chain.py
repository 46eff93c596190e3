"""Keten: the digests of all imports, and whether the archive is still what was sealed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from django_htmx.http import HttpResponseClientRefresh

from archive.models import Batch, Verification
from woo_portal.accounts.archive_tabs import archive_tabs
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.custody import checking
from woo_portal.custody.forms import FingerprintForm
from woo_portal.presentation import keyset

LATEST_BATCH_FIRST = keyset.Order(("number",), falling=True)
PAGE = 50
LATEST = 10
"""So many checks are listed."""


@requires(Capability.READ_ARCHIVE)
@require_safe
def chain(request: HttpRequest) -> HttpResponse:
    """The batches with their digests, what they are for, whether one is in the chain, and what the last checks found."""
    user, batches = current_user(request), Batch.objects.all()
    form = FingerprintForm(request.GET if "controlegetal" in request.GET else None)
    checks, job = list(Verification.objects.all()[:LATEST]), checking.job_of_check()
    return render(
        request,
        "custody/chain.html",
        {
            "tabs": archive_tabs(user, "archive-chain"),
            "newest": batches.last(),
            "total": batches.count(),
            "page": keyset.page(batches, LATEST_BATCH_FIRST, request.GET.dict(), size=PAGE),
            "form": form,
            "sought": form.is_valid(),
            "batch": form.cleaned_data["controlegetal"] if form.is_valid() else None,
            "checks": checks,
            "job": job if job is None or job.state != "done" else None,
            "progress_url": reverse("archive-chain-progress"),
            "may_check": user.may(Capability.CHECK_ARCHIVE),
            # A difference names the file it is in, and a file may be called after a private chat.
            "may_read_differences": user.may(Capability.GUARD_PRIVACY),
        },
    )


@requires(Capability.READ_ARCHIVE, Capability.CHECK_ARCHIVE)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Have the archive checked; while that is being done, this is that check."""
    checking.request_check(by=current_user(request))
    messages.success(request, "Het archief wordt gecontroleerd. U kunt deze pagina verlaten.")
    return redirect("archive-chain")


@requires(Capability.READ_ARCHIVE)
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How far the check is, for a page that refreshes it; once it has ended the page is asked to load itself anew."""
    job = checking.job_of_check()
    if job is None or not job.is_active:
        return HttpResponseClientRefresh()
    return render(request, "components/progress.html", {"job": job, "refresh_url": request.path})
