"""What a package is made of is written whole, also while somebody empties the workshop."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from woo_portal.disclosure import typesetting, whole_files
from woo_portal.disclosure.whole_files import write_whole


@pytest.mark.parametrize("times", [1, 4])
def test_a_folder_that_goes_while_a_file_is_written_is_made_again(tmp_path, monkeypatch, times):
    """Regression: a mark "private" at that moment ended a package with "De schijf weigert (No such file or directory)"."""
    folder, gone, synchronised = tmp_path / "rendered", [], whole_files.os.fsync

    def emptied(descriptor: int) -> None:
        synchronised(descriptor)
        if len(gone) < times:
            gone.append(shutil.rmtree(folder))

    monkeypatch.setattr(whole_files.os, "fsync", emptied)
    write_whole(folder / "a.pdf", b"inhoud")

    assert [path.name for path in folder.iterdir()] == ["a.pdf"]
    assert (folder / "a.pdf").read_bytes() == b"inhoud"


def test_a_folder_that_goes_every_time_is_told(tmp_path, monkeypatch):
    folder = tmp_path / "rendered"
    monkeypatch.setattr(whole_files.os, "fsync", lambda descriptor: shutil.rmtree(folder))
    with pytest.raises(FileNotFoundError):
        write_whole(folder / "a.pdf", b"inhoud")


def test_a_picture_that_is_not_there_is_an_error_that_a_worker_can_tell():
    """Regression: WeasyPrint raises what passes every `except Exception`, and the job stood as running for ever."""

    def gone() -> bytes:
        return Path("/nergens/beeld").read_bytes()

    html = '<html lang="nl"><head><title>T</title></head><body><p><img src="picture:page-1" alt="Beeld"/></p></body></html>'
    with pytest.raises(FileNotFoundError):
        typesetting.typeset(html, stylesheet="attached.css", pictures={"page-1": gone})
    with pytest.raises(ValueError, match="protocol"):
        typesetting.typeset(html.replace("picture:page-1", "http://elders.nl/a.png"), stylesheet="attached.css")
