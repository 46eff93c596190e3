"""A mail message of any making gives its headers, its texts and its files; a file comes out as it went in."""

from __future__ import annotations

import base64
import io
import random
import tempfile
import time
import tracemalloc
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.reading.charsets import charset
from archive.reading.containers import ImportRefused, open_container
from archive.reading.mail_container import MailContainer
from archive.reading.mail_headers import Address, Headers, decoded
from archive.reading.mail_parts import Mail, read_head, read_mail
from archive.reading.nested_containers import NestedContainer
from tests.archive.importers.test_properties import damaged

PDF = b"%PDF-1.4\r\n" + bytes(range(256)) * 300


def mail(source: bytes | str) -> Mail:
    return read_mail(io.BytesIO(source if isinstance(source, bytes) else source.replace("\n", "\r\n").encode()))


def part(source: bytes | str, section: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        stream = io.BytesIO(source if isinstance(source, bytes) else source.encode())
        return MailContainer(stream, Path(folder), name="x.eml", packed_bytes=1).open(section).read()


def built(*, cte: str = "base64") -> bytes:
    message = EmailMessage()
    message["From"] = "Zoë de Wit <Zoe@MinWR.example>"
    message["To"] = '"Terpstra, Eva" <eva@minwr.example>, tom@minwr.example'
    message["Subject"] = "Besluit over pompen — één 🌊 " + "lang " * 20
    message["Date"] = "Wed, 18 Feb 2026 10:01:02 +0100"
    message.set_content("Zie bijlage é\n--geen grens\n.\n", cte="quoted-printable")
    message.add_alternative("<p>Zie bijlage é</p>", subtype="html")
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="Besluit 🌊.pdf", cte=cte)
    return message.as_bytes()


def test_the_headers_of_a_message() -> None:
    headers = mail(built()).headers
    assert headers.text("SUBJECT") == "Besluit over pompen — één 🌊 " + ("lang " * 20).strip()
    assert headers.addresses("From", "To") == [
        Address("zoe@minwr.example", "Zoë de Wit"), Address("eva@minwr.example", "Terpstra, Eva"),
        Address("tom@minwr.example", ""),
    ]  # fmt: skip
    assert headers.sent_at().isoformat() == "2026-02-18T09:01:02+00:00"
    assert Headers(read_head(io.BytesIO(built()))).raw("date") == "Wed, 18 Feb 2026 10:01:02 +0100"


def test_the_texts_and_the_files_of_a_message() -> None:
    source = built()
    found = mail(source).parts
    assert [(each.section, each.headers.content_type, each.inside, each.is_text) for each in found] == [
        ("1.1", "text/plain", ("mixed", "alternative"), True),
        ("1.2", "text/html", ("mixed", "alternative"), True),
        ("2", "application/pdf", ("mixed",), False),
    ]
    assert found[0].text() == ("Zie bijlage é\n--geen grens\n.\n", True)
    assert found[2].headers.file_name == "Besluit 🌊.pdf"
    assert part(source, "2") == PDF


@given(st.binary(max_size=2000), st.sampled_from(["base64", "quoted-printable", "8bit"]))
@settings(max_examples=150, deadline=None)
def test_a_file_comes_out_as_it_went_in(content: bytes, encoding: str) -> None:
    if encoding == "base64":
        written = base64.encodebytes(content)
    elif encoding == "8bit":
        written = content = content.replace(b"--", b"..")
    else:
        written = b"".join(b"=%02X" % byte + (b"=\r\n" if n % 20 == 19 else b"") for n, byte in enumerate(content))
    source = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=grens\r\n\r\nvooraf\r\n--grens\r\n"
        b"Content-Type: application/x\r\nContent-Transfer-Encoding: " + encoding.encode() + b"\r\n\r\n" + written
        + b"\r\n--grens--\r\nachteraf"
    )  # fmt: skip
    assert part(source, "1") == content


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("=?utf-8?B?w6k=?= =?utf-8?Q?=C3=A9n?=", "één"),
        ("=?utf-8?B?w6nDqQ?=", "éé"),
        ("=?UTF-8?Q?Zo=C3?= =?UTF-8?Q?=AB_de_W?= it", "Zoë de W it"),
        ("=?iso-8859-1?q?Zo=EB?= gewoon =?onzin?q?x?=", "Zoë gewoon x"),
        ("=?utf-8*nl?q?hoi?=", "hoi"),
        ("=?utf-8?B?***?=", "=?utf-8?B?***?="),
        ("a =?b", "a =?b"),
        ("=?x\0y?q?Zo=C3=AB?=", "Zoë"),
    ],
)
def test_encoded_words(written: str, meant: str) -> None:
    assert decoded(written) == meant


