"""The pages of attachments: looked at once for the screen, and again when what is to be withheld may have changed."""

from __future__ import annotations

from collections.abc import Callable, Collection

from archive import content, previews
from archive.extraction.contract import NotReadable, RecognitionMissing
from archive.models import Attachment
from redaction import treating
from redaction.box_proposals import boxes_in
from redaction.models import RedactionLayer
from redaction.page_images import PageImage, page_image
from woo_portal.jobs.running import JobError

_GONE = "Het bestand staat niet meer in de opslag."
NO_RECOGNITION = (
    "Deze server heeft geen tekstherkenning: een bijlage kan dan niet worden getoond, want zij zou niet voorleesbaar en niet op "
    "lekken te controleren zijn. Vraag de beheerder om Tesseract met Nederlands te installeren, of weiger de bijlage."
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


def look_again(layer: RedactionLayer, messages: Collection[int]) -> int:
    """Propose boxes anew on the pages of attachments of these messages (ids) that were looked at before; how many are new.

    What was decided stays. Raises `JobError` where no text is recognised.
    """
    treatments = layer.attachments.filter(attachment__message__in=messages, pages__gt=0).order_by("pk")
    count = 0
    for treatment in treatments.select_related("attachment__message"):
        attachment = treatment.attachment
        try:
            pages = looked_at(attachment, lambda done, total: None)
        except RecognitionMissing:
            raise JobError(NO_RECOGNITION) from None
        except NotReadable:
            continue  # a file that is gone is printed no more
        words = {number: page.words for number, page in pages.items()}
        count += treating.store_look(
            treatment, pages=len(pages), problem=treatment.problem, found=boxes_in(layer, attachment.message, words)
        )
    return count
