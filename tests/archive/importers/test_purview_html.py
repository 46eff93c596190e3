"""Rules of the importer of Purview transcripts: what is taken for one, what is refused, what is never guessed."""

from __future__ import annotations

import random
import tracemalloc
from pathlib import Path

import pytest

from archive.importing import HandleKind, ImportOptions, MessageKind, ParsedConversation, Unreadable
from archive.reading.containers import ImportRefused, open_container
from archive.recognising import recognise
from tests.archive.importers.reading import messages, read
from tests.archive.importers.test_properties import damaged, outcome

CORPUS = Path(__file__).parents[2] / "corpus" / "purview_html"
HEAD = "<!DOCTYPE html><html><head><title>Microsoft Teams</title></head><body>"
MSG = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "__nameid_version1.0".encode("utf-16-le")


def block(text: str, *, sender: str = "Eva Terpstra", at: str = "2026-02-18T09:00:00Z") -> str:
    return (
        f'<div class="message"><span class="sender">{sender}</span><span class="timestamp">{at}</span>'
        f'<div class="message-body">{text}</div></div>\n'
    )


def write(folder: Path, html: str | bytes, *, name: str = "transcript.html") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(html if isinstance(html, bytes) else html.encode())
    return path


@pytest.mark.parametrize(
    "html",
    [
        HEAD.replace("Microsoft Teams", "Chat") + block("over Microsoft Teams"),
        HEAD + "<p>Eva, 18-02-2026 09:00: hallo</p>",
        HEAD + block("zonder moment", at="vanochtend"),
        HEAD + block("zonder afzender", sender=""),
        "Microsoft Teams\n" + block("geen pagina"),
        '<div class="message default clearfix" id="message1"><div class="pull_right date details" '
        'title="18.02.2026 09:00:00 UTC+01:00">09:00</div><div class="from_name">Eva</div><div class="text">hoi</div></div>',
    ],
)
def test_a_page_that_is_no_transcript_of_teams_is_not_taken(tmp_path: Path, html: str) -> None:
    with pytest.raises(ImportRefused, match="onbekende vorm"):
        read(write(tmp_path, html))


@pytest.mark.parametrize(
    "mark",
    ["19:abc123@thread.tacv2", "<i title='8:orgid:1111'>x</i>", "<h1>Purview eDiscovery</h1>", "<p>Teams-gesprek</p>"],
)
def test_what_a_page_says_of_itself_makes_it_one_of_teams(tmp_path: Path, mark: str) -> None:
    path = write(tmp_path, f"<html><body>{mark}{block('hoi')}</body></html>", name="9f2c4e")
    assert [message.text for message in messages(read(path))] == ["hoi"]


@pytest.mark.parametrize(
    ("name", "content"), [("mail.pst", b"!BDN" + bytes(100)), ("a.msg", MSG), ("zonder_naam", MSG), ("b.ost", b"!BDN")]
)
def test_files_of_outlook_are_refused_with_advice(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(ImportRefused, match=r"Outlook-bestand.*HTML-transcripten van Purview, als RSMF of als JSON"):
        read(write(tmp_path, content, name=name))
    for other in ("een.msg", "twee.msg", "Export_Loadfile_1.csv"):
        write(tmp_path / "map", content, name=other)
    with pytest.raises(ImportRefused, match="Outlook-bestand"):
        read(tmp_path / "map")


def test_another_compound_file_is_not_of_outlook(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="is geen tekst"):
        read(write(tmp_path, bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), name="brief.doc"))


def test_a_chat_that_holds_a_transcript_or_a_mail_as_attachment_stays_a_chat(tmp_path: Path) -> None:
    write(tmp_path / "wa", "18-02-2026 14:03 - Eva: hallo\n", name="WhatsApp-chat met Eva.txt")
    write(tmp_path / "wa", HEAD + block("hoi"), name="transcript.html")
    write(tmp_path / "wa", MSG, name="a.msg")
    with open_container(tmp_path / "wa") as container:
        assert recognise(container).export.importer.name == "whatsapp_txt"


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("windows-1252", "cp1252"),
        ("iso-8859-1", "latin-1"),
        ("onzin", "utf-8"),
        ("base64", "utf-8"),
    ],
)
def test_the_encoding_is_what_the_page_says(tmp_path: Path, charset: str, encoding: str) -> None:
    html = f'<html><head><meta charset="{charset}"><title>Teams</title></head><body>{block("Zoë")}</body></html>'
    assert [message.text for message in messages(read(write(tmp_path, html.encode(encoding))))] == ["Zoë"]


def test_a_bad_byte_is_shown_and_utf_16_is_read(tmp_path: Path) -> None:
    found = messages(read(write(tmp_path, HEAD.encode() + block("Zo?").encode().replace(b"?", b"\xeb"))))
    assert [message.text for message in found] == ["Zo\\xeb"]
    assert [message.text for message in messages(read(write(tmp_path, (HEAD + block("Zoë 🌊")).encode("utf-16"))))] == [
        "Zoë 🌊"
    ]


def test_an_address_with_the_name_is_the_person(tmp_path: Path) -> None:
    found = messages(read(write(tmp_path, HEAD + block("hoi", sender="Eva Terpstra &lt;Eva@minwr.example&gt;"))))[
        0
    ].sender
    assert found is not None
    assert (found.kind, found.value, found.shown) == (HandleKind.EMAIL, "eva@minwr.example", "Eva Terpstra")


def test_what_a_page_says_of_a_message_is_kept(tmp_path: Path) -> None:
    html = HEAD + block("weg</div><div class='deleted'>Deleted") + block("beter</div><div class='edited'>Edited")
    found = messages(read(write(tmp_path, html)))
    assert [(message.kind, message.edited) for message in found] == [
        (MessageKind.DELETED, False),
        (MessageKind.TEXT, True),
    ]


def test_a_long_text_before_the_first_message_is_no_head(tmp_path: Path) -> None:
    for before in ("woord " * 1000, "Tom de Wit\n18-02-2026 08:00\nhallo".replace("\n", "<br>")):
        items = read(write(tmp_path, f"{HEAD}<p>{before}</p>{block('hoi')}"))
        assert [item.first_unit for item in items if isinstance(item, Unreadable)] == [1]


def test_two_pages_without_an_id_are_two_conversations(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        write(tmp_path / "map", HEAD + block("hetzelfde"), name=name)
    items = read(tmp_path / "map")
    assert len([item for item in items if isinstance(item, ParsedConversation)]) == 2
    assert len(messages(items)) == 2


def test_memory_does_not_grow_with_the_page(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = write(tmp_path, HEAD + "".join(block(f"bericht {n} " + "tekst " * 400) for n in range(count)))
        with open_container(path) as container:
            tracemalloc.start()
            total = sum(1 for _ in recognise(container).export.importer.parse(container, ImportOptions()))
            highest = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert total > count
        return highest

    peak(20)
    # Up to a megabyte is read to recognise a format; both pages are larger.
    assert peak(560) < peak(420) + 150_000


def test_a_damaged_transcript_is_accounted_for_or_refused(tmp_path: Path) -> None:
    original = (CORPUS / "labels_in_utc" / "source.html").read_bytes()
    small = (HEAD + block("<p>een</p>") + block("<b>twee</b>", sender="Tom")).encode()
    accepted = 0
    for seed in range(1_000):
        source = original if seed % 5 == 0 else small
        accepted += bool(outcome(write(tmp_path, damaged(source, random.Random(seed)))))
    assert accepted > 300
