"""Which files of a folder are one export."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from archive.arrivals import Arrival, arrivals_in, group

CHAT = "12-11-2025 16:45 - {}: Dag allen, groep voor het hoogwater op de Maas.\n"
SIGNAL = json.dumps({"version": "1", "backupTimeMs": "1774950000000", "mediaRootBackupKey": "AAAA"}) + "\n"


@pytest.fixture
def folder(tmp_path: Path):
    """Write files by their paths, and tell what arrived: the name of each and the members of its original."""

    def arrived(*files: str) -> dict[str, list[str]]:
        for file in files:
            path = tmp_path / "binnen" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            is_chat = path.suffix == ".txt" and "notulen" not in path.name
            path.write_text(CHAT.format(path.stem) if is_chat else SIGNAL if path.suffix == ".jsonl" else "iets")
        return {arrival.name: members(arrival) for arrival in arrivals_in(tmp_path / "binnen")}

    return arrived


def members(arrival: Arrival) -> list[str]:
    with arrival.as_one_file() as original:
        if not zipfile.is_zipfile(original):
            return [original.name]
        with zipfile.ZipFile(original) as packed:
            return packed.namelist()


def test_a_chat_with_its_files_beside_it(folder):
    assert folder("Chat met Jan.txt", "a.jpg", "b.pdf") == {"Chat met Jan.zip": ["Chat met Jan.txt", "a.jpg", "b.pdf"]}


def test_chats_beside_each_other_stand_alone(folder):
    assert folder("Jan.txt", "Piet.txt", "a.jpg") == {
        "Jan.txt": ["Jan.txt"],
        "Piet.txt": ["Piet.txt"],
        "a.jpg": ["a.jpg"],
    }


def test_an_export_with_its_files_beneath_it(folder):
    assert folder("Telegram/_chat.txt", "Telegram/photos/1.jpg", "Telegram/files/x/2.pdf") == {
        "Telegram.zip": ["_chat.txt", "files/x/2.pdf", "photos/1.jpg"]
    }


def test_an_export_in_a_folder_beside_that_of_its_files(folder):
    assert folder("export/backup/main.jsonl", "export/backup/metadata.json", "export/files/ab/1.jpg") == {
        "backup.zip": ["backup/main.jsonl", "backup/metadata.json", "files/ab/1.jpg"]
    }


def test_folders_with_an_export_each_stay_apart(folder):
    assert folder("C01/Jan.txt", "C01/a.jpg", "C02/Piet.txt", "C02/media/b.jpg", "notulen.txt") == {
        "notulen.txt": ["notulen.txt"],
        "Jan.zip": ["Jan.txt", "a.jpg"],
        "Piet.zip": ["Piet.txt", "media/b.jpg"],
    }


def test_what_is_hidden_is_passed_over(folder):
    assert folder("Jan.txt", ".DS_Store", ".git/x.jpg") == {"Jan.txt": ["Jan.txt"]}


def test_files_of_an_upload_lie_beside_each_other(tmp_path):
    for name in ("Jan.txt", "a.jpg"):
        (tmp_path / name).write_text(CHAT.format("Jan") if name == "Jan.txt" else "iets")
    assert [arrival.name for arrival in group(sorted(tmp_path.iterdir()))] == ["Jan.zip"]
