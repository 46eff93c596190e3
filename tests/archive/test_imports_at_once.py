"""Two exports that are brought in at the same moment, by two workers."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from django.db import connection

import pytest

from archive.ingest import is_to_hide, receive, run_import
from archive.models import Conversation, Handle, ImportRun, Message

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
