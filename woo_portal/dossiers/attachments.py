"""The attachments of a dossier: which there are, looking at their pages, and deciding on them.

The only way from a screen to what a layer says of attachments. Checks that the dossier is being redacted and writes the audit
events; what a decision means stands in `redaction.treating`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from archive import previews
from archive.extraction.contract import NotReadable, RecognitionMissing
from archive.extraction.pages import WAY
from archive.models import Attachment, Message
from redaction import treating
from redaction.attachments.areas import Area
from redaction.choices import Status, Treatment
from redaction.models import AttachmentAct, AttachmentTreatment, Box
from redaction.treating import treatment_of
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.access import acting
from woo_portal.dossiers.composing import locked_for_redaction
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.page_looks import NO_RECOGNITION, looked_at, store, store_problem
from woo_portal.dossiers.workflow import shown
from woo_portal.jobs.models import ACTIVE, Job, JobState
from woo_portal.jobs.queue import enqueue
from woo_portal.jobs.running import JobError

LOOK = "look_at_attachment"
"""The kind of job that looks at the pages of an attachment; its handler stands in `dossiers.tasks`."""
LOOK_AT_ALL = "look_at_attachments"
"""The same for every attachment of a dossier nobody looked at."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An attachment of a shown message, what was decided on it (None: nobody opened it) and how many boxes stand how."""

    attachment: Attachment
    treatment: AttachmentTreatment | None
    waiting: int
    burned: int

    @property
    def is_unlooked(self) -> bool:
        """Whether its pages are still to be made ready: the archive has the file, and nothing says that it has none to show."""
        return bool(self.attachment.sha256) and _is_unlooked(self.treatment)


def attachments_in(dossier: Dossier) -> QuerySet[Attachment]:
    """The attachments of the messages that are printed, in their order, with their message and its conversation."""
    messages = Message.objects.visible().filter(pk__in=shown(dossier)).order_by().values("pk")
    rows = Attachment.objects.filter(message__in=messages).select_related(
        "message__conversation", "message__sender__person"
    )
    return rows.order_by("message__sent_at", "message__position", "number")


def attachments_of(dossier: Dossier) -> list[Listed]:
    """Every attachment of the dossier and how it stands."""
    counts = {
        status: Count("boxes", filter=Q(boxes__status=status))
        for status in (Status.PROPOSED.value, Status.ACCEPTED.value)
    }
    rows = dossier.layer.attachments.select_related("attachment").annotate(**counts)
    treatments = {row.attachment_id: row for row in rows}
    listed = []
    for attachment in attachments_in(dossier):
        treatment = treatments.get(attachment.pk)
        numbers = (getattr(treatment, status, 0) for status in (Status.PROPOSED.value, Status.ACCEPTED.value))
        listed.append(Listed(attachment, treatment, *numbers))
    return listed


def undecided(dossier: Dossier) -> int:
    """How many attachments of which the archive has the file nobody decided on yet. A package names them and no ground."""
    return _undecided(dossier).count()


def next_undecided(dossier: Dossier, after: Attachment) -> Attachment | None:
    """The attachment to decide on after this one: the first undecided one behind it, or else before it."""
    waiting = list(_undecided(dossier).exclude(pk=after.pk))
    behind = (one for one in waiting if _place(one) > _place(after))
    return next(behind, waiting[0] if waiting else None)


def _place(attachment: Attachment) -> tuple[object, ...]:
    return (attachment.message.sent_at, attachment.message.position, attachment.number)


def _undecided(dossier: Dossier) -> QuerySet[Attachment]:
    judged = dossier.layer.attachments.exclude(treatment=Treatment.UNDECIDED).order_by().values("attachment")
    return attachments_in(dossier).exclude(sha256="").exclude(pk__in=judged)


def decided(dossier: Dossier) -> int:
    """How many attachments a package has a row for: that are shown or withheld, and of which the archive has the file."""
    judged = dossier.layer.attachments.exclude(treatment=Treatment.UNDECIDED).order_by().values("attachment")
    return attachments_in(dossier).exclude(sha256="").filter(pk__in=judged).count()


def find(dossier: Dossier, pk: int) -> Attachment | None:
    """An attachment (id) of the dossier of which the archive has the file; None when there is none."""
    return attachments_in(dossier).exclude(sha256="").filter(pk=pk).first()


def treated(dossier: Dossier, attachment: Attachment) -> AttachmentTreatment | None:
    """What the dossier says of an attachment; None while nobody opened it."""
    return dossier.layer.attachments.filter(attachment=attachment).first()


