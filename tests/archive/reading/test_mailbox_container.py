"""A mailbox is taken apart as whoever wrote it put it together: every message once, and nothing left over."""

from __future__ import annotations

import io
import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from archive.importing import Notice, ParsedMessage, Unreadable
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


LINE = b"From a@b.example Tue Feb  3 09:00:10 2026\n"
SECOND = b"Received: by mx\n\tfrom elders\nDATE: Tue, 3 Feb 2026 09:00:10 +0100\nSubject: x\n\ntekst\n"


@pytest.mark.parametrize("blank", [b"\n", b"\r\n", b"  \n", b"\t \r\n"])
def test_an_empty_line_of_blanks_made_one_mail_of_two(tmp_path: Path, blank: bytes) -> None:
    """Regression: the second mail became text of the sender of the first."""
    assert opened(LINE + HEADS + blank + LINE + SECOND, tmp_path) == [HEADS + blank, SECOND]


@pytest.mark.parametrize("begin", [b"\xef\xbb\xbf", b"\n", b" \r\n\n", b"\xef\xbb\xbf\n"])
def test_a_mark_or_an_empty_line_before_the_first_mail_hid_the_mailbox(tmp_path: Path, begin: bytes) -> None:
    """Regression: it was no mailbox, and all its mail was refused."""
    assert is_mailbox(begin + LINE + HEADS)
    assert opened(begin + LINE + HEADS + b"\n" + LINE + SECOND, tmp_path) == [HEADS + b"\n", SECOND]


MEETING = b"From 14:00 until 16:00 on 3 March 2026\nLocatie: Den Haag\nZaal: 4\n\nFrom: hier af tekst\n"


def test_a_meeting_in_a_mail_cut_it_in_two(tmp_path: Path) -> None:
    """Regression: what stood below the time and the place became a mail of nobody."""
    first = HEADS + b"\n" + MEETING + b"\n"
    assert opened(LINE + first + LINE + SECOND, tmp_path) == [first, SECOND]
    assert not is_mailbox(MEETING)


def test_headers_longer_than_the_sample_are_those_of_a_mail(tmp_path: Path) -> None:
    long = b"X-Spoor: " + b"x" * (mailbox_container.SAMPLE_BYTES + 1) + b"\n" + HEADS
    assert is_mailbox((LINE + long)[: mailbox_container.SAMPLE_BYTES])
    ends_with_a_line = LINE + b"X-Spoor: " + b"x" * (mailbox_container.SAMPLE_BYTES - len(LINE) - 10) + b"\n"
    assert len(ends_with_a_line) == mailbox_container.SAMPLE_BYTES
    assert is_mailbox(ends_with_a_line)
    assert opened(LINE + long + b"\n" + LINE + long, tmp_path) == [long + b"\n", long]


def test_without_an_empty_line_between_mails_they_became_one_and_nobody_was_told(tmp_path: Path) -> None:
    """Regression: of such a mailbox every mail was the first sender's."""
    mails = [
        f"From: a{n}@b.example\nTo: t@b.example\nDate: Tue, 3 Feb 2026 09:0{n}:00 +0100\n\nTekst {n}\n"
        for n in range(3)
    ]
    path = tmp_path / "postvak.mbox"

    def told(*between: str) -> list[str]:
        path.write_text("".join(LINE.decode() + mail + ending for mail, ending in zip(mails, between, strict=True)))
        items = read(path)
        senders = [item.sender.shown for item in items if isinstance(item, ParsedMessage) and item.sender]
        assert len(senders) == 1 + between[:2].count("\n")
        return [item.text for item in items if isinstance(item, Notice)]

    assert told("\n", "\n", "") == []
    [none] = told("", "", "")
    assert none.startswith(
        "In bericht 1 van «postvak.mbox» staan 2 regels die op het begin van een bericht lijken; er staat geen lege regel boven,"
    )
    [last] = told("\n", "", "")
    assert last.startswith("In bericht 2 van «postvak.mbox» staat 1 regel die op het begin van een bericht lijkt; ")

    # Of lines that have no headers beneath them nobody needs to know.
    mails[0] += "Beste,\n" + MEETING.decode() + LINE.decode() + "Dag\n"
    mails[1] += LINE.decode() + mails[2]
    mails[2] += LINE.decode() + mails[0]
    [two] = told("\n", "\n", "")
    assert "In «postvak.mbox» staan 2 regels die op het begin van een bericht lijken (per bericht 2: 1, 3: 1); " in two


