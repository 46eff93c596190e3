"""A watched folder: what has finished arriving is brought in once and put aside, whatever breaks down between two steps."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.core.management import CommandError, call_command

import pytest

from archive import content, ingest
from archive.models import Attachment, ImportRun, ImportState, Message, Person, Source
from tests.archive.extraction import documents
from tests.portal.intake.conftest import AMBIGUOUS, EXPORT, GROUP, words
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.intake import attachments
from woo_portal.intake.watching import claims, inbox, watcher
from woo_portal.intake.watching.watcher import Watcher
from woo_portal.jobs.models import Job

PHOTO = "12-11-2025 16:45 - Kofi: foto.jpg (bestand bijgevoegd)\n"


class Killed(BaseException):
    """What a kill -9 is to the code it hits."""


@pytest.fixture
def folder(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    # Reading what was sent along is told elsewhere.
    monkeypatch.setattr(attachments, "queue_reading", lambda run: None)
    (tmp_path / "binnenkomst").mkdir()
    return tmp_path / "binnenkomst"


@pytest.fixture
def put(folder: Path) -> Callable[[str, str | bytes], Path]:
    """Put a file in the watched folder."""

    def write(name: str, data: str | bytes) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write


@pytest.fixture
def guard(folder: Path) -> Watcher:
    """A watcher to whom nothing has to lie still for long."""
    return Watcher(folder, quiet=0)


@pytest.fixture
def watch(guard: Watcher, work: Callable[[], None]) -> Callable[[], None]:
    """Go round, let the worker import, and go round again."""

    def rounds() -> None:
        guard.go_round()
        work()
        guard.go_round()

    return rounds


def files_in(folder: Path) -> list[str]:
    """Every file beneath a folder but the lock, by its path."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or (path.is_file() and path.name != "slot")
    )


def test_an_export_is_brought_in_and_put_aside(folder, put, watch, archivist):
    put(GROUP, EXPORT)
    watch()

    run = ImportRun.objects.get()
    assert run.state == ImportState.DONE
    assert Message.objects.count() == 4
    assert files_in(folder) == [f"verwerkt/import {run.pk}/{GROUP}"]
    assert (folder / f"verwerkt/import {run.pk}" / GROUP).read_text() == EXPORT
    assert content.path_of(run.source.sha256).read_text() == EXPORT
    event = Event.objects.get(verb=Verb.IMPORT_STARTED)
    assert (event.actor_id, event.actor_name) == (None, "het portaal")
    assert sentence(event) == f"«{GROUP}» kwam binnen via de bewaakte map."
    assert "door de bewaakte map" in words(archivist.get(f"/archief/imports/{run.pk}/"))


def test_a_refused_file_is_put_aside_with_the_reason(folder, put, watch):
    put("notulen.txt", "Notulen van de vergadering\nAanwezig: Jan\n")
    watch()

    run = ImportRun.objects.get()
    assert files_in(folder) == [f"geweigerd/import {run.pk}/notulen.txt", f"geweigerd/import {run.pk}/waarom.txt"]
    why = (folder / f"geweigerd/import {run.pk}/waarom.txt").read_text()
    assert why.startswith("«notulen.txt» is geweigerd. «notulen.txt» heeft een onbekende vorm")
    assert f"Het bestand is ook in het portaal bewaard, bij import {run.pk}." in why


def test_a_question_waits_for_its_answer(folder, put, watch, archivist):
    put("WhatsApp Chat with Jan.txt", AMBIGUOUS)
    watch()
    assert files_in(folder / "verwerkt") == files_in(folder / "geweigerd") == []

    archivist.post(f"/archief/imports/{ImportRun.objects.get().pk}/antwoord/", {"date_order": "dmy"})
    watch()
    watch()
    assert len(files_in(folder / "verwerkt")) == 1
    assert ImportRun.objects.count() == 1


class TestArriving:
    @pytest.fixture
    def patient(self, folder: Path) -> Watcher:
        return Watcher(folder, quiet=0.2)

    def test_what_still_grows_is_left_alone(self, put, patient):
        path = put(GROUP, EXPORT[:100])
        for length in (150, 200, 250):
            patient.go_round()
            time.sleep(0.12)
            path.write_text(EXPORT[:length])
        assert Source.objects.count() == 0
        path.write_text(EXPORT)
        patient.go_round()
        time.sleep(0.25)
        patient.go_round()
        assert Source.objects.get().size == len(EXPORT.encode())

    def test_a_change_of_the_same_length_is_a_change(self, put, patient):
        path = put(GROUP, EXPORT)
        patient.go_round()
        time.sleep(0.25)
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