def is_ready(treatment: AttachmentTreatment) -> bool:
    """Whether its pages were looked at as they are made now and each has its picture: pictures are derived, and may be gone after
    a restore.
    """
    sha256, pages = treatment.attachment.sha256, range(1, treatment.pages + 1)
    return bool(pages) and treatment.way == WAY and all(previews.page_path(sha256, page).exists() for page in pages)


def _is_unlooked(treatment: AttachmentTreatment | None) -> bool:
    return treatment is None or not (treatment.problem or is_ready(treatment))


def boxes_on(treatment: AttachmentTreatment, page: int) -> list[Box]:
    """The boxes on a page as they are read: line by line, each from left to right; those that were rejected last."""
    found = sorted(treatment.boxes.filter(page=page), key=lambda box: (box.y, box.x, box.pk))
    lines: list[list[Box]] = []
    for box in found:
        # A box around capitals begins a little higher than its neighbour: what has its middle beside the first is on its line.
        if lines and 2 * box.y + box.height < 2 * (lines[-1][0].y + lines[-1][0].height):
            lines[-1].append(box)
        else:
            lines.append([box])
    read = [box for line in lines for box in sorted(line, key=lambda one: one.x)]
    return sorted(read, key=lambda box: box.status == Status.REJECTED)


def boxes_by_page(treatment: AttachmentTreatment) -> dict[int, tuple[int, int]]:
    """Of each page with boxes that count: how many wait, and how many are burned."""
    rows = (
        treatment.boxes.exclude(status=Status.REJECTED)
        .order_by()
        .values_list("page")
        .annotate(
            waiting=Count("pk", filter=Q(status=Status.PROPOSED)), burned=Count("pk", filter=Q(status=Status.ACCEPTED))
        )
    )
    return {page: (waiting, burned) for page, waiting, burned in rows}


def history_of(treatment: AttachmentTreatment) -> QuerySet[AttachmentAct]:
    """Everything that was done to an attachment, the last first."""
    return treatment.acts.order_by("-id")


@transaction.atomic
def request_look(dossier: Dossier, attachment: Attachment, *, by: User) -> Job | None:
    """Queue the job that looks at the pages of an attachment; None when that was done, or one that looks at all is queued.
    Raises `DossierClosed`.
    """
    locked = locked_for_redaction(dossier)
    if not _is_unlooked(treatment_of(locked.layer, attachment)) or _looks_at_all(locked).exists():
        return None
    return enqueue(
        LOOK,
        subject=f"Bijlage klaarzetten voor dossier {locked.number}",
        by=by,
        url=reverse("review-attachment", args=[locked.number, attachment.pk]),
        dossier=locked.pk,
        attachment=attachment.pk,
    )


@transaction.atomic
def request_look_at_all(dossier: Dossier, *, by: User) -> Job | None:
    """Queue one job that looks at the pages of every attachment nobody looked at; None when there is none. While it waits or
    runs, that one is returned: a form sent twice starts nothing twice. Raises `DossierClosed`.

    What there is to do is asked before the dossier is locked, for a picture of each page is looked for. The job asks it again.
    """
    is_any_unlooked = any(row.is_unlooked for row in attachments_of(dossier))
    locked = locked_for_redaction(dossier)
    if not is_any_unlooked:
        return None
    return enqueue(
        LOOK_AT_ALL,
        subject=f"Bijlagen klaarzetten voor dossier {locked.number}",
        by=by,
        url=reverse("review-attachments", args=[locked.number]),
        dossier=locked.pk,
    )


def running_look(dossier: Dossier, attachment: Attachment) -> Job | None:
    """The newest job that looks at an attachment for this dossier, also when it failed; one that looks at all before it."""
    jobs = Job.objects.filter(kind=LOOK, arguments={"dossier": dossier.pk, "attachment": attachment.pk})
    return _looks_at_all(dossier).first() or jobs.order_by("-pk").first()


def running_look_at_all(dossier: Dossier) -> Job | None:
    """The newest job that looks at all attachments of this dossier, also when it failed; None when that one was done."""
    newest = Job.objects.filter(kind=LOOK_AT_ALL, arguments={"dossier": dossier.pk}).order_by("-pk").first()
    return None if newest is None or newest.state == JobState.DONE else newest