NOBODYS = b"Received: by mx\n\tfrom elders\nTo: t@b.example\nSubject: x\n\nvan niemand, zonder datum\n"


@pytest.mark.parametrize(
    "line",
    [
        LINE,
        b"From - Tue Feb 03 10:06:00 2026\r\n",
        b"From a@b.example Tue Feb  3 09:00 CET 2026\n",
        b"From 1789@xxx Mon Jan 01 12:00:00 +0000 2024\n",
    ],
)
def test_a_mail_without_from_and_date_became_text_of_the_mail_before_it(tmp_path: Path, line: bytes) -> None:
    """Regression: its text was then that of another sender, and nobody was told."""
    mails = [HEADS + b"\n", NOBODYS + b"\n", b"Subject: zonder tekst\n"]
    assert opened(line + line.join(mails), tmp_path) == mails
    path = tmp_path / "postvak.mbox"
    path.write_bytes(line + line.join(mails))
    items = read(path)
    [_, nobodys, last] = (item.raw for item in items if isinstance(item, Unreadable))
    assert (nobodys, last) == ((NOBODYS + b"\n").decode(), mails[-1].decode())
    assert not [item for item in items if isinstance(item, Notice)]


def test_a_mailbox_that_begins_with_a_mail_without_from_and_date_was_none(tmp_path: Path) -> None:
    """Regression: all of its mail was refused."""
    assert is_mailbox(LINE + NOBODYS)
    assert opened(LINE + NOBODYS + b"\n" + LINE + HEADS, tmp_path) == [NOBODYS + b"\n", HEADS]
    for text in (b"Zaal: 4\n\n", b"Subject: x\ntekst\n\n", b"", b"\nSubject: x\n"):
        assert not is_mailbox(LINE + text)


@pytest.mark.parametrize(
    ("quoted", "is_told"),
    [
        (LINE + b"is een regel die ik uit een postvak heb\n", False),
        (MEETING.replace(b"From: hier af", b"Van hier af"), False),
        (b"From 14:00 until 16:00 on 3 March 2026\nSubject: Waterstanden\n\n", True),
        (LINE + b"Locatie: Den Haag\n\n", True),
        (LINE + b"Subject: Waterstanden\nzo begon het\n\n", True),
        (LINE + b"\nzonder kopregels\n", True),
        (LINE + b"Subject: x\n" + LINE + b"tekst\n", True),
        (LINE, True),
    ],
)
def test_a_line_of_which_it_is_not_certain_that_a_mail_begins_there_stays_text_and_is_told(
    tmp_path: Path, quoted: bytes, is_told: bool
) -> None:
    mail = b"From: a@b.example\nTo: t@b.example\nDate: Tue, 3 Feb 2026 09:00:00 +0100\n\nZie:\n\n" + quoted.strip(b"\n")
    path = tmp_path / "postvak.mbox"
    path.write_bytes(LINE + mail + b"\n\n" + LINE + HEADS)
    assert opened(path.read_bytes(), tmp_path) == [mail + b"\n\n", HEADS]
    told = [item.text for item in read(path) if isinstance(item, Notice)]
    assert len(told) == is_told
    for text in told:
        assert text.startswith(
            "In bericht 1 van «postvak.mbox» staat 1 regel die op het begin van een bericht lijkt; er staan geen kopregels onder "
            "die zeggen van wie het bericht is of van wanneer, en daarom is wat eronder staat gelezen als tekst van dat bericht."
        )
        assert "een postvak waarin elk bericht met kopregels begint, ook met From en Date, en lever dat in." in text


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
