"""Attachments as people send them, made on the spot; each holds the word it is found by."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pikepdf
import pptx
from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).resolve().parents[3] / "woo_portal/disclosure/fonts/NotoSans-Regular.ttf"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def packed(members: dict[str, str | bytes]) -> bytes:
    """A zip of these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def word(*paragraphs: str) -> bytes:
    """A .docx with a header, a table and these paragraphs."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Ministerie van Water en Ruimte"
    for text in paragraphs:
        document.add_paragraph(text)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "dijkpaal", "345"
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def word_of_parts(body: str, **parts: str) -> bytes:
    """A .docx with this XML in its body, and these parts beside it."""
    main = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": main, **parts})


def slides(title: str, notes: str) -> bytes:
    """A .pptx of one slide with notes."""
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = title
    slide.notes_slide.notes_text_frame.text = notes
    made = io.BytesIO()
    show.save(made)
    return made.getvalue()


def sheet(*rows: tuple[object, ...]) -> bytes:
    """An .xlsx of these rows, on a sheet called "Pompen", and an empty one."""
    book = openpyxl.Workbook()
    book.active.title = "Pompen"
    for row in rows:
        book.active.append(row)
    book.create_sheet("Leeg")
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def open_text(body: str, kind: str = "text") -> bytes:
    """An OpenDocument file with this XML as its content."""
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    )
    return packed(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {spaces}>{body}</office:document-content>",
        }
    )


def pdf(*pages: str, password: str = "") -> bytes:
    """A PDF with a line of text on each page."""
    made = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    for text in pages:
        page = made.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = made.make_stream(f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode("latin-1"))
    written = io.BytesIO()
    lock = pikepdf.Encryption(owner=password, user=password) if password else None
    made.save(written, encryption=lock)
    return written.getvalue()


def photo_of(text: str, *, size: tuple[int, int] = (900, 300), form: str = "PNG", **options: object) -> bytes:
    """A picture with a line of dark letters on a light wall."""
    picture = Image.new("RGB", size, (240, 238, 230))
    ImageDraw.Draw(picture).text((40, 100), text, fill=(20, 20, 30), font=ImageFont.truetype(FONT, 48))
    made = io.BytesIO()
    picture.save(made, form, **options)
    return made.getvalue()


def scan(text: str) -> bytes:
    """A PDF without a text layer: one page that is a picture."""
    return photo_of(text, size=(1240, 600), form="PDF", resolution=150)


def camera_photo(secret: str, *, size: tuple[int, int] = (640, 400)) -> bytes:
    """A JPEG as a telephone makes it, held upright: with its place, its owner and a remark beside the pixels."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x013B] = secret
    exif.get_ifd(0x8825)[1] = "N"
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{secret}</x:xmpmeta>".encode()
    picture = Image.new("RGB", size, (200, 30, 30))
    picture.paste((30, 30, 200), (0, 0, size[0] // 2, size[1]))
    made = io.BytesIO()
    picture.save(made, "JPEG", exif=exif, comment=secret.encode(), xmp=xmp, icc_profile=secret.encode() * 20)
    return made.getvalue()


CARD = """\
BEGIN:VCARD
VERSION:2.1
N:Driessen;Wil;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:W=C3=ADl=20=
Driessen
item1.TEL;type=CELL;waid=31684503377:+31 6 84503377
ADR;HOME:;;Beatrixkade 14;Oud-Kessem;;6101 AB;Nederland
NOTE:dijkwacht\\, ook\\n's nachts
PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD
 /2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8
END:VCARD
"""
TODAY = date(2025, 11, 14)
