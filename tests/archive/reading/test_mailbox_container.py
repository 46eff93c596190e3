"""A mailbox is taken apart as whoever wrote it put it together: every message once, and nothing left over."""

from __future__ import annotations

import io
import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from archive.importing import ParsedMessage, Unreadable
from archive.reading import mailbox_container
from archive.reading.containers import ImportRefused
from archive.reading.mailbox_container import MailboxContainer, is_mailbox
from tests.archive.importers.reading import read

HEADS = b"From: a@b.example\n\ntekst\n"


def opened(data: bytes, folder: Path) -> list[bytes]:
    box = MailboxContainer(io.BytesIO(data), folder, name="proef.mbox", packed_bytes=len(data))
    found = []
    for member in box.members:
        with box.open(member) as stream:
            found.append(stream.read())
        assert len(found[-1]) == box.size(member)
    return found


@pytest.mark.parametrize(
    "line",
    [
        b"From a@b.example Tue Feb  3 09:00:10 2026\n",
        b"From - Tue Feb 03 10:06:00 2026\r\n",
        b"From 1789@xxx Mon Jan 01 12:00:00 +0000 2024\n",
        b"From \n",
    ],
)
def test_every_shape_of_the_line_before_a_message_begins_one(tmp_path: Path, line: bytes) -> None:
    assert is_mailbox(line + HEADS)
    assert opened(line + HEADS + b"\n" + line + HEADS, tmp_path) == [HEADS + b"\n", HEADS]


@pytest.mark.parametrize(
    "text", [b"From now on\nSubject: x\n", b"From: a@b.example\n\n", b"Fromage 10:00 2026\nA: b\n", b""]
)
def test_text_that_begins_alike_is_no_mailbox(text: bytes) -> None:
    assert not is_mailbox(text)


def test_a_line_longer_than_memory_should_hold_comes_through_whole(tmp_path: Path) -> None:
    line = b"From a@b.example Tue Feb  3 09:00:10 2026\n"
    long = HEADS + b"x" * 200_000 + b"From a@b.example Tue Feb  3 09:00:10 2026\nFrom: geen@b.example\n\n"
    assert opened(line + long + line + HEADS, tmp_path) == [long, HEADS]


def test_what_the_standard_library_writes_is_read_message_for_message(tmp_path: Path) -> None:
    texts = [f"Bericht {n}\n\nFrom {'x' * (n % 7)} de regio {n}\n" + "\n" * (n % 3) for n in range(200)]
    box = mailbox.mbox(tmp_path / "export.mbox")
    for number, text in enumerate(texts):
        message = EmailMessage()
        message["From"], message["To"] = "Eva <eva@minwr.example>", "tom@minwr.example"
        message["Date"], message["Message-ID"] = "Tue, 03 Feb 2026 10:00:00 +0100", f"<{number}@minwr.example>"
        message.set_content(text)
        box.add(message)
    box.close()
    items = read(tmp_path / "export.mbox")
    assert not [item for item in items if isinstance(item, Unreadable)]
    found = [item.text.replace("\n>From ", "\nFrom ") for item in items if isinstance(item, ParsedMessage)]
    assert [text.rstrip("\n") for text in texts] == [text.rstrip("\n") for text in found]


def test_a_mailbox_of_more_messages_than_can_be_opened_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox_container, "MAX_MEMBERS", 2)
    line = b"From a@b.example Tue Feb  3 09:00:10 2026\n"
    with pytest.raises(ImportRefused, match="Verdeel het postvak over kleinere bestanden"):
        opened((line + HEADS + b"\n") * 3, tmp_path)
