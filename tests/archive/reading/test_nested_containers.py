"""What is packed inside the members of an export opens under the same limits as the export itself."""

from __future__ import annotations

import base64
import tracemalloc
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from archive.reading import nested_containers
from archive.reading.containers import ImportRefused, open_container
from archive.reading.mail_container import MailContainer
from archive.reading.nested_containers import NestedContainer, look_inside
from tests.archive.reading.test_containers import make_zip


def mail(path: Path, *attachments: tuple[str, bytes], subject: str = "Overleg") -> Path:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "archief@minwr.example.org"
    message.set_content("Goedendag 🌊\n")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    path.write_bytes(message.as_bytes())
    return path


def opened(path: Path) -> NestedContainer:
    return NestedContainer(open_container(path))


def zip_bytes(folder: Path, members: dict[str, bytes], **how: int) -> bytes:
    return make_zip(folder / "binnen.zip", members, **how).read_bytes()


def test_a_file_in_a_zip_in_a_mail_in_a_zip_is_read_by_its_address(tmp_path: Path) -> None:
    inner = zip_bytes(tmp_path, {"map/foto.jpg": b"jpg"})
    letter = mail(tmp_path / "brief.eml", ("rsmf.zip", inner))
    outer = make_zip(tmp_path / "levering.zip", {"post/brief.eml": letter.read_bytes(), "los.txt": b"los"})
    with opened(outer) as container:
        assert container.members == ("post/brief.eml", "los.txt")
        assert container.open("los.txt").read() == b"los"
        assert container.open("post/brief.eml!/2!/map/foto.jpg").read() == b"jpg"
        assert container.size("post/brief.eml!/2!/map/foto.jpg") == 3
        assert container.inside("post/brief.eml").members == ("1", "2")
        assert container.inside("post/brief.eml!/2").members == ("map/foto.jpg",)


def test_the_headers_and_parts_of_a_mail_are_decoded(tmp_path: Path) -> None:
    path = mail(tmp_path / "x.eml", ("verslag é.pdf", bytes(range(256)) * 900), ("twee.txt", b"a"), subject="Maas 🌊")
    with opened(path) as container:
        inside = container.inside("x.eml")
        assert inside.mail is not None
        assert inside.mail.headers.text("subject") == "Maas 🌊"
        assert inside.members == ("1", "2", "3")
        assert inside.open("1").read().decode() == "Goedendag 🌊\n"
        assert inside.open("2").read() == bytes(range(256)) * 900


def test_equal_and_dangerous_names_of_parts_are_harmless(tmp_path: Path) -> None:
    path = mail(tmp_path / "x.eml", ("a.txt", b"1"), ("a.txt", b"2"), ("../../etc/passwd", b"3"), ("..", b"4"))
    with opened(path) as container:
        inside = container.inside("x.eml")
        assert inside.members == ("1", "2", "3", "4", "5")
        assert [inside.open(name).read() for name in inside.members[1:]] == [b"1", b"2", b"3", b"4"]


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        (b"Subject: x\n\nplat", [b"plat"]),
        (
            b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\neen\r\n--b\r\n\r\ntwee",
            [b"een", b"twee"],
        ),
        (
            b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\nvooraf\n--b\n\n--b not\n--b--\nna\n--b\n",
            [b"--b not"],
        ),
        (b"Subject: x\nContent-Type: multipart/mixed\n\n--b\n\neen\n--b--\n", [b"--b\n\neen\n--b--\n"]),
        (
            b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: quoted-printable\n\n"
            b"=C3=A9=\nn\n=\n--b--\n",
            ["én\n".encode()],
        ),
        (
            b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=c\n\n"
            b"--c\n\neen\n--b\n\ntwee\n--b--\n",
            [b"een", b"twee"],
        ),
    ],
)
def test_messages_of_odd_shapes(tmp_path: Path, source: bytes, parts: list[bytes]) -> None:
    (tmp_path / "x.eml").write_bytes(source)
    with opened(tmp_path / "x.eml") as container:
        inside = container.inside("x.eml")
        assert [inside.open(name).read() for name in inside.members] == parts


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (b"\n\n\n", "geen e-mailbericht"),
        (b"geen kop, en geen eind aan de regels\n" * 100_000, "geen e-mailbericht"),
    ],
)
def test_what_is_no_message_is_refused(tmp_path: Path, source: bytes, why: str) -> None:
    (tmp_path / "x.eml").write_bytes(source)
    with opened(tmp_path / "x.eml") as container, pytest.raises(ImportRefused, match=why):
        container.inside("x.eml")


def test_a_bomb_in_a_mail_is_refused(tmp_path: Path) -> None:
    packed = zip_bytes(tmp_path, {"nul": b"\0" * (32 * 1024**2)}, compression=zipfile.ZIP_DEFLATED)
    with (
        opened(mail(tmp_path / "x.eml", ("rsmf.zip", packed))) as container,
        pytest.raises(ImportRefused, match="zipbom"),
    ):
        container.open("x.eml!/2!/nul")


