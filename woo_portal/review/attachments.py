"""The attachments of a dossier: the list, the page of one with its boxes, and what is decided there.

A picture is one that the portal made from the pixels; somebody's own file is never shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from PIL import Image

from archive import previews
from archive.models import Attachment
from redaction.choices import Status, Treatment
from redaction.decide import InvalidGround, StaleDecision
from redaction.detecting import Label
from redaction.grounds import Regime
from redaction.label_names import LABEL_NAMES
from redaction.treating import InvalidTreatment
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers import attachments
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.composing import DossierClosed
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.states import State
from woo_portal.dossiers.visits import record_view
from woo_portal.presentation.dutch import counted
from woo_portal.presentation.typed_ids import id_in, ids_in
from woo_portal.review.attachment_forms import OUTCOMES, AttachmentForm, BoxesForm, BoxForm
from woo_portal.review.forms import DECISIONS, FREQUENT

_PNG = b"\x89PNG"
_OVERTAKEN = "Een collega deed intussen iets aan deze bijlage. Er is niets gewijzigd; kijk opnieuw."
_LETTER = 70
"""The page is so many times as wide as the number of a box is high."""


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_safe
def listing(request: HttpRequest, number: str) -> HttpResponse:
    """Every attachment of what is printed, and how it stands."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    record_view(dossier, by=user, part="bijlagen")
    rows = attachments.attachments_of(dossier)
    decided = [row for row in rows if row.treatment and row.treatment.treatment != Treatment.UNDECIDED]
    context = {"dossier": dossier, "tab": "review", "rows": rows, "decided": len(decided)}
    return render(request, "review/attachments.html", context)


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_safe
def attachment(request: HttpRequest, number: str, attachment_id: int) -> HttpResponse:
    """One page of an attachment (`bladzijde`), its boxes, and the decision on the whole."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    found = _found(dossier, attachment_id)
    record_view(dossier, by=user, part=f"bijlage bij bericht {found.message_id}")
    return _show(request, dossier, found, id_in(request.GET.get("bladzijde")) or 1)


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


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_POST
def draw(request: HttpRequest, number: str, attachment_id: int) -> HttpResponse:
    """Put a box where the form says; what was filled in stays when it is refused."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    found, treatment = _treated(dossier, attachment_id)
    form = BoxForm(Regime(dossier.layer.regime), request.POST)
    page = id_in(request.POST.get("page")) or 1
    if not form.is_valid():
        return _show(request, dossier, found, page, box_form=form)
    chosen = form.cleaned_data
    try:
        attachments.draw(dossier, treatment, page=chosen["page"], area=chosen["area"], ground=chosen["ground"], by=user)
    except (InvalidTreatment, InvalidGround) as refusal:
        form.add_error(None, str(refusal))
        return _show(request, dossier, found, page, box_form=form)
    except DossierClosed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Vlak gelakt op {chosen['ground']}.")
    return redirect(_address(dossier, attachment_id, page))


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_POST
def decide_boxes(request: HttpRequest, number: str, attachment_id: int) -> HttpResponse:
    """Withhold or show what is under the boxes that are ticked."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    _, treatment = _treated(dossier, attachment_id)
    form = BoxesForm(Regime(dossier.layer.regime), request.POST)
    page = id_in(request.POST.get("page")) or 1
    status = DECISIONS.get(request.POST.get("besluit", ""))
    if status is None or not form.is_valid():
        raise Http404
    boxes = ids_in(request.POST.getlist("vlak"))
    ground = form.cleaned_data["ground"] if status == Status.ACCEPTED else ""
    treatment.version = form.cleaned_data["version"]
    try:
        count = attachments.decide_boxes(dossier, treatment, boxes, status, by=user, ground=ground)
    except StaleDecision:
        messages.error(request, _OVERTAKEN)
    except (DossierClosed, InvalidGround) as refusal:
        messages.error(request, str(refusal))
    else:
        what = "gelakt" if status == Status.ACCEPTED else "niet gelakt"
        if count:
            messages.success(request, f"{counted(count, 'vlak', 'vlakken').capitalize()} {what}.")
        else:
            messages.info(request, "Er is niets gewijzigd: vink eerst vlakken aan die anders moeten.")
    return redirect(_address(dossier, attachment_id, page))


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_POST
def decide(request: HttpRequest, number: str, attachment_id: int) -> HttpResponse:
    """Show the attachment with its boxes, or withhold it whole."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    found, treatment = _treated(dossier, attachment_id)
    form = AttachmentForm(Regime(dossier.layer.regime), request.POST)
    page = id_in(request.POST.get("page")) or 1
    outcome = OUTCOMES.get(request.POST.get("besluit", ""))
    if outcome is None or not form.is_valid():
        return _show(request, dossier, found, page, decision_form=form)
    chosen = form.cleaned_data
    treatment.version = chosen["version"]
    try:
        attachments.decide(
            dossier, treatment, outcome, by=user, ground=chosen["ground"], motivation=chosen["motivation"]
        )
    except InvalidTreatment as refusal:
        form.add_error(None, str(refusal))
        return _show(request, dossier, found, page, decision_form=form)
    except InvalidGround as refusal:
        form.add_error("ground", str(refusal))
        return _show(request, dossier, found, page, decision_form=form)
    except StaleDecision:
        messages.error(request, _OVERTAKEN)
    except DossierClosed as refusal:
        messages.error(request, str(refusal))
    else:
        shown = outcome == Treatment.SHOWN
        messages.success(
            request, "De bijlage wordt openbaar, met de vlakken erin." if shown else "De bijlage is geweigerd."
        )
    return redirect(_address(dossier, attachment_id, page))


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_POST
def undo(request: HttpRequest, number: str, attachment_id: int) -> HttpResponse:
    """Take back one's last act on the attachment."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    _, treatment = _treated(dossier, attachment_id)
    page = id_in(request.POST.get("page")) or 1
    try:
        act = attachments.undo(dossier, treatment, by=user)
    except DossierClosed as refusal:
        messages.error(request, str(refusal))
    else:
        if act is not None:
            messages.success(request, f"Ongedaan gemaakt: {act.what}.")
        else:
            messages.info(request, "Er is niets om ongedaan te maken: u deed nog niets, of een collega deed iets erna.")
    return redirect(_address(dossier, attachment_id, page))


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


@dataclass(frozen=True, slots=True)
class Tag:
    """Where the number of a box stands, in pixels, and the middle of the line it is written on."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    baseline: int


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """A box on a page of so many pixels: its number in the list, where it is drawn, and what it is in words."""

    box: Any
    number: int
    tag: Tag
    x: float
    y: float
    width: float
    height: float
    name: str

    @property
    def percentages(self) -> str:
        """Where it is, for who does not see it."""
        area = self.box.area
        left, top, width, height = (f"{part / 100:.0f}" for part in (area.x, area.y, area.width, area.height))
        return f"{left}% van links, {top}% van boven, {width}% breed, {height}% hoog"


