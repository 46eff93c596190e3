"""The imports: the list, how far one is, its question, its report, and the original."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from django_htmx.http import HttpResponseClientRefresh

from archive import content, ingest
from archive.attachment_texts import count_by_state
from archive.models import Batch, ImportRun, ImportState, Source
from archive.privacy import private_per_source
from archive.retention.destroying import certificate_of
from archive.retention.unread import may_be_listed
from archive.zones import called
from woo_portal.accounts.archive_tabs import archive_tabs
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.intake.attachments import told
from woo_portal.intake.differing import counts_of
from woo_portal.intake.forms import AnswerForm
from woo_portal.intake.linking import unidentified_senders
from woo_portal.intake.receiving import job_of, start
from woo_portal.intake.report import read_question, read_report
from woo_portal.intake.shielding import shield
from woo_portal.intake.wording import ORDERS
from woo_portal.presentation import keyset

PAGE = 50
_AT_WORK = (ImportState.WAITING, ImportState.RUNNING)
_UNFINISHED = (ImportState.WAITING, ImportState.RUNNING, ImportState.FAILED)


@requires(Capability.READ_ARCHIVE)
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """All imports, newest first."""
    runs = ImportRun.objects.select_related("source__holder")
    page = keyset.page(runs, keyset.NEWEST_FIRST, request.GET.dict(), size=PAGE)
    shield(page.rows, reader=current_user(request))
    return render(
        request,
        "intake/imports.html",
        {
            "tabs": archive_tabs(current_user(request), "archive"),
            "page": page,
            "total": runs.count(),
            "is_busy": any(run.state in _AT_WORK for run in page.rows),
            "may_import": current_user(request).may(Capability.IMPORT),
        },
    )


@requires(Capability.READ_ARCHIVE)
@require_safe
def report(request: HttpRequest, run_id: int) -> HttpResponse:
    """One import: its progress, its question, why it was refused, or its report."""
    run = _get(run_id)
    return _page(request, run, AnswerForm(zone=run.zone))


@requires(Capability.READ_ARCHIVE)
@require_safe
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """The progress alone, for a page that refreshes it; once the work has ended the page is asked to load itself anew."""
    run = _get(run_id)
    shield([run], reader=current_user(request))
    job = job_of(run)
    if job is None or not job.is_active:
        return HttpResponseClientRefresh()
    return render(request, "components/progress.html", {"job": job, "refresh_url": request.path})


@requires(Capability.IMPORT)
@require_POST
def answer(request: HttpRequest, run_id: int) -> HttpResponse:
    """Answer the question an import waits on; it then runs again."""
    with transaction.atomic():
        run = get_object_or_404(ImportRun.objects.select_for_update(), pk=run_id)
        form = AnswerForm(request.POST, zone=run.zone)
        if run.state != ImportState.QUESTION:
            messages.info(request, "De vraag is al beantwoord. Er is niets gewijzigd.")
            return redirect("archive-import", run.pk)
        if not form.is_valid():
            return _page(request, _get(run_id), form)
        order = form.cleaned_data["date_order"]
        ingest.answer(run, date_order=order, zone=form.cleaned_data["zone"])
        user = current_user(request)
        record(
            Verb.IMPORT_ANSWERED,
            by=user,
            subject=run.source.file_name,
            run=run.pk,
            order=ORDERS[order],
            zone=run.zone,
        )
        start(run, by=user)
    return redirect("archive-import", run_id)


@requires(Capability.IMPORT)
@require_POST
def retry(request: HttpRequest, run_id: int) -> HttpResponse:
    """Queue an import again whose work was broken off; one that has ended stays as it is."""
    run = _get(run_id)
    if run.state in _UNFINISHED:
        start(run, by=current_user(request))
    return redirect("archive-import", run.pk)


@requires(Capability.READ_ARCHIVE, Capability.IMPORT)
@require_safe
def original(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """The file as it came in."""
    source, user = _get(run_id).source, current_user(request)
    private = private_per_source([source.pk]).get(source.pk, 0)
    try:
        if objection := _objection_to_download(source, user, private):
            messages.error(request, objection)
            return redirect("archive-import", run_id)
        stream = content.path_of(source.sha256).open("rb")
    except FileNotFoundError:
        messages.error(
            request,
            "Het origineel staat niet meer in de opslag. Wat eruit gelezen is, is er nog. Meld dit aan uw beheerder.",
        )
        return redirect("archive-import", run_id)
    if request.method == "GET":
        record(Verb.ORIGINAL_DOWNLOADED, by=user, subject=source.file_name, sha256=source.sha256, private=private)
    return FileResponse(stream, as_attachment=True, filename=source.file_name, content_type="application/octet-stream")


def _objection_to_download(source: Source, user: User, private: int) -> str:
    """Why the bytes of an original are not given to this account; empty when they are."""
    if certificate := certificate_of(source):
        if not certificate.messages:
            return f"Dit bestand is vernietigd ({certificate}). Er is niets van bewaard om op te halen."
        return (
            f"Van dit bestand zijn berichten vernietigd ({certificate}). Het wordt niet meer "
            "verstrekt, ook als het om andere berichten nog bewaard wordt."
        )
    if private and not user.may(Capability.GUARD_PRIVACY):
        return "In dit bestand staan berichten die als privé zijn gemarkeerd. Vraag de archivaris."
    return ""


def _get(run_id: int) -> ImportRun:
    run = ImportRun.objects.select_related("source__holder").filter(pk=run_id).first()
    if run is None:
        raise Http404
    return run


def _may_identify(run: ImportRun, user: User) -> bool:
    """Whether an account may say who the senders of an import are; who does not guard the archive may not know them all."""
    return run.state == ImportState.DONE and user.may(Capability.MANAGE_PERSONS) and user.may(Capability.GUARD_PRIVACY)


def _page(request: HttpRequest, run: ImportRun, form: AnswerForm) -> HttpResponse:
    user = current_user(request)
    repeats = run.report.get("repeats")
    private = shield([run], reader=user).get(run.source_id, 0)
    job, may_import = job_of(run), user.may(Capability.IMPORT)
    differing = counts_of(chat["id"] for chat in run.report.get("conversations", ()) if chat["id"])
    return render(
        request,
        "intake/import.html",
        {
            "run": run,
            "job": job if run.state in _UNFINISHED else None,
            "progress_url": reverse("archive-import-progress", args=[run.pk]),
            "report": read_report(run.report) if run.state == ImportState.DONE else None,
            "chats": [
                chat | {"differing": differing.get(chat["id"], 0)} for chat in run.report.get("conversations", ())
            ],
            "differing": sum(differing.values()),
            "attachments": told(count_by_state(run.source)) if run.state == ImportState.DONE else (),
            "zone": called(run.zone),
            # Lines of the file, of which nobody could mark any as private yet, are for who has to answer.
            "question": read_question(run.report) if run.state == ImportState.QUESTION and may_import else None,
            "form": form,
            "earlier": ImportRun.objects.filter(pk=repeats).first() if repeats else None,
            "may_import": may_import,
            # A file that came again is sealed once, with the import that read it.
            "batch": Batch.objects.filter(run__source=run.source).first(),
            "certificate": certificate_of(run.source),
            "may_discard": user.may(Capability.PROPOSE_DESTRUCTION) and may_be_listed(run.source),
            "private": private,
            "is_shielded": private and not user.may(Capability.GUARD_PRIVACY),
            "unidentified": unidentified_senders(run.source) if _may_identify(run, user) else None,
        },
    )
