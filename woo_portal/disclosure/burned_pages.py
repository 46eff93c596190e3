"""The pages of shown attachments, burned, each kept by the hash of what it was made from: burned once for all packages.

Knows no dossier: it is given a file, a page and boxes. What it keeps may be published as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

import PIL
import pypdfium2

from archive import content
from archive.extraction import pages, pictures, sheets, text_recognition
from redaction.attachments import areas, burning, page_images
from redaction.attachments.areas import WHOLE, Area, around
from redaction.attachments.burning import BurnedBox
from redaction.attachments.page_images import PageImage, PageWord, page_image
from woo_portal.disclosure.publishing import AttachedPage, PageLine
from woo_portal.disclosure.whole_files import write_whole
from woo_portal.package_workshop import burned_folder

_MOSTLY = 0.5
"""A word of which this part lies in an area is a word of that area."""
_SOURCES = (areas, burning, page_images, pages, pictures, sheets, text_recognition)


def burned_page(
    sha256: str,
    page: int,
    boxes: Sequence[BurnedBox],
    *,
    shown_on_purpose: Sequence[Area] = (),
    folder: Path | None = None,
) -> AttachedPage:
    """Page `page`, counted from 1, of the stored file with this hash, with these boxes burned into it.

    `folder` is where pages are kept, by default with the packages; in an empty one everything is burned anew. Raises as
    `redaction.attachments.page_images.page_image`.
    """
    folder = folder or burned_folder()
    kept = folder / _key(sha256, page, boxes)
    told = kept.with_suffix(".json")
    burn = partial(page_image, content.path_of(sha256).resolve(), file_name="", page=page, boxes=boxes)
    try:
        facts = json.loads(told.read_text())
    except FileNotFoundError:
        made = burn()
        facts = _as_data(made)
        write_whole(kept, made.picture.content)
        write_whole(told, json.dumps(facts).encode())
    words = [PageWord(text, Area(*area), line) for text, area, line in facts["words"]]
    lines = tuple(_lines(words, shown_on_purpose))
    return AttachedPage(facts["sha256"], partial(_picture, kept, burn), facts["width"], facts["height"], lines)


def _picture(kept: Path, burn: Callable[[], PageImage]) -> bytes:
    """The burned picture, burned once more when it is gone: the workshop may be emptied while a package is made of it."""
    try:
        return kept.read_bytes()
    except FileNotFoundError:
        return burn().picture.content


def _key(sha256: str, page: int, boxes: Sequence[BurnedBox]) -> str:
    """Equal when the same page would come of it, with the same words."""
    facts = (_fingerprint(), sha256, page, [asdict(box) for box in sorted(boxes)])
    return hashlib.sha256(repr(facts).encode()).hexdigest()


@cache
def _fingerprint() -> str:
    """Changes with everything that decides on the pixels and the words."""
    versions = (PIL.__version__, pypdfium2.PYPDFIUM_INFO, pypdfium2.PDFIUM_INFO, text_recognition.version())
    digest = hashlib.sha256(repr(tuple(map(str, versions))).encode())
    for module in _SOURCES:
        digest.update(hashlib.sha256(Path(module.__file__ or "").read_bytes()).digest())
    return digest.hexdigest()


def _as_data(made: PageImage) -> dict[str, Any]:
    return {
        "sha256": hashlib.sha256(made.picture.content).hexdigest(),
        "width": made.picture.width,
        "height": made.picture.height,
        "words": [
            (word.text, (word.area.x, word.area.y, word.area.width, word.area.height), word.line) for word in made.words
        ],
    }


def _lines(words: Sequence[PageWord], on_purpose: Sequence[Area]) -> list[PageLine]:
    lines = []
    for _, members in groupby(words, key=lambda word: word.line):
        line = list(members)
        sought = ["…" if any(word.area.shared(area) >= _MOSTLY for area in on_purpose) else word.text for word in line]
        place = around(word.area for word in line)
        lines.append(
            PageLine(
                text=" ".join(word.text for word in line),
                sought=" ".join(sought),
                left=place.x / WHOLE,
                top=place.y / WHOLE,
                width=place.width / WHOLE,
                height=place.height / WHOLE,
            )
        )
    return lines
