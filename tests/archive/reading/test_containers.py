"""What may and may not be opened: an export is somebody else's file."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from pathlib import Path

import pytest

from archive.reading import containers
from archive.reading.containers import ImportRefused, open_container, sha256_of

CHAT = b"18-02-2026 14:03 - Eva: hallo\n"


def make_zip(path: Path, members: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def read_all(path: Path) -> int:
    """The number of bytes that come out of a container."""
    with open_container(path) as container:
        return sum(len(container.open(member).read()) for member in container.members)


def refusal(path: Path) -> str:
    """Why a container is refused, when opened or at the latest when read."""
    with pytest.raises(ImportRefused) as refused:
        read_all(path)
    return str(refused.value)


def test_a_file_a_zip_and_a_folder_are_read_alike(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    (folder / "sub").mkdir(parents=True)
    (folder / "chat.txt").write_bytes(CHAT)
    (folder / "sub/foto.jpg").write_bytes(b"jpg")
    packed = make_zip(tmp_path / "export.zip", {"chat.txt": CHAT, "sub/": b"", "sub/foto.jpg": b"jpg"})
    for path in (folder, packed):
        with open_container(path) as container:
            assert sorted(container.members) == ["chat.txt", "sub/foto.jpg"]
            assert container.size("chat.txt") == len(CHAT)
            assert container.open("chat.txt").read() == CHAT
            assert container.name == path.name
    with open_container(folder / "chat.txt") as container:
        assert container.members == ("chat.txt",)
        assert container.open("chat.txt").read() == CHAT


def test_the_name_of_a_link_to_the_original_is_the_name_people_know(tmp_path: Path) -> None:
    (tmp_path / "3f786850e387").write_bytes(CHAT)
    link = tmp_path / "WhatsApp-chat met Eva.txt"
    link.symlink_to(tmp_path / "3f786850e387")
    with open_container(link) as container:
        assert container.name == "WhatsApp-chat met Eva.txt"
        assert container.open(container.name).read() == CHAT


def test_what_a_mac_adds_is_no_part_of_the_export(tmp_path: Path) -> None:
    clutter = {"__MACOSX/._chat.txt": b"x", "._chat.txt": b"x", ".DS_Store": b"x", "_chat.txt": CHAT}
    with open_container(make_zip(tmp_path / "a.zip", clutter)) as container:
        assert container.members == ("_chat.txt",)


def test_member_names_in_utf8_without_the_flag_are_read_as_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    name = "Zoë 🌊".encode()
    make_zip(path, {f"{'x' * len(name)}.txt": CHAT})
    path.write_bytes(path.read_bytes().replace(b"x" * len(name), name))
    with open_container(path) as container:
        assert container.members == ("Zoë 🌊.txt",)


@pytest.mark.parametrize(
    "name", ["../uit.txt", "map/../../uit.txt", "/etc/passwd", "C:\\uit.txt", "..\\uit.txt", "\\\\server\\uit.txt"]
)
def test_a_member_that_would_leave_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    assert "buiten de map" in refusal(make_zip(tmp_path / "a.zip", {name: CHAT}))


def test_links_are_not_followed(tmp_path: Path) -> None:
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        entry = zipfile.ZipInfo("_chat.txt")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert "verwijzing" in refusal(packed)
    folder = tmp_path / "map"
    folder.mkdir()
    (folder / "_chat.txt").symlink_to("/etc/passwd")
    assert "verwijzing" in refusal(folder)
    (folder / "_chat.txt").unlink()
    os.mkfifo(folder / "pijp")
    assert "bijzonder bestand" in refusal(folder)


def test_a_locked_zip_is_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"_chat.txt": CHAT})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "wachtwoord" in refusal(path)


def test_a_zip_with_one_name_twice_is_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"_chat.txt": CHAT, "_chaX.txt": b"a"})
    path.write_bytes(path.read_bytes().replace(b"_chaX.txt", b"_chat.txt"))
    assert "tweemaal" in refusal(path)


def test_a_bomb_is_refused_by_what_it_declares(tmp_path: Path) -> None:
    assert "zipbom" in refusal(make_zip(tmp_path / "a.zip", {"_chat.txt": bytes(40 * 1024**2)}))


def test_a_bomb_that_lies_about_its_size_is_stopped_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_zip(tmp_path / "a.zip", {"_chat.txt": bytes(40 * 1024**2)})
    monkeypatch.setattr(containers, "RATIO_FREE_BYTES", 64 * 1024**2)
    container = open_container(path)
    monkeypatch.setattr(containers, "RATIO_FREE_BYTES", 1024**2)
    stream = container.open("_chat.txt")
    assert len(stream.read(1024**2)) == 1024**2
    with pytest.raises(ImportRefused, match="zipbom"):
        stream.read()


def test_a_text_that_repeats_itself_is_no_bomb(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"_chat.txt": CHAT * 100_000})
    with open_container(path) as container:
        assert len(container.open("_chat.txt").read()) == len(CHAT) * 100_000


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MAX_MEMBERS", 2)
    path = make_zip(tmp_path / "a.zip", {"1": b"", "2": b"", "3": b""})
    assert "meer dan 2 bestanden" in refusal(path)


def test_a_zip_in_a_zip_is_a_file_like_any_other(tmp_path: Path) -> None:
    inner = make_zip(tmp_path / "inner.zip", {"_chat.txt": CHAT})
    with open_container(make_zip(tmp_path / "outer.zip", {"inner.zip": inner.read_bytes()})) as container:
        assert container.members == ("inner.zip",)


@pytest.mark.parametrize("kept", [10, 60, -30, -1])
def test_a_truncated_zip_is_refused(tmp_path: Path, kept: int) -> None:
    whole = make_zip(tmp_path / "a.zip", {"_chat.txt": os.urandom(300)}).read_bytes()
    (tmp_path / "b.zip").write_bytes(whole[:kept])
    assert "beschadigd of onvolledig" in refusal(tmp_path / "b.zip")


def test_a_damaged_member_is_refused_when_it_is_read(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"_chat.txt": CHAT * 50}, compression=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[200] ^= 0xFF
    path.write_bytes(data)
    assert "beschadigd of onvolledig" in refusal(path)


def test_nothing_is_refused_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "leeg.txt").touch()
    assert "is leeg" in refusal(tmp_path / "leeg.txt")
    assert "bevat geen bestanden" in refusal(make_zip(tmp_path / "leeg.zip", {}))
    (tmp_path / "map").mkdir()
    assert "bevat geen bestanden" in refusal(tmp_path / "map")
    assert "bestaat niet" in refusal(tmp_path / "weg.txt")


def test_the_hash_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(CHAT)
    assert sha256_of(tmp_path / "a") == hashlib.sha256(CHAT).hexdigest()
