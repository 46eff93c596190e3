"""Reads a document with questions: which form it is, its lines, and what they say. Pure.

`read_apart` does so in a process of its own, for whoever made the file may have meant harm.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from archive.extraction.apart import TooSlow, confine, run_apart
from archive.extraction.contract import NotReadable
from archive.extraction.media_types import media_type_of
from woo_portal.parliament.reading.contents import Contents, as_json, from_json
from woo_portal.parliament.reading.gathering import contents_of
from woo_portal.parliament.reading.sheets import form_for

MAX_BYTES = 20 * 1024**2
"""A set of questions is a few pages; with pictures in its letterhead it stays far below this."""
SECONDS = 60
FORMS = (
    "een PDF, een Word-document (.docx), een tekstbestand, een webpagina (.html) of de XML van officiële bekendmakingen"
)
_RESULT, _PROBLEM = "result.json", "problem.txt"
_DAMAGED = "Het bestand is beschadigd: de tekst erin is niet te lezen."


def read(path: Path, *, file_name: str) -> Contents:
    """What a document says. Raises `NotReadable`, with a Dutch sentence that says why."""
    if path.stat().st_size > MAX_BYTES:
        raise NotReadable(f"Het bestand is te groot: een stuk met vragen heeft hoogstens {MAX_BYTES // 1024**2} MB.")
    form = form_for(media_type_of(path, file_name))
    if form is None:
        raise NotReadable(f"Dit soort bestand wordt niet gelezen. Lever {FORMS} in, of plak de tekst.")
    try:
        sheet = form.sheet_of(path)
    except NotReadable:
        raise
    except Exception as error:  # whatever a library raises over bytes it does not understand
        raise NotReadable(_DAMAGED) from error
    if not any(line.text.strip() for line in sheet.lines):
        raise NotReadable("In dit bestand staat geen tekst.")
    return contents_of(sheet, file_name=file_name)


def read_apart(path: Path, *, file_name: str) -> Contents:
    """The same as `read`, in a process of its own with limits on memory and time. Raises `NotReadable`."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        try:
            ended_well = run_apart(__name__, str(path.resolve()), file_name, made, folder=folder, seconds=SECONDS)
        except TooSlow as error:
            raise NotReadable("Het lezen duurde te lang en is afgebroken.") from error
        if (folder / _PROBLEM).exists():
            raise NotReadable((folder / _PROBLEM).read_text())
        if not ended_well:
            raise NotReadable(
                "Het lezen is afgebroken: het bestand is beschadigd, of vraagt te veel geheugen of tijd. Plak de tekst."
            )
        return from_json(json.loads((folder / _RESULT).read_text()))


def _main(path: str, file_name: str, folder: str) -> None:
    confine(SECONDS)
    try:
        contents = read(Path(path), file_name=file_name)
    except NotReadable as reason:
        (Path(folder) / _PROBLEM).write_text(str(reason))
    except MemoryError:
        (Path(folder) / _PROBLEM).write_text("Het bestand vraagt te veel geheugen om te lezen.")
    else:
        (Path(folder) / _RESULT).write_text(json.dumps(as_json(contents)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
