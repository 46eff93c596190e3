"""What nobody expects in a watched folder neither stops the watcher nor costs a file that was delivered."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

import pytest

from archive.models import ImportRun
from tests.portal.intake.conftest import EXPORT, GROUP
from tests.portal.intake.watching.conftest import files_in
from woo_portal.intake.watching import claims
from woo_portal.watched_folder import copies_of

NOTES = "Notulen van de vergadering\nAanwezig: Jan\n"
OWN = "Waarom ik dit stuur: het is de enige kopie.\n"


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


class TestTheNote:
    """A file that was delivered under the name of the watcher's note was overwritten, and it was the only copy."""

    def test_in_an_export_that_is_refused(self, folder, put, watch):
        put("waarom.txt", OWN)
        watch()
        aside = folder / f"geweigerd/import {ImportRun.objects.get().pk}"
        assert files_in(aside) == ["waarom (2).txt", "waarom.txt"]
        assert (aside / "waarom.txt").read_text() == OWN
        assert (aside / "waarom (2).txt").read_text().startswith("«waarom.txt» is geweigerd.")

    def test_beside_a_link_that_came_along(self, folder, put, guard):
        put("waarom.txt", OWN)
        guard.go_round()
        [taken] = claims.claims_in(folder)
        (taken.content / "elders").symlink_to("/etc/hostname")
        guard.go_round()
        [refused] = (folder / "geweigerd").iterdir()
        assert files_in(refused) == ["elders", "waarom (2).txt", "waarom.txt"]
        assert (refused / "waarom.txt").read_text() == OWN
        assert "een verwijzing of een bijzonder bestand" in (refused / "waarom (2).txt").read_text()

    def test_in_a_folder_that_nobody_knows(self, folder, watch):
        written(folder / "bezig" / "x" / "waarom.txt", OWN)
        watch()
        assert (folder / "geweigerd" / "x" / "waarom.txt").read_text() == OWN
        assert "Er is niets van gewist." in (folder / "geweigerd" / "x" / "waarom (2).txt").read_text()

    def test_a_note_that_was_written_before_a_crash_is_not_written_again(self, folder, put, watch, guard, monkeypatch):
        put("notulen.txt", NOTES)
        with monkeypatch.context() as patch:
            patch.setattr(claims, "end", lambda taken, leftovers: 1 / 0)
            watch()
        guard.go_round()
        aside = folder / f"geweigerd/import {ImportRun.objects.get().pk}"
        assert files_in(aside) == ["notulen.txt", "waarom.txt"]

    def test_a_note_with_a_number_is_no_file_that_a_destruction_left_behind(self, folder, put, watch):
        put("waarom.txt", OWN)
        watch()
        run = ImportRun.objects.get().pk
        found = copies_of(folder, run, lambda path, stream, size: stream.read() == OWN.encode(), remove=True)
        assert (found.copies, found.others) == (1, 0)
        assert files_in(folder / f"geweigerd/import {run}") == ["waarom (2).txt"]


