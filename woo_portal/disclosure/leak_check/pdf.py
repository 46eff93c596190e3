"""Reads a finished PDF: its pages with two engines, and everything in it that is not text on a page. Pure.

PDFium gives what is drawn, off the page or in white as well. The other engine is `written_pages`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

import pikepdf
import pypdfium2
from pikepdf import Pdf, Stream

from woo_portal.disclosure.leak_check.pdf_objects import Objects, String
from woo_portal.disclosure.leak_check.pdf_pictures import read_picture
from woo_portal.disclosure.leak_check.pdf_syntax import METADATA, NAMES, VALUES, unescaped_name, without_syntax
from woo_portal.disclosure.leak_check.pdf_text import Writing
from woo_portal.disclosure.leak_check.reading import Reading, decoded

_CHANNELS = {
    "Alt": "alternatieve tekst",
    "ActualText": "vervangende tekst",
    "E": "vervangende tekst",
    "Title": "titel of bladwijzer",
    "Keywords": "metagegevens",
    "Subject": "metagegevens",
    "Author": "metagegevens",
    "URI": "koppeling",
    "Contents": "annotatie",
}
_TECHNICAL = {"FontFamily", "Registry", "Ordering", "Lang", "OutputConditionIdentifier", "Info", "Producer"}
_NUMBERING = re.compile(r"\d+-\d+-\d+|[0-9a-f]{32}")
"""The names of table headers, and the file's own hash."""
_FORBIDDEN = {"AcroForm", "EmbeddedFile", "EmbeddedFiles", "Filespec", "JavaScript", "JS", "Launch", "RichMedia", "XFA"}
"""Names that no file of ours has: for what such an object holds nobody can vouch."""
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_XML_TEXT, _XML_ATTRIBUTE = re.compile(r">([^<>]+)<"), re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")
_XML_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_XML_OTHER = re.compile(
    r"<!(?!--)|<\?(?!xpacket (?:begin=\"\ufeff?\" id=\"W5M0MpCehiHzreSzNTczkc9d\"|end=\"[rw]\")\?>)"
)
"""Where XML can hold text out of sight: what our metadata have of it are the two ends of the packet (ISO 16684-1, 7.3.2)."""
_IN_USE = re.compile(rb"/(?:ToUnicode|FontFile[23]?|CIDToGIDMap|DestOutputProfile|ICCBased|Metadata)\s+(\d+) (\d+) R")
"""The streams that fonts, colours and metadata are in, by their object numbers."""
_DRAWN_OTHERWISE = {
    "tekening als patroon": re.compile(rb"/PatternType 1\b"),
    "lettertype van tekeningen": re.compile(rb"/Subtype /Type3\b"),
}
"""Ways to put letters on a page that no engine reads; no file of ours has them."""
_PAGE = re.compile(rb"/Type /Page\b(?!s)")


def read(content: bytes, pdf: Pdf, objects: Objects) -> Reading:
    """Everything that is said by the PDF with these bytes, which is open and gone through. Raises `pikepdf.PdfError` or
    `pypdfium2.PdfiumError` for what an engine cannot read.
    """
    reading = Reading(content=[("bytes van het bestand", without_syntax(content))])
    if content.count(b"%%EOF") > 1:
        reading.alarms.append("eerdere versie in het bestand")
    reading.pages["PDFium"] = list(_drawn_pages(content))
    writing = Writing(reading)
    reading.pages["qpdf"] = [writing.page(page) for page in pdf.pages]
    _read_objects(reading, pdf, objects, writing)
    return reading


def _drawn_pages(content: bytes) -> Iterator[str]:
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            text = page.get_textpage()
            yield text.get_text_range()
            text.close()
            page.close()


def _read_objects(reading: Reading, pdf: Pdf, objects: Objects, writing: Writing) -> None:
    used = _IN_USE.findall(objects.written)
    in_use = writing.contents | {(int(number), int(turn)) for number, turn in used}
    for stream, kind in objects.streams:
        _read_stream(reading, stream, kind, writing, is_in_use=stream.objgen in in_use)
    reading.alarms += [what for what, form in _DRAWN_OTHERWISE.items() if form.search(objects.written)]
    if len(_PAGE.findall(objects.written)) > len(pdf.pages):
        reading.alarms.append("bladzijde die niet in het document staat")
    _read_names(reading, objects.names)
    _read_strings(reading, objects.strings)


def _read_names(reading: Reading, written: Iterable[bytes]) -> None:
    names = set(map(unescaped_name, written))
    reading.add("naam in de opbouw", sorted(names - NAMES), structural=True)
    reading.alarms += [f"onderdeel {name}" for name in sorted(names & _FORBIDDEN)]


def _read_strings(reading: Reading, written: Iterable[String]) -> None:
    for key, literal, hexadecimal in sorted(written):
        field, text = unescaped_name(key), string_text(literal, hexadecimal)
        is_known = field in _TECHNICAL and text in VALUES
        if not is_known and (field in _CHANNELS or not _NUMBERING.fullmatch(text)):
            reading.add(_CHANNELS.get(field, f"tekenreeks {field}".strip()), [text], structural=field in _TECHNICAL)


def _read_stream(reading: Reading, stream: Stream, kind: str, writing: Writing, *, is_in_use: bool) -> None:
    subtype = str(stream.get("/Subtype", ""))
    try:
        if subtype == "/Image":
            read_picture(reading, stream)
            return
        content = stream.read_bytes()
    except pikepdf.PdfError:
        reading.alarms.append("stroom die niet te lezen is")
        return
    reading.content.append(("stroom", without_syntax(content)))
    if kind == "/Metadata":
        _read_metadata(reading, content.decode("utf-8", "replace"))
    elif kind == "/EmbeddedFile":
        reading.add("ingesloten bestand", decoded(content))
    elif subtype == "/Form":
        if stream.objgen not in writing.forms:
            reading.add("tekening die op geen pagina staat", [writing.stream(stream)])
    elif not is_in_use:
        reading.alarms.append("stroom die nergens toe dient")


def _read_metadata(reading: Reading, xmp: str) -> None:
    if _XML_OTHER.search(xmp):
        reading.alarms.append("verborgen tekst in de metagegevens")
    reading.add("XMP-metagegevens", (unescape(text) for text in _XML_COMMENT.findall(xmp)))
    texts = (unescape(text).strip() for text in _XML_TEXT.findall(xmp))
    reading.add("XMP-metagegevens", (text for text in texts if text not in METADATA))
    attributes = (unescape(first or second) for first, second in _XML_ATTRIBUTE.findall(xmp))
    reading.add("XMP-metagegevens", (text for text in attributes if text not in METADATA), structural=True)


def string_text(literal: bytes, hexadecimal: bytes) -> str:
    """A text string of a PDF as text (ISO 32000-1, 7.9.2.2): in UTF-16, UTF-8 or PDFDocEncoding."""
    content = bytes.fromhex(hexadecimal.decode()) if hexadecimal else _ESCAPE.sub(_unescaped, literal)
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\xef\xbb\xbf", "utf-8")):
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    return content.decode("pdfdoc", "replace")


def _unescaped(match: re.Match[bytes]) -> bytes:
    escaped = match[1]
    if escaped[0:1].isdigit():
        return bytes([int(escaped, 8) & 0xFF])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}.get(escaped, escaped)
