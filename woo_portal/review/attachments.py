"""The attachments of a dossier: the list, the page of one with its boxes, and what is decided there.

A picture is one that the portal made from the pixels; somebody's own file is never shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from archive import previews
from archive.models import Attachment
from redaction.choices import Status, Treatment
from redaction.decide import InvalidGround, StaleDecision
from redaction.grounds import Regime
from redaction.treating import InvalidTreatment
from woo_portal.accounts.gate import View, current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers import attachments
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.composing import DossierClosed
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.states import State
from woo_portal.dossiers.visits import record_view
from woo_portal.presentation.dutch import counted
from woo_portal.presentation.typed_ids import id_in, ids_in
from woo_portal.review import attachment_page
from woo_portal.review.attachment_forms import OUTCOMES, AttachmentForm, BoxesForm, BoxForm
from woo_portal.review.forms import DECISIONS

_PNG = b"\x89PNG"
_OVERTAKEN = "Een collega deed intussen iets aan deze bijlage. Er is niets gewijzigd; kijk opnieuw."


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_safe
def listing(request: HttpRequest, number: str) -> HttpResponse:
    """Every attachment of what is printed, and how it stands."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    record_view(dossier, by=user, part="bijlagen")
    rows = attachments.attachments_of(dossier)
    is_open = dossier.state == State.REDACTING
    decided = [row for row in rows if row.treatment and row.treatment.treatment != Treatment.UNDECIDED]
    present = sum(bool(row.attachment.sha256) for row in rows)
    unlooked = sum(row.is_unlooked for row in rows) if is_open else 0
    context = {
        "dossier": dossier,
        "tab": "review",
        "rows": rows,
        "decided": len(decided),
        "present": present,
        "absent": len(rows) - present,
        "unlooked": unlooked,
        "job": attachments.running_look_at_all(dossier) if unlooked else None,
    }
    return render(request, "review/attachments.html", context)


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_POST
def prepare_all(request: HttpRequest, number: str) -> HttpResponse:
    """Have the pages of every attachment looked at that nobody had looked at, by one job."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    try:
        job = attachments.request_look_at_all(dossier, by=user)
    except DossierClosed as refusal:
        messages.error(request, str(refusal))
    else:
        if job is None:
            messages.info(request, "Er is niets klaar te zetten: van elke bijlage is al gekeken wat erop staat.")
    return redirect("review-attachments", number)


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_safe
def attachment(request: HttpRequest, number: str, attachment_id: int) -> HttpResponse:
    """One page of an attachment (`bladzijde`), its boxes, and the decision on the whole."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    found = _found(dossier, attachment_id)
    record_view(dossier, by=user, part=f"bijlage bij bericht {found.message_id}")
    return attachment_page.show(request, dossier, found, id_in(request.GET.get("bladzijde")) or 1)


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_safe
def picture(request: HttpRequest, number: str, attachment_id: int, page: int) -> HttpResponseBase:
    """The picture of a page, without boxes, on a screen that the log tells of."""
    found = _found(get_dossier(current_user(request), number), attachment_id)
    try:
        stream = previews.page_path(found.sha256, page).open("rb")
    except FileNotFoundError as absent:
        raise Http404 from absent
    is_png = stream.read(len(_PNG)) == _PNG
    stream.seek(0)
    return FileResponse(stream, content_type="image/png" if is_png else "image/jpeg", filename=f"bladzijde-{page}")


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_POST
def prepare(request: HttpRequest, number: str, attachment_id: int) -> HttpResponse:
    """Have the pages looked at, by a job."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    try:
        attachments.request_look(dossier, _found(dossier, attachment_id), by=user)
    except DossierClosed as refusal:
        messages.error(request, str(refusal))
    return redirect("review-attachment", number, attachment_id)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody sent about an attachment that was opened, from one of its pages."""

    request: HttpRequest
    user: User
    dossier: Dossier
    found: Attachment
    treatment: Any
    page: int

    @property
    def regime(self) -> Regime:
        """The grounds there are to choose from."""
        return Regime(self.dossier.layer.regime)

    def refused(self, **forms: Any) -> HttpResponse:
        """The page again, with the form that was refused."""
        return attachment_page.show(self.request, self.dossier, self.found, self.page, **forms)

    def done(self, what: str) -> None:
        """Tell it on the page that follows."""
        messages.success(self.request, what)


