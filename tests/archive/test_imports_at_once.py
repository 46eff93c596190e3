"""Two exports that are brought in at the same moment, by two workers."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from django.db import connection

import pytest

from archive.ingest import break_off, is_to_hide, receive, run_import
from archive.models import Conversation, Handle, ImportRun, Message, Person, Source

pytestmark = pytest.mark.django_db(transaction=True)

ONE_PHONE = """\
18-02-2026 14:03 - Wilhelmijn: Kunnen we het draaiboek van maandag nog aanpassen?
18-02-2026 14:05 - Joost Tersteeg: Dat heeft de afdeling gisteravond al rondgestuurd, zie je mail.
18-02-2026 14:07 - Wilhelmijn: Dan loop ik het vanmiddag met de afdeling door.
18-02-2026 14:09 - Joost Tersteeg: Graag, en laat het me weten voordat de Kamer belt.
18-02-2026 14:12 - Wilhelmijn: De afdeling heeft nog twee vragen over bijlage drie.
"""


def received(folder: Path, name: str, text: str) -> ImportRun:
    path = folder / name
    path.write_text(text)
    return receive(path, file_name=name, by="Els Archema")


def waits_for_another() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
        return cursor.fetchone() is not None


def test_two_phones_of_one_chat_meet_also_when_their_exports_come_in_at_the_same_moment(tmp_path: Path):
    """Regression: neither import saw what the other had stored, and the archive had the chat twice, each message with a copy."""
    first = received(tmp_path, "WhatsApp-chat met Joost.txt", ONE_PHONE)
    second = received(tmp_path, "WhatsApp-chat met Wil.txt", ONE_PHONE.replace("Wilhelmijn", "Minister"))

    def other_worker() -> None:
        try:
            run_import(second.pk)
        finally:
            connection.close()

    other = threading.Thread(target=other_worker)

    def meanwhile(run: ImportRun, introduced: object) -> None:
        other.start()
        ends = time.monotonic() + 30
        while other.is_alive() and not waits_for_another() and time.monotonic() < ends:
            time.sleep(0.01)

    run_import(first.pk, at_the_end=meanwhile)
    other.join(30)

    assert Conversation.objects.count() == 1
    assert (Message.objects.count(), Handle.objects.values("person").distinct().count()) == (5, 2)
    second.refresh_from_db()
    assert (second.report["messages_new"], second.report["messages_known"]) == (0, 5)


def test_who_asks_that_nothing_is_seen_while_an_import_ends_is_heard_or_comes_after_it(tmp_path: Path):
    """Regression: asked between the last look and the end it was written down, on an import that hid nothing."""
    run = received(tmp_path, "WhatsApp-chat met Joost.txt", ONE_PHONE)
    answers: list[ImportRun] = []

    def asks() -> None:
        try:
            path = tmp_path / "WhatsApp-chat met Joost.txt"
            answers.append(receive(path, file_name=path.name, by="Els Archema", hides_new=True))
        finally:
            connection.close()

    other = threading.Thread(target=asks)

    def meanwhile(ending: ImportRun, introduced: object) -> None:
        assert not is_to_hide(ending)
        other.start()
        ends = time.monotonic() + 30
        while other.is_alive() and not waits_for_another() and time.monotonic() < ends:
            time.sleep(0.01)

    run_import(run.pk, at_the_end=meanwhile)
    other.join(30)
    run.refresh_from_db()
    assert not run.hides_new
    assert answers[0].report["repeats"] == run.pk


def test_what_is_said_of_a_file_that_is_being_read_neither_waits_nor_counts(tmp_path: Path):
    """Also of an import that was taken for broken off while it went on."""
    path = tmp_path / "WhatsApp-chat met Joost.txt"
    run = received(tmp_path, path.name, ONE_PHONE)
    joost = Person.objects.create(name="Joost Tersteeg van Elders")
    answers: list[ImportRun] = []

    def says() -> None:
        try:
            break_off(run.pk)
            answers.append(
                receive(path, file_name="anders.txt", by="Els Archema", holder=joost, zone="America/Curacao")
            )
        finally:
            connection.close()

    other = threading.Thread(target=says)

    def meanwhile(ending: ImportRun, introduced: object) -> None:
        other.start()
        other.join(30)
        assert not other.is_alive()

    run_import(run.pk, at_the_end=meanwhile)
    run.refresh_from_db()
    source = Source.objects.get()
    assert answers == [run]
    assert (source.file_name, source.holder, run.zone) == (path.name, None, "Europe/Amsterdam")


def test_what_was_said_just_before_the_reading_begins_is_what_it_reads_with(tmp_path: Path, monkeypatch):
    path = tmp_path / "WhatsApp-chat met Joost.txt"
    run = received(tmp_path, "export.txt", ONE_PHONE)
    real = ImportRun.objects.get

    def said_in_between(*args, **rest):
        monkeypatch.undo()
        found = real(*args, **rest)
        path.write_text(ONE_PHONE)
        receive(path, file_name=path.name, by="Els Archema", zone="America/Curacao")
        return found

    monkeypatch.setattr(ImportRun.objects, "get", said_in_between)
    run_import(run.pk)
    assert Conversation.objects.get().title == "Joost"
    assert {message.zone for message in Message.objects.all()} == {"America/Curacao"}