class TestBelonging:
    def test_a_chat_and_its_photo_are_one_export(self, folder, put, watch):
        put("Chat.txt", PHOTO)
        put("foto.jpg", b"\xff\xd8\xff foto")
        watch()
        run = ImportRun.objects.get()
        assert run.source.file_name == "Chat.zip"
        assert run.report["attachments_present"] == 1
        assert files_in(folder) == [f"verwerkt/import {run.pk}/{name}" for name in ("Chat.txt", "foto.jpg")]

    def test_several_exports_are_several_imports_each_with_its_own_end(self, folder, put, watch):
        put(GROUP, EXPORT)
        put("Chat met Rieke.txt", "12-11-2025 16:45 - Rieke: Dag\n")
        put("notulen.txt", "Notulen\n")
        put("los.zip", documents.packed({"_chat.txt": EXPORT.replace("hoogwater", "laagwater")}))
        watch()
        ends = {run.source.file_name: run for run in ImportRun.objects.all()}
        assert files_in(folder) == sorted(
            [
                f"geweigerd/import {ends['notulen.txt'].pk}/notulen.txt",
                f"geweigerd/import {ends['notulen.txt'].pk}/waarom.txt",
                f"verwerkt/import {ends['Chat met Rieke.txt'].pk}/Chat met Rieke.txt",
                f"verwerkt/import {ends[GROUP].pk}/{GROUP}",
                f"verwerkt/import {ends['los.zip'].pk}/los.zip",
            ]
        )

    def test_a_folder_named_after_a_person_says_whose_telephone_it_is(self, folder, put, watch):
        Person.objects.create(name="Kofi Mensah")
        put(f"kofi mensah/{GROUP}", EXPORT)
        put("kofi mensah/Telegram/_chat.txt", PHOTO)
        put("kofi mensah/Telegram/photos/foto.jpg", b"\xff\xd8\xff foto")
        put("kofi mensah/Telegram/.DS_Store", b"x")
        watch()
        assert {source.holder.name for source in Source.objects.all()} == {"Kofi Mensah"}
        ends = {run.source.file_name: run.pk for run in ImportRun.objects.all()}
        assert files_in(folder) == sorted(
            [
                f"verwerkt/kofi mensah/import {ends[GROUP]}/{GROUP}",
                f"verwerkt/kofi mensah/import {ends['Telegram.zip']}/_chat.txt",
                f"verwerkt/kofi mensah/import {ends['Telegram.zip']}/photos/foto.jpg",
                f"verwerkt/kofi mensah/import {ends['Telegram.zip']}/Telegram/.DS_Store",
            ]
        )
        assert "van de telefoon van Kofi Mensah" in sentence(Event.objects.filter(verb=Verb.IMPORT_STARTED)[0])

    def test_a_folder_of_nobody_stays_and_the_log_says_why(self, folder, put, guard, caplog):
        for _ in range(2):
            Person.objects.create(name="Jan de Wit")
        put(f"Kofi Menza/{GROUP}", EXPORT)
        put(f"Jan de Wit/{GROUP}", EXPORT)
        for _ in range(3):
            guard.go_round()
        assert files_in(folder) == [f"Jan de Wit/{GROUP}", f"Kofi Menza/{GROUP}"]
        told = [record.getMessage() for record in caplog.records]
        assert sorted(told) == [
            "De map «Jan de Wit» blijft staan: meer personen heten zo. Noem de map naar één persoon, of «onbekend».",
            "De map «Kofi Menza» blijft staan: niemand in het archief heet zo. Noem de map naar één persoon, of «onbekend».",
        ]

    def test_the_folder_for_unknown_telephones(self, folder, put, watch):
        put("onbekend/Signal/_chat.txt", EXPORT)
        watch()
        assert Source.objects.get().holder is None
        assert len(files_in(folder / "verwerkt")) == 1

    def test_a_name_that_comes_every_month_overwrites_nothing(self, folder, put, watch):
        for text in (EXPORT, EXPORT + "14-11-2025 09:00 - PJ: Klaar\n", EXPORT):
            put(GROUP, text)
            watch()
        assert len(files_in(folder / "verwerkt")) == 3
        assert Message.objects.count() == 5
        assert ImportRun.objects.filter(report__has_key="repeats").count() == 1

    def test_a_new_file_of_a_name_that_is_still_being_imported_is_another_one(self, folder, put, guard, work):
        put(GROUP, EXPORT)
        guard.go_round()
        put(GROUP, EXPORT + "14-11-2025 09:00 - PJ: Klaar\n")
        guard.go_round()
        work()
        guard.go_round()
        assert Source.objects.count() == 2
        assert len(files_in(folder / "verwerkt")) == 2

    def test_what_a_link_points_to_was_not_delivered(self, folder, put, watch, tmp_path):
        secret = tmp_path / "sleutel"
        secret.write_text("geheim")
        (folder / "los.txt").symlink_to(secret)
        Person.objects.create(name="Kofi Mensah")
        put("Kofi Mensah/Chat/_chat.txt", EXPORT)
        (folder / "Kofi Mensah" / "Chat" / "foto.jpg").symlink_to(secret)
        watch()

        assert Source.objects.count() == 0
        assert secret.read_text() == "geheim"
        left = files_in(folder)
        assert left[-1] == "los.txt"
        assert [Path(path).name for path in left[:-1]] == ["_chat.txt", "foto.jpg", "waarom.txt"]
        assert "verwijzing of een bijzonder bestand in («foto.jpg»)" in (folder / left[2]).read_text()


