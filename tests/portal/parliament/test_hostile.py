"""Documents that were made to do harm, or are no documents: each is refused with a reason, and none takes the reader down."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile
from pathlib import Path

import pytest

from archive.extraction.contract import NotReadable
from tests.archive.extraction import documents as attachments
from tests.portal.parliament.documents import FOLDER, packed, typeset
from woo_portal.parliament.reading import reader, xml_tree
from woo_portal.parliament.reading.contents import Contents
from woo_portal.parliament.reading.forms import pdf
from woo_portal.parliament.reading.reader import read, read_apart


@pytest.fixture
def attempt(tmp_path: Path):
    """Read these bytes."""

    def run(data: bytes, name: str = "vragen") -> Contents:
        path = tmp_path / "0123"
        path.write_bytes(data)
        return read(path, file_name=name)

    return run


def _entities(declaration: str) -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE k {declaration}><k><vraag><nr>1</nr><al>&a;</al></vraag></k>'.encode()


def _word_of(body: str) -> bytes:
    return attachments.word_of_parts(body)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (_entities('[<!ENTITY a "ha"><!ENTITY b "&a;&a;">]'), "documenttype"),
        (_entities('[<!ENTITY a SYSTEM "file:///etc/passwd">]'), "documenttype"),
        (b"<?xml version='1.0'?><k>" + b"<a>" * 500 + b"</a>" * 500 + b"</k>", "ingewikkeld"),
        (b"<?xml version='1.0'?><k><vraag>", "beschadigd"),
        (b"<?xml version='1.0'?><brief><al>Dag</al></brief>", "geen publicatie van Kamervragen"),
        (attachments.packed({"word/document.xml": _entities('[<!ENTITY a "ha">]')}), "documenttype"),
        (attachments.packed({"word/document.xml": "<w:document>"}), "beschadigd"),
        (b"%PDF-1.7\nniets", "beschadigd"),
        (b"", "geen tekst|wordt niet gelezen"),
        (b"   \n\n ", "geen tekst"),
        (b"PK\x03\x04nee", "wordt niet gelezen"),
        (attachments.photo_of("Vraag 1"), "wordt niet gelezen"),
        (attachments.slides("Vraag 1", "Klopt dat?"), "wordt niet gelezen"),
        (bytes(range(256)) * 40, "wordt niet gelezen"),
    ],
    ids=["entities", "outside", "deep", "cut off", "other xml", "word entities", "word cut off", "no pdf", "empty",
         "blank", "no zip", "photo", "slides", "bytes"],
)  # fmt: skip
def test_it_is_refused_with_a_reason(attempt, data: bytes, reason: str) -> None:
    with pytest.raises(NotReadable, match=reason):
        attempt(data)


def test_a_small_file_that_unpacks_to_far_too_much_is_refused(attempt) -> None:
    with pytest.raises(NotReadable, match="onaannemelijk groot"):
        attempt(_word_of("<w:p><w:r><w:t>" + "A" * 300_000_000 + "</w:t></w:r></w:p>"))


def test_a_scan_is_named(attempt) -> None:
    with pytest.raises(NotReadable, match="scan"):
        attempt(attachments.scan("Vraag 1"))


def test_a_pdf_with_a_password_is_named(attempt) -> None:
    with pytest.raises(NotReadable, match="wachtwoord"):
        attempt(attachments.pdf("Vraag 1", password="geheim"))


def test_a_pdf_of_too_many_pages_is_read_so_far_and_says_so(attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    page = '<p style="break-after: page">Vraag {0}</p><p>Klopt dat, nummer {0}?</p>'
    contents = attempt(typeset("".join(page.format(number) for number in range(1, 5))))
    assert contents.flags[0].text == "De PDF heeft 5 bladzijden; de eerste 2 zijn gelezen."
    assert [question.label for question in contents.questions] == ["1", "2"]


def test_a_file_too_large_is_not_opened(attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 10)
    with pytest.raises(NotReadable, match="te groot"):
        attempt(b"Vraag 1: wat nu?")


def test_too_many_elements_are_not_kept(attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_tree, "MAX_ELEMENTS", 100)
    with pytest.raises(NotReadable, match="te groot"):
        attempt(b"<?xml version='1.0'?><k>" + b"<vraag/>" * 200 + b"</k>")


def test_a_reader_of_its_own_reads_and_gives_the_reason(tmp_path: Path) -> None:
    good, bad = tmp_path / "goed", tmp_path / "fout"
    good.write_bytes(packed(FOLDER / "vragen_docx" / "source.docx"))
    bad.write_bytes(_entities('[<!ENTITY a "ha">]'))
    assert len(read_apart(good, file_name="2026Z08080.docx").questions) == 4
    with pytest.raises(NotReadable, match="documenttype"):
        read_apart(bad, file_name="vragen.xml")


def test_a_reader_that_is_killed_or_never_ends_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "vragen"
    path.write_bytes(b"Vraag 1: wat nu?")
    monkeypatch.setattr(reader, "SECONDS", 0)
    with pytest.raises(NotReadable, match="te lang"):
        read_apart(path, file_name="vragen.txt")
    monkeypatch.setattr("archive.extraction.apart.sys.executable", "/bin/false")
    monkeypatch.setattr(reader, "SECONDS", 60)
    with pytest.raises(NotReadable, match="afgebroken"):
        read_apart(path, file_name="vragen.txt")


@pytest.mark.parametrize("kind", ["pdf", "docx", "html", "xml"])
def test_fifty_damaged_files_of_each_form_give_contents_or_a_reason(attempt, kind: str) -> None:
    data = {
        "pdf": lambda: typeset("<p>Vraag 1</p><p>Klopt dat?</p>"),
        "docx": lambda: packed(FOLDER / "vragen_docx" / "source.docx"),
        "html": (FOLDER / "bekendmaking_html" / "source.html").read_bytes,
        "xml": (FOLDER / "bekendmaking_xml" / "source.xml").read_bytes,
    }[kind]()
    chance = random.Random(len(data))
    for _ in range(50):
        with contextlib.suppress(NotReadable):
            assert attempt(_damaged(data, chance)).lines


def _damaged(data: bytes, chance: random.Random) -> bytes:
    at, kind = chance.randrange(len(data)), chance.randrange(3)
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + data[at + chance.randrange(1, 200) :]
    mutated = bytearray(data)
    for _ in range(chance.randrange(1, 20)):
        mutated[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(mutated)


def test_a_zip_inside_that_lies_about_its_size_is_refused(attempt) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", "<w:document>" + " " * 60_000_000 + "</w:document>")
    with pytest.raises(NotReadable, match="onaannemelijk groot"):
        attempt(made.getvalue())
