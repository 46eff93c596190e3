"""A shown attachment as it is published: pictures of its pages, read aloud and searchable, with nothing under a box."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from tests.archive.extraction import documents
from tests.portal.disclosure import sample
from tests.portal.disclosure.reading import failures, spoken
from woo_portal.disclosure import inventory
from woo_portal.disclosure.formats import pdf
from woo_portal.disclosure.formats.attached_pdf import AttachedPdf
from woo_portal.disclosure.leak_check import Checker, Secret, check
from woo_portal.disclosure.package import files_of
from woo_portal.disclosure.publishing import (
    AttachedDocument,
    AttachedPage,
    AttachmentRuns,
    DisclosureSet,
    File,
    Judgement,
    PageLine,
)

LINE = PageLine("Peil Kadewijk 3,42 m", "Peil Kadewijk 3,42 m", 0.045, 0.36, 0.6, 0.16)


@pytest.fixture
def pictured(tmp_path: Path):
    """A set with a shown attachment of two pages, a screenshot and a photo, and one that is withheld whole."""
    pages = []
    for name, form, size in (("scherm", "PNG", (900, 300)), ("foto", "JPEG", (600, 1200))):
        path = tmp_path / name
        path.write_bytes(documents.photo_of("Peil Kadewijk 3,42 m", form=form, size=size))
        pages.append(AttachedPage(hashlib.sha256(path.read_bytes()).hexdigest(), path.read_bytes, *size, (LINE,)))
    facts = {"kind": "afbeelding", "parent": "0012", "entry": 8, "day": date(2024, 3, 14), "thread": 1}
    shown = AttachedDocument(
        number="B001",
        title=sample.runs("peil ", sample.NAME, ".jpg"),
        judgement=Judgement.PARTIAL,
        grounds=sample.NAME,
        pages=tuple(pages),
        **facts,
    )
    withheld = AttachedDocument(
        number="B002",
        title=sample.runs("kaart.png"),
        judgement=Judgement.WITHHELD,
        grounds=sample.STATE,
        pages=(),
        **facts,
    )
    carried = (
        AttachmentRuns(shown.title, "afbeelding", "B001"),
        AttachmentRuns(withheld.title, "afbeelding", withheld=sample.runs(sample.STATE)),
    )
    chat = sample.chat((sample.said(8, "20.15", sample.DIRECTOR, "Zie foto", attachments=carried),))
    return replace(sample.disclosure(chat), attachments=(shown, withheld))


def rendered(disclosure: DisclosureSet) -> bytes:
    file = next(AttachedPdf().render(disclosure))
    assert file.name == "documenten/B001.pdf"
    return file.content


def slip(disclosure: DisclosureSet) -> bytes:
    """The file of the second attachment, which is withheld whole."""
    _, file = AttachedPdf().render(disclosure)
    assert file.name == "documenten/B002.pdf"
    return file.content


def test_it_is_pdf_a_2a_and_pdf_ua_1(pictured):
    assert failures(rendered(pictured)) == []


def test_a_screen_reader_says_what_it_is_and_the_words_in_the_picture(pictured):
    content = rendered(pictured)
    said = spoken(content)
    assert (
        said[0] == "H1: Document B001 peil [weggelakt, grond 5.1.2e, Eerbiediging van de persoonlijke levenssfeer].jpg"
    )
    assert said[1] == "P: Bijlage (afbeelding) bij document 0012, nr. 8 · 2 bladzijden · Ministerie van Water en Ruimte"
    assert said.count("P: Peil Kadewijk 3,42 m") == 2
    with pikepdf.open(io.BytesIO(content)) as opened:
        figures = [
            str(item.Alt)
            for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ]
    assert figures == [
        f"Beeld van bladzijde {page} van 2 van bijlage B001. De herkende tekst volgt." for page in (1, 2)
    ]


def test_one_that_is_withheld_whole_has_a_slip_with_its_ground_in_its_place(pictured):
    content = slip(pictured)
    assert failures(content) == []
    assert spoken(content)[1:5] == [
        "P: Bijlage (afbeelding) bij document 0012, nr. 8 · Ministerie van Water en Ruimte",
        "P: Niet openbaar · gronden: 5.1.2i",
        "P: Deze bijlage is niet openbaar gemaakt. De gronden staan hieronder, met de tekst van de wet.",
        "H2: Gronden in dit document",
    ]


def test_the_words_lie_over_the_picture_and_are_not_seen(pictured):
    with pypdfium2.PdfDocument(rendered(pictured)) as document:
        page = document[1]
        text = page.get_textpage()
        assert "Peil Kadewijk 3,42 m" in text.get_text_range()
        assert "Document B001 – pagina 2 van 3" in text.get_text_range()
        left, bottom, right, top = text.get_charbox(text.search("Kadewijk").get_next()[0])
        width, height = page.get_size()
        assert 0 < left < right < width
        assert 0 < bottom < top < height
        seen = page.render(scale=2).to_pil().convert("RGB")
    wall = seen.getpixel((int(width), (2 * 70)))
    assert wall == (240, 238, 230)


def test_every_picture_stays_on_its_page(pictured):
    with pypdfium2.PdfDocument(rendered(pictured)) as document:
        assert len(document) == 3
        sizes = [next(page.get_objects(filter=(3,))).get_bounds() for page in (document[1], document[2])]
    for left, bottom, right, top in sizes:
        assert 60 < left < right < 535
        assert 60 < bottom < top < 785


def test_a_photo_is_in_it_as_it_was_burned_byte_for_byte(pictured):
    with pikepdf.open(io.BytesIO(rendered(pictured))) as opened:
        raw = [
            item.read_raw_bytes()
            for item in opened.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Filter") == "/DCTDecode"
        ]
    assert raw == [pictured.attachments[0].pages[1].image()]


def test_a_picture_of_which_the_last_byte_ends_a_line_is_whole(pictured, tmp_path):
    """One in 256 does; a reader might take that byte and the end of line after it for one (ISO 19005-2, 6.1.7.1)."""
    for shade in range(100_000):
        written = io.BytesIO()
        Image.new("RGB", (1, 1), (shade % 256, shade // 256 % 256, 7)).save(written, "PNG")
        if written.getvalue()[-17:-16] == b"\r":
            break
    assert written.getvalue()[-17:-16] == b"\r"
    path = tmp_path / "punt"
    path.write_bytes(written.getvalue())
    page = replace(pictured.attachments[0].pages[0], image=path.read_bytes, width=1, height=1)
    alone = replace(pictured.attachments[0], pages=(page,))
    content = rendered(replace(pictured, attachments=(alone,)))
    assert b"\r\nendstream" not in content
    assert failures(content) == []
    assert findings(replace(pictured, attachments=(alone,))) == set()


def test_the_same_pages_are_the_same_bytes_wherever_they_lie(pictured, tmp_path):
    moved = tmp_path / "elders"
    moved.write_bytes(pictured.attachments[0].pages[0].image())
    first = replace(pictured.attachments[0].pages[0], image=moved.read_bytes)
    again = replace(pictured.attachments[0], pages=(first, pictured.attachments[0].pages[1]))
    assert rendered(replace(pictured, attachments=(again,))) == rendered(pictured)


def test_the_message_says_where_it_is_or_on_which_ground_it_is_not(pictured):
    chat = pictured.documents[0]
    said = spoken(pdf.render_document(pictured.heading(chat), chat))
    token = "[weggelakt, grond 5.1.2i, Goed functioneren van de Staat en bestuursorganen]"
    assert said[-7].endswith(".jpg – zie document B001")
    assert said[-6] == f"P: Bijlage: afbeelding kaart.png – geweigerd {token}"


def test_the_inventory_has_a_line_for_each_that_was_decided_on(pictured):
    lines = [(line[0], line[2], line[5], line[6], line[7], line[8], line[9]) for line in inventory.lines(pictured)]
    told = "Bijlage bij document 0012, nr. 8."
    assert lines[1:] == [
        ("B001", "B001.pdf", "bijlage (afbeelding)", 0, "deels openbaar", "5.1.2e", told),
        ("B002", "B002.pdf", "bijlage (afbeelding)", 0, "niet openbaar", "5.1.2i", told),
    ]
    assert inventory.summary(pictured) == "1 document en 2 bijlagen: 2 deels openbaar, 1 niet openbaar"


def findings(disclosure: DisclosureSet, *secrets: str, files: list[File] | None = None) -> set[tuple[str, str]]:
    made = files or list(files_of(disclosure))
    report = check(made, [Secret(text, "bericht 7, tekst") for text in secrets], disclosure)
    return {(finding.file, finding.channel) for finding in report.findings}


@pytest.fixture(autouse=True)
def packages(settings, tmp_path: Path) -> None:
    settings.PACKAGE_DIR = tmp_path / "packages"


def test_a_package_with_attachments_passes_the_leak_check(pictured):
    assert findings(pictured, "Wilhelmina Driessen", "06-12345678") == set()


def test_what_is_withheld_from_a_message_may_not_be_read_in_a_picture_unless_a_person_decided_so(pictured):
    assert findings(pictured, "Kadewijk") == {
        ("document B001", "tekst in beeld, bladzijde 1"),
        ("document B001", "tekst in beeld, bladzijde 2"),
    }

    on_purpose = replace(LINE, sought="Peil … 3,42 m")
    pages = tuple(replace(page, lines=(on_purpose,)) for page in pictured.attachments[0].pages)
    decided = replace(pictured, attachments=(replace(pictured.attachments[0], pages=pages), pictured.attachments[1]))
    assert findings(decided, "Kadewijk") == set()


SAID = "Wij gaan tot drie miljoen, en geen cent verder. Zeg dat niet tegen de raad!"


def read_in(pictured: DisclosureSet, text: str) -> DisclosureSet:
    """The set with this text in its picture."""
    page = replace(pictured.attachments[0].pages[0], lines=(replace(LINE, text=text, sought=text),))
    return replace(pictured, attachments=(replace(pictured.attachments[0], pages=(page,)),))


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("wij gaan tot\ndrie", True),
        ("Dat ZEG DAT NIET tegén mij", True),
        ("tot drie miljoen", False),
        ("wij gaan … drie miljoen en", False),
    ],
)
def test_a_screenshot_of_a_part_of_a_withheld_message_was_no_leak(pictured, text, is_told):
    """Regression: only the whole message, from its first word to its last, was sought in pictures."""
    secret = Secret(SAID, "bericht 31, tekst", is_told_by_runs=True)
    found = list(Checker([secret], read_in(pictured, text)).check_set())
    assert [finding.channel for finding in found] == ["tekst in beeld, bladzijde 1"] * is_told


def test_words_of_a_withheld_message_that_are_shown_elsewhere_may_stand_in_a_picture(pictured):
    secret = Secret(SAID, "bericht 31, tekst", is_told_by_runs=True)
    leaking = read_in(pictured, "Wij gaan tot drie")
    lawful = sample.chat((sample.said(8, "20.15", sample.DIRECTOR, "Wij gaan tot drie uur door"),))
    assert list(Checker([secret], replace(leaking, documents=(lawful,))).check_set()) == []
    left_out = replace(secret, is_told_by_runs=False)
    assert list(Checker([left_out], leaking).check_set()) == []


def test_a_secret_that_stands_whole_in_a_picture_is_told_once(pictured):
    secret = Secret(SAID, "bericht 31, tekst", is_told_by_runs=True)
    assert len(list(Checker([secret], read_in(pictured, SAID)).check_set())) == 1


def with_metadata(path: Path) -> None:
    """The photo once more, with what a camera writes beside the pixels, and something after its end."""
    exif = Image.Exif()
    exif[0x013B] = "W. Peeters"
    with Image.open(path) as picture:
        picture.load()
        picture.save(path, "JPEG", exif=exif, comment=b"W. Peeters")


def test_a_picture_that_holds_more_than_pixels_is_a_finding(pictured, tmp_path):
    with_metadata(tmp_path / "foto")
    assert ("documenten/B001.pdf", "meer dan beeldpunten in een beeld") in findings(pictured)


def test_what_stands_after_the_end_of_a_picture_is_a_finding(pictured, tmp_path):
    path = tmp_path / "foto"
    path.write_bytes(path.read_bytes() + b"W. Peeters")
    assert ("documenten/B001.pdf", "meer dan beeldpunten in een beeld") in findings(pictured)