class TestBreakingDown:
    """After a kill at any step the next watcher ends with the same archive, the same files and one import."""

    STEPS = [
        (claims.Claim, "write", 1),
        (claims.Claim, "write", 2),
        (claims.Claim, "write", 3),
        (claims.Claim, "write", 4),
        (claims.Claim, "write", 5),
        (claims, "gather", 1),
        (claims, "look", 1),
        (claims, "put_aside", 1),
        (claims, "end", 1),
        (claims, "_close", 1),
        (watcher, "receive_unattended", 1),
        (Path, "rename", 1),
        (Path, "rename", 2),
        (Path, "rename", 3),
        (Path, "rename", 4),
        (Path, "rmdir", 1),
    ]

    @pytest.mark.parametrize("when", ["before", "after"])
    @pytest.mark.parametrize(
        ("place", "step", "count"), STEPS, ids=lambda value: getattr(value, "__name__", str(value))
    )
    def test_at_a_step(self, folder, put, work, monkeypatch, place, step, count, when):
        put("Chat.txt", PHOTO)
        put("foto.jpg", b"\xff\xd8\xff foto")
        real, calls = getattr(place, step), []

        def dying(*args, **rest):
            calls.append(args)
            if len(calls) == count and when == "before":
                raise Killed
            result = real(*args, **rest)
            if len(calls) == count:
                raise Killed
            return result

        def live(rounds: int) -> None:
            for _ in range(rounds):
                Watcher(folder, quiet=0).go_round()
                work()

        with monkeypatch.context() as patch:
            patch.setattr(place, step, dying)
            with pytest.raises(Killed):
                live(rounds=2)
        live(rounds=4)
        run = ImportRun.objects.get()
        assert (run.state, run.report["attachments_present"]) == (ImportState.DONE, 1)
        assert Event.objects.filter(verb=Verb.IMPORT_STARTED).count() == 1
        names = sorted(Path(path).name for path in files_in(folder))
        assert names == ["Chat.txt", "foto.jpg"]
        assert {Path(path).parts[0] for path in files_in(folder)} == {"verwerkt"}
        assert [path.name for path in (folder / "bezig").iterdir()] == ["slot"]

    def test_an_import_that_breaks_down_keeps_the_file_until_it_is_taken_up_again(
        self, folder, put, watch, guard, work, archivist, monkeypatch
    ):
        put(GROUP, EXPORT)
        with monkeypatch.context() as patch:
            patch.setattr(ingest, "index_staged", lambda conversation, chat: 1 / 0)
            watch()
        assert files_in(folder / "verwerkt") == []
        archivist.post(f"/archief/imports/{ImportRun.objects.get().pk}/opnieuw/")
        work()
        guard.go_round()
        assert len(files_in(folder / "verwerkt")) == 1

    def test_one_claim_that_cannot_go_on_does_not_hold_up_the_others(self, folder, put, watch, guard, monkeypatch):
        put("a.zip", documents.packed({"x.txt": EXPORT}))
        guard.go_round()
        broken = next((folder / "bezig").rglob("a.zip"))
        broken.rename(folder.parent / "weg.zip")
        put(GROUP, EXPORT)
        watch()
        assert files_in(folder / "verwerkt") == [f"import {ImportRun.objects.first().pk}/{GROUP}"]

        (folder.parent / "weg.zip").rename(broken)
        watch()
        assert len(files_in(folder / "verwerkt")) == 2