def _show(
    request: HttpRequest,
    dossier: Dossier,
    found: Attachment,
    page: int,
    *,
    box_form: BoxForm | None = None,
    decision_form: AttachmentForm | None = None,
) -> HttpResponse:
    treatment = attachments.treated(dossier, found)
    is_open = dossier.state == State.REDACTING
    is_ready = treatment is not None and attachments.is_ready(treatment)
    needs_look = not is_ready and not (treatment and treatment.problem)
    context: dict[str, Any] = {
        "dossier": dossier,
        "tab": "review",
        "attachment": found,
        "treatment": treatment,
        "is_open": is_open,
        "is_ready": is_ready,
        "job": attachments.running_look(dossier, found) if needs_look else None,
    }
    if treatment is not None:
        regime = Regime(dossier.layer.regime)
        initial = {
            "version": treatment.version,
            "ground": treatment.ground or FREQUENT[regime][0],
            "motivation": treatment.motivation,
        }
        context |= {
            "decision_form": decision_form or AttachmentForm(regime, initial=initial),
            "history": attachments.history_of(treatment)[:50],
            "may_undo": is_open and attachments.may_undo(treatment, current_user(request)),
        }
        if is_ready:
            context |= _page_of(treatment, found, min(page, treatment.pages), regime, box_form)
    refused = box_form is not None or decision_form is not None
    return render(request, "review/attachment.html", context, status=422 if refused else 200)


def _page_of(treatment: Any, found: Attachment, page: int, regime: Regime, box_form: BoxForm | None) -> dict[str, Any]:
    """What the template needs of one page: its picture, the boxes on it and the other pages."""
    path = previews.page_path(found.sha256, page)
    width, height = _size(path)
    boxes = attachments.boxes_on(treatment, page)
    drawn = [_drawn(box, place, width, height) for place, box in enumerate(boxes, start=1)]
    marked = attachments.boxes_by_page(treatment)
    return {
        "page": page,
        "pages": [(number, *marked.get(number, (0, 0))) for number in range(1, treatment.pages + 1)],
        "width": width,
        "height": height,
        "letter": _letter(width),
        "boxes": drawn,
        "waiting": sum(waiting for waiting, _ in marked.values()),
        "burned": sum(burned for _, burned in marked.values()),
        "box_form": box_form or BoxForm(regime, initial={"page": page, "ground": FREQUENT[regime][0]}),
        "boxes_form": BoxesForm(regime, initial={"page": page, "version": treatment.version}),
    }


def _size(path: Any) -> tuple[int, int]:
    """The width and height of a page in pixels."""
    with Image.open(path, formats=("PNG", "JPEG")) as kept:
        return kept.size


def _drawn(box: Any, number: int, width: int, height: int) -> DrawnBox:
    left, top, right, bottom = box.area.pixels(width, height)
    name = LABEL_NAMES[Label(box.label)]
    tag = _tag(number, (left, top, bottom), (width, height))
    return DrawnBox(box, number, tag, left, top, right - left, bottom - top, name)


def _tag(number: int, box: tuple[int, int, int], page: tuple[int, int]) -> Tag:
    """Where the number stands of a box from the `left`, between a `top` and a `bottom`: above it, so that it covers neither
    the box nor the words beside it. Below it where there is no room above.
    """
    (left, top, bottom), (page_width, page_height), letter = box, page, _letter(page[0])
    width, height = round(letter * (0.6 * len(str(number)) + 0.5)), letter
    x = max(min(left, page_width - width), 0)
    y = top - height if top >= height else min(bottom, page_height - height)
    return Tag(x, y, width, height, middle=x + width // 2, baseline=y + round(letter * 0.86))


def _letter(page_width: int) -> int:
    """How high the number of a box is, in pixels of the page."""
    return max(page_width // _LETTER, 10)
