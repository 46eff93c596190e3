"""What a layer decided on attachments, ready to be published: which, on which ground not, and what to burn on their pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.extraction.pages import WAY
from redaction.attachment_models import AttachmentTreatment
from redaction.attachments.areas import Area
from redaction.attachments.burning import BurnedBox
from redaction.choices import Status, Treatment
from redaction.models import RedactionLayer
from redaction.withheld import UndecidedPassage


@dataclass(frozen=True, slots=True)
class DecidedAttachment:
    """An attachment that is shown, or withheld whole on `ground`. `number` is its number in the layer.

    Of each page (counted from 1): the `boxes` to burn, and the areas that a person looked at and decided to show.
    """

    number: int
    ground: str
    pages: int
    boxes: Mapping[int, Sequence[BurnedBox]]
    shown_on_purpose: Mapping[int, Sequence[Area]]

    @property
    def is_shown(self) -> bool:
        """Whether its pages are published."""
        return not self.ground

    @property
    def grounds(self) -> frozenset[str]:
        """Every ground used on it."""
        burned = {box.ground for boxes in self.boxes.values() for box in boxes}
        return frozenset({self.ground} - {""} | burned)


def decided_attachments(layer: RedactionLayer, messages: Sequence[int]) -> dict[int, DecidedAttachment]:
    """By id of the attachment, what was decided on those of these messages (ids); those nobody decided on are not in it.

    Raises `UndecidedPassage` when a box on one that is shown is still a proposal, or its pages are made otherwise since.
    """
    rows = layer.attachments.exclude(treatment=Treatment.UNDECIDED).filter(attachment__message__in=messages)
    return {row.attachment_id: _decided(row) for row in rows.prefetch_related("boxes")}


def _decided(row: AttachmentTreatment) -> DecidedAttachment:
    assert row.number is not None
    boxes: dict[int, list[BurnedBox]] = defaultdict(list)
    on_purpose: dict[int, list[Area]] = defaultdict(list)
    if row.treatment == Treatment.WITHHELD:
        return DecidedAttachment(row.number, row.ground, row.pages, boxes, on_purpose)
    if row.way != WAY:
        raise UndecidedPassage
    for box in row.boxes.all():
        if box.status == Status.PROPOSED:
            raise UndecidedPassage
        if box.status == Status.ACCEPTED:
            boxes[box.page].append(BurnedBox(box.area, box.ground))
        else:
            on_purpose[box.page].append(box.area)
    return DecidedAttachment(row.number, "", row.pages, boxes, on_purpose)