class TestTwo:
    def test_of_two_watchers_one_does_nothing(self, folder, put):
        put(GROUP, EXPORT)
        first, second = Watcher(folder, quiet=0), Watcher(folder, quiet=0)
        with first._alone() as alone:
            assert alone
            assert second.go_round() == 0
            assert files_in(folder) == [GROUP]
        second.go_round()
        assert Source.objects.count() == 1

    def test_a_watcher_of_another_process_holds_it_off_and_its_death_lets_go(self, folder, put):
        lock = folder / "bezig" / "slot"
        lock.parent.mkdir()
        code = "import fcntl, sys, time\nf = open(sys.argv[1], 'a')\nfcntl.flock(f, fcntl.LOCK_EX)\nprint(flush=True)\n"
        other = subprocess.Popen([sys.executable, "-c", code + "time.sleep(60)", lock], stdout=subprocess.PIPE)
        other.stdout.readline()
        put(GROUP, EXPORT)
        Watcher(folder, quiet=0).go_round()
        assert Source.objects.count() == 0
        other.kill()
        other.wait()
        Watcher(folder, quiet=0).go_round()
        assert Source.objects.count() == 1


class TestCommand:
    def test_takes_what_lies_there_and_stops(self, folder, put, work):
        put(GROUP, EXPORT)
        call_command("watch_folder", str(folder), "--eenmaal", "--rust", "0")
        work()
        call_command("watch_folder", str(folder), "--eenmaal", "--rust", "0")
        assert len(files_in(folder / "verwerkt")) == 1
        assert Job.objects.filter(kind="import").count() == 1

    def test_watches_the_folder_of_the_setting(self, folder, put, settings):
        settings.WATCH_DIR = str(folder)
        put(GROUP, EXPORT)
        call_command("watch_folder", "--eenmaal", "--rust", "0")
        assert Source.objects.count() == 1

    def test_wants_a_folder(self, folder):
        with pytest.raises(CommandError, match="is geen map"):
            call_command("watch_folder", str(folder / "weg"))
        with pytest.raises(CommandError, match="WOO_WATCH_DIR is geen map"):
            call_command("watch_folder")


def test_a_folder_that_may_not_be_emptied_is_told_once_and_tried_again(folder, put, guard, caplog, monkeypatch, watch):
    def refused(self, target):
        raise PermissionError(13, "Permission denied", str(self))

    put(GROUP, EXPORT)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refused)
        for _ in range(3):
            guard.go_round()
    assert GROUP in files_in(folder)
    assert sum("is niet weg te nemen" in record.getMessage() for record in caplog.records) == 1
    assert len([path for path in (folder / "bezig").iterdir() if path.is_dir()]) == 1
    watch()
    assert len(files_in(folder / "verwerkt")) == 1
    assert Message.objects.count() == 4


def test_large_files_are_moved_and_not_copied(folder, put, guard):
    path = put("a.zip", documents.packed({GROUP: EXPORT}))
    number = path.stat().st_ino
    guard.go_round()
    assert next((folder / "bezig").rglob("a.zip")).stat().st_ino == number


def test_a_folder_can_be_looked_through_before_anybody_sees_what_came_in(folder, put, work):
    put(GROUP, EXPORT)
    Watcher(folder, quiet=0, hides_new=True).go_round()
    work()
    assert Message.objects.count() == 4
    assert not Message.objects.visible().exists()


def test_what_was_taken_by_who_hides_stays_hidden_when_another_goes_on(folder, put, work, monkeypatch):
    def die(*args: object, **facts: object) -> None:
        raise Killed

    put(GROUP, EXPORT)
    with monkeypatch.context() as patch:
        patch.setattr(watcher, "receive_unattended", die)
        with pytest.raises(Killed):
            Watcher(folder, quiet=0, hides_new=True).go_round()
    Watcher(folder, quiet=0).go_round()
    work()
    assert Message.objects.count() == 4
    assert not Message.objects.visible().exists()


@pytest.mark.parametrize(
    ("asked", "set_so", "hides"), [((), False, False), (("--eerst-nakijken",), False, True), ((), True, True)]
)
def test_the_command_and_the_setting_ask_for_it(folder, put, work, settings, asked, set_so, hides):
    settings.WATCH_HIDES_NEW = set_so
    put(GROUP, EXPORT)
    call_command("watch_folder", str(folder), "--eenmaal", "--rust", "0", *asked)
    work()
    assert Message.objects.visible().exists() != hides
    assert Message.objects.count() == 4
