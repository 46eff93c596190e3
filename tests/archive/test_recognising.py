"""Which importer reads a file is judged by what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.containers import ImportRefused, open_container
from archive.importing import importers
from archive.recognising import recognise

CORPUS = Path(__file__).parents[1] / "corpus"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)) * 8


def recognised(path: Path) -> str:
    with open_container(path) as container:
        return recognise(container).name


def test_the_extension_says_nothing(tmp_path: Path) -> None:
    chat = tmp_path / "export.dat"
    chat.write_text("18-02-2026 14:03 - Eva: hallo\n")
    backup = tmp_path / "main.txt"
    backup.write_bytes((CORPUS / "signal_jsonl/people_edits_quotes_reactions/source.jsonl").read_bytes())
    assert recognised(chat) == "whatsapp_txt"
    assert recognised(backup) == "signal_jsonl"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (JPEG, "is geen tekst"),
        (b"\0" * 5000, "is geen tekst"),
        (b"PK\x07\x08", "beschadigd"),
        (b"Geachte heer,\n\nZie bijlage.\n", "heeft een onbekende vorm"),
        (b'{"version":"1"}\n', "heeft een onbekende vorm"),
        (b"", "is leeg"),
    ],
)
def test_what_is_no_export_is_refused_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "WhatsApp-chat met Eva.txt"
    path.write_bytes(content)
    with pytest.raises(ImportRefused, match=reason):
        recognised(path)


@pytest.mark.parametrize("name", ["messages.json", "rsmf_manifest.json", "result.json"])
def test_a_number_of_thousands_of_digits_is_refused(tmp_path: Path, name: str) -> None:
    """Regression: looking what such a file is ended the process, without a word."""
    (tmp_path / name).write_bytes(b'{"messages":[{"creator":' + b"9" * 5000 + b"}]}")
    with pytest.raises(ImportRefused, match="heeft een onbekende vorm"):
        recognised(tmp_path / name)


def test_a_refusal_names_the_formats_that_were_tried(tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_text("Geachte heer,\n")
    with pytest.raises(ImportRefused) as refused:
        recognised(tmp_path / "brief.txt")
    assert all(importer.label in str(refused.value) for importer in importers)


def test_every_importer_has_a_corpus() -> None:
    assert {importer.name for importer in importers} == {path.name for path in CORPUS.iterdir() if path.is_dir()}
