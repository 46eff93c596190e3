"""Decisions on attachments: show, withhold, draw a box, decide on one, and undo. The only writer of treatments and boxes.

An attachment is not published until a person decides that it is, and then with its accepted boxes. Every act is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from archive.acting import Actor
from archive.extraction.pages import WAY
from archive.models import Attachment
from redaction.attachment_models import LONGEST_ACT, AttachmentAct, AttachmentTreatment, Box
from redaction.attachments.areas import Area
from redaction.attachments.burning import NO_BOXES
from redaction.choices import BY_HAND, LONGEST_WHY, SAME_FILE, Status, Treatment
from redaction.decide import StaleDecision, check_ground, check_motivation
from redaction.detecting import Label
from redaction.models import RedactionLayer

_PORTAL = Actor(0, "Woo-portaal")
"""Who did what no person did; no account has this id."""
_DECISION = ("treatment", "ground", "motivation", "decided_by", "decided_by_id", "decided_at")


class InvalidTreatment(Exception):
    """The attachment cannot be treated so now; the message is Dutch."""


@dataclass(frozen=True, slots=True)
class FoundBox:
    """Where a detector saw something on a page (counted from 1), what, and the ground that is proposed."""

    page: int
    area: Area
    label: Label
    ground: str
    found_by: str
    why: str


def treatment_of(layer: RedactionLayer, attachment: Attachment) -> AttachmentTreatment:
    """The row of an attachment in a layer; made when there is none, undecided."""
    return AttachmentTreatment.objects.get_or_create(layer=layer, attachment=attachment)[0]


@transaction.atomic
def decide_attachment(
    treatment: AttachmentTreatment, outcome: Treatment, *, by: Actor, ground: str = "", motivation: str = ""
) -> bool:
    """Show an attachment, or withhold it whole on `ground`; whether that changed anything.

    Raises `StaleDecision` when it has another version than the object given, `redaction.decide.InvalidGround`, and
    `InvalidTreatment` for one that cannot be shown or on which a box is still a proposal.
    """
    locked = _locked(treatment, expected=treatment.version)
    if outcome == Treatment.WITHHELD:
        check_ground(locked.layer, ground, is_whole=True)
        check_motivation(locked.layer, ground, motivation)
    else:
        ground = ""
    if outcome == Treatment.SHOWN:
        _check_showable(locked)
    if (locked.treatment, locked.ground, locked.motivation) == (outcome, ground, motivation):
        return False
    before = _state(locked)
    locked.treatment, locked.ground, locked.motivation = outcome, ground, motivation
    locked.decided_by, locked.decided_by_id, locked.decided_at = by.name, by.id, timezone.now()
    if locked.number is None:
        last = AttachmentTreatment.objects.filter(layer=locked.layer).aggregate(last=Max("number"))["last"]
        locked.number = (last or 0) + 1
    _keep(locked, before, f"{outcome.label}, op grond {ground}" if ground else str(outcome.label), by)
    return True


def _check_showable(treatment: AttachmentTreatment) -> None:
    if treatment.problem:
        raise InvalidTreatment(f"{treatment.problem} Er is niets gewijzigd.")
    if not treatment.pages:
        raise InvalidTreatment("De bladzijden zijn nog niet klaargezet. Er is niets gewijzigd.")
    if treatment.way != WAY:
        raise InvalidTreatment(
            "De bladzijden van deze bijlage worden nu anders gemaakt: zet ze eerst opnieuw klaar. Er is niets gewijzigd."
        )
    if not treatment.takes_boxes and treatment.boxes.filter(status=Status.ACCEPTED).exists():
        raise InvalidTreatment(f"{NO_BOXES} Er is niets gewijzigd.")
    waiting = treatment.boxes.filter(status=Status.PROPOSED).count()
    if waiting:
        raise InvalidTreatment(
            f"Beslis eerst over de voorgestelde vlakken: er {'wacht' if waiting == 1 else 'wachten'} er nog {waiting}. "
            "Er is niets gewijzigd."
        )


@transaction.atomic
def draw_box(treatment: AttachmentTreatment, *, page: int, area: Area, ground: str, by: Actor) -> Box:
    """Withhold an area of a page that a person chose. One that is there already is decided on instead of doubled.

    Needs no version: it takes nothing away from what a colleague did. Raises `redaction.decide.InvalidGround`, and
    `InvalidTreatment` when the attachment has no such page.
    """
    locked = _locked(treatment)
    check_ground(locked.layer, ground)
    if not locked.takes_boxes:
        raise InvalidTreatment(f"{NO_BOXES} Er is niets getekend.")
    if not 1 <= page <= locked.pages:
        raise InvalidTreatment("Deze bladzijde heeft de bijlage niet. Er is niets getekend.")
    before = _state(locked)
    box, is_new = Box.objects.get_or_create(
        treatment=locked,
        page=page,
        x=area.x,
        y=area.y,
        width=area.width,
        height=area.height,
        defaults={"label": Label.OTHER, "ground": ground, "status": Status.ACCEPTED, "found_by": BY_HAND},
    )
    if is_new or (box.status, box.ground) != (Status.ACCEPTED, ground):
        box.status, box.ground = Status.ACCEPTED, ground
        box.save(update_fields=["status", "ground"])
        _keep(locked, before, f"vlak getekend op bladzijde {page}, op grond {ground}", by)
        _propose_on_same_file(locked, [box])
    return box


@transaction.atomic
def decide_boxes(
    treatment: AttachmentTreatment, boxes: Sequence[int], status: Status, *, by: Actor, ground: str = ""
) -> int:
    """Withhold what is under these boxes (ids), on `ground` or else each on its own, or show it; how many changed.

    A box that is removed is one that is shown. Raises `StaleDecision` when the treatment has another version than the object
    given, or lacks one of the boxes, and `redaction.decide.InvalidGround`.
    """
    locked = _locked(treatment, expected=treatment.version)
    if ground:
        check_ground(locked.layer, ground)
    found = list(locked.boxes.filter(pk__in=boxes))
    if len(found) != len(set(boxes)):
        raise StaleDecision
    before = _state(locked)
    changed = [box for box in found if (box.status, box.ground) != (status, ground or box.ground)]
    for box in changed:
        box.status, box.ground = status, ground or box.ground
        box.save(update_fields=["status", "ground"])
    if changed:
        places = ", ".join(str(page) for page in sorted({box.page for box in changed}))
        _keep(locked, before, f"{len(changed)} × vlak {status.label}, bladzijde {places}"[:LONGEST_ACT], by)
        _propose_on_same_file(locked, changed)
    return len(changed)


@transaction.atomic
def store_look(
    treatment: AttachmentTreatment,
    *,
    pages: int = 0,
    problem: str = "",
    found: Iterable[FoundBox] = (),
    takes_boxes: bool = True,
) -> int:
    """Keep how many pages there are, or why there are none to show, and propose boxes; how many are new.

    What lies inside a box of the treatment is not proposed once more, whatever was decided on it. How many pages there are is
    not forgotten when they cannot be shown any more. What was decided on pages that were made in another way is let go.
    """
    locked = _locked(treatment)
    if pages and locked.pages and (locked.way != WAY or locked.pages != pages):
        _begin_anew(locked, pages)
    count = _propose(locked, found)
    if pages:
        locked.pages, locked.way, locked.takes_boxes = pages, WAY, takes_boxes
    locked.problem, locked.version = problem, locked.version + 1
    locked.save(update_fields=["pages", "way", "takes_boxes", "problem", "version"])
    return count


def _propose(treatment: AttachmentTreatment, found: Iterable[FoundBox]) -> int:
    before = treatment.boxes.count()
    held = [(box.page, box.area) for box in treatment.boxes.all()]
    fresh = []
    for item in found:
        if not any(page == item.page and item.area.shared(area) == 1 for page, area in held):
            held.append((item.page, item.area))
            fresh.append(item)
    Box.objects.bulk_create(
        (
            Box(
                treatment=treatment,
                page=item.page,
                x=item.area.x,
                y=item.area.y,
                width=item.area.width,
                height=item.area.height,
                label=item.label.value,
                ground=item.ground,
                found_by=item.found_by,
                why=item.why[:LONGEST_WHY],
            )
            for item in fresh
        ),
        ignore_conflicts=True,
    )
    return treatment.boxes.count() - before


def of_same_file(treatment: AttachmentTreatment) -> QuerySet[AttachmentTreatment]:
    """What the layer says of the same file in other messages, where it has the same pages."""
    others = AttachmentTreatment.objects.filter(layer=treatment.layer_id, pages__gt=0, way=WAY)
    same = others.filter(attachment__sha256=treatment.attachment.sha256).exclude(attachment__sha256="")
    return same.exclude(pk=treatment.pk).order_by("pk")


def boxes_on_same_file(treatment: AttachmentTreatment) -> Iterator[FoundBox]:
    """What is withheld on the pages of the same file in other messages, to propose on these."""
    boxes = Box.objects.filter(treatment__in=of_same_file(treatment).order_by(), status=Status.ACCEPTED)
    return map(_found_again, boxes.order_by("treatment", "page", "y", "x", "pk"))


def _found_again(box: Box) -> FoundBox:
    why = "Hetzelfde bestand staat ook bij een ander bericht, en daar is dit gelakt."
    return FoundBox(box.page, box.area, Label(box.label), box.ground, SAME_FILE, why)


def _propose_on_same_file(treatment: AttachmentTreatment, boxes: Iterable[Box]) -> None:
    """Propose what is withheld here on the same file in other messages. Who looks at these sees it before deciding on them."""
    found = [_found_again(box) for box in boxes if box.status == Status.ACCEPTED]
    for other in of_same_file(treatment).select_for_update(of=("self",)) if found else ():
        if _propose(other, found):
            other.version += 1
            other.save(update_fields=["version"])


def _begin_anew(treatment: AttachmentTreatment, pages: int) -> None:
    """Take back that an attachment is shown: its pages look otherwise than those a person saw.

    Where there are more or fewer of them its boxes mean nothing any more. To refuse it whole speaks of no page.
    """
    before = _state(treatment)
    if treatment.pages != pages:
        treatment.boxes.all().delete()
    if treatment.treatment == Treatment.SHOWN:
        treatment.treatment, treatment.decided_by, treatment.decided_by_id = Treatment.UNDECIDED, "", None
        treatment.decided_at = None
    if _state(treatment) != before:
        _keep(treatment, before, "de bladzijden worden anders gemaakt: beslis opnieuw", _PORTAL)


def last_act(treatment: AttachmentTreatment, *, by: Actor) -> AttachmentAct | None:
    """The act that `undo` would take back: the last that stands, if it is this person's."""
    last = treatment.acts.filter(undone=False, takes_back=None).first()
    return last if last is not None and last.by_id == by.id else None


