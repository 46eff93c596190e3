"""Attachments that were made to do harm: each is read in a process of its own, and none takes the reader down."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from archive.extraction import apart, confined
from archive.extraction.apart import ROOT
from archive.extraction.confined import Reading, read_confined
from archive.extraction.contract import ReadingState
from tests.archive.extraction import documents


@pytest.fixture
def read(tmp_path: Path):
    """Read these bytes in a process of their own."""

    def run(data: bytes, name: str = "bijlage") -> Reading:
        path = tmp_path / "0123"
        path.write_bytes(data)
        folder = tmp_path / "gemaakt"
        folder.mkdir(exist_ok=True)
        return read_confined(path, file_name=name, folder=folder)

    return run


def test_an_ordinary_document_is_read(read):
    reading = read(documents.word("Het signaal kwam om 16.10"), "nota.docx")
    assert reading.state is ReadingState.READ
    assert "Het signaal kwam om 16.10" in reading.text
    assert reading.problem == ""


def _word_bomb() -> bytes:
    return documents.word_of_parts(f"<w:p><w:t>{'A' * 300_000_000}</w:t></w:p>")


def _entity_bomb() -> bytes:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    main = f'<!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]><w:document xmlns:w="{documents.W}"><w:t>&l11;</w:t></w:document>'
    return documents.packed({"word/document.xml": main})


def _picture_bomb() -> bytes:
    """A PNG of 117 bytes that says it is 60,000 by 60,000: 10 GB of pixels."""
    start = documents.photo_of("x", size=(4, 4))
    return start[:16] + (60_000).to_bytes(4, "big") * 2 + start[24:]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_word_bomb, "onaannemelijk groot"),
        (_entity_bomb, "beschadigd"),
        (_picture_bomb, "beschadigd|te groot"),
        (lambda: documents.photo_of("x", size=(12_000, 12_000)), "te groot om te openen: 12000 bij 12000"),
    ],
)
def test_a_bomb_is_named_and_does_not_go_off(read, make, reason):
    data = make()
    began = time.monotonic()
    reading = read(data)
    assert reading.state is ReadingState.FAILED
    assert re.search(reason, reading.problem)
    assert time.monotonic() - began < 10


def test_what_never_ends_is_ended(read, monkeypatch):
    """One cell in the last row and column of a sheet: a library that fills up the rows before it goes on for hours."""
    monkeypatch.setattr(confined, "SECONDS", 3)
    cell = '<row r="{0}"><c r="XFD{0}"><v>1</v></c></row>'
    book = documents.sheet(("a",))
    rows = "".join(cell.format(row) for row in range(1, 40_000))
    name = "xl/worksheets/sheet1.xml"
    began = time.monotonic()
    reading = read(_with_member(book, name, f'<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData></worksheet>'))
    assert reading.state is ReadingState.FAILED
    assert reading.problem == "Het lezen duurde te lang en is afgebroken."
    assert time.monotonic() - began < 10


_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _with_member(package: bytes, name: str, data: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    return documents.packed(members | {name: data.encode()})


@pytest.mark.parametrize(
    ("deed", "sign"),
    [
        ("bytearray(3 * 1024**3)", "MemoryError"),
        ("open('groot', 'wb').write(bytes(64 * 1024**2))", "File too large"),
        ("resource.setrlimit(resource.RLIMIT_AS, (-1, -1)) or print(resource.getrlimit(resource.RLIMIT_AS))", "limit"),
    ],
)
def test_the_process_has_limits_it_cannot_raise(tmp_path, deed, sign):
    code = f"import resource\nfrom archive.extraction.apart import confine\nconfine(60)\n{deed}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert sign in done.stderr + done.stdout


def test_a_reader_that_is_killed_is_a_file_that_is_not_read(read, monkeypatch):
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    assert read(b"Dag").problem.startswith("Het lezen is afgebroken")


def test_the_process_knows_nothing_of_the_portal(read, monkeypatch, tmp_path):
    """A file that got hold of the process finds no key and no address in its environment."""
    spy = tmp_path / "bin" / "tesseract"
    spy.parent.mkdir()
    spy.write_text('#!/bin/sh\n/usr/bin/env > "$HOME/gezien"\necho nld\n')
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", str(spy.parent))
    monkeypatch.setenv("DATABASE_URL", "postgresql://geheim")
    monkeypatch.setenv("WOO_SECRET_KEY", "geheim")
    read(documents.photo_of("Piket"))
    seen = (tmp_path / "gemaakt" / "gezien").read_text()
    assert "PATH=" in seen
    assert "geheim" not in seen
    assert "DJANGO" not in seen


def test_without_recognition_a_photo_is_shown_and_waits(read, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    reading = read(documents.photo_of("Piketlijst"))
    assert reading.state is ReadingState.NO_OCR
    assert reading.thumbnail == (240, 80)


def test_a_film_holds_no_text(read):
    reading = read(b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64), "VID.mp4")
    assert (reading.state, reading.media_type) == (ReadingState.NO_TEXT, "video/mp4")


def test_a_file_too_large_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(confined, "MAX_BYTES", 10)
    path = tmp_path / "0123"
    path.write_bytes(b"elf letters")
    reading = confined._read(path, "brief.txt", tmp_path)
    assert (reading.media_type, reading.problem) == ("text/plain", "Het bestand is te groot om erin te lezen.")


@pytest.mark.parametrize(
    "data",
    [
        documents.word("Nota over de pompen"),
        documents.slides("Piek", "notitie"),
        documents.sheet(("pomp", 1, documents.TODAY)),
        documents.open_text("<office:body><text:p>Nota</text:p></office:body>"),
        documents.pdf("Offerte", "bladzijde twee"),
        documents.CARD.encode(),
        b"<!doctype html><p>Dag<table><tr><td>a",
        documents.photo_of("x", size=(60, 40), form="JPEG"),
        documents.photo_of("x", size=(60, 40)),
        documents.photo_of("x", size=(60, 40), form="GIF"),
    ],
    ids=["docx", "pptx", "xlsx", "odt", "pdf", "vcf", "html", "jpeg", "png", "gif"],
)
def test_a_hundred_damaged_files_of_each_kind_give_a_reading_or_a_reason(data, tmp_path, monkeypatch):
    monkeypatch.setattr("archive.attachments.picture.recognised", lambda picture: "")
    chance = random.Random(len(data))
    path = tmp_path / "0123"
    for _ in range(100):
        path.write_bytes(_damaged(data, chance))
        reading = confined._read(path, "bijlage", tmp_path)
        assert reading.state is not ReadingState.WAITING
        assert reading.problem or reading.state is not ReadingState.FAILED


def _damaged(data: bytes, chance: random.Random) -> bytes:
    kind = chance.randrange(3)
    at = chance.randrange(len(data))
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + data[at + chance.randrange(1, 200) :]
    mutated = bytearray(data)
    for _ in range(chance.randrange(1, 20)):
        mutated[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(mutated)
