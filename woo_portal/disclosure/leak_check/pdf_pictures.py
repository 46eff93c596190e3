"""Whether a picture in a PDF holds pixels and nothing else: what a camera writes beside them would go out with it. Pure."""

from __future__ import annotations

from typing import Any

from pikepdf import Name, Stream

from woo_portal.disclosure.leak_check.reading import Reading

_MORE = "meer dan beeldpunten in een beeld"
_START, _END = b"\xff\xd8", b"\xff\xd9"
_TABLES = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD})
"""Segments that are needed to decode (ITU T.81, B.1.1.3): frame, Huffman and quantisation tables, restart interval."""
_JFIF, _SCAN = 0xE0, 0xDA
_BARE_JFIF = 16
"""The length of a JFIF segment without a thumbnail."""


def read_picture(reading: Reading, picture: Stream) -> None:
    """Note the bytes of a picture, and an alarm when it holds more than pixels."""
    filters: Any = picture.get("/Filter")
    if filters == Name.DCTDecode:
        content = picture.read_raw_bytes()
        if not _is_bare_jpeg(content):
            reading.alarms.append(_MORE)
    else:
        content = picture.read_bytes()
        colours = {"/DeviceRGB": 3, "/DeviceGray": 1}.get(str(picture.get("/ColorSpace")), 0)
        if picture.get("/BitsPerComponent") == 8 and len(content) != int(picture.Width) * int(picture.Height) * colours:
            reading.alarms.append(_MORE)
    reading.content.append(("beeld", content))


def _is_bare_jpeg(content: bytes) -> bool:
    """Whether a JPEG has the tables it is decoded with, its pixels, and nothing besides."""
    if not content.startswith(_START) or not content.endswith(_END):
        return False
    at = len(_START)
    while content[at : at + 2] != _END:
        if at + 4 > len(content) or content[at] != 0xFF:
            return False
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker not in _TABLES and marker != _SCAN and not (marker == _JFIF and length == _BARE_JFIF):
            return False
        at += 2 + length
        if marker == _SCAN:
            at = _end_of_scan(content, at)
    return at + len(_END) == len(content)


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker is: in the pixels 0xFF is followed by 0, or by a number of a restart."""
    while (at := content.find(b"\xff", at)) != -1:
        follower = content[at + 1 : at + 2]
        if follower != b"\x00" and not b"\xd0" <= follower <= b"\xd7":
            return at
        at += 2
    return len(content)
