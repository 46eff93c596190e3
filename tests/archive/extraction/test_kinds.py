"""The text of every kind of attachment, hidden corners included."""

from __future__ import annotations

import io
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image, ImageFile

from archive.extraction.contract import (
    MAX_CHARACTERS,
    Extracted,
    How,
    NotReadable,
    RecognitionMissing,
    extractor_for,
    extractors,
)
from archive.extraction.media_types import media_type_of
from archive.extraction.text_recognition import is_available
from tests.archive.extraction import documents


@pytest.fixture
def extract(tmp_path: Path):
    """The text of these bytes, by the plug-in for what they are."""

    def run(data: bytes, name: str = "") -> Extracted:
        path = tmp_path / "bijlage"
        path.write_bytes(data)
        return extractor_for(media_type_of(path, name)).extract(path)

    return run


@pytest.fixture
def no_tesseract(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path / "leeg"))
    is_available.cache_clear()
    yield
    is_available.cache_clear()


def test_no_two_plug_ins_read_the_same_kind():
    kinds = [kind for extractor in extractors for kind in extractor.media_types]
    assert len(kinds) == len(set(kinds))


def test_word_with_its_header_and_tables(extract):
    text = extract(documents.word("Het signaal kwam om\t16.10", "Dat is te laat")).text
    assert text.startswith("Het signaal kwam om\t16.10\nDat is te laat\n")
    assert "dijkpaal\n\t345" in text
    assert "Ministerie van Water en Ruimte" in text


def test_word_with_what_is_not_on_the_page(extract):
    body = (
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>Regel</w:t><w:br/><w:t>twee</w:t></w:r></w:p>"
        "<w:p><w:del><w:r><w:delText>geschrapt</w:delText></w:r></w:del><w:instrText>HYPERLINK x</w:instrText></w:p>"
        '<mc:AlternateContent xmlns:mc="m"><mc:Choice><w:t>kader</w:t></mc:Choice>'
        "<mc:Fallback><w:t>kader</w:t></mc:Fallback></mc:AlternateContent>"
    )
    around = f'<w:comments xmlns:w="{documents.W}"><w:p><w:t>zo niet, PJ</w:t></w:p></w:comments>'
    notes = f'<w:footnotes xmlns:w="{documents.W}"><w:p><w:t>zie bijlage</w:t></w:p></w:footnotes>'
    text = extract(
        documents.word_of_parts(body, **{"word/comments.xml": around, "word/footnotes.xml": notes})
    ).text.split("\n")
    assert text == ["Regel", "twee", "geschrapt", "kader", "zie bijlage", "", "zo niet, PJ"]


def test_slides_with_their_notes(extract):
    text = extract(documents.slides("Piek 2840 m3/s", "niet voor de pers")).text
    assert text.index("Piek 2840 m3/s") < text.index("niet voor de pers")


def test_a_sheet_as_its_reader_sees_it(extract):
    rows = (
        ("pomp", "prijs", "op", "ja"),
        ("Delta", 4202.5, documents.TODAY, True),
        (None, 12, datetime(2025, 1, 2, 9)),
    )
    assert extract(documents.sheet(*rows)).text.split("\n") == [
        "Pompen",
        "pomp\tprijs\top\tja",
        "Delta\t4202,5\t14-11-2025\twaar",
        "12\t02-01-2025 09:00",
        "",
        "Leeg",
    ]


def test_open_documents(extract):
    body = (
        "<office:body><text:h>Feitenrelaas</text:h><text:p>Om<text:s text:c='2'/>16.10 <text:span>mail</text:span>ing"
        "<text:line-break/>ontvangen</text:p></office:body>"
    )
    assert extract(documents.open_text(body)).text == "Feitenrelaas\nOm  16.10 mailing\nontvangen"
    cells = (
        "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        "<table:table-cell table:number-columns-repeated='16384'><text:p>b</text:p></table:table-cell></table:table-row>"
    )
    assert extract(documents.open_text(cells, "spreadsheet")).text == "a\n\tb"


def test_a_contact_card_without_its_photo(extract):
    assert extract(documents.CARD.encode()).text.split("\n") == [
        "Wíl Driessen",
        "+31 6 84503377",
        "Beatrixkade 14 Oud-Kessem 6101 AB Nederland",
        "dijkwacht, ook 's nachts",
    ]