def test_headers_as_they_should_not_be() -> None:
    headers = Headers(
        b"From: Zo\xc3\xab <zoe@minwr.example>\nTo: Zo\xeb\nX-Leeg:\n los\n\tvast\nzomaar een regel\n vervolg\n"
        b'Content-Type: application/pdf; name="=?utf-8?Q?b=C3=A9.pdf?="\nSubject: een\nSubject: twee\nDate: gisteren\n'
    )
    assert headers.addresses("from") == [Address("zoe@minwr.example", "Zoë")]
    assert headers.raw("to") == "Zoë"
    assert headers.raw("x-leeg") == " los vast"
    assert "zomaar een regel" not in headers
    assert headers.text("subject") == "een"
    assert headers.file_name == "bé.pdf"
    with pytest.raises(ValueError, match="gisteren"):
        headers.sent_at()
    assert Headers(b"").content_type == "text/plain"


def test_headers_without_end_are_read_at_once() -> None:
    started = time.monotonic()
    for block in (
        b"To: " + b"(" * 50_000, b"To: " + b"a@b," * 20_000, b"To: x\n" + b" \n" * 300_000, b"Subject: " + b"=?" * 100_000,
        b"Subject: " + b"=?utf-8?q?" * 50_000, b"Content-Type: " + b"x;" * 20_000, b"Message-ID: " + b"<" * 100_000,
    ):  # fmt: skip
        headers = Headers(block)
        headers.addresses("to")
        headers.text("subject")
        assert isinstance(headers.content_type, str)
        assert isinstance(headers.boundary, bytes)
        assert isinstance(headers.message_ids("message-id"), list)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("date", ["Mon, 1 Jan 0001 00:00:00 +0100", "1 Jan 99999 00:00 +0000", "x", ""])
def test_a_date_that_is_none_raises(date: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Headers(f"Date: {date}".encode()).sent_at()


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        ("filename*=UTF-8''b%C3%A9.pdf", "bé.pdf"),
        ('filename*0=lange; filename*1=" naam.pdf"', "lange naam.pdf"),
        ("filename*0*=UTF-8''b%C3%A9; filename*1*=%20b.pdf", "bé b.pdf"),
        ("filename*=onzin''x.pdf", "x.pdf"),
        ("filename", ""),
    ],
)
def test_the_name_of_a_file(parameter: str, name: str) -> None:
    assert Headers(f"Content-Disposition: attachment; {parameter}".encode()).file_name == name


