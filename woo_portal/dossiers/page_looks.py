"""The pages of attachments: looked at once for the screen, and again when what is to be withheld may have changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import chain

from django.db import transaction
from django.db.models import QuerySet

from archive import content, previews
from archive.extraction.contract import NotReadable, RecognitionMissing
from archive.extraction.pages import WAY
from archive.models import Attachment
from redaction import treating
from redaction.attachments.box_proposals import boxes_in
from redaction.attachments.page_images import PageImage, page_image
from redaction.models import AttachmentTreatment, RedactionLayer
from woo_portal.dossiers.composing import locked_for_redaction
from woo_portal.dossiers.models import Dossier, Judgement
from woo_portal.jobs.running import JobError

_GONE = "Het bestand staat niet meer in de opslag."
NO_RECOGNITION = (
    "Deze server heeft geen tekstherkenning: een bijlage kan dan niet worden getoond, want zij zou niet voorleesbaar en niet op "
    "lekken te controleren zijn. Vraag de technisch beheerder om Tesseract met Nederlands te installeren, of weiger de bijlage."
)


def looked_at(attachment: Attachment, progress: Callable[[int, int], None]) -> dict[int, PageImage]:
    """Each page of a file as a picture, kept for the screen, with the words recognised on it. Raises as `page_image`."""
    path = content.path_of(attachment.sha256)
    if not path.exists():
        raise NotReadable(_GONE)
    pages: dict[int, PageImage] = {}
    number, last = 1, 1
    while number <= last:
        page = page_image(path.resolve(), file_name=attachment.file_name, page=number)
        previews.keep_page(attachment.sha256, number, page.picture.content)
        pages[number], last = page, page.pages
        progress(number, last)
        number += 1
    return pages


def store(dossier: Dossier, treatment: AttachmentTreatment, pages: Mapping[int, PageImage]) -> int:
    """Keep what was seen of an attachment, and propose boxes on its pages; how many proposals are new.

    Raises `DossierClosed` when the dossier is no longer being redacted: nobody would decide on them.
    """
    words = {number: page.words for number, page in pages.items()}
    refused = dossier.items.filter(judgement=Judgement.WITHHELD).order_by("message__sent_at", "pk")
    whole = [(text, grounds[0]) for text, grounds in refused.values_list("message__text", "grounds") if grounds]
    found = list(boxes_in(dossier.layer, treatment.attachment.message, words, whole=whole))
    takes_boxes = all(page.takes_boxes for page in pages.values())
    with transaction.atomic():
        locked_for_redaction(dossier)
        proposed = chain(found, treating.boxes_on_same_file(treatment))
        return treating.store_look(treatment, pages=len(pages), found=proposed, takes_boxes=takes_boxes)


@transaction.atomic
def store_problem(dossier: Dossier, treatment: AttachmentTreatment, problem: str) -> int:
    """Keep why an attachment has no pages to show, in Dutch; 0, for nothing is proposed. Raises as `store`."""
    locked_for_redaction(dossier)
    return treating.store_look(treatment, problem=problem)


def are_made_otherwise(layer: RedactionLayer) -> QuerySet[AttachmentTreatment]:
    """The attachments of which the pages were looked at as the portal does not make them any more."""
    return layer.attachments.filter(pages__gt=0, problem="").exclude(way=WAY)


def look_again(dossier: Dossier, messages: Collection[int]) -> int:
    """Propose boxes anew on the pages of attachments of these messages (ids) that were looked at before, and of those whose
    pages are made otherwise now; how many are new.

    What was decided stays, but for what was decided on other pages. Raises `JobError` where no text is recognised, and as
    `store`.
    """
    layer = dossier.layer
    looked_at_before = layer.attachments.filter(attachment__message__in=messages, pages__gt=0)
    treatments = (looked_at_before | are_made_otherwise(layer)).order_by("pk")
    count = 0
    for treatment in treatments.select_related("attachment__message"):
        try:
            pages = looked_at(treatment.attachment, lambda done, total: None)
        except RecognitionMissing:
            raise JobError(NO_RECOGNITION) from None
        except NotReadable as reason:
            # A file that is gone is printed no more; one that is shown no more says why.
            if treatment.way != WAY:
                store_problem(dossier, treatment, str(reason))
            continue
        count += store(dossier, treatment, pages)
    return count