def _looks_at_all(dossier: Dossier) -> QuerySet[Job]:
    return Job.objects.filter(kind=LOOK_AT_ALL, arguments={"dossier": dossier.pk}, state__in=ACTIVE)


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking at many attachments: of how many the pages are ready, of how many there are none to show, and how many
    boxes are proposed.
    """

    ready: int
    unshown: int
    boxes: int


def look_at_all(dossier: Dossier, *, progress: Callable[[int, int], None]) -> Looked:
    """As `look`, of every attachment nobody looked at, one after the other: what is done stays done when it is broken off.

    Each is written into the log by itself. Raises as `look`.
    """
    left = [row.attachment for row in attachments_of(dossier) if row.is_unlooked]
    ready, boxes = 0, 0
    for done, attachment in enumerate(left):
        progress(done, len(left))
        boxes += look(dossier, attachment, progress=lambda page, pages: None)
        ready += not treatment_of(dossier.layer, attachment).problem
    progress(len(left), len(left))
    return Looked(ready, len(left) - ready, boxes)


def look(dossier: Dossier, attachment: Attachment, *, progress: Callable[[int, int], None]) -> int:
    """Keep a picture of each page, and propose boxes for what is recognised on them; how many proposals are new.

    A file that cannot be shown gets a problem instead of pages. Raises `JobError` where no text is recognised, and
    `DossierClosed` unless the dossier is being redacted, before it looks and before it keeps what it saw.
    """
    with transaction.atomic():
        locked_for_redaction(dossier)
    treatment = treatment_of(dossier.layer, attachment)
    if treatment.problem or is_ready(treatment):
        return 0
    try:
        pages = looked_at(attachment, progress)
    except RecognitionMissing:
        raise JobError(NO_RECOGNITION) from None
    except NotReadable as reason:
        return store_problem(dossier, treatment, str(reason))
    with transaction.atomic():
        count = store(dossier, treatment, pages)
        record(
            Verb.ATTACHMENT_PREPARED,
            by=None,
            subject=dossier.number,
            dossier_id=dossier.pk,
            message=attachment.message_id,
            pages=len(pages),
            count=count,
        )
    return count


@transaction.atomic
def decide(
    dossier: Dossier,
    treatment: AttachmentTreatment,
    outcome: Treatment,
    *,
    by: User,
    ground: str = "",
    motivation: str = "",
) -> bool:
    """Show an attachment or withhold it; see `redaction.treating.decide_attachment`. Raises `DossierClosed`."""
    locked = _locked(dossier, treatment)
    changed = treating.decide_attachment(treatment, outcome, by=acting(by), ground=ground, motivation=motivation)
    if changed:
        _record(locked, treatment, by)
    return changed


@transaction.atomic
def draw(dossier: Dossier, treatment: AttachmentTreatment, *, page: int, area: Area, ground: str, by: User) -> Box:
    """Draw a box; see `redaction.treating.draw_box`. Raises `DossierClosed`."""
    locked = _locked(dossier, treatment)
    acts = treatment.acts.count()
    box = treating.draw_box(treatment, page=page, area=area, ground=ground, by=acting(by))
    if treatment.acts.count() > acts:
        _record(locked, treatment, by)
    return box


@transaction.atomic
def decide_boxes(
    dossier: Dossier,
    treatment: AttachmentTreatment,
    boxes: Sequence[int],
    status: Status,
    *,
    by: User,
    ground: str = "",
) -> int:
    """Decide on boxes (ids); see `redaction.treating.decide_boxes`. Raises `DossierClosed`."""
    locked = _locked(dossier, treatment)
    count = treating.decide_boxes(treatment, boxes, status, by=acting(by), ground=ground)
    if count:
        _record(locked, treatment, by)
    return count


@transaction.atomic
def undo(dossier: Dossier, treatment: AttachmentTreatment, *, by: User) -> AttachmentAct | None:
    """Take back one's last act on an attachment; see `redaction.treating.undo`. Raises `DossierClosed`."""
    locked = _locked(dossier, treatment)
    act = treating.undo(treatment, by=acting(by))
    if act is not None:
        _record(locked, treatment, by)
    return act


def may_undo(treatment: AttachmentTreatment, by: User) -> bool:
    """Whether the last act on an attachment is this person's to take back."""
    return treating.last_act(treatment, by=acting(by)) is not None


def _locked(dossier: Dossier, treatment: AttachmentTreatment) -> Dossier:
    locked = locked_for_redaction(dossier)
    if treatment.layer_id != locked.layer_id:
        raise ValueError(f"an attachment of another dossier than {locked.number}")
    return locked


def _record(dossier: Dossier, treatment: AttachmentTreatment, by: User) -> None:
    """Write the event of the last act."""
    act = treatment.acts.order_by("-id")[0]
    record(
        Verb.ATTACHMENT_TREATED,
        by=by,
        subject=dossier.number,
        dossier_id=dossier.pk,
        message=treatment.attachment.message_id,
        what=act.what,
    )
