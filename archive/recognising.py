"""Finds the importer that knows an export, by its content and never by its extension."""

from __future__ import annotations

from archive.containers import Container, ImportRefused
from archive.importing import Importer, importers

SAMPLE_BYTES = 4096


def recognise(container: Container) -> Importer:
    """The importer of a container's format. Raises `ImportRefused` naming what was tried and which formats are known."""
    for importer in importers:
        if importer.recognises(container):
            return importer
    known = ", ".join(importer.label for importer in importers)
    raise ImportRefused(
        f"«{container.name}» {_what_is_wrong(container)}. Gezocht is naar: {known}. Er is niets ingelezen. Lever het bestand "
        "in zoals de app het gemaakt heeft, als tekst, als zip of als map."
    )


def _what_is_wrong(container: Container) -> str:
    if len(container.members) == 1 and not _is_text(container, container.members[0]):
        return "is geen tekst"
    return "heeft een onbekende vorm"


def _is_text(container: Container, member: str) -> bool:
    """Whether the start of a member can be text: no NUL (other than in UTF-16), hardly any control characters."""
    with container.open(member) as stream:
        sample = stream.read(SAMPLE_BYTES)
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in sample)
    return b"\0" not in sample and controls * 100 <= len(sample)
