"""Contact cards (vCard 2.1, 3.0 and 4.0; RFC 6350): the values, without photos, sounds and keys."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from pathlib import Path

from archive.extraction import media_types
from archive.extraction.contract import Extracted, extractors, joined
from archive.extraction.plain_bytes import text_of

_LEFT_OUT = frozenset({"BEGIN", "END", "VERSION", "PRODID", "REV", "UID", "N", "PHOTO", "LOGO", "SOUND", "KEY"})
"""The structured name repeats the formatted one; the others are nothing to read."""
_ESCAPED = re.compile(r"\\([\\;,])")


@extractors.register
class VCard:
    """Reads .vcf, with any number of cards."""

    name = "vcard"
    media_types = frozenset({media_types.VCARD})

    def extract(self, path: Path) -> Extracted:
        """One value a line, an empty line between two cards."""
        return joined(_values(text_of(path)))


def _values(text: str) -> Iterator[str]:
    for line in _unfolded(text):
        head, colon, value = line.partition(":")
        name, *parameters = head.upper().split(";")
        name = name.rpartition(".")[2]  # a group stands before it: item1.TEL
        if name == "END":
            yield ""
        if not colon or name in _LEFT_OUT or any("BASE64" in part or part.endswith("=B") for part in parameters):
            continue
        if any("QUOTED-PRINTABLE" in part for part in parameters):
            value = quopri.decodestring(value.encode("latin-1", "replace")).decode("utf-8", "replace")
        yield _readable(value)


def _unfolded(text: str) -> Iterator[str]:
    """The lines, with what was folded put together: by a blank (3.0), or by = at the end of quoted-printable (2.1)."""
    whole = ""
    for line in text.splitlines():
        is_soft = whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper()
        if line[:1] in (" ", "\t"):
            whole += line[1:]
        elif is_soft:
            whole = whole[:-1] + line
        else:
            yield whole
            whole = line
    yield whole


def _readable(value: str) -> str:
    """The parts of a structured value with spaces between them, and what was escaped as it was meant."""
    unfolded = value.replace("\\n", " ").replace("\\N", " ")
    parts = [part for part in re.split(r"(?<!\\);", unfolded) if part]
    return " ".join(_ESCAPED.sub(r"\1", part) for part in parts).strip()