def test_a_web_page_without_its_machinery(extract):
    page = (
        "<!doctype html><title>Mail</title><style>p{}</style><script>geheim()</script><p>Geachte&nbsp;heer,<br>het "
        "<b>signaal</b>\n   kwam</p><table><tr><td>a<td>b</table>"
    )
    assert extract(page.encode()).text == "Mail\n\nGeachte heer,\nhet signaal\nkwam\n\na\tb"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_in_the_encodings_people_use(extract, encoding):
    assert extract("Café, € 12,50\r\nénorm".encode(encoding), "a.txt").text == "Café, € 12,50\nénorm"


def test_a_text_without_end_is_cut_and_says_so(extract):
    found = extract(b"regel van vijftig tekens, steeds weer dezelfde regel\n" * 40_000, "log.txt")
    assert len(found.text) <= MAX_CHARACTERS
    assert found.note == "Alleen de eerste 1.000.000 tekens zijn bewaard."


def test_a_pdf_page_by_page(extract):
    found = extract(documents.pdf("Spreeklijn bezoek hoogwater", "Contact: Floor Mensink"))
    assert found == Extracted("Spreeklijn bezoek hoogwater\nContact: Floor Mensink")


def test_a_scanned_page_is_recognised_and_said_to_be(extract):
    found = extract(documents.scan("Besluit noodpompen"))
    assert found == Extracted("Besluit noodpompen", How.OCR)


@pytest.mark.parametrize("options", [{"form": "JPEG"}, {"size": (900, 300)}, {"form": "WEBP"}])
def test_a_photo_of_a_notice_is_recognised(extract, options):
    assert extract(documents.photo_of("Piketlijst hoogwater", **options)).text == "Piketlijst hoogwater"


def test_a_photo_of_nothing_has_no_text(extract):
    noise = Image.effect_noise((600, 400), 90)
    made = io.BytesIO()
    noise.save(made, "JPEG")
    assert extract(made.getvalue()).text == ""


def test_letters_on_glass_are_read_as_on_paper(extract):
    glass = (
        Image.open(io.BytesIO(documents.photo_of("Dijkstraat ontruimd"))).convert("L").point(lambda grey: 255 - grey)
    )
    picture = Image.new("RGBA", glass.size, "black")
    picture.putalpha(glass)
    made = io.BytesIO()
    picture.save(made, "PNG")
    assert extract(made.getvalue()).text == "Dijkstraat ontruimd"


def test_where_recognition_is_absent_a_picture_waits_for_it(extract, no_tesseract):
    with pytest.raises(RecognitionMissing):
        extract(documents.photo_of("Piketlijst"))
    with pytest.raises(RecognitionMissing):
        extract(documents.scan("Besluit"))


def test_recognition_that_takes_too_long_is_broken_off(extract, monkeypatch, tmp_path):
    slow = tmp_path / "bin" / "tesseract"
    slow.parent.mkdir()
    slow.write_text('#!/bin/sh\ncase "$1" in --list-langs) echo nld;; *) exec sleep 30;; esac\n')
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{Path(shutil.which('sleep')).parent}")
    monkeypatch.setattr("archive.extraction.text_recognition.SECONDS", 1)
    is_available.cache_clear()
    with pytest.raises(NotReadable, match="duurde te lang"):
        extract(documents.photo_of("Piketlijst"))
    is_available.cache_clear()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (documents.pdf("Geheim", password="x"), "met een wachtwoord"),
        (b"%PDF-1.7 en verder niets", "beschadigd"),
        (documents.word("Nota")[:-200] + bytes(200), "niet te openen|beschadigd"),
        (documents.word_of_parts("<w:p>"), "XML"),
        (documents.photo_of("x")[:60], "beschadigd"),
    ],
    ids=["locked", "no pdf", "no zip", "no xml", "no png"],
)
def test_what_cannot_be_read_says_why(tmp_path, monkeypatch, data, reason):
    # The process that reads has not loaded WeasyPrint, which switches this on for everybody.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    path = tmp_path / "nota.docx"
    path.write_bytes(data)
    kind = media_type_of(path, "")
    if kind == "application/zip":
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    with pytest.raises(NotReadable, match=reason):
        extractor_for(kind).extract(path)
