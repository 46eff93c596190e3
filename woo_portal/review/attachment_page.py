"""What the page of an attachment shows: a page as a picture, its boxes with their numbers, the forms, what was done before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from PIL import Image

from archive import previews
from archive.models import Attachment
from redaction.detecting import Label
from redaction.grounds import Regime
from redaction.label_names import LABEL_NAMES
from woo_portal.accounts.gate import current_user
from woo_portal.dossiers import attachments
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.states import State
from woo_portal.review.attachment_forms import AttachmentForm, BoxesForm, BoxForm
from woo_portal.review.forms import FREQUENT
from woo_portal.review.rows import BoxRow

_LETTER = 70
"""The page is so many times as wide as the number of a box is high."""


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

    box: BoxRow
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


def show(
    request: HttpRequest,
    dossier: Dossier,
    found: Attachment,
    page: int,
    *,
    box_form: BoxForm | None = None,
    decision_form: AttachmentForm | None = None,
) -> HttpResponse:
    """A page of an attachment; with a form that was refused, what was typed in it is still there."""
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
            "following": attachments.next_undecided(dossier, found) if treatment.decided_by and is_open else None,
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


def _size(path: Path) -> tuple[int, int]:
    """The width and height of a page in pixels."""
    with Image.open(path, formats=("PNG", "JPEG")) as kept:
        return kept.size


def _drawn(box: BoxRow, number: int, width: int, height: int) -> DrawnBox:
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
