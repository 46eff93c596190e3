"""The store of originals when a process that writes to it is killed."""

from __future__ import annotations

import io
import os
import signal
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

import pytest

from archive import content
from archive.sealing.verifying import differences

TEXT = b"13-11-2025 08:03 - PJ: kwetterzucht\n" * 2000


class _Killed(io.BytesIO):
    """A file during whose reading the process is killed, as by the system when memory is full."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._asked = 0

    def read(self, size: int | None = -1) -> bytes:
        self._asked += 1
        if self._asked == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(size)


@pytest.fixture
def half_kept(settings) -> Path:
    """What such a process left: a part of a chat under a name that no row and no clean-up knew."""
    child = os.fork()
    if child == 0:
        content.store(_Killed(TEXT))
        os._exit(0)
    os.waitpid(child, 0)
    left = next(Path(settings.CONTENT_DIR).glob("incoming-*"))
    left.chmod(0o600)
    left.write_bytes(TEXT[:500])
    return left


def test_what_a_killed_process_had_half_kept_is_cleaned_up(half_kept, db, capsys):
    call_command("clean_deliveries")
    assert not half_kept.exists()
    assert "1 bestanden weggegooid die een afgebroken taak half had bewaard" in capsys.readouterr().out


def test_what_is_being_kept_at_this_moment_is_left_alone(settings):
    class Cleans(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            assert content.remove_broken_off(quiet=-1) == 0
            return super().read(size)

    sha256, size = content.store(Cleans(TEXT))
    assert (content.path_of(sha256).read_bytes(), size) == (TEXT, len(TEXT))


def test_the_check_of_the_archive_names_a_file_that_no_row_knows(db):
    """Killed a little later, the whole of a file stood there under its hash, and nothing said so."""
    sha256, _ = content.store(io.BytesIO(TEXT))
    assert list(differences()) == []
    yesterday = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(content.path_of(sha256), (yesterday, yesterday))
    assert list(differences()) == [f"Er staat een bestand in de opslag waarvan de database niets weet ({sha256})."]