def test_a_bomb_that_two_zips_share_between_them_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the zips swells by less than what is allowed; one in the other by much more."""
    monkeypatch.setattr(nested_containers, "RATIO_FREE_BYTES", 100_000)
    noise = bytes(n * n % 251 for n in range(40))
    inner = zip_bytes(tmp_path, {"a": (noise + b"\0" * 900) * 3000})
    outer = make_zip(tmp_path / "buiten.zip", {"binnen.zip": inner})
    monkeypatch.setattr(nested_containers, "MAX_RATIO", 20)
    with opened(outer) as container, pytest.raises(ImportRefused, match="zipbom"):
        container.open("binnen.zip!/a").read()


def test_a_zip_in_a_mail_that_leads_outside_is_refused(tmp_path: Path) -> None:
    outside = zip_bytes(tmp_path, {"../x": b"x"})
    letter = mail(tmp_path / "x.eml", ("rsmf.zip", outside))
    with opened(letter) as container, pytest.raises(ImportRefused, match="buiten de map"):
        container.inside("x.eml!/2")


def test_layers_without_end_are_refused(tmp_path: Path) -> None:
    packed = zip_bytes(tmp_path, {"diepst": b"x"})
    for _ in range(5):
        packed = zip_bytes(tmp_path, {"z": packed})
    (tmp_path / "buiten.zip").write_bytes(packed)
    with opened(tmp_path / "buiten.zip") as container, pytest.raises(ImportRefused, match="te diep"):
        container.open("z!/z!/z!/z!/z!/diepst")


def test_an_address_that_leads_nowhere_is_no_file(tmp_path: Path) -> None:
    with opened(mail(tmp_path / "x.eml")) as container:
        for address in ("y.eml", "x.eml!/niets", "y.eml!/x"):
            with pytest.raises(KeyError):
                container.open(address)


def test_any_number_of_members_is_looked_into_without_filling_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tijdelijk"))
    (tmp_path / "tijdelijk").mkdir()
    (tmp_path / "map").mkdir()
    for number in range(10):
        mail(tmp_path / f"map/{number}.eml", ("a.txt", f"inhoud {number}".encode()))
    with open_container(tmp_path / "map") as folder:
        with look_inside(folder) as container:
            for number in (*range(10), 0, 9):
                assert container.open(f"{number}.eml!/2").read() == f"inhoud {number}".encode()
            assert len(list((tmp_path / "tijdelijk").iterdir())) == nested_containers.KEPT_OPEN
        assert not list((tmp_path / "tijdelijk").iterdir())
        assert folder.open("0.eml").read()


def test_memory_does_not_grow_with_an_attachment(tmp_path: Path) -> None:
    lines = base64.encodebytes(bytes(range(256)) * 40_000)
    head = b"Subject: x\nContent-Transfer-Encoding: base64\n\n"
    (tmp_path / "x.eml").write_bytes(head + lines)
    (tmp_path / "uit").mkdir()
    with (tmp_path / "x.eml").open("rb") as stream:
        tracemalloc.start()
        container = MailContainer(stream, tmp_path / "uit", name="x.eml", packed_bytes=1)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert container.size("1") == 10_240_000
    assert highest < 3_000_000


def test_a_zip_that_is_damaged_in_a_mail_is_refused(tmp_path: Path) -> None:
    packed = bytearray(zip_bytes(tmp_path, {"foto.jpg": b"een foto" * 100}))
    packed[48] ^= 1
    with (
        opened(mail(tmp_path / "x.eml", ("rsmf.zip", bytes(packed)))) as container,
        pytest.raises(ImportRefused, match=r"«rsmf\.zip» is beschadigd"),
    ):
        container.open("x.eml!/2!/foto.jpg").read()


@pytest.mark.parametrize("name", ["..", "../../etc/passwd", "a\\b.zip", "x" * 400, ""])
def test_a_zip_in_a_mail_is_opened_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    letter = mail(tmp_path / "x.eml", (name, zip_bytes(tmp_path, {"foto.jpg": b"een foto"})))
    with opened(letter) as container:
        assert container.open("x.eml!/2!/foto.jpg").read() == b"een foto"


@pytest.mark.parametrize("value", ["=?utf-8?b?////?=", "=?onbekend?q?x?=", "\udcff", "a" * 5000])
def test_a_damaged_header_is_read_without_fuss(tmp_path: Path, value: str) -> None:
    (tmp_path / "x.eml").write_bytes(f"Subject: {value}\n\n".encode("utf-8", "surrogateescape"))
    with opened(tmp_path / "x.eml") as container:
        found = container.inside("x.eml").mail
        assert found is not None
        assert isinstance(found.headers.text("Subject"), str)
