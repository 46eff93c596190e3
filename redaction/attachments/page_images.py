"""Makes the picture of one page of an attachment, boxes burned in, in a process of its own (`archive.extraction.apart`).

The words of the page are recognised after the boxes are burned, never in the original: they cannot hold what is under a box.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive.extraction import pages, text_recognition
from archive.extraction.apart import TooSlow, confine, run_apart
from archive.extraction.confined import MAX_BYTES
from archive.extraction.contract import NotReadable, RecognitionMissing
from archive.extraction.media_types import media_type_of
from redaction.attachments.areas import Area, around_pixels
from redaction.attachments.burning import BurnedBox, Picture, burned, encoded, for_reading

SECONDS = 180
"""For one page: opening it, burning it, and one minute at most to recognise its words."""
_WORK, _RESULT, _IMAGE = "work.json", "result.json", "image"
_BROKEN = "Het openen is afgebroken: het bestand is beschadigd, of vraagt te veel geheugen of tijd."
_NO_PAGES = (
    "Dit soort bestand heeft geen vaste bladzijden en kan niet worden getoond. U kunt het weigeren; wordt het niet geweigerd, "
    "dan staat het in het pakket als niet bijgevoegd."
)


@dataclass(frozen=True, slots=True)
class PageWord:
    """A word on a page; `line` counts from 0."""

    text: str
    area: Area
    line: int


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as it may be published: its picture, the words recognised beside the boxes, and how many pages the file has.

    Boxes can be burned into one that `takes_boxes`; another is shown whole or not at all.
    """

    picture: Picture
    words: tuple[PageWord, ...]
    pages: int
    takes_boxes: bool = True


def page_image(path: Path, *, file_name: str, page: int, boxes: Sequence[BurnedBox] = ()) -> PageImage:
    """Page `page` of the file, counted from 1. The same file and boxes give the same bytes and words.

    Raises `NotReadable` with a Dutch sentence when it cannot be shown, and `RecognitionMissing` where this machine recognises
    no text: a page without its words would be closed to who cannot see, and to the leak check.
    """
    with TemporaryDirectory(prefix="page-") as name:
        folder = Path(name)
        work = {"path": str(path), "file_name": file_name, "page": page, "boxes": [asdict(box) for box in boxes]}
        (folder / _WORK).write_text(json.dumps(work))
        try:
            ended_well = run_apart(__name__, str(folder), folder=folder, seconds=SECONDS)
        except TooSlow as late:
            raise NotReadable("Het openen duurde te lang en is afgebroken.") from late
        if not ended_well:
            raise NotReadable(_BROKEN)
        return _answer(folder)


def _answer(folder: Path) -> PageImage:
    try:
        found = json.loads((folder / _RESULT).read_text())
        if found["missing"]:
            raise RecognitionMissing
        if found["problem"]:
            raise NotReadable(str(found["problem"]))
        content = (folder / _IMAGE).read_bytes()
        picture = Picture(content, str(found["media_type"]), int(found["width"]), int(found["height"]))
        words = [PageWord(str(text), Area(*map(int, area)), int(line)) for text, area, line in found["words"]]
        return PageImage(picture, tuple(words), int(found["pages"]), bool(found["takes_boxes"]))
    except (OSError, ValueError, TypeError, LookupError) as error:
        raise NotReadable(_BROKEN) from error


def _make(work: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What the process does once it is confined; its answer as plain data."""
    path, number = Path(work["path"]), int(work["page"])
    media_type = media_type_of(path, work["file_name"])
    if media_type not in pages.MEDIA_TYPES:
        raise NotReadable(_NO_PAGES)
    if path.stat().st_size > MAX_BYTES:
        raise NotReadable("Het bestand is te groot om te openen.")
    count = pages.count_pages(path, media_type)
    boxes = [BurnedBox(Area(**box["area"]), box["ground"]) for box in work["boxes"]]
    page = pages.page_of(path, media_type, number)
    picture = encoded(burned(page, boxes))
    (folder / _IMAGE).write_bytes(picture.content)
    read = for_reading(page, boxes)
    words = text_recognition.words(read)
    return {
        "media_type": picture.media_type,
        "width": picture.width,
        "height": picture.height,
        "pages": count,
        "takes_boxes": not page.is_smeared,
        "words": [(word.text, _place(word, read.size), word.line) for word in words],
    }


def _place(word: text_recognition.Word, size: tuple[int, int]) -> tuple[int, int, int, int]:
    area = around_pixels(word.left, word.top, word.right, word.bottom, size)
    return area.x, area.y, area.width, area.height


def _main(name: str) -> None:
    confine(SECONDS)
    folder = Path(name)
    answer: dict[str, Any] = {"missing": False, "problem": ""}
    try:
        answer |= _make(json.loads((folder / _WORK).read_text()), folder)
    except RecognitionMissing:
        answer["missing"] = True
    except NotReadable as reason:
        answer["problem"] = str(reason)
    (folder / _RESULT).write_text(json.dumps(answer))


if __name__ == "__main__":
    _main(*sys.argv[1:])