@transaction.atomic
def undo(treatment: AttachmentTreatment, *, by: Actor) -> AttachmentAct | None:
    """Take back the last act, if it is this person's; which one, None when there is none or a colleague did something since.

    A box that was drawn becomes a rejected one: it is not burned, and the history keeps it.
    """
    locked = _locked(treatment)
    act = last_act(locked, by=by)
    if act is None:
        return None
    before = _state(locked)
    told = act.before
    for name in _DECISION:
        setattr(locked, name, told[name])
    locked.decided_at = parse_datetime(told["decided_at"]) if told["decided_at"] else None
    for box in locked.boxes.filter(pk__in=[int(pk) for pk in act.after["boxes"]]):
        box.status, box.ground = told["boxes"].get(str(box.pk), (Status.REJECTED, box.ground))
        box.save(update_fields=["status", "ground"])
    act.undone = True
    act.save(update_fields=["undone"])
    _keep(locked, before, f"teruggedraaid: {act.what}"[:LONGEST_ACT], by, takes_back=act)
    _propose_on_same_file(locked, locked.boxes.all())
    return act


def _locked(treatment: AttachmentTreatment, *, expected: int | None = None) -> AttachmentTreatment:
    rows = AttachmentTreatment.objects.select_for_update(of=("self",)).select_related("layer")
    locked = rows.get(pk=treatment.pk)
    if expected is not None and locked.version != expected:
        raise StaleDecision
    return locked


def _state(treatment: AttachmentTreatment) -> dict[str, Any]:
    """How everything stands, as plain data."""
    told = {name: getattr(treatment, name) for name in _DECISION}
    told["decided_at"] = treatment.decided_at.isoformat() if treatment.decided_at else None
    return told | {"boxes": {str(box.pk): (box.status, box.ground) for box in treatment.boxes.order_by("pk")}}


def _keep(
    treatment: AttachmentTreatment,
    before: dict[str, Any],
    what: str,
    by: Actor,
    *,
    takes_back: AttachmentAct | None = None,
) -> None:
    treatment.version += 1
    treatment.save()
    AttachmentAct.objects.create(
        treatment=treatment,
        what=what,
        by=by.name,
        by_id=by.id,
        at=timezone.now(),
        before=before,
        after=_state(treatment),
        takes_back=takes_back,
    )
