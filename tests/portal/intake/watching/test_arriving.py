"""What has not finished arriving in a watched folder is left alone until it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.models import Attachment, ImportRun, ImportState, Message, Source
from tests.archive.extraction import documents
from tests.portal.intake.conftest import EXPORT, GROUP
from tests.portal.intake.watching.conftest import PHOTO, files_in
from woo_portal.intake.watching import inbox
from woo_portal.intake.watching.watcher import Watcher


class Clock:
    """Goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


class TestArriving:
    @pytest.fixture
    def clock(self, monkeypatch: pytest.MonkeyPatch) -> Clock:
        clock = Clock()
        monkeypatch.setattr(inbox, "time", clock)
        return clock

    @pytest.fixture
    def patient(self, folder: Path, clock: Clock) -> Watcher:
        return Watcher(folder, quiet=30)

    def test_what_still_grows_is_left_alone(self, put, patient, clock):
        path = put(GROUP, EXPORT[:100])
        for length in (150, 200, 250):
            patient.go_round()
            clock.now += 29
            path.write_text(EXPORT[:length])
        assert Source.objects.count() == 0
        path.write_text(EXPORT)
        patient.go_round()
        clock.now += 29
        patient.go_round()
        assert Source.objects.count() == 0
        clock.now += 1
        patient.go_round()
        assert Source.objects.get().size == len(EXPORT.encode())

    def test_a_change_of_the_same_length_is_a_change(self, put, patient, clock):
        path = put(GROUP, EXPORT)
        patient.go_round()
        clock.now += 60
        path.write_text(EXPORT.replace("pompen", "sluizn"))
        patient.go_round()
        assert Source.objects.count() == 0

    @pytest.mark.parametrize("name", ["chat.zip.part", ".chat.txt.Xy12", "chat.txt.crdownload", "~chat.txt"])
    def test_a_name_of_a_file_on_its_way_is_not_taken(self, folder, put, guard, name):
        put(name, EXPORT)
        guard.go_round()
        assert files_in(folder) == [name]

    def test_a_chat_waits_for_the_photo_that_is_still_on_its_way(self, put, guard, watch):
        put("Chat.txt", PHOTO)
        coming = put("foto.jpg.part", b"half")
        guard.go_round()
        assert Source.objects.count() == 0

        coming.rename(coming.with_name("foto.jpg"))
        watch()
        assert Attachment.objects.get().size == 4

    def test_a_zip_does_not_wait_for_others(self, put, guard):
        put("a.zip", documents.packed({GROUP: EXPORT}))
        put("b.jpg.part", b"half")
        guard.go_round()
        assert Source.objects.get().file_name == "a.zip"

    @pytest.mark.parametrize("data", [b"", documents.packed({GROUP: EXPORT})[:200]], ids=["empty", "half"])
    def test_what_cannot_be_whole_is_waited_for_and_in_the_end_taken(self, put, guard, watch, monkeypatch, data):
        put("a.zip", data)
        guard.go_round()
        guard.go_round()
        assert Source.objects.count() == 0

        monkeypatch.setattr(inbox, "PATIENCE", 0)
        watch()
        assert ImportRun.objects.get().state == ImportState.REFUSED

    def test_a_file_somebody_still_writes_in_is_left_alone(self, put, guard):
        path = put(GROUP, EXPORT[:100])
        with path.open("a") as writing:
            guard.go_round()
            assert Source.objects.count() == 0
            writing.write(EXPORT[100:])
        guard.go_round()
        assert Source.objects.get().size == len(EXPORT.encode())

    def test_who_writes_on_after_it_was_taken_loses_nothing(self, folder, put, guard, work):
        """Over a network nobody says that a file is open: a pause was taken for its end."""
        put(GROUP, EXPORT)
        guard.go_round()
        more = "13-11-2025 09:00 - PJ: Staan ze al bij gemaal De Hoop?\n"
        with next((folder / "bezig").rglob(GROUP)).open("a") as late:
            late.write(more)
        for _ in range(3):
            work()
            guard.go_round()

        assert Message.objects.count() == 5
        (kept,) = files_in(folder)
        assert (folder / kept).read_text() == EXPORT + more
        assert Source.objects.count() == 2
