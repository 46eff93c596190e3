"""Rules of the SMS importer: what is repaired in XML that is not valid, wherever a file is cut in pieces, and what is refused."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.importers.sms_xml.xml_stream import elements
from archive.importing import HandleKind, ImportOptions, ImportRefused, MessageKind, ParsedConversation
from archive.reading.containers import open_container
from archive.recognising import recognise
from tests.archive.importers.reading import messages, read, write_export

HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"


def backup(*bodies: str) -> str:
    lines = "".join(f'<sms address="+31612345678" date="1771420000000" type="1" body="{body}" />\n' for body in bodies)
    return f'{HEAD}<smses count="{len(bodies)}">\n{lines}</smses>\n'


def written(text: str) -> str:
    """A text as the app writes it: what is beyond U+FFFF as two references, what means something in XML as a name."""
    units = []
    for char in text:
        code = ord(char)
        if code > 0xFFFF:
            units.append(f"&#{0xD800 + ((code - 0x10000) >> 10)};&#{0xDC00 + ((code - 0x10000) & 0x3FF)};")
        elif char in "\n\r\t":
            units.append(f"&#{code};")
        else:
            units.append({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}.get(char, char))
    return "".join(units)


class Trickle(io.BytesIO):
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self._size = size

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self._size)


@given(
    text=st.text(
        st.one_of(
            st.sampled_from("😀🌊👍🏽&#;<\"'\n é"),
            st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
        ),
        max_size=60,
    ),
    size=st.integers(1, 40),
)
def test_what_the_app_writes_is_read_back_wherever_the_file_is_cut(text: str, size: int) -> None:
    found = list(elements(Trickle(backup(written(text)).encode(), size), name="sms.xml"))
    assert [element.attributes["body"] for element in found] == [text]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("&#55357;&#56832;", "😀"),
        ("&#xD83D;&#xDE00;", "😀"),
        ("&#xd83d;&#56832;", "😀"),
        ("&#128512;", "😀"),
        ("a&#55357;", r"a\ud83d"),
        ("&#55357;&#55357;&#56832;", r"\ud83d😀"),
        ("&#56832;&#55357;", r"\ude00\ud83d"),
        ("&#55357; &#56832;", r"\ud83d \ude00"),
        ("&#65534;&#1;&#0;", r"\ufffe\x01\x00"),
        ("&#99999999;", r"\u5f5e0ff"),
        ("&#10;&#13;&#9;", "\n\r\t"),
        ("&amp;#55357;", "&#55357;"),
        ("\x02", r"\x02"),
    ],
)
def test_what_is_no_character_stays_visible(tmp_path: Path, body: str, text: str) -> None:
    assert [message.text for message in messages(read(write_export(tmp_path, backup(body), name="sms.xml")))] == [text]


def test_bytes_that_are_no_utf8_stay_visible(tmp_path: Path) -> None:
    path = write_export(tmp_path, backup("caf@").encode().replace(b"@", b"\xe9"), name="sms.xml")
    assert messages(read(path))[0].text == r"caf\xe9"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_backup_saved_anew_is_read(tmp_path: Path, encoding: str) -> None:
    path = write_export(tmp_path, backup("één 🌊").encode(encoding), name="sms.xml")
    assert messages(read(path))[0].text == "één 🌊"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (backup("x").replace("<smses", "<!DOCTYPE smses>\n<smses"), "DOCTYPE"),
        (backup("x").replace("</smses>", ""), "breekt af"),
        (backup("x") + "<smses/>", "breekt af"),
        (backup("&onbekend;"), "breekt af"),
        (backup("x").replace("</smses>", "<mms>" * 30), "breekt af"),
        (backup("x").replace('body="x"', 'body="x" body="y"'), "breekt af"),
    ],
)
def test_a_document_that_is_not_whole_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        read(write_export(tmp_path, text, name="sms.xml"))


def test_two_backups_are_refused_and_other_files_are_told(tmp_path: Path) -> None:
    write_export(tmp_path, backup("een"), name="sms-1.xml")
    write_export(tmp_path, f"{HEAD}<calls count='0'></calls>", name="calls-1.xml")
    items = read(tmp_path)
    assert getattr(items[-1], "text", "") == "Andere bestanden in de export, die niet gelezen zijn: 1."
    write_export(tmp_path, backup("twee"), name="sms-2.xml")
    with pytest.raises(ImportRefused, match="2 reservekopieën"):
        read(tmp_path)


def test_one_number_written_in_two_ways_is_one_conversation(tmp_path: Path) -> None:
    text = backup("een", "twee").replace("+31612345678", "06 12345678", 1)
    items = read(write_export(tmp_path, text, name="sms.xml"))
    assert len([item for item in items if isinstance(item, ParsedConversation)]) == 1
    assert {(message.sender.kind, message.sender.value) for message in messages(items) if message.sender} == {
        (HandleKind.PHONE, "+31612345678")
    }


def test_memory_does_not_grow_with_the_backup(tmp_path: Path) -> None:
    picture = "A" * 3_000_000
    part = f'<part ct="image/jpeg" name="kade.jpg" data="{picture}" />'
    mms = f'<mms date="1771420000000" msg_box="1" address="+31612345678"><parts>{part}</parts><addrs /></mms>\n'
    path = tmp_path / "sms.xml"
    with path.open("w") as stream:
        stream.write(f"{HEAD}<smses>\n")
        for _ in range(15):
            stream.write(mms)
        stream.write("</smses>")
    with open_container(path) as container:
        importer = recognise(container).export.importer
        tracemalloc.start()
        kinds = [item.kind for item in importer.parse(container, ImportOptions()) if hasattr(item, "kind")]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert kinds == [MessageKind.MEDIA] * 15
    assert peak < len(picture)
