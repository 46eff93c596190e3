"""The package as one file: the same bytes from the same files, and never half of one."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from woo_portal.disclosure.publishing import File
from woo_portal.disclosure.zip_archive import ManifestLine, PackageNotWritten, read_zip, write_zip

FILES = [File("documenten/0001.pdf", b"%PDF een"), File("inventarislijst.xlsx", b"PK twee")]


def test_the_package_holds_the_files_in_order_and_a_manifest_with_their_hashes(tmp_path):
    lines = write_zip(tmp_path / "pakket.zip", FILES)

    *files, manifest = read_zip(tmp_path / "pakket.zip")
    assert files == FILES
    digest = hashlib.sha256(b"%PDF een").hexdigest()
    assert lines[0] == ManifestLine("documenten/0001.pdf", 8, digest)
    assert manifest.name == "manifest.csv"
    assert manifest.content.decode().splitlines()[:2] == ["bestand;bytes;sha256", f"documenten/0001.pdf;8;{digest}"]


def test_equal_files_give_equal_bytes_whatever_the_day_and_the_umask(tmp_path):
    before = os.umask(0o077)
    try:
        write_zip(tmp_path / "een.zip", FILES)
        os.umask(0o002)
        write_zip(tmp_path / "twee.zip", iter(FILES))
    finally:
        os.umask(before)
    assert (tmp_path / "een.zip").read_bytes() == (tmp_path / "twee.zip").read_bytes()


@pytest.mark.parametrize(
    "name", ["", "/etc/passwd", "../buiten.pdf", "a//b", "a\\b", "ongelijk\n.pdf", "brug\u00eb.pdf", "manifest.csv"]
)
def test_a_name_that_could_land_elsewhere_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="not a name"):
        write_zip(tmp_path / "pakket.zip", [File(name, b"")])
    assert list(tmp_path.iterdir()) == []


def test_two_files_of_one_name_are_refused(tmp_path):
    with pytest.raises(ValueError, match="0001"):
        write_zip(tmp_path / "pakket.zip", [FILES[0], FILES[0]])


def test_a_render_that_fails_half_way_leaves_the_former_package(tmp_path):
    def failing():
        yield FILES[0]
        raise RuntimeError("the second document cannot be rendered")

    write_zip(tmp_path / "pakket.zip", FILES)
    before = (tmp_path / "pakket.zip").read_bytes()
    with pytest.raises(RuntimeError):
        write_zip(tmp_path / "pakket.zip", failing())
    assert (tmp_path / "pakket.zip").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_a_full_disk_leaves_nothing_and_says_so_in_dutch(tmp_path):
    """The limit on the size of a file stands for the disk: the system refuses the write half-way in the same manner."""
    program = (
        "import os, resource, sys; from pathlib import Path\n"
        "from woo_portal.disclosure.publishing import File\n"
        "from woo_portal.disclosure.zip_archive import PackageNotWritten, write_zip\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: write_zip(Path(sys.argv[1]), [File(f'{n}.pdf', os.urandom(60_000)) for n in range(3)])\n"
        "except PackageNotWritten as error: print(error.strerror)\n"
    )
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", program, str(tmp_path / "pakket.zip")]
    said = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    assert said.startswith("De schijf is vol. Er is niets gepubliceerd.")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told_in_dutch(tmp_path):
    with pytest.raises(PackageNotWritten, match="niets gepubliceerd"):
        write_zip(tmp_path / "weg" / "pakket.zip", FILES)


def test_what_a_zip_holds_beside_its_files_is_read_as_well(tmp_path):
    write_zip(tmp_path / "pakket.zip", FILES)
    with zipfile.ZipFile(tmp_path / "pakket.zip", "a") as archive:
        archive.comment = b"gemaakt door Marloes"
    assert list(read_zip(tmp_path / "pakket.zip"))[-1].content.startswith(b"gemaakt door Marloes")
