"""A withheld word that is also a word of PDF itself blocks no package; in any place where somebody could read it, it does."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Dictionary, Name, OutlineItem, Pdf

from tests.portal.disclosure import sample
from woo_portal.disclosure.leak_check import Checker, Secret
from woo_portal.disclosure.leak_check.pdf_syntax import without_syntax
from woo_portal.disclosure.publishing import File, formats

WORDS = ("document", "filter", "parent", "element", "schema", "stream", "identity", "object", "content", "default", "profile",
         "description", "property", "metadata", "pattern", "header", "catalog")  # fmt: skip
DISCLOSURE = sample.disclosure(sample.chat(app="Signal"))


@pytest.fixture(scope="module")
def pdfs() -> list[File]:
    made = [file for export in formats for file in export.render(DISCLOSURE) if file.name.endswith(".pdf")]
    assert len(made) == 2
    return made


def channels(file: File, word: str) -> set[str]:
    return {finding.channel for finding in Checker([Secret(word, "bericht 1")], DISCLOSURE).check_file(file).findings}


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_the_format_blocks_no_package(pdfs, word):
    assert [channels(file, word) for file in pdfs] == [set(), set()]


def bookmark(opened: Pdf, word: str) -> None:
    with opened.open_outline() as outline:
        outline.root.append(OutlineItem(word, 0))


def keywords(opened: Pdf, word: str) -> None:
    opened.docinfo.Keywords = word


def metadata(opened: Pdf, word: str) -> None:
    old = opened.Root.Metadata.read_bytes()
    new = old.replace(b"<dc:creator>", f"<dc:rights>{word}</dc:rights><dc:creator>".encode())
    opened.Root.Metadata = opened.make_stream(new)
    opened.Root.Metadata.Type = Name.Metadata


def alternate_text(opened: Pdf, word: str) -> None:
    next(item for item in opened.objects if isinstance(item, Dictionary) and "/Alt" in item).Alt = f"weggelakt: {word}"


def loose_string(opened: Pdf, word: str) -> None:
    opened.pages[0].PieceInfo = Dictionary(Private=opened.make_indirect(pikepdf.String(word)))


def loose_stream(opened: Pdf, word: str) -> None:
    opened.pages[0].PieceInfo = opened.make_stream(f"\x00 {word} \x01".encode())


def name_of_an_object(opened: Pdf, word: str) -> None:
    opened.Root[Name(f"/{word}")] = 1


def longer_name(opened: Pdf, word: str) -> None:
    opened.Root[Name(f"/{word.title()}Geheim")] = 1


PLANTS = (bookmark, keywords, metadata, alternate_text, loose_string, loose_stream, name_of_an_object, longer_name)


# "document" stands lawfully in the titles of the set, so that its bytes may have it anywhere.
@pytest.mark.parametrize("word", WORDS[1:])
@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_planted_anywhere_else_it_is_found(pdfs, plant: Callable[[Pdf, str], None], word):
    target = io.BytesIO()
    with Pdf.open(io.BytesIO(pdfs[-1].content)) as opened:
        plant(opened, word)
        opened.save(target)
    assert channels(File(pdfs[-1].name, target.getvalue()), word)


def test_known_markup_takes_no_neighbour_with_it():
    start, left = b"<x:xmpmeta ", b"<\n "
    assert without_syntax(start + b"<rdf:Descriptions>schema</rdf:li>") == left + b"<rdf:Descriptions>schema<\n>"
    assert without_syntax(b"the stream of\nstream of") == b"the stream of\nstream of"
    assert without_syntax(start + b"<dc:title>partij</dc:title>") == left + b"<\n>partij<\n>"


def test_markup_that_stands_alone_is_read_as_text():
    assert without_syntax(b"<dc:title>partij</dc:title>") == b"<dc:title>partij</dc:title>"


def test_what_known_markup_leaves_makes_no_markup_of_what_stands_beside_it():
    content = b'<x:xmpmeta rdf:parseType="Resource"endstream\n'
    assert without_syntax(content) == b"<\n \nendstream\n"
