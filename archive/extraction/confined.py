"""Reads one attachment in a process of its own (`archive.extraction.apart`), which gets the path of one file."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from archive.extraction import pictures
from archive.extraction.apart import TooSlow, confine, run_apart
from archive.extraction.contract import How, NotReadable, ReadingState, RecognitionMissing, extractor_for
from archive.extraction.media_types import UNKNOWN, media_type_of

MAX_BYTES = 200 * 1024**2
"""A document or photo of more is not opened; none that people send is."""
SECONDS = 240
"""From the start of the process to its end; the same number of seconds of the processor, whoever is busy."""
_RESULT, LARGE, SMALL = "result.json", "large.webp", "small.webp"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found. `problem` is a Dutch sentence: why there is no text, or what of it is missing.

    `thumbnail` is the width and height in pixels of the picture in a list; None for what is not shown.
    """

    media_type: str
    state: ReadingState
    text: str = ""
    how: How | None = None
    problem: str = ""
    thumbnail: tuple[int, int] | None = None


def read_confined(path: Path, *, file_name: str, folder: Path) -> Reading:
    """Read an attachment. `folder` gets `LARGE` and `SMALL`, the picture without its metadata, when it is one."""
    try:
        ended_well = run_apart(__name__, str(path), file_name, str(folder), folder=folder, seconds=SECONDS)
    except TooSlow:
        return _failed("Het lezen duurde te lang en is afgebroken.")
    reading = _result(folder / _RESULT) if ended_well else None
    return reading or _failed("Het lezen is afgebroken: het bestand is beschadigd, of vraagt te veel geheugen of tijd.")


def _result(path: Path) -> Reading | None:
    """What the process wrote; None when that is not an answer."""
    try:
        found = json.loads(path.read_text())
        size = found["thumbnail"]
        return Reading(
            media_type=str(found["media_type"]),
            state=ReadingState(found["state"]),
            text=str(found["text"]),
            how=How(found["how"]) if found["how"] else None,
            problem=str(found["problem"]),
            thumbnail=(int(size[0]), int(size[1])) if size else None,
        )
    except (OSError, ValueError, TypeError, LookupError):
        return None


def _failed(problem: str, media_type: str = UNKNOWN) -> Reading:
    return Reading(media_type, ReadingState.FAILED, problem=problem)


def _read(path: Path, file_name: str, folder: Path) -> Reading:
    """What the process does once it is confined."""
    media_type = media_type_of(path, file_name)
    extractor = extractor_for(media_type)
    if extractor is None:
        return Reading(media_type, ReadingState.NO_TEXT)
    if path.stat().st_size > MAX_BYTES:
        return _failed("Het bestand is te groot om erin te lezen.", media_type)
    thumbnail = None
    try:
        if media_type in pictures.MEDIA_TYPES:
            shown = pictures.opened_upright(path)
            thumbnail = pictures.write_for_showing(shown, large=folder / LARGE, small=folder / SMALL)
            del shown  # a quarter of the memory there is
        found = extractor.extract(path)
    except RecognitionMissing:
        return Reading(media_type, ReadingState.NO_OCR, thumbnail=thumbnail)
    except NotReadable as reason:
        problem = str(reason)
    except MemoryError:
        problem = "Het bestand vraagt te veel geheugen om te lezen."
    except Exception:  # whatever a library raises over bytes it does not understand
        problem = "Het bestand is beschadigd: de tekst erin is niet te lezen."
    else:
        return Reading(media_type, ReadingState.READ, found.text, found.how, found.note, thumbnail)
    return Reading(media_type, ReadingState.FAILED, problem=problem, thumbnail=thumbnail)


def _main(path: str, file_name: str, folder: str) -> None:
    confine(SECONDS)
    reading = _read(Path(path), file_name, Path(folder))
    (Path(folder) / _RESULT).write_text(json.dumps(asdict(reading)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
