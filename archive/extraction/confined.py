"""Reads one attachment in a process of its own, with limits on memory, time and output.

Whoever sent the file may have made it to do harm: to fill the memory, to never end, to misuse a fault of a library. The
process (`python -m archive.extraction.confined`) gets the path of one file and an empty folder for what it makes. It is given
none of the portal's environment: no address of a database, no key.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from archive.extraction import pictures
from archive.extraction.contract import How, NotReadable, ReadingState, RecognitionMissing, extractor_for
from archive.extraction.media_types import UNKNOWN, media_type_of

ROOT = Path(__file__).resolve().parents[2]
MAX_BYTES = 200 * 1024**2
"""A document or photo of more is not opened; none that people send is."""
MEMORY = 2 * 1024**3
"""Bytes of address space; a photo of 64 million pixels takes a quarter of it."""
SECONDS = 240
"""From the start of the process to its end; the same number of seconds of the processor, whoever is busy."""
OUTPUT_BYTES = 32 * 1024**2
"""The largest file it may write."""
_POLITENESS = 10
_RESULT, LARGE, SMALL = "result.json", "large.webp", "small.webp"
_FROM_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TESSDATA_PREFIX")


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
    # What a library says of a file may quote it, and a log holds no such thing: nothing it prints is kept.
    process = subprocess.Popen(
        [sys.executable, "-m", "archive.extraction.confined", str(path), file_name, str(folder)],
        cwd=ROOT,
        env={name: os.environ[name] for name in _FROM_ENVIRONMENT if name in os.environ} | {"HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        return _failed("Het lezen duurde te lang en is afgebroken.")
    finally:
        _end(process)
    reading = _result(folder / _RESULT) if code == 0 else None
    return reading or _failed("Het lezen is afgebroken: het bestand is beschadigd, of vraagt te veel geheugen of tijd.")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the process and of those it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        process.wait()


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


def _confine() -> None:
    """Set the limits of this process and of those it starts; they cannot be raised again."""
    os.nice(_POLITENESS)
    signal.alarm(SECONDS)  # it ends in time also when the process that started it was killed
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _main(path: str, file_name: str, folder: str) -> None:
    _confine()
    reading = _read(Path(path), file_name, Path(folder))
    (Path(folder) / _RESULT).write_text(json.dumps(asdict(reading)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
