"""What a file is, whatever it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.extraction import media_types
from archive.extraction.media_types import media_type_of
from tests.archive.extraction import documents


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (documents.pdf("Offerte"), "foto.jpg", media_types.PDF),
        (b"\n\n" + documents.pdf("Offerte"), "", media_types.PDF),
        (documents.word("Nota"), "nota.zip", media_types.DOCX),
        (documents.slides("Piek", ""), "", media_types.PPTX),
        (documents.sheet(("a",)), "", media_types.XLSX),
        (documents.open_text("<office:body/>"), "", media_types.ODT),
        (documents.open_text("<office:body/>", "spreadsheet"), "", media_types.ODS),
        (documents.packed({"a.txt": "a"}), "nota.docx", "application/zip"),
        (documents.packed({"a.txt": "a"})[:40], "nota.docx", "application/zip"),
        (documents.photo_of("x", form="JPEG"), "nota.pdf", media_types.JPEG),
        (documents.photo_of("x"), "", media_types.PNG),
        (documents.photo_of("x", form="WEBP"), "sticker", media_types.WEBP),
        (documents.photo_of("x", form="GIF"), "", media_types.GIF),
        (documents.photo_of("x", form="TIFF"), "", media_types.TIFF),
        (documents.photo_of("x", form="BMP"), "", media_types.BMP),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64), "IMG.HEIC", "image/heif"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64), "VID.mp4", "video/mp4"),
        (b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(20), "PTT.opus", "application/ogg"),
        (documents.CARD.encode(), "contact", media_types.VCARD),
        ("\ufeffBEGIN:VCARD\r\nEND:VCARD".encode("utf-16-le"), "", media_types.VCARD),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR", "", media_types.CALENDAR),
        (b"<!DOCTYPE html><p>Dag", "chat.txt", media_types.HTML),
        (b"<?xml version='1.0'?><a/>", "", media_types.XML),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "plaatje.png", media_types.XML),
        (b"{\\rtf1 Dag}", "brief.doc", media_types.RTF),
        (b"naam;nummer\nJan;1\n", "lijst.CSV", media_types.CSV),
        ("Café om 8 uur".encode("cp1252"), "notitie.txt", media_types.PLAIN),
        ("Grüße 🌊".encode() * 9000, "notitie", media_types.PLAIN),
        (bytes(range(256)) * 4, "notitie.txt", media_types.UNKNOWN),
        (b"", "leeg.txt", media_types.UNKNOWN),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value or "zonder naam",
)
def test_the_content_decides(tmp_path: Path, data: bytes, name: str, expected: str) -> None:
    path = tmp_path / "0123abcd"
    path.write_bytes(data)
    assert media_type_of(path, name) == expected
