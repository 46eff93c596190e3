"""One file that hangs on several messages: what is withheld of it at one place is not shown at another, unless knowingly.

Who rejects the proposal of a box knows it, and who writes a motivation with a file that is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.db.models import Count, QuerySet

from archive.models import Message
from redaction.choices import Status, Treatment
from redaction.models import AttachmentTreatment
from woo_portal.dossiers.models import Dossier, Judgement
from woo_portal.presentation.dutch import moment


def objection_to(dossier: Dossier, treatments: QuerySet[AttachmentTreatment]) -> str:
    """Why a dossier with these `treatments` of attachments of printed messages cannot go on; empty when it can.

    The Dutch sentence tells of the first file that is shown where another message shows less of it, and names both messages.
    """
    return next(_objections(dossier, treatments.order_by()), "")


def _objections(dossier: Dossier, treatments: QuerySet[AttachmentTreatment]) -> Iterator[str]:
    decided = treatments.exclude(treatment=Treatment.UNDECIDED).exclude(attachment__sha256="")
    shown = decided.filter(treatment=Treatment.SHOWN, motivation="")
    whole = dossier.items.filter(
        judgement=Judgement.WITHHELD, message__attachments__sha256__in=shown.values("attachment__sha256")
    )
    refused = dict(whole.order_by("-pk").values_list("message__attachments__sha256", "message"))
    for row in _with_messages(shown.filter(attachment__sha256__in=refused)) if refused else ():
        yield _told(row, refused[row.attachment.sha256], "is dat bericht geheel geweigerd")

    several = decided.values("attachment__sha256").annotate(count=Count("pk")).filter(count__gt=1)
    rows = _with_messages(decided.filter(attachment__sha256__in=several.values("attachment__sha256")))
    for _, group in groupby(rows.prefetch_related("boxes"), key=lambda row: row.attachment.sha256):
        yield from _between(list(group))


def _with_messages(rows: QuerySet[AttachmentTreatment]) -> QuerySet[AttachmentTreatment]:
    return rows.select_related("attachment__message__conversation").order_by("attachment__sha256", "pk")


def _between(same: Sequence[AttachmentTreatment]) -> Iterator[str]:
    """What speaks against how one file is shown at several places."""
    for shown in (row for row in same if row.treatment == Treatment.SHOWN):
        for other in same:
            if other.treatment == Treatment.WITHHELD and not shown.motivation:
                yield _told(shown, other.attachment.message_id, "is het geweigerd")
            elif other.treatment == Treatment.SHOWN and _shows_more(shown, other):
                yield _told(shown, other.attachment.message_id, "is er meer in gelakt")


def _shows_more(shown: AttachmentTreatment, other: AttachmentTreatment) -> bool:
    """Whether there is a box on the `other` over what nobody decided on here; a box that a person rejected is a decision."""
    here = [(box.page, box.area) for box in shown.boxes.all()]
    return any(
        not any(page == box.page and box.area.shared(area) == 1 for page, area in here)
        for box in other.boxes.all()
        if box.status == Status.ACCEPTED
    )


def _told(shown: AttachmentTreatment, other: int, what: str) -> str:
    places = []
    for message in (
        shown.attachment.message,
        *Message.objects.visible().filter(pk=other).select_related("conversation"),
    ):
        places.append(f"{message.conversation.title}, {moment(message.sent_at)}")
    file, here, there = shown.attachment.file_name, places[0], places[-1]
    return (
        f"Hetzelfde bestand staat bij twee berichten: ‘{file}’ wordt openbaar bij {here}; bij {there} {what}. Beslis over beide "
        "gelijk, wijs de voorgestelde vlakken af, of schrijf een motivering bij de bijlage die openbaar wordt."
    )
