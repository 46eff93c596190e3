"""Copies that a watched folder keeps of what is destroyed go with it: these and no others, and no link is followed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive import content
from archive.functions import FunctionClass
from archive.models import (
    Conversation,
    Destruction,
    DestructionState,
    ImportRun,
    Person,
    PutAside,
    RetentionRule,
    Source,
)
from tests.portal.intake.conftest import AMBIGUOUS, EXPORT, GROUP
from tests.portal.intake.watching.conftest import PHOTO, files_in
from woo_portal import watched_folder
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event
from woo_portal.custody import destroying, put_aside
from woo_portal.custody import tasks as _tasks  # noqa: F401 — a worker knows the handler because it has read this


@pytest.fixture(autouse=True)
def everybody_is_due_at_once(db):
    RetentionRule.objects.create(function_class=FunctionClass.UNKNOWN, years=0, basis="cat. 4.2")


@pytest.fixture
def approve(user):
    """A list of all that is due, or of what is not read, proposed by one and approved by another."""

    def make(*, unread: bool = False) -> Destruction:
        els, anna = user(Role.ARCHIVIST), user(Role.COORDINATOR)
        if unread:
            made = destroying.propose_unread(Source.objects.all(), basis="Geen archiefbescheid", note="Fout", by=els)
        else:
            made = destroying.propose(Conversation.objects.all(), until=None, basis="Lijst", note="", by=els)
        return destroying.approve(made, by=anna)

    return make


@pytest.fixture
def destroy(approve, work):
    def make(**options: bool) -> str:
        made = approve(**options)
        work()
        made.refresh_from_db()
        assert made.state == DestructionState.COMPLETED
        return made.certificate

    return make


def test_the_copy_goes_with_the_original_and_the_certificate_says_so(folder, put, watch, destroy):
    put(GROUP, EXPORT)
    watch()
    run = ImportRun.objects.get()
    assert files_in(folder) == [f"verwerkt/import {run.pk}/{GROUP}"]
    told = destroy()
    assert files_in(folder) == []
    assert not (folder / f"verwerkt/import {run.pk}").exists()
    assert f"daar zijn gewist:\n  verwerkt/…/import {run.pk}: 1\xa0bestand\n" in told
    assert "met de hand" not in told
    assert "Crisisteam.txt" not in told


def test_an_export_of_several_files_goes_file_by_file(folder, put, watch, destroy):
    put("Chat.txt", EXPORT + PHOTO)
    put("foto.jpg", b"\xff\xd8\xff\xe0 foto")
    put(".verborgen", "iets anders")
    watch()
    run = ImportRun.objects.get()
    aside = folder / f"verwerkt/import {run.pk}"
    (aside / "aantekening.txt").write_text("van de beheerder")
    told = destroy()
    assert files_in(aside) == ["aantekening.txt"]
    assert f"  verwerkt/…/import {run.pk}: 2\xa0bestanden\n" in told
    assert f"wis ze met de hand:\n  verwerkt/…/import {run.pk}\n    1\xa0bestand ligt er nog" in told


def test_of_a_person_and_of_that_import_alone(folder, put, watch, destroy):
    Person.objects.create(name="Kofi Mensah")
    put(f"Kofi Mensah/{GROUP}", EXPORT)
    watch()
    run = ImportRun.objects.get()
    ours = folder / f"verwerkt/Kofi Mensah/import {run.pk}"
    twice, other = ours.with_name(f"import {run.pk} (2)"), ours.with_name(f"import {run.pk}1")
    for place in (twice, other):
        shutil.copytree(ours, place)
    destroy()
    assert files_in(folder) == [f"verwerkt/Kofi Mensah/import {run.pk}1/{GROUP}"]


def test_a_file_with_other_bytes_stays_and_is_told(folder, put, watch, destroy):
    put(GROUP, EXPORT)
    watch()
    run = ImportRun.objects.get()
    (folder / f"verwerkt/import {run.pk}" / GROUP).write_text(EXPORT + "meer")
    told = destroy()
    assert files_in(folder) == [f"verwerkt/import {run.pk}/{GROUP}"]
    assert f"  verwerkt/…/import {run.pk}\n    1\xa0bestand ligt er nog" in told
    assert "zijn gewist:\n  verwerkt" not in told


@pytest.mark.parametrize("what", ["file", "import", "verwerkt"])
def test_no_link_is_followed(folder, put, watch, destroy, tmp_path, what):
    put(GROUP, EXPORT)
    watch()
    run = ImportRun.objects.get()
    place = {
        "file": folder / f"verwerkt/import {run.pk}" / GROUP,
        "import": folder / f"verwerkt/import {run.pk}",
        "verwerkt": folder / "verwerkt",
    }[what]
    elsewhere = tmp_path / "elders"
    place.rename(elsewhere)
    place.symlink_to(elsewhere)
    told = destroy()
    kept = [elsewhere] if what == "file" else [path for path in elsewhere.rglob("*") if path.is_file()]
    assert [path.read_text() for path in kept] == [EXPORT]
    assert place.is_symlink()
    assert f"wis ze met de hand:\n  verwerkt/…/import {run.pk}\n" in told


def test_a_file_that_was_put_in_its_place_meanwhile_stays(folder, put, watch, destroy, monkeypatch):
    put(GROUP, EXPORT)
    watch()
    run = ImportRun.objects.get()
    copy = folder / f"verwerkt/import {run.pk}" / GROUP
    same = watched_folder._is_same

    def replaced(before, now):
        fresh = copy.with_name("nieuw")
        fresh.write_text("een ander bestand")
        fresh.rename(copy)
        return same(before, copy.lstat())

    monkeypatch.setattr(watched_folder, "_is_same", replaced)
    told = destroy()
    assert copy.read_text() == "een ander bestand"
    assert "1\xa0bestand ligt er nog" in told


def test_a_folder_that_cannot_be_read_or_is_not_known_is_told(folder, put, watch, destroy):
    put(GROUP, EXPORT)
    watch()
    run = ImportRun.objects.get()
    shutil.rmtree(folder)
    told = destroy()
    assert (
        f"wis ze met de hand:\n  verwerkt/…/import {run.pk}\n    de map is niet bekend of was niet te lezen\n" in told
    )
    assert not content.path_of(run.source.sha256).exists()


def test_who_was_killed_half_way_tells_the_same(folder, put, watch, approve, monkeypatch):
    put(GROUP, EXPORT)
    watch()
    run, made = ImportRun.objects.get(), approve()
    calls = []

    def killed(*arguments, **options):
        found = watched_folder.copies_of(*arguments, **options)
        calls.append(options["remove"])
        if options["remove"]:
            raise MemoryError
        return found

    monkeypatch.setattr(put_aside, "copies_of", killed)
    with pytest.raises(MemoryError):
        destroying.carry_out(made.pk, progress=lambda done, total: None)
    assert calls == [False, True]
    assert PutAside.objects.get().left is None
    monkeypatch.setattr(put_aside, "copies_of", watched_folder.copies_of)
    ended = destroying.carry_out(made.pk, progress=lambda done, total: None)
    assert f"  verwerkt/…/import {run.pk}: 1\xa0bestand\n" in ended.certificate
    assert "met de hand" not in ended.certificate


def test_before_the_log_said_which_folder_it_was_the_setting_says(folder, put, watch, destroy, settings, monkeypatch):
    put(GROUP, EXPORT)
    watch()
    events = put_aside.Event.objects.filter(details__has_key="claim")
    facts = {name: value for name, value in events.get().details.items() if name != "folder"}
    monkeypatch.setattr(Event, "details", property(lambda event: facts, lambda event, value: None))
    settings.WATCH_DIR = str(folder)
    destroy()
    assert files_in(folder) == []


def test_one_that_was_refused_goes_from_geweigerd(folder, put, watch, destroy):
    put("notulen.txt", "niets dat op een chat lijkt")
    watch()
    run = ImportRun.objects.get()
    told = destroy(unread=True)
    assert files_in(folder) == [f"geweigerd/import {run.pk}/waarom.txt"]
    assert f"  geweigerd/…/import {run.pk}: 1\xa0bestand\n" in told


def test_one_that_still_waited_in_bezig_is_told_and_put_aside_with_the_reason(folder, put, watch, destroy):
    put("WhatsApp Chat with Jan.txt", AMBIGUOUS)
    watch()
    run = ImportRun.objects.get()
    told = destroy(unread=True)
    assert f"  geweigerd/…/import {run.pk}\n    niet gevonden; wat nog in bezig ligt, komt hier later\n" in told
    watch()
    aside = Path(folder / f"geweigerd/import {run.pk}")
    assert files_in(aside) == ["WhatsApp Chat with Jan.txt", "waarom.txt"]
    why = (aside / "waarom.txt").read_text()
    assert "is vernietigd" in why
    assert "Wis het ook hier." in why
    assert "bewaard" not in why
