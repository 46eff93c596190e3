"""Whatever breaks down between two steps of a watcher, nothing is lost and nothing is brought in twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import conversation_storing
from archive.models import ImportRun, ImportState
from tests.archive.extraction import documents
from tests.portal.intake.conftest import EXPORT, GROUP
from tests.portal.intake.watching.conftest import PHOTO, Killed, files_in
from woo_portal.audit.models import Event, Verb
from woo_portal.intake.watching import claims, watcher
from woo_portal.intake.watching.watcher import Watcher


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
            patch.setattr(conversation_storing, "index_staged", lambda conversation, chat: 1 / 0)
            watch()
        assert files_in(folder / "verwerkt") == []
        archivist.post(f"/archief/imports/{ImportRun.objects.get().pk}/opnieuw/")
        work()
        guard.go_round()
        assert len(files_in(folder / "verwerkt")) == 1

    @pytest.mark.parametrize("journal", [None, "", "{", "[]", '{"parts": null}', '{"parts": [{"naam": 1}]}'])
    def test_a_folder_without_a_legible_journal_held_up_all_that_had_ended(self, folder, put, watch, guard, journal):
        """Regression: what was done stayed in "bezig" for ever, for every round ended at the folder nobody knew."""
        stray = folder / "bezig" / "20250101-000000-abcdef"
        (stray / "bestanden").mkdir(parents=True)
        (stray / "bestanden" / "enige kopie.txt").write_text(EXPORT)
        if journal is not None:
            (stray / "opdracht.json").write_text(journal)
        put(GROUP, EXPORT)
        watch()
        assert files_in(folder / "verwerkt") == [f"import {ImportRun.objects.get().pk}/{GROUP}"]
        assert [path.name for path in (folder / "bezig").iterdir()] == ["slot"]
        aside = folder / "geweigerd" / stray.name
        assert (aside / "bestanden" / "enige kopie.txt").read_text() == EXPORT
        assert "Er is niets van gewist." in (aside / "waarom.txt").read_text()

        # And it is taken as any file once it is put back.
        (aside / "bestanden" / "enige kopie.txt").rename(folder / "opnieuw.txt")
        watch()
        assert ImportRun.objects.first().report["repeats"] == ImportRun.objects.last().pk

    def test_an_empty_folder_without_a_journal_is_tidied(self, folder, put, watch):
        (folder / "bezig" / "leeg" / "bestanden").mkdir(parents=True)
        put(GROUP, EXPORT)
        watch()
        assert [path.name for path in (folder / "bezig").iterdir()] == ["slot"]
        assert files_in(folder / "geweigerd") == []

    def test_a_database_put_back_from_a_backup_takes_the_only_copy_again(self, folder, put, guard, work):
        """Regression: the journal named an import the database had lost, or one that was of another file by now."""
        put(GROUP, EXPORT)
        put("Ander.zip", documents.packed({"x.txt": EXPORT.replace("Maas", "Rijn")}))
        guard.go_round()
        lost = ImportRun.objects.get(source__file_name=GROUP)
        other = ImportRun.objects.exclude(pk=lost.pk).get()
        for taken in claims.claims_in(folder):
            for part in taken.parts or []:
                if part.run == lost.pk:
                    # As if that number were given out again: the log knows it for another export.
                    part.run = other.pk
                    taken.write()
        work()
        guard.go_round()
        assert files_in(folder / "verwerkt") == sorted([f"import {other.pk}/Ander.zip", f"import {lost.pk}/{GROUP}"])

        put("Nog een.txt", EXPORT + "13-11-2025 09:00 - PJ: later\n")
        guard.go_round()
        for taken in claims.claims_in(folder):
            for part in taken.parts or []:
                part.run, part.target = 10**6, str(folder / "verwerkt" / "import 1000000")
            taken.write()
        guard.go_round()
        work()
        guard.go_round()
        assert not list(claims.claims_in(folder))
        assert not (folder / "verwerkt" / "import 1000000").exists()
        assert ImportRun.objects.filter(source__file_name="Nog een.txt").get().state == ImportState.DONE

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
