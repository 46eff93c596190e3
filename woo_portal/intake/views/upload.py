"""Bringing exports in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from archive.models import ImportRun, Person
from archive.zones import called
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.intake.forms import UploadForm
from woo_portal.intake.receiving import receive_upload
from woo_portal.intake.upload_limit import MAX_FILES, upload_limit, upload_problem
from woo_portal.presentation.dutch import counted


@requires(Capability.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The form to bring exports in, and what it does."""
    if request.method != "POST":
        return _page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES, problem=upload_problem(request))
    if not form.is_valid():
        return _page(request, form)
    holder: Person | None = form.cleaned_data["person"]
    if holder is not None and holder.pk is None:
        holder.save()
    facts = form.cleaned_data
    runs = receive_upload(
        facts["exports"],
        holder=holder,
        by=current_user(request),
        hides_new=facts["hides_new"],
        zone=facts["zone"],
    )
    for run in runs:
        _tell_holder(request, run, holder)
        _tell_zone(request, run, facts["zone"])
    if len(runs) == 1:
        return redirect("archive-import", runs[0].pk)
    messages.success(request, f"{counted(len(runs), 'export', 'exports')} ontvangen. Ze worden na elkaar ingelezen.")
    return redirect("archive")


def _page(request: HttpRequest, form: UploadForm) -> HttpResponse:
    limits = {"max_bytes": upload_limit(), "max_files": MAX_FILES}
    return render(request, "intake/upload.html", {"form": form, **limits})


def _tell_zone(request: HttpRequest, run: ImportRun, zone: str) -> None:
    """Say when the file was read already, or is being read, with its times in another zone: that is not changed."""
    if not zone or run.zone == zone:
        return
    if run.report.get("local_times"):
        told = f"De tijden zijn gelezen in de tijdzone {called(run.zone)}. Dat is niet gewijzigd in {called(zone)}."
    else:
        told = "De tijdzone die u koos, is niet gebruikt."
    messages.warning(request, f"«{run.source.file_name}» is eerder ingeleverd. {told}")


def _tell_holder(request: HttpRequest, run: ImportRun, holder: Person | None) -> None:
    """Say when the file was known already as another phone's: the names in it were read as that phone's contacts."""
    kept = run.source.holder
    if holder is not None and kept != holder:
        whose = f"van de telefoon van {kept.name}" if kept else "zonder te zeggen van wiens telefoon"
        messages.warning(
            request,
            f"«{run.source.file_name}» is eerder ingeleverd, {whose}. Dat is niet gewijzigd in {holder.name}.",
        )
