"""A watched folder: what has finished arriving is brought in once and put aside, by whoever watches."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from django.core.management import CommandError, call_command

import pytest

from archive import content
from archive.models import ImportRun, ImportState, Message, Source
from tests.archive.extraction import documents
from tests.portal.intake.conftest import AMBIGUOUS, EXPORT, GROUP, words
from tests.portal.intake.watching.conftest import Killed, files_in
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.intake.watching import watcher
from woo_portal.intake.watching.watcher import Watcher
from woo_portal.jobs.models import Job


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


def test_a_folder_of_another_zone_is_read_with_it_also_after_a_claim_was_taken_up_again(folder, put, work):
    put(GROUP, EXPORT)
    Watcher(folder, quiet=0, zone="America/Curacao").go_round()
    # Who goes on with it may be started otherwise: what was taken was taken with a zone.
    work()
    Watcher(folder, quiet=0).go_round()
    assert ImportRun.objects.get().zone == "America/Curacao"
    assert Message.objects.get(text__startswith="Dag allen").sent_at.isoformat() == "2025-11-12T20:45:00+00:00"


def test_a_watcher_with_a_zone_that_is_none_does_not_begin(folder):
    with pytest.raises(CommandError, match="«Willemstad» is geen tijdzone"):
        call_command("watch_folder", str(folder), "--tijdzone", "Willemstad", "--eenmaal", "--rust", "0")


def test_a_question_waits_for_its_answer(folder, put, watch, archivist):
    put("WhatsApp Chat with Jan.txt", AMBIGUOUS)
    watch()
    assert files_in(folder / "verwerkt") == files_in(folder / "geweigerd") == []

    archivist.post(f"/archief/imports/{ImportRun.objects.get().pk}/antwoord/", {"date_order": "dmy"})
    watch()
    watch()
    assert len(files_in(folder / "verwerkt")) == 1
    assert ImportRun.objects.count() == 1


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
