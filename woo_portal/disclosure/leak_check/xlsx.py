"""Reads a finished workbook: every cell, name, property and comment in every part of it. Pure."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

from woo_portal.disclosure.leak_check.reading import Reading

_STRING_ITEM = re.compile(r"<(si|is|comment)\b[^>]*>(.*?)</\1>", re.DOTALL)
_INDEX = re.compile(r"""<c r="[A-Z]{1,3}\d{1,7}"( s="\d{1,5}")? t="s"><v>\d+</v></c>""")
"""A cell that only points at a string."""
_SPACES_COUNT = ' xml:space="preserve"'
_ELEMENT = re.compile(r"</?([^\s<>/!?]+)")
_TEXT = re.compile(r">([^<>]+)<")
_ATTRIBUTE = re.compile(r"""\s[\w:]+\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_MEASURE = re.compile(r"-?\d{1,5}(\.\d+)?|\$?[A-Z]{1,3}\$?\d{1,7}(:\$?[A-Z]{1,3}\$?\d{1,7})?|1:\d{1,6}")
"""Attributes that place or size a cell: too short to name anybody, too many to mean anything."""


def read(content: bytes) -> Reading:
    """Everything the workbook says. Raises `zipfile.BadZipFile` for what is none."""
    reading = Reading()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        reading.add("opmerking in het zip-bestand", [archive.comment.decode("latin-1")])
        for entry in archive.infolist():
            reading.add("naam van een onderdeel", [entry.filename], structural=True)
            reading.add(
                "opmerking in het zip-bestand", [text.decode("latin-1") for text in (entry.comment, entry.extra)]
            )
            part = archive.read(entry)
            if entry.filename.endswith((".xml", ".rels", ".vml")):
                _read_part(reading, entry.filename, part.decode("utf-8", "replace"))
            else:
                reading.alarms.append(f"ingesloten onderdeel {entry.filename}")
    return reading


def _read_part(reading: Reading, name: str, xml: str) -> None:
    written = name.startswith(
        ("xl/worksheets/sheet", "xl/sharedStrings", "xl/comments", "docProps/core", "docProps/custom")
    )
    channel = "eigenschap" if name.startswith("docProps") else "cel" if written else f"onderdeel {name}"
    reading.add("opmerking", (unescape(text) for text in _COMMENT.findall(xml)))
    xml = _INDEX.sub("", xml).replace(_SPACES_COUNT, "")
    reading.add(channel, sorted(set(_ELEMENT.findall(xml))), structural=True)
    attributes = (unescape(first or second) for first, second in _ATTRIBUTE.findall(xml))
    reading.add(channel, (text for text in attributes if not _MEASURE.fullmatch(text)), structural=True)
    for _, item in _STRING_ITEM.findall(xml):
        reading.add(channel, [unescape("".join(_TEXT.findall(f">{item}<")))])
    xml = _STRING_ITEM.sub("", xml)
    reading.add(channel, (unescape(text) for text in _TEXT.findall(xml) if text.strip()), structural=not written)
