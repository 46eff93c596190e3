"""Which importer reads a file is judged by what is in it."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from archive.importing import importers
from archive.reading.containers import ImportRefused, open_container
from archive.recognising import recognise
from tests.archive.importers.reading import make_database

CORPUS = Path(__file__).parents[1] / "corpus"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)) * 8


def recognised(path: Path) -> str:
    with open_container(path) as container:
        return recognise(container).export.importer.name


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


def zipped(folder: Path, name: str, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(folder / name, "w") as archive:
        for member, content in files.items():
            archive.writestr(member, content)
    return folder / name


def phone_database(folder: Path) -> bytes:
    script = next((CORPUS / "imessage_db/iphone").rglob("*.sql")).read_text()
    return make_database(folder / "made.db", script).read_bytes()


WHATSAPP = b"18-02-2026 14:03 - Jan: hoi\n18-02-2026 14:04 - Eva: ja\n"
TELEGRAM = (CORPUS / "telegram_json/single_chat_of_2019/source.json").read_bytes()


def test_the_database_in_the_report_of_a_phone_is_no_export_of_its_own(tmp_path: Path) -> None:
    """Regression: files/Database/sms.db was read and the whole report passed over."""
    report = (CORPUS / "ufdr_xml/whatsapp_every_kind/source/report.xml").read_bytes()
    files = {"report.xml": report, "files/Database/sms.db": phone_database(tmp_path)}
    with open_container(zipped(tmp_path, "iPhone.ufdr", files)) as container:
        found = recognise(container)
    assert found.export.importer.name == "ufdr_xml"
    assert [other.importer.name for other in found.attached] == ["imessage_db"]
    assert "«files/Database/sms.db»" in found.notices()[0]


@pytest.mark.parametrize("telegram", ["result.json", "Telegram/result.json"])
def test_two_exports_side_by_side_are_refused_and_both_named(tmp_path: Path, telegram: str) -> None:
    """Regression: the Telegram chat was read and the WhatsApp chat passed over."""
    files = {"WhatsApp-chat met Jan.txt": WHATSAPP, telegram: TELEGRAM}
    with pytest.raises(ImportRefused, match="meer dan één export") as refused:
        recognised(zipped(tmp_path, "Levering.zip", files))
    assert "«WhatsApp-chat met Jan.txt»" in str(refused.value)
    assert f"«{telegram}»" in str(refused.value)
    assert "Lever ze apart in" in str(refused.value)


@pytest.mark.parametrize("name", ["result.json", "réunion & verslag.json"])
def test_an_export_that_somebody_attached_to_a_chat_is_an_attachment(tmp_path: Path, name: str) -> None:
    """Regression: what was attached was read and the chat itself passed over."""
    chat = WHATSAPP + f"18-02-2026 14:05 - Jan: {name} (bestand bijgevoegd)\n".encode()
    path = zipped(tmp_path, "WhatsApp-chat met Jan.zip", {"WhatsApp-chat met Jan.txt": chat, name: TELEGRAM})
    with open_container(path) as container:
        found = recognise(container)
    assert found.export.importer.name == "whatsapp_txt"
    assert [other.members for other in found.attached] == [(name,)]


def test_two_exports_that_name_each_other_are_refused(tmp_path: Path) -> None:
    chat = WHATSAPP + b"18-02-2026 14:05 - Jan: result.json (bestand bijgevoegd)\n"
    telegram = TELEGRAM.replace(b'"name":', b'"x": "files/chat.txt", "name":', 1)
    with pytest.raises(ImportRefused, match="meer dan één export"):
        recognised(zipped(tmp_path, "Levering.zip", {"chat.txt": chat, "result.json": telegram}))


MAIL = next((CORPUS / "eml/one_mail").glob("source*")).read_bytes()
PAGE = (CORPUS / "purview_html/labels_in_utc/source.html").read_bytes()
SMS = (CORPUS / "sms_xml/sms_of_a_phone/source.xml").read_bytes()
OTHER_EXPORTS = {
    "WhatsApp-chat met Jan.txt": ("whatsapp_txt", WHATSAPP),
    "result.json": ("telegram_json", TELEGRAM),
    "sms.xml": ("sms_xml", SMS),
}


@pytest.mark.parametrize("other", OTHER_EXPORTS)
@pytest.mark.parametrize("folder", ["", "map/"])
def test_mail_and_transcripts_beside_an_export_of_another_app_are_told(tmp_path: Path, other: str, folder: str) -> None:
    """Regression: the other export was read, and that the file held mail and a transcript too was said nowhere."""
    name, content = OTHER_EXPORTS[other]
    files = {other: content, f"{folder}een.eml": MAIL, f"{folder}twee.eml": MAIL, f"{folder}teams.html": PAGE}
    with open_container(zipped(tmp_path, "Levering.zip", files)) as container:
        found = recognise(container)
    assert (found.export.importer.name, found.attached) == (name, ())
    assert {one.importer.name: set(one.members) for one in found.beside} == {
        "eml": {f"{folder}een.eml", f"{folder}twee.eml"},
        "purview_html": {f"{folder}teams.html"},
    }
    told = " ".join(found.notices())
    assert all(f"«{member}»" in told for member in files if member != other)
    assert told.count("Lever ze apart in") == 2


def test_what_is_no_mail_or_transcript_is_not_told_to_be(tmp_path: Path) -> None:
    files = {"chat.txt": WHATSAPP, "brief.eml": b"Geachte heer,\n", "pagina.html": b"<html><p>hoi</p></html>"}
    with open_container(zipped(tmp_path, "WhatsApp.zip", files)) as container:
        assert recognise(container).notices() == []


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"een.eml": MAIL, "teams.html": PAGE}, ["E-mailbestanden", "«een.eml»", "Teams-transcript", "«teams.html»"]),
        ({"een.eml": MAIL, "iets.json": b"[]"}, ["E-mailbestanden", "«een.eml»", "onbekende vorm: «iets.json»"]),
        ({"teams.html": PAGE, "brief.txt": b"hoi"}, ["Teams-transcript", "«teams.html»", "onbekende vorm: «brief.txt»"]),
    ],
)  # fmt: skip
def test_mail_and_transcripts_that_cannot_be_told_from_another_export_are_refused_by_name(
    tmp_path: Path, files: dict[str, bytes], named: list[str]
) -> None:
    """Regression: it was said that nothing in the file was known."""
    with pytest.raises(ImportRefused, match="meer dan één export") as refused:
        recognised(zipped(tmp_path, "Levering.zip", files))
    assert all(words in str(refused.value) for words in [*named, "Er is niets ingelezen", "Lever ze apart in"])
