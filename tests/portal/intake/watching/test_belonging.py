"""What in a watched folder is one export, whose telephone it is of, and where it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import identity
from archive.models import ImportRun, Message, Person, Source
from tests.archive.extraction import documents
from tests.portal.intake.conftest import EXPORT, GROUP
from tests.portal.intake.watching.conftest import PHOTO, files_in
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.intake.watching import claims
from woo_portal.intake.watching.inbox import units_in


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

    @pytest.mark.parametrize("earlier", ["Cornelis Mensah", "Kofi Mensah"])
    def test_the_name_somebody_had_before_being_merged_says_it_is_that_person(self, folder, put, watch, earlier):
        """The row that was merged got the telephone, which nobody then saw with the person; of one name it was two persons."""
        kofi, same = Person.objects.create(name="Kofi Mensah"), Person.objects.create(name=earlier)
        identity.merge(person=same, into=kofi)
        put(f"{earlier}/{GROUP}", EXPORT)
        watch()
        assert Source.objects.get().holder == kofi

    def test_somebody_who_is_merged_after_the_folder_was_taken_is_who_that_is_now(self, folder, put, guard, work):
        kofi, same = Person.objects.create(name="Kofi Mensah"), Person.objects.create(name="K. Mensah")
        put(f"K. Mensah/{GROUP}", EXPORT)
        claims.claim(folder, next(units_in(folder)), holder=same.pk, hides_new=False)
        identity.merge(person=same, into=kofi)
        guard.go_round()
        assert Source.objects.get().holder == kofi

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