class TestOneOddFolder:
    """Regression: each of these ended every round, and nothing came in any more."""

    def test_a_journal_that_is_a_folder(self, folder, put, watch):
        written(folder / "bezig" / "x" / "opdracht.json" / "enige kopie.txt", EXPORT)
        put(GROUP, EXPORT)
        watch()
        assert files_in(folder / "verwerkt") == [f"import {ImportRun.objects.get().pk}/{GROUP}"]
        assert (folder / "geweigerd" / "x" / "opdracht.json" / "enige kopie.txt").read_text() == EXPORT

    def test_a_file_further_down_that_is_called_as_a_journal_being_written(self, folder, put, watch):
        written(folder / "bezig" / "x" / "sub" / "opdracht.json.nieuw", EXPORT)
        put(GROUP, EXPORT)
        watch()
        assert files_in(folder / "verwerkt") == [f"import {ImportRun.objects.get().pk}/{GROUP}"]
        assert (folder / "geweigerd" / "x" / "sub" / "opdracht.json.nieuw").read_text() == EXPORT

    @pytest.mark.parametrize("state", [{"place": 1}, {"members": None}, {"members": [1]}])
    def test_a_journal_that_says_what_no_watcher_writes(self, folder, put, watch, state):
        journal = {"folder": None, "place": "x", "members": [], "holder": None, "whose": "", "parts": None} | state
        written(folder / "bezig" / "x" / "opdracht.json", json.dumps(journal))
        put(GROUP, EXPORT)
        watch()
        assert len(files_in(folder / "verwerkt")) == 1
        assert (folder / "geweigerd" / "x" / "opdracht.json").exists()

    def test_a_journal_that_is_a_pipe(self, folder, put, watch):
        (folder / "bezig" / "x").mkdir(parents=True)
        os.mkfifo(folder / "bezig" / "x" / "opdracht.json")
        put(GROUP, EXPORT)
        watch()
        assert len(files_in(folder / "verwerkt")) == 1

    def test_one_that_the_disk_does_not_give_is_told_once_and_left_where_it_is(
        self, folder, put, watch, monkeypatch, caplog
    ):
        kept = written(folder / "bezig" / "x" / "opdracht.json", "{}")
        put(GROUP, EXPORT)
        real = Path.read_text

        def failing(path, *args, **rest):
            if path == kept:
                raise OSError(5, "Input/output error")
            return real(path, *args, **rest)

        monkeypatch.setattr(Path, "read_text", failing)
        with caplog.at_level(logging.WARNING):
            watch()
        assert len(files_in(folder / "verwerkt")) == 1
        assert kept.exists()
        told = [record.message for record in caplog.records]
        assert told == ["«x» in «bezig»: OSError. Het wordt opnieuw geprobeerd."]


class TestAFileInBezig:
    def test_put_there_by_hand_it_stayed_and_nobody_was_told(self, folder, watch):
        """Regression: only folders were looked at."""
        written(folder / "bezig" / GROUP, EXPORT)
        watch()
        aside = folder / "geweigerd" / GROUP
        assert files_in(aside) == [GROUP, "waarom.txt"]
        assert (aside / GROUP).read_text() == EXPORT
        assert "leg ze opnieuw in de map" in (aside / "waarom.txt").read_text()
        assert [path.name for path in (folder / "bezig").iterdir()] == ["slot"]

    def test_two_of_one_name_are_both_kept(self, folder, watch):
        for text in ("een", "twee"):
            written(folder / "bezig" / "chat.txt", text)
            watch()
        assert (folder / "geweigerd" / "chat.txt" / "chat.txt").read_text() == "een"
        assert (folder / "geweigerd" / "chat.txt (2)" / "chat.txt").read_text() == "twee"

    def test_one_that_is_on_its_way_is_left_alone(self, folder, watch):
        written(folder / "bezig" / "chat.zip.part", "half")
        watch()
        assert files_in(folder) == ["bezig/chat.zip.part"]
        (folder / "bezig" / "chat.zip.part").rename(folder / "bezig" / "chat.zip")
        watch()
        assert files_in(folder) == ["geweigerd/chat.zip/chat.zip", "geweigerd/chat.zip/waarom.txt"]


def test_what_came_along_under_the_name_of_a_file_of_the_export_overwrote_it(folder, put, guard, work):
    """Regression: what a claim held besides its exports was moved over what had been put aside."""
    put(GROUP, EXPORT)
    guard.go_round()
    [taken] = claims.claims_in(folder)
    target = folder / "verwerkt" / "al daar"
    written(target / GROUP, "dit lag er al")
    claims.end(taken, target)
    assert (target / GROUP).read_text() == "dit lag er al"
    assert (target / GROUP.replace(".txt", " (2).txt")).read_text() == EXPORT
