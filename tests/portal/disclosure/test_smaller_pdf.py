"""What makes a PDF smaller changes nothing of what it shows or says."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Name, Pdf
from PIL import Image, ImageCms

from tests.portal.disclosure import sample
from woo_portal.disclosure import colour_profile, glyphs
from woo_portal.disclosure.formats.pdf import render_document
from woo_portal.disclosure.leak_check.engines import read_pdf
from woo_portal.disclosure.leak_check.merged import differences, read_whole
from woo_portal.disclosure.merging import merge
from woo_portal.disclosure.packing import deflated
from woo_portal.disclosure.page_descriptions import shortened

NAMES, TITLE = ("documenten/0001.pdf", "documenten/0002.pdf"), "Alles"
BAR = (
    b"q\nq\n149.797724 99.309384 60 14 re\nW\nn\n/Artifact\nBMC\nq\n0.14902 0.14902 0.14902 rg\n"
    b"149.797724 99.309384 60 14 re\nW\nn\n149.797724 99.309384 60 14 re\nf\nQ\nEMC\nQ\nq\n/Span\n<</MCID 1>>\nBDC\n/a1.0 gs\n"
    b"1 1 1 rg\nBT\n1 0 0 -1 166.656611 109.730478 Tm\n/HUHQIP 9.333008 Tf\n[<0018>0<0011>0] TJ\nET\nEMC\nQ\nQ\n"
)


@pytest.fixture(scope="module")
def parts() -> list[bytes]:
    texts = ("Zebra", "Jacht")
    documents = [sample.only(text, number=f"000{number}") for number, text in enumerate(texts, 1)]
    disclosure = sample.disclosure(*documents)
    return [render_document(disclosure.heading(document), document) for document in disclosure.documents]


@pytest.fixture(scope="module")
def whole(parts: list[bytes]) -> bytes:
    return merge(parts, names=NAMES, title=TITLE)


def fonts(pdf: Pdf) -> dict[str, pikepdf.Object]:
    return {str(font.BaseFont): font for page in pdf.pages for font in page.resources.Font.values()}


def test_a_bar_is_drawn_and_written_from_its_place() -> None:
    assert shortened(BAR).startswith(
        b"q\n1 0 0 1 149.8 99.3 cm\n/Artifact\nBMC\nq\n0.14902 0.14902 0.14902 rg\n0 0 60 14 re\nf\n"
    )
    assert b"1 0 0 -1 16.9 10.4 Tm\n/HUHQIP 9.333008 Tf\n[<00180011>] TJ\nET\nEMC\nQ\n" in shortened(BAR)


def test_a_clip_that_holds_for_more_than_a_bar_stays() -> None:
    more = BAR.replace(b"f\nQ\nEMC\nQ\nq\n", b"f\nQ\nEMC\n").replace(b"Q\nQ\n", b"Q\n")
    assert shortened(more).count(b"W\nn\n") == 1


def test_the_profile_is_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(colour_profile.srgb()))
    picture = Image.frombytes("RGB", (64, 64), bytes(place * 7 % 256 for place in range(3 * 64 * 64)))
    other = ImageCms.applyTransform(
        picture, ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    )
    assert max(abs(one - two) for one, two in zip(picture.tobytes(), other.tobytes(), strict=True)) <= 1


def test_a_merged_pdf_has_each_font_once_with_all_glyphs_of_its_parts(parts: list[bytes], whole: bytes) -> None:
    known: dict[str, set[int]] = {}
    for part in parts:
        with Pdf.open(io.BytesIO(part)) as pdf:
            for name, font in fonts(pdf).items():
                known.setdefault(name.partition("+")[2], set()).update(glyphs.read(font).glyphs)
    with Pdf.open(io.BytesIO(whole)) as pdf:
        joined = {name.partition("+")[2]: set(glyphs.read(font).glyphs) for name, font in fonts(pdf).items()}
        assert len(fonts(pdf)) == len(known)
    assert joined == known


def _facts(font: glyphs.Font) -> set[bytes]:
    return {fact for number, glyph in font.glyphs.items() for fact in glyphs.facts_of(b"", number, glyph)}


def _glyph_more(font: glyphs.Font) -> bytes:
    more = {**font.glyphs, font.count - 2: glyphs.Glyph(b"Zwaluwkamp", b"abcd", None, None)}
    return glyphs.program(glyphs.Font(font.kind, font.count, more))


def _glyph_otherwise(font: glyphs.Font) -> bytes:
    number, other = max(font.glyphs), font.glyphs[max(font.glyphs)]
    drawn = {**font.glyphs, number: other._replace(outline=b"Zwaluwkamp")}
    return glyphs.program(glyphs.Font(font.kind, font.count, drawn))


def _more_behind(font: glyphs.Font) -> bytes:
    return glyphs.program(font) + b"Zwaluwkamp"


@pytest.mark.parametrize("change", [_glyph_more, _glyph_otherwise, _more_behind])
def test_a_font_that_holds_anything_else_is_found(change, parts: list[bytes], whole: bytes) -> None:
    known = [read_pdf(part).fingerprint for part in parts]
    assert list(differences(read_whole(whole), known, names=NAMES, title=TITLE)) == []

    with Pdf.open(io.BytesIO(whole)) as pdf:
        font = next(iter(fonts(pdf).values()))
        program = font.DescendantFonts[0].FontDescriptor.FontFile2
        program.write(deflated(change(glyphs.read(font))), filter=Name.FlateDecode)
        written = io.BytesIO()
        pdf.save(written, fix_metadata_version=False)
    assert list(differences(read_whole(written.getvalue()), known, names=NAMES, title=TITLE))


def test_a_glyph_that_one_document_has_as_a_part_of_another_letter_only_is_joined_and_every_fact_is_kept() -> None:
    """It once stopped a package: the check took a glyph without a letter for another one than the same with its letter."""
    kind = (b"Font", b"head", b"hhea", b"maxp")
    letter = glyphs.Font(kind, 2, {1: glyphs.Glyph(b"outline", b"abcd", 500, b"00ea")})
    part = glyphs.Font(kind, 2, {1: glyphs.Glyph(b"outline", b"abcd", None, None)})
    for one, other in ((letter, part), (part, letter)):
        both = glyphs.together(one, other)
        assert both is not None
        assert _facts(both) == _facts(one) | _facts(other)
    otherwise = glyphs.Font(kind, 2, {1: glyphs.Glyph(b"outline", b"abcd", 500, b"00eb")})
    assert glyphs.together(letter, otherwise) is None