def test_the_moment_of_a_message_without_a_zone_is_in_utc() -> None:
    assert Headers(b"Date: 18 Feb 2026 10:01:02 -0000").sent_at().isoformat() == "2026-02-18T10:01:02+00:00"


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("Subject: x\n\nhallo\n\ndaar\n", ["hallo\n\ndaar\n"]),
        ("Subject: x\nContent-Type: text/html; charset=iso-8859-1\n\n<p>Zo\xeb</p>", ["<p>Zoë</p>"]),
        ("Content-Type: text/plain; charset=us-ascii\n\nZoë", ["Zoë"]),
        ("Content-Type: text/plain; charset=punycode\n\nZoë", ["Zoë"]),
        ("Content-Type: multipart/mixed\n\nhallo", ["hallo"]),
        ("Content-Type: multipart/mixed; boundary=x\n\nhallo\nzonder grens", ["hallo\nzonder grens"]),
        ("Content-Type: multipart/mixed; boundary=x\n\n--x\n\neen\n--x\n\ntwee", ["een", "twee"]),
        ("Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n--x\n\ntwee\n--x--", ["", "twee"]),
        ("Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/alternative; boundary=y\n\n--y\n\na\n"
         "--y\n\nb\n--x\n\nc\n--x--\n", ["a", "b", "c"]),
        ("", [""]),
    ],
)  # fmt: skip
def test_texts_of_odd_messages(source: str, texts: list[str]) -> None:
    encoding = "latin-1" if "iso-8859" in source else "utf-8"
    assert [each.text()[0] for each in mail(source.encode(encoding)).parts if each.is_text] == texts


def test_a_text_that_is_no_text_says_so() -> None:
    found = mail(b"Content-Type: text/plain; charset=utf-8\n\nZo\xeb").parts[0]
    assert found.text() == ("Zoë", False)


def test_a_message_in_a_message_is_one_file() -> None:
    inner = "From: eva@minwr.example\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\nhallo\n--y--\n"
    source = f"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n{inner}\n--x--\n"
    assert [(each.section, each.is_text) for each in mail(source).parts] == [("1", False)]
    assert part(source, "1").decode() == inner


def test_a_text_longer_than_a_text_is_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.reading.mail_parts.MAX_TEXT_BYTES", 10)
    assert [each.is_text for each in mail("Subject: x\n\n" + "x" * 11).parts] == [False]


def test_an_attachment_has_a_path_in_its_container(tmp_path: Path) -> None:
    source = built()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("map/bericht.eml", source)
        archive.writestr("map/raar!/2", b"een gewoon bestand")
    with NestedContainer(open_container(tmp_path / "a.zip")) as container:
        assert container.open("map/bericht.eml").read() == source
        assert container.open("map/bericht.eml!/2").read() == PDF
        assert container.open("map/raar!/2").read() == b"een gewoon bestand"
        for path in ("map/bericht.eml!/9", "weg.eml", "weg.eml!/1"):
            with pytest.raises(KeyError):
                container.open(path)


def test_damage_in_the_zip_is_said_while_the_attachment_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.eml", built())
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "a.zip").write_bytes(data)
    with (
        NestedContainer(open_container(tmp_path / "a.zip")) as container,
        pytest.raises(ImportRefused, match="beschadigd"),
    ):
        container.open("a.eml!/2").read()


def test_memory_does_not_grow_with_an_attachment() -> None:
    def peak(size: int) -> int:
        source = built().replace(
            base64.encodebytes(PDF)[:70], b"A" * 76 + b"\n" + (b"QUJD" * 19 + b"\n") * (size // 57)
        )
        tracemalloc.start()
        read_mail(io.BytesIO(source))
        with tempfile.TemporaryDirectory() as folder:
            total = MailContainer(io.BytesIO(source), Path(folder), name="x.eml", packed_bytes=1).size("2")
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert total > size
        return highest

    peak(10_000)
    assert peak(2_000_000) < peak(200_000) + 100_000


def test_damaged_messages_are_read_somehow() -> None:
    whole = built().replace(base64.encodebytes(PDF), base64.encodebytes(PDF[:2000]))
    assert len(whole) < 6000
    for seed in range(500):
        source = damaged(whole, random.Random(seed))
        for each in mail(source).parts:
            if each.is_text:
                each.text()
            elif each.section != "0":
                part(source, each.section)


@pytest.mark.parametrize(
    ("name", "known"),
    [("UTF8", "utf-8"), ("windows-1252", "cp1252"), ("base64", None), ("idna", None), ("x\0y", None), ("", None)],
)
def test_the_names_of_encodings(name: str, known: str | None) -> None:
    assert charset(name) == known
