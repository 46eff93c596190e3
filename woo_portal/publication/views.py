"""The page Publicatie: a released package put ready at the publicatiebank, published, withdrawn and replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive.days import local_day
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.custody.forms import ReasonForm
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.figures import jobs_of
from woo_portal.dossiers.models import Dossier, Kind, PackageState
from woo_portal.dossiers.visits import record_view
from woo_portal.jobs.models import Job
from woo_portal.jobs.running import is_under_way
from woo_portal.publication import asking
from woo_portal.publication.asking import PublicationRefused
from woo_portal.publication.forms import PublishForm
from woo_portal.publication.models import LIVE, Publication, PublicationState

TONES = {
    PublicationState.SENDING: "info",
    PublicationState.CONCEPT: "warning",
    PublicationState.PUBLISHED: "success",
}
_STARTED = "U kunt deze pagina verlaten: het werk gaat door."


@dataclass(frozen=True, slots=True)
class Row:
    """A publication in the list: its tone, its newest job while that works or when it failed, its files, and whether a newer
    package was released since.
    """

    publication: Publication
    tone: str
    job: Job | None
    is_busy: bool
    files: int
    complete: int
    is_replaced: bool


@requires(Capability.READ_DOSSIER)
@require_safe
@never_cache
def publications(request: HttpRequest, number: str) -> HttpResponse:
    """How the packages of a dossier stand at the publicatiebank, and what can be done."""
    user = current_user(request)
    dossier = _woo_dossier(request, number)
    record_view(dossier, by=user, part="publicatie")
    rows, package = _rows(dossier), asking.newest_released(dossier)
    live = [row.publication for row in rows if row.publication.state in LIVE]
    is_sent = package is None or any(row.package_id == package.pk for row in live)
    is_reopened = asking.is_reopened(dossier)
    can_send = not is_sent and not is_reopened
    is_published = any(row.state == PublicationState.PUBLISHED for row in live)
    context = {
        "dossier": dossier,
        "tab": "package",
        "missing": asking.what_is_missing(),
        "package": package,
        "rows": rows,
        "may_act": user.may(Capability.PUBLISH),
        "can_send": can_send and not live,
        "is_reopened": is_reopened and is_published,
        "was_withdrawn": any(
            row.publication.state == PublicationState.WITHDRAWN and row.publication.package_id == package.pk
            for row in rows
            if package is not None
        ),
        "can_replace": can_send and is_published and len(live) == 1,
    }
    return render(request, "publication/publications.html", context)


def _woo_dossier(request: HttpRequest, number: str) -> Dossier:
    """A dossier of a Woo request: answers to the Kamer are published elsewhere."""
    return get_dossier(current_user(request), number, kind=Kind.WOO)


def _rows(dossier: Dossier) -> list[Row]:
    jobs: dict[int, Job] = {}
    for job in jobs_of(dossier).filter(kind=asking.JOB_KIND):
        jobs.setdefault(job.arguments["publication"], job)
    found = Publication.objects.filter(package__dossier=dossier).select_related(
        "package", "asked_by", "replaces__package"
    )
    rows = []
    for publication in found.prefetch_related("files"):
        latest, files = jobs.get(publication.pk), list(publication.files.all())
        rows.append(
            Row(
                publication=publication,
                tone=TONES.get(PublicationState(publication.state), "neutral"),
                job=latest if publication.state != publication.wanted else None,
                is_busy=latest is not None and is_under_way(latest),
                files=len(files),
                complete=sum(file.is_complete for file in files),
                is_replaced=publication.package.state == PackageState.REPLACED,
            )
        )
    return rows


def _publication(dossier: Dossier, publication_id: int) -> Publication:
    return get_object_or_404(Publication.objects.filter(package__dossier=dossier), pk=publication_id)


def _done(request: HttpRequest, number: str, action: Callable[[], object], said: str) -> HttpResponse:
    """Do it, say so or say why not, and show the page."""
    try:
        action()
    except PublicationRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{said} {_STARTED}")
    return redirect("publication", number)


def _asked(
    request: HttpRequest, number: str, publication_id: int, wanted: PublicationState, said: str, *, reason: str = ""
) -> HttpResponse:
    """Ask that a publication is brought into a state."""
    user, publication = current_user(request), _publication(_woo_dossier(request, number), publication_id)
    return _done(request, number, lambda: asking.ask(publication, wanted, by=user, reason=reason), said)


@requires(Capability.READ_DOSSIER, Capability.PUBLISH)
@require_POST
def put_ready(request: HttpRequest, number: str) -> HttpResponse:
    """Have the released package put ready as a concept, or go on with that."""
    user, dossier = current_user(request), _woo_dossier(request, number)
    return _done(
        request,
        number,
        lambda: asking.send(dossier, by=user),
        "Het pakket wordt als concept klaargezet; het is nog niet openbaar.",
    )


@requires(Capability.READ_DOSSIER, Capability.PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, number: str, publication_id: int) -> HttpResponse:
    """Ask whether an objection is expected, and have a concept published."""
    publication = _publication(_woo_dossier(request, number), publication_id)
    made_on = local_day(asking.first_made_at(publication.package.dossier))
    form = PublishForm(made_on, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = "Het pakket wordt gepubliceerd."
        return _asked(request, number, publication_id, PublicationState.PUBLISHED, said, reason=form.told)
    return _confirm(
        request,
        number,
        form,
        title="Publiceren",
        question="Pakket publiceren?",
        consequences=[
            "Het besluit, de inventarislijst, de documenten en de bijlagen zijn daarna voor iedereen te zien.",
            "Heeft een belanghebbende een voorlopige voorziening gevraagd, wacht dan op de uitspraak.",
        ],
        undo="Intrekken kan later, met een reden. Wie dan al iets heeft opgehaald, houdt het.",
        confirm="Publiceer",
        danger=False,
    )


@requires(Capability.READ_DOSSIER, Capability.PUBLISH)
@require_POST
def discard(request: HttpRequest, number: str, publication_id: int) -> HttpResponse:
    """Have a concept thrown away."""
    said = "Het concept wordt weggegooid; het pakket blijft."
    return _asked(request, number, publication_id, PublicationState.DISCARDED, said)


@requires(Capability.READ_DOSSIER, Capability.PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: str, publication_id: int) -> HttpResponse:
    """Ask why a publication is withdrawn, and have it withdrawn."""
    _publication(_woo_dossier(request, number), publication_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        said, reason = "De publicatie wordt ingetrokken.", form.cleaned_data["reason"]
        return _asked(request, number, publication_id, PublicationState.WITHDRAWN, said, reason=reason)
    return _confirm(
        request,
        number,
        form,
        title="Publicatie intrekken",
        question="Publicatie intrekken?",
        consequences=[
            "De publicatie en al haar documenten zijn daarna in de publicatiebank niet meer openbaar.",
            "Wie ze al heeft opgehaald, heeft ze nog.",
            "De reden komt in het logboek, hier en in de publicatiebank.",
        ],
        undo="Intrekken kan niet worden teruggedraaid; het pakket kan wel opnieuw worden klaargezet en gepubliceerd.",
        confirm="Trek in",
        danger=True,
    )


@requires(Capability.READ_DOSSIER, Capability.PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, number: str) -> HttpResponse:
    """Ask why what is published is replaced, and have the newest released package put ready in its place."""
    user, dossier = current_user(request), _woo_dossier(request, number)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        return _done(
            request,
            number,
            lambda: asking.send(dossier, by=user, reason=reason),
            "Het nieuwe pakket wordt als concept klaargezet; wat nu gepubliceerd is, blijft dat zolang.",
        )
    return _confirm(
        request,
        number,
        form,
        title="Publicatie vervangen",
        question="Publicatie vervangen door het nieuwste pakket?",
        consequences=[
            "Het nieuwste vrijgegeven pakket wordt als concept klaargezet. U publiceert het daarna zelf.",
            "Zodra het gepubliceerd is, wordt de oude publicatie ingetrokken, met deze reden.",
        ],
        undo="Tot u publiceert, kunt u het concept weggooien; dan verandert er niets.",
        confirm="Zet de vervanging klaar",
        danger=False,
    )


def _confirm(request: HttpRequest, number: str, form: forms.Form, **words: object) -> HttpResponse:
    context = words | {"form": form, "number": number, "cancel_url": reverse("publication", args=[number])}
    return render(request, "publication/confirm.html", context)