def _deed(act: Callable[[_Asked], HttpResponse | None]) -> View:
    """Decorator: the view of something that is done to an attachment. Back to its page at the end, unless `act` answers itself
    because a form is refused. What a colleague did meanwhile, or a dossier that is closed, is told: then nothing was done.
    """

    @wraps(act)
    def view(request: HttpRequest, number: str, attachment_id: int) -> HttpResponse:
        user = current_user(request)
        dossier = get_dossier(user, number)
        found, treatment = _treated(dossier, attachment_id)
        page = id_in(request.POST.get("page")) or 1
        try:
            refused = act(_Asked(request, user, dossier, found, treatment, page))
        except StaleDecision:
            messages.error(request, _OVERTAKEN)
        except DossierClosed as refusal:
            messages.error(request, str(refusal))
        else:
            if refused is not None:
                return refused
        return redirect(_address(dossier, attachment_id, page))

    return requires(Capability.READ_DOSSIER, Capability.REDACT)(require_POST(view))


@_deed
def draw(asked: _Asked) -> HttpResponse | None:
    """Put a box where the form says; what was filled in stays when it is refused."""
    form = BoxForm(asked.regime, asked.request.POST)
    if not form.is_valid():
        return asked.refused(box_form=form)
    chosen = {name: form.cleaned_data[name] for name in ("page", "area", "ground")}
    try:
        attachments.draw(asked.dossier, asked.treatment, by=asked.user, **chosen)
    except (InvalidTreatment, InvalidGround) as refusal:
        form.add_error(None, str(refusal))
        return asked.refused(box_form=form)
    asked.done(f"Vlak gelakt op {chosen['ground']}.")
    return None


@_deed
def decide_boxes(asked: _Asked) -> None:
    """Withhold or show what is under the boxes that are ticked."""
    form = BoxesForm(asked.regime, asked.request.POST)
    status = DECISIONS.get(asked.request.POST.get("besluit", ""))
    if status is None or not form.is_valid():
        raise Http404
    boxes = ids_in(asked.request.POST.getlist("vlak"))
    ground = form.cleaned_data["ground"] if status == Status.ACCEPTED else ""
    asked.treatment.version = form.cleaned_data["version"]
    try:
        count = attachments.decide_boxes(asked.dossier, asked.treatment, boxes, status, by=asked.user, ground=ground)
    except InvalidGround as refusal:
        messages.error(asked.request, str(refusal))
        return
    if count:
        what = "gelakt" if status == Status.ACCEPTED else "niet gelakt"
        asked.done(f"{counted(count, 'vlak', 'vlakken').capitalize()} {what}.")
    else:
        messages.info(asked.request, "Er is niets gewijzigd: vink eerst vlakken aan die anders moeten.")


@_deed
def decide(asked: _Asked) -> HttpResponse | None:
    """Show the attachment with its boxes, or withhold it whole."""
    form = AttachmentForm(asked.regime, asked.request.POST)
    outcome = OUTCOMES.get(asked.request.POST.get("besluit", ""))
    if outcome is None or not form.is_valid():
        return asked.refused(decision_form=form)
    reasons = {name: form.cleaned_data[name] for name in ("ground", "motivation")}
    asked.treatment.version = form.cleaned_data["version"]
    try:
        attachments.decide(asked.dossier, asked.treatment, outcome, by=asked.user, **reasons)
    except (InvalidTreatment, InvalidGround) as refusal:
        form.add_error("ground" if isinstance(refusal, InvalidGround) else None, str(refusal))
        return asked.refused(decision_form=form)
    shown = outcome == Treatment.SHOWN
    asked.done("De bijlage wordt openbaar, met de vlakken erin." if shown else "De bijlage is geweigerd.")
    return None


@_deed
def undo(asked: _Asked) -> None:
    """Take back one's last act on the attachment."""
    act = attachments.undo(asked.dossier, asked.treatment, by=asked.user)
    if act is not None:
        asked.done(f"Ongedaan gemaakt: {act.what}.")
    else:
        messages.info(
            asked.request, "Er is niets om ongedaan te maken: u deed nog niets, of een collega deed iets erna."
        )


def _found(dossier: Dossier, attachment_id: int) -> Attachment:
    """An attachment of the dossier. Raises `Http404`, the same for what is not printed, not there or private."""
    found = attachments.find(dossier, attachment_id)
    if found is None:
        raise Http404
    return found


def _treated(dossier: Dossier, attachment_id: int) -> tuple[Attachment, Any]:
    """An attachment that was opened, and how it stands. Raises `Http404`."""
    found = _found(dossier, attachment_id)
    treatment = attachments.treated(dossier, found)
    if treatment is None:
        raise Http404
    return found, treatment


def _address(dossier: Dossier, attachment_id: int, page: int) -> str:
    address = reverse("review-attachment", args=[dossier.number, attachment_id])
    return f"{address}?bladzijde={page}" if page > 1 else address
