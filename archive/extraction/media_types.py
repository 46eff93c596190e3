"""What a file is, judged by its content. Its name only tells apart what is written in the same letters. Pure.

The types that text is taken from are recognised here, strictly; for everything else puremagic's table of first bytes does.
"""

from __future__ import annotations

import codecs
import re
import zipfile
from pathlib import Path, PurePath

from archive.reading.charsets import is_marked_wide, marked

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
VCARD, HTML, CSV, PLAIN = "text/vcard", "text/html", "text/csv", "text/plain"
CALENDAR, RTF, XML = "text/calendar", "text/rtf", "text/xml"
JPEG, PNG, GIF, WEBP, TIFF, BMP = "image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff", "image/bmp"
UNKNOWN = "application/octet-stream"
_ZIP = "application/zip"

HEAD_BYTES = 64 * 1024
_PDF_WITHIN = 1024
"""A PDF's header may stand somewhat after the start (ISO 32000-1, annex H, 3.4.1)."""
_MAIN_PARTS = {"word/document.xml": DOCX, "ppt/presentation.xml": PPTX, "xl/workbook.xml": XLSX}
"""The part that makes a package of Office Open XML what it is, also in the variants with macros."""
_PICTURES = (
    (re.compile(rb"\xff\xd8\xff"), JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PNG),
    (re.compile(rb"GIF8[79]a"), GIF),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WEBP),
    (re.compile(rb"II\*\0|MM\0\*"), TIFF),
    (re.compile(rb"BM....\0\0\0\0", re.DOTALL), BMP),
)
_TEXTS = (
    (re.compile(r"\s*begin:vcard\b", re.IGNORECASE), VCARD),
    (re.compile(r"\s*begin:vcalendar\b", re.IGNORECASE), CALENDAR),
    (re.compile(r"\{\\rtf"), RTF),
    (re.compile(r"(?s)\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html)\b", re.IGNORECASE), HTML),
    (re.compile(r"\s*<\?xml\b|\s*<(svg|!doctype)\b", re.IGNORECASE), XML),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def media_type_of(path: Path, file_name: str) -> str:
    """The media type of a file; `file_name` is what the source calls it. `UNKNOWN` when nothing recognises it."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return PDF
    for signature, media_type in _PICTURES:
        if signature.match(head):
            return media_type
    if head.startswith(b"PK\x03\x04"):
        return _of_zip(path)
    if (text := _as_text(head)) is not None:
        return _of_text(text, file_name)
    return _of_binary(head)


def _of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            for part, media_type in _MAIN_PARTS.items():
                if part in names:
                    return media_type
            if "mimetype" in names and package.getinfo("mimetype").file_size < 100:
                declared = package.read("mimetype").decode("ascii", "replace").strip()
                return declared if declared in (ODT, ODS, ODP) else _ZIP
    except Exception:  # what a damaged zip raises is of a dozen kinds
        return _ZIP
    return _ZIP


def _as_text(head: bytes) -> str | None:
    """The first characters when the bytes are text; None when they are not."""
    by_mark = marked(head)
    # The last character may be cut in two.
    if by_mark and is_marked_wide(head):
        return codecs.getincrementaldecoder(by_mark)("replace").decode(head)
    if not head or b"\0" in head:
        return None
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        text = head.decode("cp1252", "replace")
        if text.count("\ufffd") > len(text) // 100:
            return None
    return None if len(_CONTROL.findall(text)) > len(text) // 1000 else text


def _of_text(text: str, file_name: str) -> str:
    for start, media_type in _TEXTS:
        if start.match(text):
            return media_type
    return CSV if PurePath(file_name).suffix.lower() in (".csv", ".tsv") else PLAIN


def _of_binary(head: bytes) -> str:
    import puremagic  # reads its table when it is loaded, which only the reading process needs

    try:
        found = puremagic.magic_string(head) if head else []
    except puremagic.PureError:
        return UNKNOWN
    likely = max(found, key=lambda match: (bool(match.mime_type), match.confidence), default=None)
    # Text was ruled out by then, whatever the first bytes are.
    if likely is None or not likely.mime_type or likely.mime_type.startswith("text/"):
        return UNKNOWN
    return likely.mime_type
