"""The tab Pakket: making a disclosure package, what the leak check found, and fetching it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.disclosure.annexes import AnnexRefused, confidential_annex, public_annex
from woo_portal.disclosure.package import PackageRefused, cancel_package, request_package
from woo_portal.disclosure.package_rows import may_fetch, rows_of
from woo_portal.dossiers import attachments
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.models import Dossier, Kind, Purpose
from woo_portal.dossiers.package_zip import FILE_CHANGED, WITH_FILE, PackageChanged, opened_unchanged
from woo_portal.dossiers.states import State
from woo_portal.dossiers.versions import overtaken
from woo_portal.dossiers.visits import record_view
from woo_portal.dossiers.workflow import everything_decided
from woo_portal.presentation.downloads import as_download

ANNEXES: Mapping[str, Callable[[Dossier, User], bytes]] = {
    "vertrouwelijk": lambda dossier, user: confidential_annex(dossier, made_at=timezone.now()),
    "openbaar": lambda dossier, user: public_annex(dossier, by=user),
}
"""What an address can ask for of the evidence annex."""


@requires(Capability.READ_DOSSIER)
@require_safe
def packages(request: HttpRequest, number: str) -> HttpResponse:
    """The packages of a dossier, the newest first, and why none can be made now."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    record_view(dossier, by=user, part="pakket")
    objection, rows = _objection(dossier, user), rows_of(dossier.packages.public(), dossier, user)
    is_making = any(row.job and row.job.is_active for row in rows)
    context = {
        "dossier": dossier,
        "tab": "package",
        "objection": objection,
        "may_make": not objection and not is_making and user.may(Capability.PACKAGE),
        "may_review": user.may(Capability.REDACT),
        "may_cancel": user.may(Capability.PACKAGE),
        "undecided_attachments": attachments.undecided(dossier) if dossier.state != State.RELEASED else 0,
        "rows": rows,
    }
    return render(request, "package/packages.html", context)


def _objection(dossier: Dossier, user: User) -> str:
    """Why no package can be made now; empty when one can."""
    if dossier.state == State.RELEASED:
        return "Het dossier is vrijgegeven. Klopt er iets niet, heropen het dan; het geldt tot er een nieuw is vrijgegeven."
    if dossier.state == State.APPROVED:
        return everything_decided(dossier, user)
    waiting = everything_decided(dossier, user)
    return f"Een pakket kan pas worden gemaakt als het dossier is vastgesteld. {waiting}".strip()


@requires(Capability.READ_DOSSIER, Capability.READ_QUESTIONS)
@require_safe
@never_cache
def annex(request: HttpRequest, number: str, variant: str) -> HttpResponseBase:
    """The evidence annex of a set of parliamentary questions, "vertrouwelijk" or "openbaar"."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    if dossier.kind != Kind.PARLIAMENT or variant not in ANNEXES or not may_fetch(user):
        raise Http404
    try:
        content = ANNEXES[variant](dossier, user)
    except AnnexRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("parliament-answers", number)
    if request.method == "GET":
        record(
            Verb.ANSWER_EXPORTED,
            by=user,
            subject=number,
            dossier_id=dossier.pk,
            what="de bewijsbijlage",
            variant=variant,
        )
    return as_download(content, f"bewijsbijlage-{dossier.number}-{variant}.pdf", "application/pdf")


@requires(Capability.READ_DOSSIER, Capability.PACKAGE)
@require_POST
def make(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a package; while one is being made, this is that one."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    try:
        request_package(dossier, by=user)
    except PackageRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Het pakket wordt gemaakt en daarna gecontroleerd. U kunt deze pagina verlaten.")
    return redirect("package", number)


@requires(Capability.READ_DOSSIER, Capability.PACKAGE)
@require_POST
def cancel(request: HttpRequest, number: str, package_id: int) -> HttpResponse:
    """Stop the making of a package."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    package = get_object_or_404(dossier.packages, pk=package_id)
    if cancel_package(package, by=user):
        messages.success(request, "Het maken van het pakket is afgebroken. Er is niets gepubliceerd.")
    else:
        messages.info(request, "Dit pakket werd al niet meer gemaakt. Er is niets gewijzigd.")
    return redirect("package" if package.purpose == Purpose.PUBLIC else "package-versions", number)


@requires(Capability.READ_DOSSIER)
@require_safe
@never_cache
def download(request: HttpRequest, number: str, package_id: int) -> HttpResponseBase:
    """The finished zip of a package that passed the leak check; of a version that is overtaken, and of a file that
    is not what was checked, why it is not given.
    """
    user = current_user(request)
    dossier = get_dossier(user, number)
    package = get_object_or_404(dossier.packages.filter(state__in=WITH_FILE), pk=package_id)
    if not may_fetch(user):
        raise Http404
    page = "package" if package.purpose == Purpose.PUBLIC else "package-versions"
    if objection := overtaken(dossier, [package]).get(package.pk):
        messages.error(request, objection)
        return redirect(page, number)
    try:
        stream = opened_unchanged(package)
    except PackageChanged:
        messages.error(request, FILE_CHANGED)
        return redirect(page, number)
    record(Verb.PACKAGE_DOWNLOADED, by=user, subject=number, dossier_id=dossier.pk, sha256=package.sha256)
    # The name tells apart what is for one person; it does not say for whom.
    purpose = {Purpose.VIEWS: "zienswijze", Purpose.REQUESTER: "verzoeker"}.get(Purpose(package.purpose))
    name = f"{dossier.number}-{purpose}-{package.pk}" if purpose else dossier.number
    response = FileResponse(stream, as_attachment=True, filename=f"{name}.zip")
    response["Content-Type"] = "application/zip"
    response["X-Content-Type-Options"] = "nosniff"
    return response
